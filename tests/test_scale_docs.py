"""docs/scale.md does not contradict itself, nor what is counted, and its commands run."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import cluster_model, formulas, plan, small_sweeps
from benchmarks.scale import MEANING
from supplychain_sim.sweep.journal import HEADER, result_bytes
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.merge import Index
from supplychain_sim.sweep.presence import SIGN_EVERY
from supplychain_sim.sweep.store import Store

PAGE = plan.PAGE.read_text(encoding="utf-8")
#: What each command is run with here, to be short.
TINY = {
    "scale": ["tasks"],
    "shards": ["--shards", "4", "--processes", "1"],
    "plan": [],
    "cluster_model": ["--validate", "4"],
}


def test_every_number_of_the_plan_follows_from_the_constants_of_the_page() -> None:
    told = {formula.name: list(formula.told[:2]) for formula in plan.formulas(PAGE)}

    assert told == dict(plan.worked_out(PAGE))


def test_every_constant_that_is_measured_is_on_the_page() -> None:
    assert set(MEANING) - set(plan.constants(PAGE)[0]) == {"shard_lists"}


def test_whatever_the_text_names_is_in_a_table() -> None:
    text = "\n".join(line for line in PAGE.splitlines() if not line.startswith("| `"))
    names = set(re.findall(r"`([a-z]+(?:_[a-zA-Z]+)+)`", text))

    known = {*plan.constants(PAGE)[0], *(formula.name for formula in plan.formulas(PAGE))}
    assert names - known == {"supplychain_sim"} & names


def test_what_is_counted_stands_on_the_page_as_it_is() -> None:
    for constants in plan.constants(PAGE):
        assert constants["shard_operations"] == formulas.SHARD_OPERATIONS
        assert constants["started_operations"] == formulas.STARTED_OPERATIONS
        assert constants["worker_operations"] == formulas.WORKER_OPERATIONS
        values = [0.0] * int(constants["values"])
        assert constants["run_bytes"] == HEADER.size + len(result_bytes(0, values))


def test_numbers_in_formulas_are_those_of_the_program() -> None:
    from supplychain_sim.cluster import crew

    texts = {formula.name: formula.text for formula in plan.formulas(PAGE)}
    listings = formulas.JOURNAL_LISTINGS, formulas.SIGN_LISTINGS

    assert listings == (3, 2)
    assert texts["names_a_shard"] == "3 * journals / sweeps + 2 * shards"
    assert texts["listing_shards"] == f"start_s / ({sum(listings)} * name_s)"
    assert texts["signs_a_second"] == f"{formulas.SIGN_OPERATIONS} * jobs / {SIGN_EVERY:g}"
    assert texts["files"].endswith(f"(shards + {formulas.FINISHED_FILES})")
    assert texts["dask_workers"].startswith(f"max({crew._LASTS_AT_MOST}, run_s)")


def test_memory_of_who_finishes_is_that_of_its_arrays(tmp_path: Path) -> None:
    planned = small_sweeps.planned(tmp_path, small_sweeps.STARTER, points=2, replications=2)
    index = Index(Store(tmp_path / "out", sweep_hash(planned)), planned)
    arrays = index._journals.itemsize + index._offsets.itemsize
    sets = 2 / 8

    texts = {formula.name: formula.text for formula in plan.formulas(PAGE)}
    assert f"runs / sweeps * {arrays + sets} +" in texts["merge_MB"]


@pytest.mark.parametrize(("shards", "cores"), [(312, 32), (936, 32), (10_000, 1)])
def test_what_the_model_is_said_to_find_it_finds(shards: int, cores: int) -> None:
    calm = cluster_model.sized(shards, cores)
    rows = [cluster_model.told(calm)]
    rows += [cluster_model.told(replace(calm, preempted=cluster_model.PREEMPTED))]
    (_, _, worked, busy, _, files, asked, _, _), again = rows

    cells = [f"{shards:,}", str(cores), worked, busy, again[2], again[3], files, asked]
    assert f"| {' | '.join(cells)} |" in PAGE


def test_the_model_is_given_what_the_page_found() -> None:
    found = dict(plan.worked_out(PAGE))
    given = cluster_model.sized(312, 32)

    assert plan.shown(given.run_s) == found["task"][0]
    assert plan.shown(given.start_s) == found["start_s"][0]


@pytest.mark.parametrize(
    "module", re.findall(r"^python -m benchmarks\.(\w+)", PAGE, flags=re.MULTILINE)
)
def test_the_commands_of_the_page_run(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [module, *TINY[module]])

    import_module(f"benchmarks.{module}").main()

    assert capsys.readouterr().out
