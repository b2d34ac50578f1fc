"""Introduction: an accepted change is approved anew, documented, and becomes standard."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from supplychain_sim.engine import Environment, Inbox, Process
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Change, Job, Loop, Relation
from supplychain_sim.model.trial import spread_minutes


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
    record: Record,
) -> Process:
    """Put each approved change in force.

    Its effect is taken from the book as it is now: since the trial, others may
    have moved the context.

    Parameters
    ----------
    approvals
        Due when the changed process is approved.
    settled
        Told that the change of a loop is in force.
    """
    while True:
        approved: Approved = yield approvals.take()
        now = int(env.now)
        job = approved.job
        idea = job.idea
        before = relation.book.practices[idea.operation]
        effect = relation.book.effect(((idea.operation, idea.practice),))
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
            causes=(approved.event,),
        )
        relation.changes.append(
            Change(
                idea.operation,
                idea.practice,
                before,
                idea.attempt,
                idea.purpose != "retest",
                event,
            )
        )
        relation.own.add(idea.operation)
        relation.capability.gain(relation.terms.capability.accepted_change, now)
        relation.tally.add("changes accepted", now)
        relation.tally.add("bad changes", now, bad)
        if job.loop is not None and job.loop.correction is None:
            job.loop.correction = event
        settled(job.loop)


def reversal(
    env: Environment, relation: Relation, record: Record
) -> Callable[[Change, EventId], None]:
    """Return what puts an old practice back, and says why."""

    def revert(change: Change, cause: EventId) -> None:
        effect = relation.book.effect(((change.operation, change.before),))
        relation.book.adopt(effect)
        relation.own.discard(change.operation)
        now = int(env.now)
        relation.tally.add("changes reverted", now)
        record.add(
            relation.name,
            now,
            "reverted",
            change.operation,
            change.before,
            change.practice,
            causes=(change.event, cause),
        )

    return revert
