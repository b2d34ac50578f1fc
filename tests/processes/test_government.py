from __future__ import annotations

from datetime import date

import pytest

from processes.stage import Stage, set_stage
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.law import Law
from supplychain_sim.processes.government import content_reviews, courses
from supplychain_sim.scenario.dates import When
from supplychain_sim.scenario.government import Government, LocalContent, TaxCredit, Training
from supplychain_sim.units import MONTH, YEAR, Rate

START = date(2003, 1, 6)
QUOTA = LocalContent(
    quota=0.5, penalty=Rate(12_000.0, YEAR), more_teachers=2, since=None, until=When(4, None)
)


def bound(ground: Ground) -> Stage:
    stage = set_stage(ground, local_content=True)
    stage.relation.law = Law(Government(local_content=QUOTA), START)
    return stage


def test_a_course_closes_a_share_of_the_missing_capability_while_courses_are_held(
    ground: Ground, stage: Stage
) -> None:
    since = When(None, date(2004, 1, 1))
    training = Training(every=YEAR, capability=0.1, since=since, until=When(4, None))
    law = Law(Government(training=training), START)
    courses(stage.env, stage.relation, training, law, stage.record)

    stage.env.go_on(YEAR + 1)
    taught = stage.relation.capability.at(YEAR)
    stage.env.go_on(5 * YEAR)

    untaught = set_stage(ground).relation.capability.at(YEAR)
    assert taught == pytest.approx(untaught + 0.1 * (1.0 - untaught))
    # From year 4 on there are none any more.
    assert [time for time, _, _ in stage.log("course held")] == [YEAR, 2 * YEAR]
    assert stage.relation.tally.of("courses") == 2


def test_below_the_quota_more_cells_are_taught_at_once(ground: Ground) -> None:
    relation = bound(ground).relation
    asked = relation.terms.teaching.teachers
    assert relation.lessons.content() < QUOTA.quota

    behind = relation.teachers(0)
    relation.lessons.pending.clear()
    met = relation.teachers(0)

    assert (behind, met) == (asked + 2, asked)


def test_a_quota_binds_in_its_time_and_where_the_regime_says_so(ground: Ground) -> None:
    stage, free = bound(ground), bound(ground)
    free.relation.regime = free.relation.regime.model_copy(update={"local_content": False})

    assert stage.relation.quota(3 * YEAR - 1) is QUOTA
    assert stage.relation.quota(3 * YEAR) is None
    assert free.relation.quota(0) is None


def test_each_month_below_the_quota_costs_the_customer(ground: Ground) -> None:
    stage = bound(ground)
    relation = stage.relation
    content_reviews(stage.env, relation, stage.record)

    stage.env.go_on(2 * MONTH + 1)
    relation.lessons.pending.clear()
    stage.env.go_on(YEAR)

    assert [time for time, _, _ in stage.log("below the quota")] == [MONTH, 2 * MONTH]
    assert relation.tally.of("months below the quota") == 2
    assert relation.tally.of("fined") == pytest.approx(2000.0)
    assert relation.customer_paid == pytest.approx(2000.0)
    assert relation.tally.starting_with("paid ") == 0.0


def test_content_is_what_is_copied_or_agreed_of_all_that_is_taught(stage: Stage) -> None:
    lessons = stage.relation.lessons
    some = sorted(lessons.pending)[:10]

    before = lessons.content()
    lessons.pending.difference_update(some)

    assert lessons.content() == pytest.approx(before + 10 / lessons.taught)


def test_a_tax_credit_is_given_in_its_time() -> None:
    credit = TaxCredit(share=0.3, since=When(2, None), until=When(3, None))
    law = Law(Government(tax_credit=credit), START)

    assert [law.tax_credit(time) for time in (0, YEAR, 2 * YEAR)] == [0.0, 0.3, 0.0]


def test_rules_have_their_dates_within_the_run() -> None:
    law = Law(Government(local_content=QUOTA), START)

    assert law.dates(12 * YEAR) == [3 * YEAR]
    assert law.dates(3 * YEAR) == []
