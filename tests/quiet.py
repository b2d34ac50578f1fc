"""Runs in which goods move and nobody learns, so that closed forms hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from running import prepared

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run, simulate

_FOLDER = Path(__file__).parent / "scenarios"
QUIET, KIT = _FOLDER / "quiet.yaml", _FOLDER / "quiet_kit.yaml"
#: The one regime of them.
REGIME = "quiet"


def quiet(*settings: str, of: Path = QUIET) -> Scenario:
    """Return the quiet scenario with *settings* laid over it."""
    return load(of, settings).scenario


def outcomes(scenario: Scenario, replications: int) -> Iterator[Outcome]:
    """Yield what so many replications yield."""
    for replication in range(replications):
        yield from simulate(scenario, replication)


def ran(scenario: Scenario, replication: int = 0) -> Run:
    """Return a run at its horizon, with its record."""
    run = prepared(scenario, REGIME, replication)
    run.until(scenario.horizon)
    return run


def values(outcome: Outcome, subject: str, years: Iterable[int | None]) -> dict[str, list[float]]:
    """Return the measures of a *subject* in some *years*, in their order."""
    found = {(m.measure, m.year): m.value for m in outcome.measures if m.subject == subject}
    names = sorted({name for name, _ in found})
    asked = list(years)
    return {name: [found[name, year] for year in asked] for name in names}


def ports_in_a_row(count: int) -> Sequence[str]:
    """Return settings that lead the lane through so many ports, p0, p1 and so on, a day apart.

    Each has a calendar of its own, so that a run yields many independent ones.
    """
    names = [f"p{number}" for number in range(count)]
    legs = [f"{{mode: sea, to: port/{n}, transit: 1 day, freight: 0 USD/unit}}" for n in names]
    last = "{mode: road, to: plant, transit: 1 day, freight: 0 USD/unit}"
    handled = ", ".join(f"{name}: {{handling: 0 days}}" for name in names)
    return (
        "ports.harbour=null",
        f"lanes.way.lead_time={count + 1} days",
        f"ports={{{handled}}}",
        f"lanes.way.legs=[{', '.join([*legs, last])}]",
    )
