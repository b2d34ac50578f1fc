from __future__ import annotations

from typing import Any

import pytest

from processes.stage import ScriptedTable, Stage, set_stage
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.targets import Window
from supplychain_sim.processes.target_setting import follow_book, following, negotiations
from supplychain_sim.units import YEAR

ROUND = 3 * YEAR


def start(
    ground: Ground,
    best: tuple[float, float],
    taught: tuple[float, float],
    weight: float = 1.0,
    **choices: Any,
) -> Stage:
    """Start with a customer that gets what it asks for, unless its *weight* is less."""
    stage = set_stage(ground, **choices)
    stage.relation.targets.levels[:] = [0.2, 0.2]
    rule, env, relation = stage.scenario.targets, stage.env, stage.relation
    jointly = rule.jointly.model_copy(update={"customer_weight": weight})
    asked = rule.model_copy(update={"jointly": jointly})

    def follow() -> None:
        follow_book(relation, taught, rule.cost_and_quality, int(env.now), stage.record)

    luck = ScriptedTable()
    env.process(negotiations(env, relation, asked, lambda _: best, luck, stage.record))
    env.process(following(env, relation, ROUND, follow))
    return stage


def moves(stage: Stage) -> list[tuple[int, object]]:
    """Return when targets moved and how, after they were first set."""
    return [(time, facts[0]) for time, _, facts in stage.log("targets")[1:]]


def test_where_targets_move_jointly_they_are_ratcheted_every_year(ground: Ground) -> None:
    stage = start(ground, best=(0.19, 0.1), taught=(0.01, 0.01), targets_move="jointly")

    stage.env.run(until=YEAR + 1)

    # Cost follows the best site; defects not by more than 15 % in a year.
    assert stage.relation.targets.levels == pytest.approx([0.97 * 0.19, 0.85 * 0.2])
    assert stage.relation.targets.delivery == pytest.approx(0.96)
    assert moves(stage) == [(YEAR, "agreed")]


def test_a_ratchet_never_asks_for_less(ground: Ground) -> None:
    stage = start(ground, best=(0.5, 0.5), taught=(0.01, 0.01), targets_move="jointly")

    stage.env.run(until=5 * YEAR)

    assert stage.relation.targets.levels == [0.2, 0.2]
    assert stage.relation.targets.delivery == pytest.approx(0.98)


def test_where_targets_move_at_rounds_they_follow_the_taught_book_there_and_only_there(
    ground: Ground,
) -> None:
    stage = start(ground, best=(0.01, 0.01), taught=(0.1, 0.5), targets_move="at_rounds")

    stage.env.run(until=ROUND)
    before = list(stage.relation.targets.levels)
    stage.env.run(until=2 * ROUND)

    assert before == [0.2, 0.2]
    assert stage.relation.targets.levels == pytest.approx([1.45 * 0.1, 0.2])
    assert stage.relation.targets.delivery == 0.95
    assert moves(stage) == [(ROUND, "followed the book")]


def read(stage: Stage, level_of_cost: float) -> None:
    """Let the supplier read so much of itself, and 9 of 10 lines within quote."""
    cost = stage.relation.outcomes.unit_cost(level_of_cost)
    stage.relation.own_count.window = Window((cost,), 0, 0, 10, 1)


def test_the_two_meet_between_what_is_asked_and_what_the_supplier_believes_that_it_can_reach(
    ground: Ground,
) -> None:
    stage = start(ground, best=(0.15, 0.15), taught=(1.0, 1.0), weight=0.25, targets_move="jointly")
    read(stage, 0.19)

    stage.env.run(until=YEAR + 1)

    # What was not counted is not offered; 90 % within quote are no reason to offer more than 95 %.
    asked, offered = round(0.97 * 0.15 * 1e6), round(0.19 * 1e6)
    assert stage.log("asked", "offered") == [
        (YEAR, "asked", (asked, asked, 960_000)),
        (YEAR, "offered", (offered, 200_000, 950_000)),
    ]
    cost, defects = stage.relation.targets.levels
    assert cost == pytest.approx(0.25 * 0.97 * 0.15 + 0.75 * 0.19)
    assert defects == pytest.approx(0.25 * 0.97 * 0.15 + 0.75 * 0.2)
    assert stage.relation.targets.delivery == pytest.approx(0.9525)
    agreed, demand, offer = stage.events("targets")[-1].causes[-3:]
    assert [stage.record.event(name).kind for name in (agreed, demand, offer)] == [
        "targets",
        "asked",
        "offered",
    ]


def test_a_supplier_that_got_better_since_the_last_negotiation_offers_to_go_on_so(
    ground: Ground,
) -> None:
    stage = start(ground, best=(0.01, 0.01), taught=(1.0, 1.0), weight=0.0, targets_move="jointly")
    read(stage, 0.2)
    stage.env.run(until=YEAR + 1)
    first = stage.relation.targets.levels[0]
    read(stage, 0.19)

    stage.env.run(until=2 * YEAR + 1)

    assert (first, stage.relation.targets.levels[0]) == pytest.approx((0.2, 0.19 * 0.95))


@pytest.mark.parametrize(
    ("targets_move", "lock"),
    [("fixed", False), ("fixed", True), ("at_rounds", True), ("jointly", True)],
)
def test_targets_that_are_fixed_or_under_lock_stay(
    ground: Ground, targets_move: str, lock: bool
) -> None:
    stage = start(
        ground, (0.01, 0.01), (0.01, 0.01), targets_move=targets_move, procurement_lock=lock
    )

    stage.env.run(until=10 * YEAR)

    assert stage.relation.targets.levels == [0.2, 0.2]
    assert moves(stage) == []


def test_each_move_goes_back_to_the_one_before(ground: Ground) -> None:
    stage = start(ground, best=(0.19, 0.1), taught=(0.01, 0.01), targets_move="jointly")

    stage.env.run(until=2 * YEAR + 1)

    first, second = stage.events("targets")[1:]
    assert stage.record.event(second.causes[0]) is first
    assert stage.record.event(stage.relation.agreed) is second
