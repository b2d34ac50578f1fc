from __future__ import annotations

from typing import Any

import pytest

from processes.stage import HIGHEST, LOWEST, MEDIAN, ScriptedStream, Stage
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.progress import OwnCount
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.units import MONTH

SIX = 6 * MONTH


def start(
    stage: Stage, reading: float = MEDIAN, own: float | None = None
) -> list[tuple[int, int, int]]:
    """Start reviews, at which the supplier reads what the customer does unless told.

    Return the loops opened: when, for what, and how many there were before."""
    opened: list[tuple[int, int, int]] = []

    def open_loop(loop: Loop) -> None:
        opened.append((int(stage.env.now), loop.attribute, loop.number))

    stage.env.process(
        target_review(
            stage.env,
            stage.relation,
            stage.scenario.targets,
            (ScriptedStream(reading), ScriptedStream(reading if own is None else own)),
            open_loop,
            stage.record,
        )
    )
    return opened


def seen_by_both(stage: Stage, defects: int) -> None:
    """Deliver 10,000 units with so many defects, for each of which four were found before."""
    stage.relation.progress.receive(10_000, defects, stage.happened())
    stage.relation.own_count.inspect(10_000, 4 * defects)


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
    seen_by_both(stage, 5_000)
    for _ in range(40):
        relation.progress.promise(5 * MONTH + 2, 5 * MONTH + 3, stage.happened())

    stage.env.run(until=SIX + 1)

    assert (opened, sorted(relation.loops)) == ([], [0, 1, 2])
    assert [event.facts[0] for event in stage.events("missed")] == ["cost", "defects", "time"]


def test_what_was_seen_more_than_three_months_ago_is_forgotten(stage: Stage) -> None:
    set_on_target(stage)
    opened = start(stage)
    stage.env.run(until=MONTH)
    seen_by_both(stage, 5_000)

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


# Readings that differ


def review_by(stage: Stage, **rules: Any) -> None:
    """Review progress by other rules."""
    targets = stage.scenario.targets
    reviewed = targets.reviewed.model_copy(update=rules)
    changed = targets.model_copy(update={"reviewed": reviewed})
    stage.scenario = stage.scenario.model_copy(update={"targets": changed})


def settle(stage: Stage) -> int:
    """Return the minutes of a joint measurement."""
    return stage.scenario.targets.reviewed.joint_measurement.lasts


def test_a_miss_that_the_supplier_does_not_see_opens_no_loop_before_a_joint_measurement(
    stage: Stage,
) -> None:
    set_on_target(stage)
    opened = start(stage, reading=HIGHEST, own=MEDIAN)

    stage.env.run(until=SIX + settle(stage))
    before = list(opened)
    stage.env.run(until=SIX + settle(stage) + 1)

    # Half of a reading six errors off is still more than luck would do.
    assert (before, opened) == ([], [(SIX + settle(stage), 0, 0)])
    disputed, measured, missed = stage.events("disputed", "measured jointly", "missed")
    assert disputed.facts == ("cost", 60, 0)
    assert measured.facts == ("cost", 30)
    assert [stage.record.event(cause) for cause in measured.causes] == [disputed]
    assert stage.record.event(missed.causes[-1]) is measured
    assert stage.relation.customer_paid == 500.0
    assert stage.relation.tally.of("misses disputed") == 1
    assert stage.relation.tally.of("missed cost") == 1


def test_a_miss_that_is_confirmed_goes_back_to_the_targets_that_it_missed(stage: Stage) -> None:
    set_on_target(stage)
    start(stage, reading=HIGHEST, own=MEDIAN)
    stage.env.run(until=SIX + 1)
    stage.relation.agree("agreed", SIX, stage.record)

    stage.env.run(until=SIX + settle(stage) + 1)

    (missed,) = stage.events("missed")
    agreed, measured = (stage.record.event(cause) for cause in missed.causes)
    assert (agreed.kind, agreed.facts[0], measured.kind) == ("targets", "set", "measured jointly")


def test_a_miss_that_a_joint_measurement_does_not_confirm_leads_to_nothing(stage: Stage) -> None:
    set_on_target(stage)
    # One and a half errors of three readings by the one, as much too little by the other.
    opened = start(stage, reading=0.81, own=0.19)

    stage.env.run(until=7 * MONTH)

    assert opened == []
    assert stage.events("missed") == []
    assert [facts for _, _, facts in stage.log("measured jointly")] == [("cost", 0)]
    assert stage.relation.weights == (1.0, 1.0, 1.0)


@pytest.mark.parametrize(("caught", "disputed"), [(0, True), (40, False)])
def test_a_count_of_defects_is_disputed_by_who_counted_few_before_shipping(
    stage: Stage, caught: int, disputed: bool
) -> None:
    relation = stage.relation
    set_on_target(stage)
    per_lot = relation.asked().level.defects / 1e6
    start(stage)
    stage.env.run(until=5 * MONTH + 1)
    relation.progress.receive(round(5 / per_lot), 10, stage.happened())
    relation.own_count.inspect(round(5 / per_lot), caught)

    stage.env.run(until=SIX + 1)

    assert bool(stage.events("disputed")) is disputed
    assert bool(stage.events("missed")) is not disputed


def test_where_nothing_is_disputed_the_customers_reading_is_what_counts(stage: Stage) -> None:
    set_on_target(stage)
    review_by(stage, disputes=False)
    opened = start(stage, reading=HIGHEST, own=LOWEST)

    stage.env.run(until=SIX + 1)

    assert opened == [(SIX, 0, 0)]
    assert stage.events("disputed") == []


def test_who_reads_without_noise_and_inspects_nothing_disputes_nothing(stage: Stage) -> None:
    set_on_target(stage)
    relation = stage.relation
    relation.own_count = OwnCount(3, finds=0.0)
    relation.targets.levels[0] *= 0.999
    review_by(stage, cost_noise=0.0, suppliers_cost_noise=0.0)
    start(stage, reading=HIGHEST, own=LOWEST)
    stage.env.run(until=5 * MONTH + 1)
    relation.progress.receive(10_000, 5_000, stage.happened())
    for _ in range(40):
        relation.progress.promise(5 * MONTH + 2, 5 * MONTH + 3, stage.happened())

    stage.env.run(until=SIX + 1)

    assert [event.facts[0] for event in stage.events("missed")] == ["cost", "defects", "time"]
    assert stage.events("disputed") == []


def test_a_dispute_with_a_supplier_that_is_replaced_meanwhile_is_settled_by_nobody(
    stage: Stage,
) -> None:
    set_on_target(stage)
    start(stage, reading=HIGHEST, own=LOWEST)
    stage.env.run(until=SIX + 1)
    assert stage.events("disputed")
    stage.relation.supplier, stage.relation.began = 1, SIX

    stage.env.run(until=2 * SIX)

    assert stage.log("measured jointly") == []
    assert stage.relation.tally.of("paid joint measurements") == 0.0


def test_nothing_counts_as_a_miss_in_the_first_six_months_with_another_supplier(
    stage: Stage,
) -> None:
    set_on_target(stage)
    stage.relation.targets.levels[0] *= 0.5
    stage.relation.began = 2 * MONTH
    opened = start(stage)

    stage.env.run(until=12 * MONTH)

    assert opened == [(SIX + 2 * MONTH, 0, 0)]
