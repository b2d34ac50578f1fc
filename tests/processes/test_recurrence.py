from __future__ import annotations

import pytest

from processes.stage import LOWEST, ScriptedStream, ScriptedTable, Stage, set_stage
from supplychain_sim.model.change import Change
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.loop import Ending, Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.recurrence import recurring
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.units import DAY, MONTH

COST = 0
CLOSED = 100 * DAY
WITHIN = 180 * DAY


def correct(stage: Stage, *, by: float = -0.2) -> Change:
    """Let a change that moves the contribution to cost past *by* be introduced."""
    book, operation = stage.relation.book, stage.weak[0]
    before = book.practices[operation]
    practice = next(
        practice
        for practice in range(1, 20_000)
        if (book.effect(((operation, practice),)).weighted((1, 0, 0)) - by) * by > 0
    )
    stage.follow(operation, practice)
    change = Change(operation, practice, before, 0, own=True, event=stage.happened("introduced"))
    stage.relation.changes.append(change)
    return change


def end(stage: Stage, correction: EventId | None) -> Ending:
    """Let a loop for cost have ended, with or without a correction."""
    relation = stage.relation
    scored = None if correction is None else relation.response.corrected(50.0)
    relation.draws.recheck = ScriptedTable()
    kind = "not corrected" if correction is None else "corrected"
    ending = Ending(CLOSED, stage.happened(kind), correction, scored)
    relation.endings[COST] = ending
    return ending


def test_what_a_loop_without_result_has_left_is_missed_again_with_its_end_as_a_cause(
    stage: Stage,
) -> None:
    relation, opened = stage.relation, list[Loop]()
    relation.targets.levels[:] = relation.book.asked_levels()
    relation.targets.levels[COST] *= 0.5
    ending = end(stage, None)
    readings = ScriptedStream(0.5), ScriptedStream(0.5)
    reviews = target_review(
        stage.env, relation, stage.scenario.targets, readings, opened.append, stage.record
    )
    stage.env.process(reviews)

    stage.env.run(until=6 * MONTH + 1)

    assert [loop.recurs for loop in opened] == [True]
    (missed,) = stage.events("missed")
    assert ending.event in missed.causes


def test_a_first_miss_is_no_recurrence(stage: Stage) -> None:
    assert recurring(stage.relation, COST, CLOSED) is None


def test_a_target_missed_again_though_the_correction_holds_is_missed_for_another_cause(
    stage: Stage,
) -> None:
    end(stage, correct(stage).event)
    before = stage.relation.response.index, stage.relation.standing.trust

    assert recurring(stage.relation, COST, CLOSED + DAY) is None
    assert (stage.relation.response.index, stage.relation.standing.trust) == before


@pytest.mark.parametrize(("after", "back"), [(WITHIN, True), (WITHIN + 1, False)])
def test_a_correction_that_did_not_help_is_a_recurrence_for_a_time(
    stage: Stage, after: int, back: bool
) -> None:
    ending = end(stage, correct(stage, by=0.05).event)

    found = recurring(stage.relation, COST, CLOSED + after)

    assert found == (ending if back else None)


def test_a_correction_that_was_put_back_is_a_recurrence(stage: Stage) -> None:
    change = correct(stage)
    ending = end(stage, change.event)
    stage.follow(change.operation, change.before)

    assert recurring(stage.relation, COST, CLOSED + DAY) == ending


def test_the_two_may_be_wrong_about_a_correction_that_holds(stage: Stage) -> None:
    ending = end(stage, correct(stage).event)
    stage.set_terms("trial", noise=3.0)
    stage.relation.draws.recheck = ScriptedTable(LOWEST)

    assert recurring(stage.relation, COST, CLOSED + DAY) == ending


def test_a_recurrence_takes_trust_and_what_the_correction_had_earned(stage: Stage) -> None:
    relation = stage.relation
    end(stage, correct(stage, by=0.05).event)

    recurring(relation, COST, CLOSED + DAY)

    # As if the loop had found nothing; prompt, it had earned 15 % of what was missing.
    assert relation.response.index == pytest.approx(0.7 - 0.15 * 0.7)
    assert relation.standing.trust == pytest.approx(0.5 - 0.1 * 0.5)


def test_what_came_back_after_a_joint_target_was_revised_costs_no_standing(stage: Stage) -> None:
    relation = stage.relation
    end(stage, None)

    assert recurring(relation, COST, CLOSED + DAY) is not None
    assert (relation.response.index, relation.standing.trust) == (0.7, 0.5)


def test_what_is_left_where_nobody_may_try_anything_costs_no_standing(ground: Ground) -> None:
    relation = (stage := set_stage(ground, "near_apprenticeship", trials="never")).relation
    end(stage, None)

    assert recurring(relation, COST, CLOSED + DAY) is not None
    assert (relation.response.index, relation.standing.trust) == (0.7, 0.5)


def test_what_a_loop_had_left_costs_trust_elsewhere_and_no_response_twice(ground: Ground) -> None:
    relation = (stage := set_stage(ground, "near_apprenticeship")).relation
    end(stage, None)

    recurring(relation, COST, CLOSED + DAY)

    assert relation.response.index == 0.7
    assert relation.standing.trust == pytest.approx(0.45)
