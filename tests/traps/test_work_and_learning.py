"""Traps in what is worked on: idle teams, starved attributes, and work that runs out."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest

from supplychain_sim.model.cookbook import ATTRIBUTES, RANDOM_LEVEL, TIME
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.trial import open_operations
from supplychain_sim.simulation import prepare
from traps.runs import (
    REGIMES,
    chance_of_improving,
    choosing,
    ground_of,
    less,
    outcome,
    relation_of,
    scenario_with,
    surely,
    told,
)


class Left(NamedTuple):
    """What six years leave to do: trials so far for each open operation, and hope for the next."""

    trials: list[float]
    chance: list[float]


@cache
def left_nearby(start: str, *, moves: bool) -> Left:
    """Return what is left to a supplier nearby whose design share starts so, by replication."""
    # The trap is about the share: designers, who limit it too, are there for all cells.
    staffed = "relations.housings.design_staff.cells=1000"
    share = f"contract.design_share.start={start}"
    scenario = scenario_with(share, staffed, horizon="6 years")
    left = Left([], [])
    for replication in range(12):
        ground = choosing(
            Ground(scenario, replication), "mutual_learning", design_share_moves=moves
        )
        run = prepare(ground, "chosen")
        run.until(scenario.horizon)
        relation = relation_of(run)
        book = relation.book
        opened = open_operations(book.landscape, relation.order, relation.design_share)
        fresh = ground.streams().table("trap", "fresh ideas")
        left.trials.append(relation.tally.of("trials") / len(opened))
        left.chance.append(chance_of_improving(book, opened, 60, fresh))
    return left


def test_t6_a_small_share_that_stands_still_is_worn_out() -> None:
    small, large = (left_nearby(share, moves=False) for share in ("10 %", "60 %"))

    # Whoever is nearby tries more, and so has less left to find: distance would seem to cost
    # little, since there was nothing to do in the time that it takes.
    assert surely(less(small.trials, large.trials))[0] > 10
    assert surely(less(small.chance, large.chance))[1] < 0


def test_t6_where_the_accounts_move_the_share_there_is_work_left_nearby() -> None:
    behind_homes_book = scenario_with().parts["housing"].home_maturity.current
    held, moved = (left_nearby("20 %", moves=moves) for moves in (False, True))

    assert surely(held.trials)[0] > behind_homes_book
    assert surely(less(moved.trials, held.trials))[1] < 0
    assert sum(moved.trials) / len(moved.trials) < behind_homes_book


@pytest.mark.parametrize("attribute", range(3), ids=ATTRIBUTES)
@pytest.mark.parametrize("regime", REGIMES)
def test_t10_each_attribute_is_better_after_four_years(regime: str, attribute: int) -> None:
    run = prepare(ground_of(), regime)
    before = relation_of(run).book.level(attribute)

    run.until(run.scenario.horizon)

    # Transferred machines begin with home's practice, so a start is no longer random.
    assert relation_of(run).book.level(attribute) < min(before, 0.75 * RANDOM_LEVEL)


@pytest.mark.parametrize("missed", range(3), ids=ATTRIBUTES)
def test_t10_a_target_that_is_never_met_starves_no_other_attribute(missed: int) -> None:
    run = prepare(choosing(ground_of(), "near_apprenticeship", targets_move="fixed"), "chosen")
    relation = relation_of(run)
    relation.targets.levels[:] = [10.0, 10.0]
    relation.targets.delivery = 0.0
    if missed == TIME:
        relation.targets.delivery = 0.9999
    else:
        relation.targets.levels[missed] = 1e-6

    run.until(run.scenario.horizon)

    assert {facts[0] for _, _, facts in told(run, "missed")} == {ATTRIBUTES[missed]}
    assert max(relation.book.level(attribute) for attribute in range(3)) < 0.7 * RANDOM_LEVEL


def test_t9_idle_capability_is_no_matter_of_definition() -> None:
    """With a design share that stands still, only time not spent on trials tells idle teams."""
    found = {}
    for regime in ("mutual_learning", "near_apprenticeship"):
        held = choosing(ground_of(), regime, design_share_moves=False)
        values = {(m.measure, m.year): m.value for m in outcome(held, "chosen").measures}
        assert values["design_share", 4] == 0.2
        found[regime] = [values["idle_capability", 4], values["team_idle_share", 4]]

    by_definition, by_time = zip(*found.values(), strict=True)
    assert min(by_definition) > 0.5
    assert by_time[0] < 0.05
    assert by_time[1] > 0.3


@pytest.mark.parametrize("replication", range(4))
def test_t15_gains_from_teaching_come_late_since_practices_depend_on_one_another(
    replication: int,
) -> None:
    run = prepare(ground_of(replication=replication), "mutual_learning")
    relation = relation_of(run)
    taught, operations = relation.lessons.book, range(len(relation.book.practices))
    order = sorted(operations, key=lambda i: relation.draws.idea(i, 0))

    levels = []
    for share in (0.0, 0.5, 1.0):
        copied = order[: round(share * len(order))]
        wanted = [(i, taught[i]) for i in copied if relation.book.practices[i] != taught[i]]
        relation.book.adopt(relation.book.effect(wanted))
        levels.append(sum(relation.book.level(attribute) for attribute in range(3)))

    first, second = levels[0] - levels[1], levels[1] - levels[2]
    assert second > 1.5 * first
