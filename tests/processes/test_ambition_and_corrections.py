from __future__ import annotations

from collections.abc import Callable

import pytest

from processes.stage import HIGHEST, LOWEST, MEDIAN, ScriptedIdeas, ScriptedTable, Stage
from processes.test_trials import Watched, operation_with, prepare
from supplychain_sim.model.cookbook import ONE
from supplychain_sim.model.trial import Idea
from supplychain_sim.units import DAY

WORK = 10 * DAY
REST = 30 * DAY
DEFECTS = 1


def corrective(stage: Stage, suits: Callable[[float, float], bool]) -> Watched:
    """Let a team work on missed defects, with a practice whose effects suit.

    Those on the sum of all attributes, and on defects."""
    relation = stage.relation
    book, operation = relation.book, operation_with(relation, 0)
    practice = next(
        practice
        for practice in range(1, 20_000)
        if suits(
            (effect := book.effect(((operation, practice),))).weighted((1, 1, 1)),
            effect.delta[DEFECTS] / ONE,
        )
    )
    relation.draws.ideas = ScriptedIdeas(practice)
    relation.draws.noise_of_missed = ScriptedTable(MEDIAN)
    owned = book.landscape.owned_by("supplier")
    loop = stage.miss(DEFECTS)
    loop.tries = 1
    picks = HIGHEST, (owned.index(operation) + 0.5) / len(owned)
    watched = Watched(stage, *picks, MEDIAN)
    stage.env.run(until=WORK + 1)
    return watched


def helps_elsewhere(total: float, defects: float) -> bool:
    return total < -0.2 and defects > 0.1


def test_a_change_that_does_not_help_what_was_missed_is_no_correction(stage: Stage) -> None:
    watched = corrective(stage, helps_elsewhere)

    assert [proposal.job.loop for proposal in watched.proposals if proposal.job.loop] == []
    assert len([loop for loop in watched.failures if loop]) == 1


def test_where_the_missed_target_does_not_count_any_improvement_corrects(stage: Stage) -> None:
    stage.set_terms("root_cause", improves_missed=False)
    watched = corrective(stage, helps_elsewhere)

    assert len([proposal.job.loop for proposal in watched.proposals if proposal.job.loop]) == 1


def test_a_change_that_helps_what_was_missed_is_proposed(stage: Stage) -> None:
    watched = corrective(stage, lambda total, defects: total < -0.2 and defects < -0.1)

    assert len([proposal.job.loop for proposal in watched.proposals if proposal.job.loop]) == 1


def refuse(stage: Stage, luck: float, rest: int) -> None:
    """Let a proposal be refused, with so much *luck* in whether the team rests."""
    relation = stage.relation
    relation.ambition.rule = relation.ambition.rule.model_copy(update={"rest": rest})
    relation.draws.rest = ScriptedTable(luck)
    relation.refused(Idea(stage.weak[0], 1, 0, "own idea", stage.happened()))


@pytest.mark.parametrize(
    ("luck", "rest", "ended"),
    [(HIGHEST, REST, REST + WORK), (LOWEST, REST, WORK), (HIGHEST, 0, WORK)],
    ids=["discouraged", "ambitious", "no rest"],
)
def test_a_refused_team_lets_its_next_own_trial_wait(
    stage: Stage, luck: float, rest: int, ended: int
) -> None:
    refuse(stage, luck, rest)
    operation = operation_with(stage.relation, 0)
    prepare(stage, operation, 1)

    stage.env.run(until=REST + WORK + 1)

    assert stage.events("tried")[0].time == ended


def test_nobody_rests_while_a_cause_is_sought(stage: Stage) -> None:
    refuse(stage, HIGHEST, REST)
    stage.miss().tries = 1
    Watched(stage, MEDIAN)

    stage.env.run(until=WORK * 3)

    assert stage.events("tried")[0].facts[0] == "correction"
