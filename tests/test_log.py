from __future__ import annotations

from pathlib import Path

import pytest
from flagship import NOTHING_LATER, SHIPPED
from running import LISTED, finished, shortened
from small import FAR, NEAR, simulate, small_scenario
from stories import RELATION

from supplychain_sim import simulation
from supplychain_sim.cli import main
from supplychain_sim.errors import ResultsError
from supplychain_sim.experiment import run
from supplychain_sim.model.record import Record, named, written
from supplychain_sim.report.log import read
from supplychain_sim.report.packing import joined, packed

FIRST = "mutual_learning"


def _short(folder: Path, *words: str) -> Path:
    changed = ("horizon=1 year", "contract.round=1 year", *NOTHING_LATER)
    settings = [word for one in changed for word in ("--set", one)]
    settings += ["--regime", "joint_venture"]
    run = ["run", str(SHIPPED), "--quiet", "--jobs", "1", "--replications", "2"]
    assert main([*run, "--out", str(folder), *settings, *words]) == 0
    return folder


def _refusal(folder: Path, regime: str | None = None, replication: int = 0) -> str:
    with pytest.raises(ResultsError) as refused:
        read(folder, regime, replication)
    return str(refused.value).replace(str(folder), "DIR")


def test_what_is_read_back_is_what_was_recorded(results: Path) -> None:
    log = read(results, None, 0)
    again, _ = finished(log.scenario, log.regime)

    assert log.regime == FIRST
    assert log.replication == 0
    assert log.histories == {entity: again.record.history(entity) for entity in again.record}


def test_facts_and_causes_keep_what_they_are(tmp_path: Path) -> None:
    record = Record()
    first = record.add("site/b#2", 3, "book", "taught", (1 << 64) - 1, True, known_to="all")
    record.add("site/a", 5, "arrived", -7, causes=(first,), known_at=9, known_to="customer")

    assert named(written(first)) == first
    log = _short(tmp_path / "results")
    scenario = read(log, None, 0).scenario
    (outcome,) = simulation.simulate(scenario, 0, ["joint_venture"], [0], lambda _: packed(record))
    (tmp_path / "results" / "events.parquet").write_bytes(joined([outcome]))

    found = read(log, None, 0).histories

    assert found == {entity: record.history(entity) for entity in record}
    assert found["site/b#2"][0].facts[2] is True


def test_equal_runs_give_equal_bytes_in_whatever_order_they_come() -> None:
    scenario = shortened("1 years")
    regimes = list(scenario.regimes)[:3]

    one, two = (
        simulation.simulate(scenario, 0, order, [0], packed)
        for order in (regimes, list(reversed(regimes)))
    )

    assert joined(one) == joined(two)


def test_a_run_keeps_the_events_of_its_first_replication_or_of_all(tmp_path: Path) -> None:
    first = _short(tmp_path / "first")
    every = _short(tmp_path / "every", "--log")

    assert read(every, None, 1).histories[RELATION] != read(every, None, 0).histories[RELATION]
    assert read(first, None, 0).histories == read(every, None, 0).histories
    assert _refusal(first, None, 1) == (
        "DIR: no events of replication 1, expected one of 0; run --log keeps those of all"
    )


def test_a_regime_that_is_not_in_the_folder_is_refused(results: Path) -> None:
    assert _refusal(results, "mutual_lerning") == (
        "DIR: no regime 'mutual_lerning', did you mean 'mutual_learning'?"
    )
    assert _refusal(results, "x") == (f"DIR: no regime 'x', expected one of {LISTED}")


def test_a_folder_without_a_log_says_what_to_do(tmp_path: Path) -> None:
    assert _refusal(tmp_path) == (
        "DIR: found no manifest.json, expected a folder that a run has written"
    )
    folder = _short(tmp_path / "results")
    events = folder / "events.parquet"

    events.write_bytes(events.read_bytes()[:-9])
    assert _refusal(folder) == (
        "DIR/events.parquet: found a damaged file, or no events; run the scenario again"
    )
    events.write_bytes((folder / "series.parquet").read_bytes())
    assert _refusal(folder) == (
        "DIR/events.parquet: found a damaged file, or no events; run the scenario again"
    )
    events.unlink()
    assert _refusal(folder) == (
        "DIR/events.parquet: found no such file, expected the events of a run; run the scenario "
        "again"
    )


def test_outcomes_without_events_leave_a_log_that_says_so(seed: int, tmp_path: Path) -> None:
    outcomes = run(small_scenario(seed, 2), simulate=simulate).outcomes
    assert {outcome.regime for outcome in outcomes} == {NEAR, FAR}
    folder = _short(tmp_path / "results")
    (folder / "events.parquet").write_bytes(joined(outcomes))

    assert _refusal(folder) == ("DIR: found no events of any replication; run the scenario again")
