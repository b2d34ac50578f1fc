"""Trials: which operation, which idea, how long, what is seen, and what is decided.

A change is judged by the sum of its effects on all operations it reaches,
weighted by the attention that missed targets draw, and seen through noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from supplychain_sim.distributions import (
    lognormal,
    lognormal_by_median,
    poisson,
    standard_normal,
)
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.function import Kind
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.changes import JointLoop, Review
from supplychain_sim.scenario.products import PlantTrials
from supplychain_sim.scenario.relation import Relation, Side
from supplychain_sim.streams import Streams, Table

#: A search that knows the cause looks among the worst tenth (domain model, E2: "top decile").
WORST: Final = 0.1
#: Keys trials of others' practices apart from those of one's own ideas.
OTHERS: Final = 1 << 20
_MILLION: Final = 1_000_000

Purpose = Literal["own idea", "correction", "retest"]
Verdict = Literal["accept", "refuse", "ask"]


class Idea(NamedTuple):
    """One thing to try.

    Parameters
    ----------
    operation, practice
        What is to be changed, and into what.
    attempt
        Keys all draws of the trial, with the operation: how often that was tried here
        before with an idea of one's own, or with one of others.
    purpose
        Why it is tried.
    cause
        The event that led to it.
    kind
        What kind of change it is.
    others
        Further operations that are changed with it, each with its practice.
    beside
        Events that it owes its chances to: visits, and those that were missed.
    """

    operation: int
    practice: int
    attempt: int
    purpose: Purpose
    cause: EventId
    kind: Kind = "replace"
    others: tuple[tuple[int, int], ...] = ()
    beside: tuple[EventId, ...] = ()

    @property
    def change(self) -> tuple[tuple[int, int], ...]:
        """All that is changed, as pairs of operation and practice."""
        return (self.operation, self.practice), *self.others


class Draws:
    """The luck of trials at one place, looked up by operation and attempt.

    The n-th trial of an operation takes as long, is as hard to judge and tries
    the same idea under every regime.

    Parameters
    ----------
    entity
        Where trials are held.
    operations
        How many operations there are to try, each of them again and again.
    """

    def __init__(self, streams: Streams, entity: str, operations: int = 0) -> None:
        self.ideas: Table = streams.table(entity, "idea", operations)
        self.kinds = streams.table(entity, "kind of idea", operations)
        self.additions = streams.table(entity, "operation brought back")
        self.materials = streams.table(entity, "idea with another material")
        self.work = streams.table(entity, "trial time", operations)
        self.loops = streams.table(entity, "joint loops", operations)
        self.noise = streams.table(entity, "trial noise", operations)
        self.noise_of_missed = streams.table(entity, "trial noise in what was missed")
        self.retest = streams.table(entity, "retest noise")
        self.again = streams.table(entity, "second retest noise")
        self.review = streams.table(entity, "review time")
        self.approval = streams.table(entity, "approval time")
        self.rest = streams.table(entity, "rest")
        self.readings = streams.table(entity, "yearly readings")
        self.recheck = streams.table(entity, "noise in a correction looked at again")

    def idea(self, operation: int, attempt: int) -> int:
        """Return the practice that the n-th idea for an operation amounts to, never 0."""
        return self.ideas.bits(operation, attempt) or 1


def choose(
    book: Cookbook,
    eligible: Sequence[int],
    attribute: int | None,
    insight: float,
    draws: tuple[float, float],
) -> int:
    """Return the operation to try next.

    With chance *insight* a true cause was found: one of the worst tenth;
    otherwise any operation.

    Parameters
    ----------
    book
        The supplier's.
    eligible
        Operations open to this kind of trial, at least one.
    attribute
        Whose contribution is looked at; None for the sum.
    insight
        Skill x capability x freshness of the last visit.
    draws
        Two uniforms.
    """
    found, which = draws
    pool = book.worst(eligible, attribute, WORST) if found < insight else eligible
    return pool[int(which * len(pool))]


def open_cells(design_share: float, cells: int) -> int:
    """Return how many of the supplier's *cells* a design share opens."""
    return math.ceil(design_share * cells - 1e-9)


def open_operations(
    landscape: Landscape, order: tuple[int, ...], design_share: float
) -> tuple[int, ...]:
    """Return the operations in the cells that a *design_share* opens to the supplier."""
    count = open_cells(design_share, len(order))
    return tuple([i for cell in order[:count] for i in landscape.members[cell]])


def loops(rule: JointLoop, crossings: int, uniform: float) -> int:
    """Return how often samples and joint reviews go round before a trial is decided.

    Only dependencies that cross the boundary between customer and supplier ask
    for them; with a number that depended on interdependence alone, distance
    would hurt modular parts as much as integral ones.
    """
    return poisson(uniform, rule.per_crossing * crossings)


def loop_minutes(rule: JointLoop, side: Side) -> int:
    """Return the time of one loop: a sample out, one back, and the review between."""
    return 2 * side.samples.time + rule.review


def trial_minutes(terms: Relation, side: Side, rounds: int, uniform: float) -> int:
    """Return how long a trial takes: its own work, and so many *rounds* of the joint loop."""
    work = drawn_minutes(uniform, terms.trial.lasts, terms.trial.cv)
    return work + rounds * loop_minutes(terms.joint_loop, side) if rounds else work


def loops_begin(terms: Relation, side: Side, ends: int, rounds: int) -> int:
    """Return when the first sample of a trial leaves: its own work comes before its *rounds*."""
    return ends - rounds * loop_minutes(terms.joint_loop, side)


def trial_costs(terms: Relation, side: Side, minutes: int, rounds: int) -> tuple[float, float]:
    """Return what a trial costs: its own work, and so many *rounds* of the joint loop."""
    work = terms.trial.costs + terms.trial.team.over(minutes)
    return work, rounds * (terms.joint_loop.costs + side.samples.cost)


def drawn_minutes(uniform: float, mean: int, cv: float) -> int:
    """Return a lognormal time by its mean, in whole minutes."""
    return max(1, round(lognormal(uniform, mean, cv)))


def spread_minutes(uniform: float, median: int, spread: float) -> int:
    """Return a lognormal time by its median, in whole minutes."""
    return max(1, round(lognormal_by_median(uniform, median, spread)))


def seen(effect: float, noise: float, observations: int, uniform: float) -> float:
    """Return an estimate of *effect* from so many observations."""
    return effect + standard_normal(uniform) * noise / math.sqrt(observations)


def seen_of_one(
    effect: float, noise: float, observations: int, draws: tuple[float, float]
) -> float:
    """Return an estimate of the *effect* on one of the three attributes, from the same readings.

    The noise of their sum is taken as that of three independent readings that are
    alike: one of them has a standard deviation of noise / sqrt(3), and a correlation
    of 1 / sqrt(3) with the sum.

    Parameters
    ----------
    draws
        The uniform by which the sum was seen, and one of the attribute's own.
    """
    of_sum, own = (standard_normal(draw) for draw in draws)
    error = of_sum / 3.0 + own * math.sqrt(2.0) / 3.0
    return effect + error * noise / math.sqrt(observations)


def pooled(first: float, n_first: int, second: float, n_second: int) -> float:
    """Return the mean of two estimates, by their observations."""
    return (n_first * first + n_second * second) / (n_first + n_second)


def judge(estimate: float, noise: float, observations: int, rule: Review) -> Verdict:
    """Return what the centre decides on the evidence so far.

    Parameters
    ----------
    estimate
        Pooled estimate of the effect; below zero is better.
    noise
        Standard deviation of one observation.
    observations
        Behind the estimate.
    rule
        Bounds in standard errors.
    """
    z = standard_errors(estimate, noise, observations)
    if z < rule.accept_below:
        return "accept"
    if z < rule.refuse_above:
        return "ask"
    return "refuse"


class Evidence(NamedTuple):
    """What is known of a change's effect: an estimate, and the observations behind it."""

    estimate: float
    observations: int

    def in_millionths(self, noise: float) -> tuple[int, int, int]:
        """Return, for the record, the observations, the estimate and its standard error.

        Parameters
        ----------
        noise
            Standard deviation of one observation.
        """
        error = noise / math.sqrt(self.observations)
        return self.observations, round(_MILLION * self.estimate), round(_MILLION * error)


def decide(
    evidence: Evidence,
    effect: float,
    noise: float,
    retest: int,
    rule: Review,
    draws: Sequence[float],
) -> tuple[bool, tuple[Evidence, ...]]:
    """Return whether the centre accepts, and the evidence that it had after each of its tests.

    It tests the change itself and pools the evidence; where that is not enough
    either way, it tests once more, and what is still open is refused.

    Parameters
    ----------
    evidence
        The team's own.
    effect
        What there is to be seen.
    noise
        Standard deviation of one observation.
    retest
        Observations of each test.
    rule
        Bounds in standard errors.
    draws
        A uniform for each test that may be held.
    """
    heard: tuple[Evidence, ...] = ()
    for draw in draws:
        central = seen(effect, noise, retest, draw)
        estimate = pooled(*evidence, central, retest)
        evidence = Evidence(estimate, evidence.observations + retest)
        heard = *heard, evidence
        verdict = judge(estimate, noise, evidence.observations, rule)
        if verdict != "ask":
            return verdict == "accept", heard
    return False, heard


def standard_errors(estimate: float, noise: float, observations: int) -> float:
    """Return *estimate* in its standard errors; infinite where nothing is noisy."""
    if noise == 0.0:
        return math.copysign(math.inf, estimate) if estimate else 0.0
    return estimate * math.sqrt(observations) / noise


def holds_at_plant(estimate: float, rule: PlantTrials) -> bool:
    """Return whether a plant of the customer's adopts what it has tested."""
    z = standard_errors(estimate, rule.noise, rule.observations)
    return estimate < rule.adopt_below and z < rule.standard_errors_below
