from __future__ import annotations

import pytest

from processes.stage import HIGHEST, MEDIAN, ScriptedStream, Stage
from supplychain_sim.model.relation import Loop
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.units import MONTH

SIX = 6 * MONTH


def start(stage: Stage, reading: float = MEDIAN) -> list[tuple[int, int, int]]:
    """Start reviews; return the loops opened: when, for what, and how many there were before."""
    opened: list[tuple[int, int, int]] = []

    def open_loop(loop: Loop) -> None:
        opened.append((int(stage.env.now), loop.attribute, loop.number))

    stage.env.process(
        target_review(
            stage.env,
            stage.relation,
            stage.scenario.targets,
            ScriptedStream(reading),
            open_loop,
            stage.record,
        )
    )
    return opened


def set_on_target(stage: Stage) -> None:
    stage.relation.targets.levels[:] = stage.relation.book.asked_levels()


def test_a_supplier_on_target_is_left_alone(stage: Stage) -> None:
    set_on_target(stage)
    opened = start(stage)

    stage.env.run(until=36 * MONTH)

    assert opened == []
    assert stage.events("missed") == []
    assert stage.relation.weights == (1.0, 1.0, 1.0)
    assert stage.relation.tally.of("target reviews") == 30


def test_a_missed_target_opens_a_loop_once_the_first_six_months_are_over(stage: Stage) -> None:
    set_on_target(stage)
    stage.relation.targets.levels[0] *= 0.5
    opened = start(stage)

    stage.env.run(until=SIX + 1)

    assert opened == [(SIX, 0, 0)]
    cost, asked = stage.relation.level().cost, stage.relation.asked().level.cost
    (missed,) = stage.events("missed")
    assert missed.facts == ("cost", round(1000 * (cost / asked - 1)))
    assert missed.causes == (stage.relation.agreed,)


def test_one_loop_at_a_time_works_on_each_target(stage: Stage) -> None:
    set_on_target(stage)
    stage.relation.targets.levels[0] *= 0.5
    opened = start(stage)

    stage.env.run(until=8 * MONTH + 1)
    assert opened == [(SIX, 0, 0)]
    del stage.relation.loops[0]
    stage.env.run(until=10 * MONTH + 1)

    assert opened == [(SIX, 0, 0), (9 * MONTH, 0, 1)]
    assert stage.relation.tally.of("missed cost") == 5


def test_each_missed_target_gets_a_loop_of_its_own(stage: Stage) -> None:
    relation = stage.relation
    set_on_target(stage)
    relation.targets.levels[0] *= 0.5
    start(stage)
    opened = sorted(relation.loops)
    stage.env.run(until=5 * MONTH + 1)
    relation.progress.receive(10_000, 5_000)
    for _ in range(40):
        relation.progress.promise(5 * MONTH + 2, 5 * MONTH + 3)

    stage.env.run(until=SIX + 1)

    assert (opened, sorted(relation.loops)) == ([], [0, 1, 2])
    assert [event.facts[0] for event in stage.events("missed")] == ["cost", "defects", "time"]


def test_what_was_seen_more_than_three_months_ago_is_forgotten(stage: Stage) -> None:
    set_on_target(stage)
    opened = start(stage)
    stage.env.run(until=MONTH)
    stage.relation.progress.receive(10_000, 5_000)

    stage.env.run(until=12 * MONTH)

    assert opened == []


def test_luck_in_reading_the_cost_is_no_miss(stage: Stage) -> None:
    # One standard error above target: bad luck of one month in six.
    set_on_target(stage)
    opened = start(stage, reading=0.72)

    stage.env.run(until=12 * MONTH)

    assert opened == []


def test_a_reading_that_luck_cannot_explain_is_a_miss(stage: Stage) -> None:
    set_on_target(stage)
    opened = start(stage, reading=HIGHEST)

    stage.env.run(until=SIX + 1)

    assert opened == [(SIX, 0, 0)]


def test_a_missed_target_draws_attention_until_it_is_met(stage: Stage) -> None:
    relation = stage.relation
    set_on_target(stage)
    relation.targets.levels[0] *= 0.5
    start(stage)

    stage.env.run(until=SIX + 1)
    missed = relation.weights
    relation.targets.levels[0] = relation.book.asked_levels()[0]
    stage.env.run(until=7 * MONTH + 1)

    # An excess that counts as 100 % doubles the weight before the three add up to 3.
    assert missed == pytest.approx((1.5, 0.75, 0.75))
    assert relation.weights == (1.0, 1.0, 1.0)
