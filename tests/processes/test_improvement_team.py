"""What people who are good at improving add where targets are set and changes are reviewed."""

from __future__ import annotations

import math

import pytest

from processes.stage import (
    HIGHEST,
    MEDIAN,
    ScriptedTable,
    Stage,
    practice_with,
    proposed,
    set_stage,
)
from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model.change import Change
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.targets import Window
from supplychain_sim.model.trial import Evidence
from supplychain_sim.processes.procedure_review import (
    Submitted,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.target_setting import negotiations
from supplychain_sim.processes.trials import Proposal
from supplychain_sim.scenario.places import Skill
from supplychain_sim.units import DAY, YEAR

ALL_FADED = 10**9


def visited(stage: Stage, good_at: Skill, days_ago: int = 0) -> None:
    """Let people who are good at one thing have been there, and nothing be left of others."""
    insight, now = stage.relation.insight, int(stage.env.now)
    visitors = stage.scenario.visitors["suzhou-engineers"].model_copy(
        update={"good_at": good_at, "otherwise": 0.0}
    )
    beginning = insight._own
    insight._own = {skill: trace._replace(left=-ALL_FADED) for skill, trace in beginning.items()}
    insight.leave(visitors, now - days_ago * DAY, stage.happened("visited"))


def observations(stage: Stage) -> int:
    """Return the observations behind the verdict on a change that is sent to review now."""
    decided: list[object] = []
    proposals: Inbox[Submitted] = Inbox(stage.env, Phase.WORK, "review")
    submit = submission(stage.env, stage.relation, proposals, lambda *_: None)
    stage.env.process(
        reviewing(
            stage.env,
            stage.relation,
            proposals,
            lambda job, _: decided.append(job),
            decided.append,
            stage.record,
        )
    )
    operation = stage.weak[0]
    practice = practice_with(stage.relation.book, operation, lambda effect: effect < -0.5)
    job = proposed(stage, operation, practice)
    submit(Proposal(job, Evidence(-0.3, 4), stage.happened("tried")))
    stage.env.run(until=stage.env.now + 20 * DAY)

    (verdict,) = stage.events("accepted", "refused")
    assert isinstance(verdict.facts[2], int)
    return verdict.facts[2]


@pytest.mark.parametrize(
    ("good_at", "days_ago", "added"),
    # A review takes a week and a day's journey of the sample: exp(-8/90) of 6, and so on.
    [("improvement", 0, 5), ("improvement", 55, 3), ("improvement", 900, 0), ("set_up", 0, 0)],
)
def test_who_is_good_at_improving_adds_observations_to_a_review(
    stage: Stage, good_at: Skill, days_ago: int, added: int
) -> None:
    stage.set_terms("review", more_observations=6)
    visited(stage, good_at, days_ago)

    # Four of the team that tried, and four of the centre.
    assert observations(stage) == 4 + 4 + added


@pytest.mark.parametrize("fresh", [True, False])
def test_a_session_sees_a_smaller_harm_where_insight_into_improvement_is_fresh(
    stage: Stage, fresh: bool
) -> None:
    # Twelve observations tell an effect of 0.2 from none (2.3 standard errors), four do not (1.3).
    relation, operation = stage.relation, stage.weak[0]
    stage.set_terms("review", more_observations=8)
    before = relation.book.practices[operation]
    harmful = practice_with(relation.book, operation, lambda effect: 0.19 < effect < 0.21)
    stage.follow(operation, harmful)
    change = Change(operation, harmful, before, 0, own=True, event=stage.happened("introduced"))
    relation.changes.append(change)
    reverted: list[Change] = []
    sessions = procedure_reviews(
        stage.env, relation, ScriptedTable(), lambda one, _: reverted.append(one), stage.record
    )
    stage.env.process(sessions)
    session = relation.terms.procedure_review.every
    stage.env.run(until=session)
    visited(stage, "improvement" if fresh else "root_cause")

    stage.env.run(until=session + 1)

    assert reverted == ([change] if fresh else [])


def offered(ground: Ground, luck: float, *, good_at: Skill, more: int = 6) -> float:
    """Return the unit cost by which a supplier that read its cost too low offers a target."""
    stage = set_stage(ground, targets_move="jointly")
    relation, rule = stage.relation, stage.scenario.targets
    relation.targets.levels[:] = [1.0, 1.0]
    units, defects = 3000, 30
    too_low = 0.97 * relation.level().cost
    relation.own_count.window = Window((too_low,) * 3, units, defects, 10, 1)
    jointly = rule.jointly.model_copy(update={"more_readings": more, "customer_weight": 0.0})
    setting = negotiations(
        stage.env,
        relation,
        rule.model_copy(update={"jointly": jointly}),
        lambda _: (0.0, 0.0),
        ScriptedTable(luck),
        stage.record,
    )
    stage.env.process(setting)
    stage.env.run(until=YEAR)
    visited(stage, good_at)
    stage.env.run(until=YEAR + 1)

    (offer,) = stage.events("offered")
    assert isinstance(offer.facts[0], int)
    return relation.outcomes.unit_cost(offer.facts[0] / 1e6) / relation.level().cost


def test_who_is_good_at_improving_makes_an_offer_more_realistic(ground: Ground) -> None:
    # Three readings that are 3 % too low, and six of the true cost: 1 % too low.
    assert offered(ground, MEDIAN, good_at="improvement") == pytest.approx(0.99, abs=1e-6)
    assert offered(ground, MEDIAN, good_at="root_cause") == pytest.approx(0.97, abs=1e-6)
    assert offered(ground, MEDIAN, good_at="improvement", more=0) == pytest.approx(0.97, abs=1e-6)


def test_readings_for_an_offer_have_the_noise_of_so_many(ground: Ground) -> None:
    # Six readings with 1 % each: their mean is off by z / sqrt(6) per cent.
    z = 0.6744897501960817
    found = offered(ground, 0.75, good_at="improvement")

    assert found == pytest.approx((3 * 0.97 + 6 * (1 + 0.01 * z / math.sqrt(6))) / 9, abs=2e-6)


def test_the_luck_of_an_offer_is_that_of_its_negotiation_whoever_has_been_there(
    ground: Ground,
) -> None:
    with_luck, without = (
        offered(ground, luck, good_at="root_cause") for luck in (HIGHEST, 1 - HIGHEST)
    )

    assert with_luck == without
