"""Trials: teams at the supplier try changes, one at a time each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from supplychain_sim.engine import Bell, Environment, Phase
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Job
from supplychain_sim.model.contribution import ONE, weighed
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import (
    Evidence,
    Idea,
    loops,
    seen,
    seen_of_one,
    trial_costs,
    trial_minutes,
)
from supplychain_sim.model.trying import next_job
from supplychain_sim.streams import Stream
from supplychain_sim.units import DAY


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


class _Trial(NamedTuple):
    """What a team is at: its job, since when in minutes, and how often samples go round."""

    job: Job
    change: tuple[tuple[int, int], ...]
    started: int
    rounds: int


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
            change = job.idea.change
            rounds, minutes = _lasts(relation, job.idea, change)
            relation.busy[number] = now
            env.carry(_Trial(job, change, now, rounds), now + minutes, place, end)

    def end(trial: _Trial, now: int) -> None:
        if relation.supplier != supplier:
            return
        del relation.busy[number]
        job, change, started, rounds = trial
        _account(relation, started, now, rounds)
        promise = _promise(relation, job, change)
        tried = _tell(relation, job.idea, rounds, promise, now, record)
        if promise is not None:
            evidence = Evidence(promise, relation.terms.trial.observations)
            propose(Proposal(job, evidence, tried))
        else:
            if job.loop is not None:
                job.loop.in_vain.append(tried)
            failed(job.loop)
        go_on(None, now)

    env.begin(go_on)


def _lasts(relation: Relation, idea: Idea, change: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Return how often samples of a trial go round, and the minutes that it takes."""
    terms, draws = relation.terms, relation.draws
    operation, attempt = idea.operation, idea.attempt
    crossings = _crossings(relation, change)
    rounds = loops(terms.joint_loop, crossings, draws.loops.uniform(operation, attempt))
    work = draws.work.uniform(operation, attempt)
    return rounds, trial_minutes(terms, relation.side, rounds, work)


def _promise(relation: Relation, job: Job, change: tuple[tuple[int, int], ...]) -> float | None:
    """Return the effect that a trial shows today, if it is worth a proposal."""
    idea, rule, book, weights = job.idea, relation.terms.trial, relation.book, relation.weights
    noise = relation.draws.noise.uniform(idea.operation, idea.attempt)
    error = seen(0.0, rule.noise, rule.observations, noise)
    if not book.may_fall(change, weights, rule.submit_below - error):
        return None
    effect = book.delta(change)
    estimate = weighed(effect, weights) + error
    promising = estimate < rule.submit_below and _helps(relation, job, effect, noise)
    return estimate if promising else None


def _tell(
    relation: Relation,
    idea: Idea,
    rounds: int,
    promise: float | None,
    now: int,
    record: Record,
) -> EventId:
    """Record a trial, and what it promises if that is to be approved."""
    tried = record.add(
        relation.name,
        now,
        "tried",
        idea.purpose,
        idea.operation,
        idea.attempt,
        rounds,
        idea.kind,
        promise is not None,
        causes=(idea.cause, *idea.beside),
    )
    if promise is not None:
        rule = relation.terms.trial
        seen_then = promise, rule.noise, rule.observations
        chronicle.write_evidence(
            record, relation.site, now, "trial", idea.operation, *seen_then, tried
        )
    return tried


def _crossings(relation: Relation, change: tuple[tuple[int, int], ...]) -> int:
    """Return how many dependencies of a change cross the boundary between the two."""
    crossings = relation.book.landscape.crossings
    if len(change) == 1:
        # As most changes are.
        return crossings[change[0][0]]
    return sum(crossings[operation] for operation, _ in change)


def _helps(relation: Relation, job: Job, effect: tuple[int, int, int], noise: float) -> bool:
    """Return whether a correction was seen to help what was missed, *noise* being the trial's."""
    terms, idea, loop = relation.terms, job.idea, job.loop
    if loop is None or not terms.root_cause.improves_missed:
        return True
    missed = effect[loop.attribute] / ONE
    own = relation.draws.noise_of_missed.uniform(idea.operation, idea.attempt)
    return seen_of_one(missed, terms.trial.noise, terms.trial.observations, (noise, own)) < 0.0


def _account(relation: Relation, started: int, now: int, rounds: int) -> None:
    """Book the time and the money of one trial: work is the supplier's, loops the customer's."""
    tally = relation.tally
    totals = tally.at(now)
    totals["trials"] += 1
    totals["trial days"] += (now - started) / DAY
    totals["joint loops"] += rounds
    tally.span("team minutes", started, now)
    work, joint = trial_costs(relation.terms, relation.side, now - started, rounds)
    # As :meth:`Relation.pay` does, for all three, with the year looked up once.
    totals["paid trials"] += work
    totals["paid joint loops"] += joint
    relation.customer_paid += joint
