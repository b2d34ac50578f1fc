from __future__ import annotations

import pytest

from processes.stage import Stage, better, practice_with, proposed, worse
from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model.change import Change, Job
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.rebuilt import rebuilt_totals
from supplychain_sim.model.record import EventId
from supplychain_sim.model.trial import Idea, Purpose
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.units import DAY


class Watched:
    """The way from approval into the book, and who is told of its end."""

    def __init__(self, stage: Stage) -> None:
        self.settled: list[tuple[int, Loop | None]] = []
        self.introduced: list[Change] = []
        approvals: Inbox[Approved] = Inbox(stage.env, Phase.WORK, "approval")
        self._approve = approval(stage.env, stage.relation, approvals)
        self._stage = stage

        def settled(loop: Loop | None) -> None:
            self.settled.append((int(stage.env.now), loop))

        told = settled, self.introduced.append
        stage.env.process(introduction(stage.env, stage.relation, approvals, *told, stage.record))

    def approve(self, job: Job) -> EventId:
        accepted = self._stage.happened("accepted")
        self._approve(job, accepted)
        return accepted


def changed_context(book: Cookbook, operation: int, practice: int) -> tuple[int, int]:
    """Return another operation and a practice for it, with which *practice* does harm."""
    others = (*book.landscape.dependencies[operation], operation - 1)
    for other in others:
        for candidate in range(1, 500):
            trial = Cookbook(book.landscape, book.site_seed, book.practices)
            trial.adopt(trial.effect(((other, candidate),)))
            if trial.effect(((operation, practice),)).total > 0:
                return other, candidate
    raise AssertionError("nothing that this operation depends on can turn the change bad")


def test_a_change_is_standard_once_the_process_is_approved_and_its_acceptance_is_the_cause(
    stage: Stage,
) -> None:
    relation, watched = stage.relation, Watched(stage)
    before, practice = relation.book.practices[stage.weak[0]], better(relation.book, stage.weak[0])
    accepted = watched.approve(proposed(stage, stage.weak[0], practice))

    stage.env.run(until=10 * DAY)
    assert relation.book.practices[stage.weak[0]] == before
    stage.env.run(until=10 * DAY + 1)

    assert relation.book.practices[stage.weak[0]] == practice
    (introduced,) = stage.events("introduced")
    assert (introduced.time, introduced.causes) == (10 * DAY, (accepted,))
    assert introduced.facts == (stage.weak[0], practice, before, False, "replace", 1)
    assert [(c.operation, c.practice, c.before) for c in relation.changes] == [
        (stage.weak[0], practice, before)
    ]
    assert stage.weak[0] in relation.own


def test_the_effect_of_a_change_is_that_in_the_book_of_the_day_it_is_introduced(
    stage: Stage,
) -> None:
    relation, watched = stage.relation, Watched(stage)
    book = relation.book
    practice = practice_with(book, stage.weak[0], lambda effect: -0.1 < effect < 0)
    watched.approve(proposed(stage, stage.weak[0], practice))

    stage.env.run(until=DAY)
    stage.follow(*changed_context(book, stage.weak[0], practice))
    stage.env.run(until=20 * DAY)

    assert stage.events("introduced")[0].facts[3] is True
    assert relation.tally.of("bad changes") == 1
    assert book.totals == rebuilt_totals(book)


def test_each_change_makes_the_supplier_a_little_more_capable(stage: Stage) -> None:
    relation, watched = stage.relation, Watched(stage)
    watched.approve(proposed(stage, stage.weak[0], better(relation.book, stage.weak[0])))

    stage.env.run(until=10 * DAY)
    before = relation.capability.at(10 * DAY)
    stage.env.run(until=10 * DAY + 1)

    gain = relation.terms.capability.accepted_change
    assert relation.capability.at(10 * DAY) == pytest.approx(before + gain * (1 - before))


def test_the_first_change_of_a_loop_is_its_correction(stage: Stage) -> None:
    relation, watched = stage.relation, Watched(stage)
    loop = stage.miss()
    watched.approve(proposed(stage, stage.weak[0], better(relation.book, stage.weak[0]), loop))
    watched.approve(proposed(stage, stage.weak[1], better(relation.book, stage.weak[1]), loop))

    stage.env.run(until=20 * DAY)

    assert watched.settled == [(10 * DAY, loop), (10 * DAY, loop)]
    assert loop.correction is not None
    first = stage.record.event(loop.correction)
    assert (first.kind, first.facts[0]) == ("introduced", stage.weak[0])


@pytest.mark.parametrize(
    ("purpose", "own"), [("own idea", True), ("correction", True), ("retest", False)]
)
def test_a_change_tells_whether_the_idea_was_the_suppliers_own(
    stage: Stage, purpose: Purpose, own: bool
) -> None:
    operation, watched = stage.weak[0], Watched(stage)
    practice = better(stage.relation.book, operation)
    idea = Idea(operation, practice, 0, purpose, stage.happened("tried"))
    watched.approve(Job(idea, None))

    stage.env.run(until=20 * DAY)

    assert [change.own for change in stage.relation.changes] == [own]


def test_a_change_taken_back_leaves_the_book_as_it_was_and_names_change_and_reason(
    stage: Stage,
) -> None:
    book = stage.relation.book
    operation = stage.weak[0]
    totals, before, practice = book.totals, book.practices[operation], worse(book, operation)
    stage.follow(operation, practice)
    stage.relation.own.add(operation)
    introduced, session = stage.happened("introduced"), stage.happened("procedure review")

    revert = reversal(stage.env, stage.relation, stage.record)
    revert(Change(operation, practice, before, 0, own=True, event=introduced), session)

    assert book.totals == totals
    assert operation not in stage.relation.own
    assert [(e.facts, e.causes) for e in stage.events("reverted")] == [
        ((operation, before, practice, 1), (introduced, session))
    ]
