"""Trials: teams at the supplier try changes, one at a time each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from supplychain_sim.engine import Bell, Environment, Phase
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Job
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import Evidence
from supplychain_sim.model.trial_course import Trial, account, begun, promised
from supplychain_sim.model.trying import next_job
from supplychain_sim.streams import Stream


@dataclass(frozen=True)
class Proposal:
    """A change that a team asks leave for, with its evidence.

    Parameters
    ----------
    job
        What was tried, and for which loop.
    evidence
        Of its effect, from the team's own observations.
    event
        The end of its trial.
    """

    job: Job
    evidence: Evidence
    event: EventId


def team(
    env: Environment,
    relation: Relation,
    number: int,
    choice: Stream,
    work: Bell,
    propose: Callable[[Proposal], None],
    failed: Callable[[Loop | None], None],
    record: Record,
) -> None:
    """Take the next job, work on it, send samples round, and propose what looks better.

    It works for the supplier of the day when it began, and is gone with it, with the trial
    that it was at.  While it works for another customer, it begins nothing here.

    A team is a trial slot: it waits with its sample, so that distance costs trials where
    operations depend on the customer's.  A correction is proposed only if it was seen to
    help what was missed: a change that is good for something else leaves the cause where
    it is.

    What work and samples meet on their way is fixed when the trial begins, since closures ask
    for nobody's leave; nobody reads it before the end, where they are among the causes.

    Parameters
    ----------
    choice
        Two uniforms for each idea of the supplier's own.
    work
        Rung when there may be something to do.
    propose
        Hands a change to the review.
    failed
        Told when a trial led to no proposal.
    """
    place = env.priority(Phase.WORK, f"{relation.name}/team/{number}")
    supplier = relation.supplier

    def go_on(_: None, now: int) -> None:
        if relation.supplier != supplier:
            return
        if number >= relation.courting.here:
            work.call(go_on)
        elif rest := relation.rest():
            env.carry(None, now + rest, place, go_on)
        elif (job := next_job(relation, now, choice)) is None:
            work.call(go_on)
        else:
            trial = begun(relation, job, now)
            relation.busy[number] = now
            env.carry(trial, trial.ends, place, end)

    def end(trial: Trial, now: int) -> None:
        if relation.supplier != supplier:
            return
        del relation.busy[number]
        job = trial.job
        account(relation, trial, now)
        promise = promised(relation, job, trial.change)
        tried = _tell(relation, trial, promise, now, record)
        if promise is not None:
            evidence = Evidence(promise, relation.terms.trial.observations)
            propose(Proposal(job, evidence, tried))
        else:
            if job.loop is not None:
                job.loop.in_vain.append(tried)
            failed(job.loop)
        go_on(None, now)

    env.begin(go_on)


def _tell(
    relation: Relation, trial: Trial, promise: float | None, now: int, record: Record
) -> EventId:
    """Record a trial, and what it promises if that is to be approved."""
    idea = trial.job.idea
    tried = record.add(
        relation.name,
        now,
        "tried",
        idea.purpose,
        idea.operation,
        idea.attempt,
        trial.rounds,
        idea.kind,
        promise is not None,
        causes=(idea.cause, *idea.beside, *trial.held_by),
    )
    if promise is not None:
        rule = relation.terms.trial
        seen_then = promise, rule.noise, rule.observations
        chronicle.write_evidence(
            record, relation.site, now, "trial", idea.operation, *seen_then, tried
        )
    return tried
