from __future__ import annotations

import pytest

from processes.stage import (
    HIGHEST,
    LOWEST,
    MEDIAN,
    ScriptedIdeas,
    ScriptedStream,
    ScriptedTable,
    Stage,
    better,
    practice_with,
    set_stage,
    worse,
)
from supplychain_sim.engine import Bell
from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.cookbook import ONE
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trying import scheduled
from supplychain_sim.processes.trials import Proposal, team
from supplychain_sim.units import DAY

WORK = 10 * DAY


class Watched:
    """One team, and what it hands on."""

    def __init__(self, stage: Stage, *picks: float) -> None:
        self.proposals: list[Proposal] = []
        self.failures: list[Loop | None] = []
        self.work = Bell(stage.env)
        team(
            stage.env,
            stage.relation,
            0,
            ScriptedStream(*picks),
            self.work,
            self.proposals.append,
            self.failures.append,
            stage.record,
        )


def picking(eligible: tuple[int, ...], operation: int) -> tuple[float, float]:
    """Return the two draws by which a search that finds no cause picks *operation*."""
    return HIGHEST, (eligible.index(operation) + 0.5) / len(eligible)


def operation_with(relation: Relation, crossings: int) -> int:
    """Return an operation of the supplier's with so many dependencies across the boundary."""
    landscape = relation.book.landscape
    worst_first = relation.book.worst(landscape.owned_by("supplier"), None, 1.0)
    return next(i for i in worst_first if landscape.crossings[i] == crossings)


def prepare(stage: Stage, operation: int, practice: int) -> Watched:
    """Start a team whose every trial is of *operation*, with *practice*."""
    stage.open_everything()
    stage.relation.draws.ideas = ScriptedIdeas(practice)
    return Watched(stage, *picking(scheduled(stage.relation), operation), MEDIAN)


@pytest.mark.parametrize(("unlucky", "rounds"), [(0.2, 0), (0.4, 1), (0.7, 2), (0.9, 3)])
def test_a_team_waits_with_its_sample(stage: Stage, unlucky: float, rounds: int) -> None:
    # Poisson of mean 1.5: 22 % none, 33 % one, 25 % two, 13 % three.
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(unlucky)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=200 * DAY)

    samples, review = relation.side.samples.time, relation.terms.joint_loop.review
    time, _, facts = stage.log("tried")[0]
    assert time == WORK + rounds * (2 * samples + review)
    assert facts == ("own idea", operation, 0, rounds, "replace", True)


def test_a_far_team_waits_for_longer_with_the_same_luck(ground: Ground) -> None:
    ended = {}
    for work_from in ("near", "far"):
        stage = set_stage(ground, work_from=work_from)
        operation = operation_with(stage.relation, 1)
        stage.relation.draws.loops = ScriptedTable(0.4)
        prepare(stage, operation, better(stage.relation.book, operation))
        stage.env.run(until=200 * DAY)
        ended[work_from] = stage.log("tried")[0][0]

    assert ended == {"near": WORK + 5 * DAY, "far": WORK + 13 * DAY}


def test_a_trial_that_crosses_no_boundary_sends_no_samples_whatever_its_luck(stage: Stage) -> None:
    relation = stage.relation
    operation = operation_with(relation, 0)
    relation.draws.loops = ScriptedTable(HIGHEST)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=WORK + 1)

    assert stage.log("tried") == [(WORK, "tried", ("own idea", operation, 0, 0, "replace", True))]
    assert relation.tally.of("joint loops") == 0


def test_a_team_proposes_what_looks_better_with_its_evidence(stage: Stage) -> None:
    book = stage.relation.book
    operation = operation_with(stage.relation, 0)
    practice = better(book, operation)
    watched = prepare(stage, operation, practice)

    stage.env.run(until=WORK + 1)

    (proposal,) = watched.proposals
    assert (proposal.job.idea.operation, proposal.job.idea.practice) == (operation, practice)
    assert proposal.evidence == (book.effect(((operation, practice),)).total / ONE, 4)
    assert stage.record.event(proposal.event).kind == "tried"
    assert watched.failures == []


def test_a_team_does_not_propose_what_looks_worse(stage: Stage) -> None:
    operation = operation_with(stage.relation, 0)
    watched = prepare(stage, operation, worse(stage.relation.book, operation))

    stage.env.run(until=WORK + 1)

    assert (watched.proposals, watched.failures) == ([], [None])


def test_noise_can_hide_an_improvement(stage: Stage) -> None:
    operation = operation_with(stage.relation, 0)
    book = stage.relation.book
    practice = practice_with(book, operation, lambda effect: -0.5 < effect < -0.25)
    watched = prepare(stage, operation, practice)
    stage.relation.draws.noise = ScriptedTable(HIGHEST)

    stage.env.run(until=WORK + 1)

    assert (watched.proposals, watched.failures) == ([], [None])


def test_a_team_with_nothing_to_do_waits_until_the_bell(ground: Ground) -> None:
    stage = set_stage(ground, trials="when_missed")
    watched = Watched(stage, MEDIAN)
    stage.relation.draws.loops = ScriptedTable(LOWEST)
    rung = 50 * DAY + 7
    stage.env.run(until=rung)
    assert stage.log("tried") == []

    loop = stage.miss()
    loop.tries = 1
    watched.work.ring()
    stage.env.run(until=100 * DAY)

    ((time, _, facts),) = stage.log("tried")
    assert (time, facts[0]) == (rung + WORK, "correction")
    assert (loop.tries, loop.running) == (0, 1)
    assert stage.relation.tally.of("team minutes") == WORK


def test_where_nothing_may_be_tried_not_even_a_miss_is_corrected(ground: Ground) -> None:
    stage = set_stage(ground, trials="never")
    stage.miss().tries = 8
    Watched(stage, MEDIAN)

    stage.env.run(until=200 * DAY)

    assert stage.log("tried") == []


def test_a_team_corrects_first_then_retests_what_others_do_then_has_ideas(stage: Stage) -> None:
    relation = stage.relation
    stage.open_everything()
    relation.draws.loops = ScriptedTable(LOWEST)
    relation.draws.ideas = ScriptedIdeas(7)
    handed = stage.happened("benchmarked")
    relation.agenda.append(Retest(((100, 5),), 100, "site/kassel", handed))
    stage.miss().tries = 1
    Watched(stage, MEDIAN)

    stage.env.run(until=3 * WORK + 1)

    tried = stage.events("tried")
    assert [(e.time, e.facts[0]) for e in tried] == [
        (WORK, "correction"),
        (2 * WORK, "retest"),
        (3 * WORK, "own idea"),
    ]
    assert tried[1].causes == (handed,)


def test_a_team_does_not_test_what_it_does_already(stage: Stage) -> None:
    relation = stage.relation
    stage.open_everything()
    relation.draws.loops = ScriptedTable(LOWEST)
    practice = relation.book.practices[100]
    handed = stage.happened("benchmarked")
    relation.agenda.append(Retest(((100, practice),), 100, "site/kassel", handed))
    Watched(stage, MEDIAN)

    stage.env.run(until=WORK + 1)

    assert [event.facts[0] for event in stage.events("tried")] == ["own idea"]


def test_the_supplier_pays_the_work_and_the_customer_the_joint_loops(stage: Stage) -> None:
    relation = stage.relation
    operation = operation_with(relation, 1)
    relation.draws.loops = ScriptedTable(0.4)
    prepare(stage, operation, better(relation.book, operation))

    stage.env.run(until=WORK + 5 * DAY + 1)

    assert relation.tally.of("paid trials") == pytest.approx(500 + 15 * 60)
    assert relation.tally.of("paid joint loops") == pytest.approx(120)
    assert relation.customer_paid == pytest.approx(120)
