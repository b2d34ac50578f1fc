"""Introduction: an accepted change is approved anew, documented, and becomes standard."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from supplychain_sim.engine import Environment, Inbox, Process
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Change, Job
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import Idea, spread_minutes


class Approved(NamedTuple):
    """A job whose change was accepted, and the event of that."""

    job: Job
    event: EventId


def approval(
    env: Environment, relation: Relation, approvals: Inbox[Approved]
) -> Callable[[Job, EventId], None]:
    """Return what sends an accepted change through re-approval of the process."""

    def approve(job: Job, accepted: EventId) -> None:
        rule = relation.terms.approval
        draw = relation.draws.approval.uniform(job.idea.operation, job.idea.attempt)
        due = int(env.now) + spread_minutes(draw, rule.lasts, rule.spread)
        approvals.post(Approved(job, accepted), due)

    return approve


def introduction(
    env: Environment,
    relation: Relation,
    approvals: Inbox[Approved],
    settled: Callable[[Loop | None], None],
    introduced: Callable[[Change], None],
    record: Record,
) -> Process:
    """Put each approved change in force, as a new version of the standard.

    Its effect is taken from the book as it is now: since the trial, others may
    have moved the context, or left out what leaves no function to spare.

    Parameters
    ----------
    approvals
        Due when the changed process is approved.
    settled
        Told that the change of a loop is in force, or that it cannot be.
    introduced
        Told of every change that is.
    """
    while True:
        approved: Approved = yield approvals.take()
        job = approved.job
        if job.supplier != relation.supplier:
            continue
        now = int(env.now)
        idea = job.idea
        place = (idea.operation, idea.attempt)
        if not relation.book.allows(idea.change):
            failed = record.add(
                relation.name, now, "not introduced", *place, causes=(approved.event,)
            )
            if job.loop is not None:
                job.loop.in_vain.append(failed)
            settled(job.loop)
            continue
        effect = relation.book.effect(idea.change)
        was = tuple(relation.book.practices)
        before = was[idea.operation]
        relation.book.adopt(effect)
        bad = effect.total > 0
        event = record.add(
            relation.name,
            now,
            "introduced",
            idea.operation,
            idea.practice,
            before,
            bad,
            idea.kind,
            *_revised(relation, idea.change, now),
            causes=(approved.event,),
        )
        relation.behind.moved(event, now, effect.delta)
        _write(relation, idea, was, event, now, record)
        relation.changes.append(
            Change(
                idea.operation,
                idea.practice,
                before,
                idea.attempt,
                idea.purpose != "retest",
                event,
                tuple((i, practice, was[i]) for i, practice in idea.others),
                idea.kind,
                relation.regime.procedure_review,
                relation.supplier,
            )
        )
        relation.own.update(i for i, _ in idea.change)
        if relation.regime.procedure_review:
            relation.pay("documentation", relation.terms.review.documentation, now, customer=False)
        relation.capability.gain(relation.terms.capability.accepted_change, now)
        relation.tally.add("changes accepted", now)
        relation.tally.add("bad changes", now, bad)
        if job.loop is not None and job.loop.correction is None:
            job.loop.correction = event
        introduced(relation.changes[-1])
        settled(job.loop)


def _revised(relation: Relation, change: tuple[tuple[int, int], ...], now: int) -> tuple[int, ...]:
    """Give all operations of *change* a new version of their standard, and return these."""
    versions = relation.standards.revise(operation for operation, _ in change)
    relation.tally.add("standards revised", now, len(versions))
    return versions


def _write(
    relation: Relation, idea: Idea, was: tuple[int, ...], event: EventId, now: int, record: Record
) -> None:
    """Write a change into the chronicle of the supplier's book, with where it came from."""
    origin: chronicle.Origin = "taken over" if idea.purpose == "retest" else idea.purpose
    source = idea.cause[0] if origin == "taken over" else ""
    # The operation in question comes first: evidence goes by its name.
    practices = [(i, practice) for i, practice in idea.change if was[i] != practice]
    chronicle.write(record, relation.site, now, origin, practices, event, source=source)


def reversal(
    env: Environment, relation: Relation, record: Record
) -> Callable[[Change, EventId], None]:
    """Return what puts an old practice back, and says why."""

    def revert(change: Change, cause: EventId) -> None:
        effect = relation.book.effect(change.back)
        was = tuple(relation.book.practices)
        relation.book.adopt(effect)
        relation.own.difference_update(i for i, _ in change.back)
        now = int(env.now)
        relation.tally.add("changes reverted", now)
        event = record.add(
            relation.name,
            now,
            "reverted",
            change.operation,
            change.before,
            change.practice,
            *_revised(relation, change.back, now),
            causes=(change.event, cause),
        )
        relation.behind.moved(event, now, effect.delta)
        practices = chronicle.changed(was, relation.book.practices)
        chronicle.write(record, relation.site, now, "put back", practices, event)

    return revert
