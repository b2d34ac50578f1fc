"""Trials: teams at the supplier try changes, one at a time each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from supplychain_sim.engine import Bell, Environment, Phase, Process
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Job
from supplychain_sim.model.contribution import ONE, weighed
from supplychain_sim.model.journey import RoundTrips
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import (
    Evidence,
    loops,
    loops_begin,
    seen,
    seen_of_one,
    trial_costs,
    trial_minutes,
)
from supplychain_sim.model.trying import next_job
from supplychain_sim.scenario.relation import Side
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


def team(
    env: Environment,
    relation: Relation,
    number: int,
    choice: Stream,
    work: Bell,
    propose: Callable[[Proposal], None],
    failed: Callable[[Loop | None], None],
    record: Record,
) -> Process:
    """Take the next job, work on it, send samples round, and propose what looks better.

    It works for the supplier of the day when it began, and is gone with it, with the trial
    that it was at.  While it works for another customer, it begins nothing here.

    A team is a trial slot: it waits with its sample, so that distance costs trials where
    operations depend on the customer's.  A correction is proposed only if it was seen to
    help what was missed: a change that is good for something else leaves the cause where
    it is.

    What samples meet on their way is fixed when the trial begins, since closures ask for
    nobody's leave; nobody reads it before the end, where they are among the causes.

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
    place_at_work = env.priority(Phase.WORK, f"{relation.name}/team/{number}")
    supplier = relation.supplier
    while relation.supplier == supplier:
        if number >= relation.courting.here:
            yield work.wait()
            continue
        if rest := relation.rest():
            yield env.due(int(env.now) + rest, place_at_work)
            continue
        started = int(env.now)
        job = next_job(relation, started, choice)
        if job is None:
            yield work.wait()
            continue
        idea, terms, draws = job.idea, relation.terms, relation.draws
        change = idea.change
        place = (idea.operation, idea.attempt)
        crossings = _crossings(relation, change)
        rounds = loops(terms.joint_loop, crossings, draws.loops.uniform(*place))
        side = relation.side
        minutes = trial_minutes(terms, side, rounds, draws.work.uniform(*place))
        trips = _round_trips(relation, side, started, minutes, rounds)

        relation.busy[number] = started
        yield env.due(started + minutes + trips.held, place_at_work)
        if relation.supplier != supplier:
            return
        del relation.busy[number]

        now = int(env.now)
        _account(relation, side, started, now, rounds, trips.held)
        effect = relation.book.delta(change)
        noise = draws.noise.uniform(*place)
        weighted = weighed(effect, relation.weights)
        estimate = seen(weighted, terms.trial.noise, terms.trial.observations, noise)
        promising = estimate < terms.trial.submit_below and _helps(relation, job, effect, noise)
        tried = record.add(
            relation.name,
            now,
            "tried",
            idea.purpose,
            idea.operation,
            idea.attempt,
            rounds,
            idea.kind,
            promising,
            causes=(idea.cause, *idea.beside, *trips.held_by),
        )
        if promising:
            chronicle.write_evidence(
                record,
                relation.site,
                now,
                "trial",
                idea.operation,
                estimate,
                terms.trial.noise,
                terms.trial.observations,
                tried,
            )
            evidence = Evidence(estimate, terms.trial.observations)
            propose(Proposal(job, evidence, tried))
        else:
            if job.loop is not None:
                job.loop.in_vain.append(tried)
            failed(job.loop)


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


def _round_trips(
    relation: Relation, side: Side, started: int, minutes: int, rounds: int
) -> RoundTrips:
    """Return what the samples of a trial meet that would take so many *minutes* unhindered."""
    loop, sample = relation.terms.joint_loop, side.samples
    leaves = loops_begin(relation.terms, side, started, minutes, rounds)
    return relation.journey.round_trips(leaves, sample.time, loop.review, rounds)


def _account(
    relation: Relation, side: Side, started: int, now: int, rounds: int, held: int
) -> None:
    """Book the time and the money of one trial: work is the supplier's, loops the customer's.

    Parameters
    ----------
    side
        From which it was worked when the trial began.
    held
        Minutes for which its samples were held up.
    """
    terms = relation.terms
    totals = relation.tally.at(now)
    totals["trials"] += 1
    totals["trial days"] += (now - started) / DAY
    totals["joint loops"] += rounds
    relation.tally.span("team minutes", started, now)
    work, joint = trial_costs(terms, side, now - started, rounds)
    if rounds:
        travel, review = 2 * rounds * side.samples.time, rounds * terms.joint_loop.review
        totals["trial minutes of travel"] += travel
        totals["trial minutes of review"] += review
        totals["trial minutes held up"] += held
        totals["teams waited with samples"] += terms.trial.team.over(travel + review + held)
        totals["joint reviews"] += rounds * terms.joint_loop.costs
        totals["freight of samples"] += rounds * side.samples.cost
    # As :meth:`Relation.pay` does, for all three, with the year looked up once.
    totals["paid trials"] += work
    totals["paid joint loops"] += joint
    relation.customer_paid += joint
