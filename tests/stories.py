"""Logs for tests of what is told of them: written by hand, and of the flagship as it ships."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from flagship import SHIPPED

from supplychain_sim.cli import main
from supplychain_sim.model.record import Record
from supplychain_sim.report.log import Log
from supplychain_sim.scenario.parse import load

RELATION = "relation/housings"


def by_hand(record: Record, regime: str = "") -> Log:
    """Return the log of a record that was written by hand, under a regime of the flagship."""
    scenario = load(SHIPPED).scenario
    first = date(scenario.start.year, scenario.start.month, scenario.start.day)
    last = first + timedelta(minutes=scenario.horizon - 1)
    chosen = regime or next(iter(scenario.regimes))
    histories = {entity: record.history(entity) for entity in record}
    return Log("DIR", scenario, chosen, 0, first, last, histories)


def results(folder: Path, *words: str) -> Path:
    """Run the flagship once, and return the folder of its results."""
    run = ["run", str(SHIPPED), "--quiet", "--jobs", "1", "--out", str(folder)]
    assert main([*run, *(words or ("--replications", "1"))]) == 0
    return folder
