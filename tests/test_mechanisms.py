"""The table of mechanisms says what is so: numbers, places, switches and tests."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from doubled import SECOND, doubled
from flagship import NOTHING_LATER, ROOT, SHIPPED
from table import LATER, NOT_HERE, PART_OF_EVERY_RUN, Row, rows

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import simulate

ROWS = rows()
HERE = [row for row in ROWS if row.here]
SWITCHED = [row for row in HERE if row.off]
#: What comes at the end of the flagship's run, and so never, comes at the end of the short one.
HORIZON, SHORTER = "=12 years", "=2 years"
SHORT = (f"horizon{SHORTER}", "contract.round=1 year", *NOTHING_LATER)
#: Regimes that do not use a switch, by how it begins; what no regime does without is not listed.
UNUSED = {
    "regimes.replication": "near_apprenticeship",
    "regimes.": "replication",
    "targets.jointly.": "near_apprenticeship",
    "hazards.shanghai-weather": "mutual_learning",
    "lanes.foundry-kassel": "mutual_learning",
    "relations.housings.far": "mutual_learning",
    "relations.housings.near": "offshore_outsourcing",
    "visitors.suzhou-engineers.otherwise": "offshore_outsourcing",
    "relations.housings.review": "near_apprenticeship",
    "relations.housings.procedure_review": "near_apprenticeship",
    "relations.housings.capability.procedure_review": "near_apprenticeship",
    "relations.housings.benchmark": "near_apprenticeship",
    "relations.housings.ambition.rest": "near_apprenticeship",
    "parts.housing.cross.integral": "contract_manufacturing",
    "parts.housing.plant_trials.with_context": "near_apprenticeship",
}
#: What both pairs of firms are subject to.
OF_ALL = ("targets.", "contract.", "regimes.", "hazards.", "government.")


@pytest.fixture(scope="module")
def two_pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("two") / "pairs.yaml"
    path.write_text(yaml.safe_dump(doubled(SHIPPED), sort_keys=False), encoding="utf-8")
    return path


@dataclass
class Bench:
    """Runs of two pairs of firms, each made once."""

    path: Path
    kept: dict[tuple[tuple[str, ...], str], Outcome]

    def run(self, settings: tuple[str, ...], regime: str, *, keep: bool) -> Outcome:
        found = self.kept.get((settings, regime))
        if found is None:
            sooner = [setting.replace(HORIZON, SHORTER) for setting in settings]
            scenario = load(self.path, [*SHORT, *sooner]).scenario
            (found,) = simulate(scenario, 0, [regime])
        if keep:
            self.kept[settings, regime] = found
        return found


@pytest.fixture(scope="module")
def bench(two_pairs: Path) -> Bench:
    return Bench(two_pairs, {})


def of_pair(outcome: Outcome, *, second: bool) -> Mapping[str, Collection[Any]]:
    """Return what became of one of the two pairs; what befalls a port is nobody's."""

    def belongs(name: str) -> bool:
        kind, entity, *_ = name.split("/")
        return entity.startswith("second") is second and kind != "port"

    return {
        "entities": {name: seen for name, seen in outcome.entities.items() if belongs(name)},
        "measures": [repr(one) for one in outcome.measures if belongs(one.subject)],
        "series": [repr(one) for one in outcome.series if belongs(one.subject)],
        "draws": {name: count for name, count in outcome.draws.items() if belongs(name)},
    }


def unused(row: Row) -> str | None:
    """Return a regime that does not use any of the settings of *row*."""
    names = {
        next((r for start, r in UNUSED.items() if off.startswith(start)), None) for off in row.off
    }
    return names.pop() if len(names) == 1 else None


def numbers() -> list[str]:
    plain = [str(number) for number in range(1, 91)]
    return [*plain[:57], "57a", "57b", "57c", "57d", *plain[57:], "D6"]


def test_every_number_of_the_inventory_is_in_the_table_in_order() -> None:
    assert list(dict.fromkeys(row.number for row in ROWS)) == numbers()
    assert len(HERE) > 60


def test_rows_of_one_number_stand_together() -> None:
    runs = [number for number, _ in groupby(row.number for row in ROWS)]

    assert [number for number, count in Counter(runs).items() if count > 1] == []


def test_what_is_not_here_says_to_which_later_work_it_belongs() -> None:
    missing = [row for row in ROWS if not row.here]

    assert {row.where.removeprefix(NOT_HERE) for row in missing} == set(LATER)
    assert [row for row in missing if row.off_cell or row.test or row.seen_under] == []


@pytest.mark.parametrize("row", HERE, ids=lambda row: f"{row.number}-{row.says[:30]}")
def test_a_mechanism_has_modules_and_a_test_and_says_how_it_is_turned_off(row: Row) -> None:
    modules = [ROOT / "supplychain_sim" / span for span in row.where.split("`")[1::2]]
    file, _, name = row.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))

    assert modules
    assert [path for path in modules if not path.is_file()] == []
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert row.off or row.off_cell == PART_OF_EVERY_RUN


def test_no_two_mechanisms_share_their_test() -> None:
    shared = [test for test, count in Counter(row.test for row in HERE).items() if count > 1]

    assert shared == []


@pytest.mark.parametrize("row", SWITCHED, ids=lambda row: f"{row.number}-{row.off[0]}")
def test_the_flagship_takes_a_switch_and_what_it_is_seen_under(row: Row) -> None:
    with_it, without = (load(SHIPPED, settings) for settings in (row.on, (*row.on, *row.off)))

    assert row.regime in with_it.scenario.regimes
    assert without.scenario != with_it.scenario


@pytest.mark.parametrize("row", SWITCHED, ids=lambda row: f"{row.number}-{row.off[0]}")
def test_a_switch_changes_those_that_use_it_and_nobody_else(row: Row, bench: Bench) -> None:
    plain = bench.run(row.on, row.regime, keep=True)
    without = bench.run((*row.on, *row.off), row.regime, keep=False)

    assert of_pair(without, second=False) != of_pair(plain, second=False)
    if not row.off[0].startswith(OF_ALL):
        assert of_pair(without, second=True) == of_pair(plain, second=True)
    if regime := unused(row):
        idle = bench.run(row.on, regime, keep=True)
        same = bench.run((*row.on, *row.off), regime, keep=False)
        for second in (False, True):
            assert of_pair(same, second=second) == of_pair(idle, second=second)


def test_the_two_pairs_are_alike_and_nobody_is_in_both(bench: Bench) -> None:
    outcome = bench.run((), "mutual_learning", keep=True)

    first, second = (of_pair(outcome, second=each)["entities"] for each in (False, True))
    assert [name for name in second if not name.startswith(SECOND)] == []
    assert len(first) == len(second) > 4
