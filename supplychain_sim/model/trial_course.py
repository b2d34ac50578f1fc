"""One trial of a team: how long it takes and what holds it up, what it promises, what it costs."""

from __future__ import annotations

from typing import NamedTuple

from supplychain_sim.model.change import Job
from supplychain_sim.model.contribution import ONE, weighed
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import (
    loops,
    loops_begin,
    seen,
    seen_of_one,
    trial_costs,
    trial_minutes,
)
from supplychain_sim.named import new
from supplychain_sim.scenario.relation import Side
from supplychain_sim.units import DAY


class Trial(NamedTuple):
    """What a team is at.

    Parameters
    ----------
    job, change
        What it tries.
    side
        From which it is worked when the trial begins.
    started, ends
        In minutes.
    rounds
        How often samples go round.
    held
        Minutes for which work rests and samples are held up.
    held_by
        The closures that make it so.
    """

    job: Job
    change: tuple[tuple[int, int], ...]
    side: Side
    started: int
    ends: int
    rounds: int
    held: int
    held_by: tuple[EventId, ...]


def begun(relation: Relation, job: Job, now: int) -> Trial:
    """Return a trial that begins *now*: how often its samples go round, and when it ends."""
    terms, draws, idea, side = relation.terms, relation.draws, job.idea, relation.side
    operation, attempt, change = idea.operation, idea.attempt, idea.change
    crossings = _crossings(relation, change)
    rounds = loops(terms.joint_loop, crossings, draws.loops.uniform(operation, attempt))
    luck = draws.work.uniform(operation, attempt)
    ends = now + trial_minutes(terms, side, rounds, luck)
    held, held_by = _held_up(relation, side, now, ends, rounds)
    return new(Trial, (job, change, side, now, ends + held, rounds, held, held_by))


def _held_up(
    relation: Relation, side: Side, started: int, ends: int, rounds: int
) -> tuple[int, tuple[EventId, ...]]:
    """Return for how many minutes a trial is held up that would take until *ends*, and by what.

    Its own work comes first, and rests while the supplier's site is shut; then samples go round.
    """
    gate, journey = relation.workplace, relation.journey
    if gate is None and not journey.airports:
        return 0, ()
    leaves = loops_begin(relation.terms, side, ends, rounds)
    rested_by: tuple[EventId, ...] = ()
    rested = 0
    if gate is not None:
        done, rested_by = gate.worked(started, leaves - started)
        rested, leaves = done - leaves, done
    loop, sample = relation.terms.joint_loop, side.samples
    trips = journey.round_trips(leaves, sample.time, loop.review, rounds)
    return rested + trips.held, (*rested_by, *trips.held_by)


def promised(relation: Relation, job: Job, change: tuple[tuple[int, int], ...]) -> float | None:
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


def account(relation: Relation, trial: Trial, now: int) -> None:
    """Book the time and the money of one trial: work is the supplier's, loops the customer's."""
    terms, tally, side, rounds = relation.terms, relation.tally, trial.side, trial.rounds
    totals = tally.at(now)
    totals["trials"] += 1
    totals["trial days"] += (now - trial.started) / DAY
    totals["joint loops"] += rounds
    tally.span("team minutes", trial.started, now)
    work, joint = trial_costs(terms, side, now - trial.started, rounds)
    waited = trial.held
    if rounds:
        travel, review = 2 * rounds * side.samples.time, rounds * terms.joint_loop.review
        totals["trial minutes of travel"] += travel
        totals["trial minutes of review"] += review
        totals["joint reviews"] += rounds * terms.joint_loop.costs
        totals["freight of samples"] += rounds * side.samples.cost
        waited += travel + review
    if waited:
        totals["trial minutes held up"] += trial.held
        totals["teams waited with samples"] += terms.trial.team.over(waited)
    # As :meth:`Relation.pay` does, for all three, with the year looked up once.
    totals["paid trials"] += work
    totals["paid joint loops"] += joint
    relation.customer_paid += joint
