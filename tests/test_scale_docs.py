"""docs/scale.md does not contradict itself, nor what is counted, and its commands run."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks import formulas, plan
from benchmarks.scale import MEANING
from supplychain_sim.sweep.journal import HEADER, result_bytes
from supplychain_sim.sweep.presence import SIGN_EVERY

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


def test_numbers_in_formulas_are_those_of_the_program(tmp_path: Path) -> None:
    from supplychain_sim.cluster import crew

    texts = {formula.name: formula.text for formula in plan.formulas(PAGE)}
    listings = formulas.JOURNAL_LISTINGS, formulas.SIGN_LISTINGS

    assert listings == (3, 2)
    assert texts["names_a_shard"] == "3 * journals / sweeps + 2 * shards"
    assert texts["listing_shards"] == f"start_s / ({sum(listings)} * name_s)"
    assert texts["signs_a_second"] == f"{formulas.SIGN_OPERATIONS} * jobs / {SIGN_EVERY:g}"
    assert texts["files"].endswith(f"(shards + {formulas.FINISHED_FILES})")
    assert texts["dask_workers"].startswith(f"max({crew._LASTS_AT_MOST}, run_s)")


@pytest.mark.parametrize(
    "module", re.findall(r"^python -m benchmarks\.(\w+)", PAGE, flags=re.MULTILINE)
)
def test_the_commands_of_the_page_run(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [module, *TINY[module]])

    import_module(f"benchmarks.{module}").main()

    assert capsys.readouterr().out
