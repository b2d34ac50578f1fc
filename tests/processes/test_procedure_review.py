from __future__ import annotations

import pytest

from processes.stage import (
    HIGHEST,
    ScriptedTable,
    Stage,
    Timetable,
    better,
    practice_with,
    proposed,
    set_stage,
    worse,
)
from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model.change import Change, Job
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.cookbook import ONE
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.trial import Evidence
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.processes.procedure_review import (
    Submitted,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.trials import Proposal
from supplychain_sim.units import DAY

#: Median of a review, and the day that a sample takes from near.
REVIEWED = 8 * DAY


class Watched:
    """A review and what it decides, with no more observations than the centre's own."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        stage.set_terms("review", more_observations=0)
        self.accepted: list[tuple[int, Job, EventId]] = []
        self.refused: list[Job] = []
        env, relation = stage.env, stage.relation
        proposals: Inbox[Submitted] = Inbox(env, Phase.WORK, "review")

        def accept(job: Job, event: EventId) -> None:
            self.accepted.append((int(env.now), job, event))

        self._submit = submission(env, relation, proposals, accept)
        env.process(reviewing(env, relation, proposals, accept, self.refused.append, stage.record))

    def submit(self, practice: int, estimate: float) -> Proposal:
        job = proposed(self._stage, self._stage.weak[0], practice)
        proposal = Proposal(job, Evidence(estimate, 4), self._stage.happened("tried"))
        self._submit(proposal)
        return proposal


def test_a_proposal_that_the_centre_finds_good_too_is_accepted_after_sample_and_retest(
    stage: Stage,
) -> None:
    watched = Watched(stage)
    proposal = watched.submit(better(stage.relation.book, stage.weak[0]), -0.3)

    stage.env.run(until=100 * DAY)

    assert [(time, job) for time, job, _ in watched.accepted] == [(REVIEWED, proposal.job)]
    (decided,) = stage.events("accepted")
    assert (decided.time, decided.causes) == (REVIEWED, (proposal.event,))
    assert decided.facts[:3] == (stage.weak[0], 0, 8)
    assert watched.refused == []


def test_the_sample_of_a_proposal_waits_at_a_shut_airport_which_the_verdict_names(
    stage: Stage,
) -> None:
    shut = Timetable(Closure(DAY - 1, 5 * DAY, 5 * DAY, "strike"))
    gates = Gate("port/frankfurt", shut), Gate("port/pudong", Timetable())
    stage.relation.journeys[stage.relation.regime.work_from] = Journey(gates)
    watched = Watched(stage)
    proposal = watched.submit(better(stage.relation.book, stage.weak[0]), -0.3)

    stage.env.run(until=100 * DAY)

    (decided,) = stage.events("accepted")
    assert decided.time == REVIEWED + 4 * DAY
    assert decided.causes == (proposal.event, ("port/frankfurt", 0))


def test_a_proposal_that_only_looked_good_is_refused(stage: Stage) -> None:
    watched = Watched(stage)
    proposal = watched.submit(worse(stage.relation.book, stage.weak[0]), -0.1)

    stage.env.run(until=100 * DAY)

    assert watched.refused == [proposal.job]
    assert watched.accepted == []
    (refused,) = stage.events("refused")
    assert (refused.time, refused.facts[:3]) == (REVIEWED, (stage.weak[0], 0, 8))
    assert stage.relation.tally.of("changes rejected") == 1


@pytest.mark.parametrize("good", [True, False])
def test_where_the_evidence_is_in_between_the_centre_tests_once_more(
    stage: Stage, good: bool
) -> None:
    # The mean of team and centre is put between 0.5 and 1 standard errors of 8 observations.
    book, watched = stage.relation.book, Watched(stage)
    practice = better(book, stage.weak[0]) if good else worse(book, stage.weak[0])
    effect = book.effect(((stage.weak[0], practice),)).total / ONE
    watched.submit(practice, 2 * -0.08 - effect)

    stage.env.run(until=100 * DAY)

    kind = "accepted" if good else "refused"
    asked, decided = stage.events("asked for more", "accepted", "refused")
    assert [(e.time, e.kind) for e in (asked, decided)] == [
        (REVIEWED, "asked for more"),
        (REVIEWED, kind),
    ]
    # By hand: eight observations with the mean -0.08, then four more with the true effect; an
    # observation's standard deviation is 0.3.
    final = (8 * -0.08 + 4 * effect) / 12
    assert asked.facts == (stage.weak[0], 0, 8, -80_000, 106_066)
    assert decided.facts == (stage.weak[0], 0, 12, round(1e6 * final), 86_603)
    assert stage.record.event(decided.causes[0]) == asked
    assert stage.record.event(asked.causes[0]).kind == "tried"
    assert stage.relation.tally.of("paid retests") == 600


def test_a_third_test_is_never_made(stage: Stage) -> None:
    book, watched = stage.relation.book, Watched(stage)
    practice = practice_with(book, stage.weak[0], lambda effect: -0.07 < effect < -0.06)
    watched.submit(practice, -0.06)

    stage.env.run(until=100 * DAY)

    (refused,) = stage.events("accepted", "refused")
    assert (refused.kind, refused.facts[:3]) == ("refused", (stage.weak[0], 0, 12))


def test_where_nobody_reviews_a_proposal_is_accepted_at_once(ground: Ground) -> None:
    stage = set_stage(ground, procedure_review=False)
    watched = Watched(stage)
    stage.env.run(until=3 * DAY)

    proposal = watched.submit(worse(stage.relation.book, stage.weak[0]), -0.1)
    stage.env.run(until=100 * DAY)

    assert watched.accepted == [(3 * DAY, proposal.job, proposal.event)]
    assert stage.log("accepted", "refused") == []
    assert stage.relation.tally.of("paid retests") == 0


def test_a_sample_from_afar_delays_the_review(ground: Ground) -> None:
    stage = set_stage(ground, work_from="far")
    watched = Watched(stage)
    watched.submit(better(stage.relation.book, stage.weak[0]), -0.3)

    stage.env.run(until=100 * DAY)

    assert [time for time, _, _ in watched.accepted] == [12 * DAY]


def test_a_refused_proposal_is_never_introduced(stage: Stage) -> None:
    env, relation = stage.env, stage.relation
    approvals: Inbox[Approved] = Inbox(env, Phase.WORK, "approval")
    proposals: Inbox[Submitted] = Inbox(env, Phase.WORK, "review")
    accept = approval(env, relation, approvals)
    refused: list[Job] = []
    in_force: list[Loop | None] = []
    introduced: list[Change] = []
    told = in_force.append, introduced.append
    env.process(introduction(env, relation, approvals, *told, stage.record))
    env.process(reviewing(env, relation, proposals, accept, refused.append, stage.record))
    submit = submission(env, relation, proposals, accept)
    bad, good = worse(relation.book, stage.weak[0]), better(relation.book, stage.weak[1])
    for operation, practice in ((stage.weak[0], bad), (stage.weak[1], good)):
        job = proposed(stage, operation, practice)
        submit(Proposal(job, Evidence(-0.1, 4), stage.happened("tried")))

    env.run(until=1000 * DAY)

    assert [job.idea.operation for job in refused] == [stage.weak[0]]
    assert [change.operation for change in relation.changes] == [stage.weak[1]]
    assert relation.book.practices[stage.weak[0]] != bad


def hold_sessions(stage: Stage, noise: ScriptedTable) -> None:
    revert = reversal(stage.env, stage.relation, stage.record)
    stage.env.process(procedure_reviews(stage.env, stage.relation, noise, revert, stage.record))


def make_change(stage: Stage, operation: int, practice: int) -> Change:
    """Put a change in force, as if it had been introduced."""
    relation = stage.relation
    before = relation.book.practices[operation]
    stage.follow(operation, practice)
    change = Change(operation, practice, before, 0, own=True, event=stage.happened("introduced"))
    relation.changes.append(change)
    return change


def test_a_session_takes_back_a_bad_change_and_leaves_a_good_one(stage: Stage) -> None:
    book = stage.relation.book
    bad = make_change(stage, stage.weak[0], worse(book, stage.weak[0]))
    good = make_change(stage, stage.weak[1], better(book, stage.weak[1]))
    hold_sessions(stage, ScriptedTable())

    stage.env.run(until=91 * DAY + 1)

    (session,) = stage.events("procedure review")
    (reverted,) = stage.events("reverted")
    assert (session.time, reverted.time) == (91 * DAY, 91 * DAY)
    assert reverted.facts[0] == bad.operation
    assert reverted.causes[0] == bad.event
    assert book.practices[bad.operation] == bad.before
    assert book.practices[good.operation] == good.practice


def test_noise_can_save_a_bad_change_for_good_since_each_change_is_looked_at_once(
    stage: Stage,
) -> None:
    book = stage.relation.book
    bad = make_change(
        stage, stage.weak[0], practice_with(book, stage.weak[0], lambda effect: 0.25 < effect < 0.5)
    )
    noise = ScriptedTable(HIGHEST)
    hold_sessions(stage, noise)

    stage.env.run(until=400 * DAY)

    assert noise.asked == [(stage.weak[0], 0)]
    assert len(stage.events("procedure review")) == 4
    assert book.practices[stage.weak[0]] == bad.practice


def test_a_session_looks_at_no_more_changes_than_it_can_and_the_next_one_at_the_rest(
    stage: Stage,
) -> None:
    stage.set_terms("procedure_review", changes=2)
    first, second, third = stage.weak[:3]
    for operation in (first, second, third):
        make_change(stage, operation, better(stage.relation.book, operation))
    noise = ScriptedTable()
    hold_sessions(stage, noise)

    stage.env.run(until=91 * DAY + 1)
    held_once = list(noise.asked)
    stage.env.run(until=400 * DAY)

    assert held_once == [(first, 0), (second, 0)]
    assert noise.asked == [(first, 0), (second, 0), (third, 0)]


def test_a_session_does_not_look_at_a_change_that_is_no_longer_in_force(stage: Stage) -> None:
    operation = stage.weak[0]
    replaced = make_change(stage, operation, better(stage.relation.book, operation))
    stage.follow(operation, replaced.before)
    noise = ScriptedTable()
    hold_sessions(stage, noise)

    stage.env.run(until=400 * DAY)

    assert noise.asked == []


def test_each_session_teaches_the_supplier_something(stage: Stage) -> None:
    relation = stage.relation
    hold_sessions(stage, ScriptedTable())

    stage.env.run(until=91 * DAY)
    before = relation.capability.at(91 * DAY)
    stage.env.run(until=91 * DAY + 1)

    gain = relation.terms.capability.procedure_review
    assert relation.capability.at(91 * DAY) == pytest.approx(before + gain * (1 - before))
    assert relation.tally.of("paid procedure reviews") == 500
