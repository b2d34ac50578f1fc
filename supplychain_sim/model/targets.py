"""Targets: what is asked, when a result counts as a miss, and how targets move.

A miss is a test and not a comparison of a noisy figure with a line: at a few
hundred defects per million a plant exactly on target is above it in a third of
all months.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Final, NamedTuple

from scipy.special import pdtrc

from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import COST, DEFECTS, TIME
from supplychain_sim.scenario.governance import Jointly

_MILLION: Final = 1e6


class Proposal(NamedTuple):
    """Targets that a party proposes: levels of cost and defects, and the share within quote."""

    cost: float
    defects: float
    delivery: float


@dataclass
class Targets:
    """Cost and quality as levels of the cookbook, delivery as a share within quote.

    Parameters
    ----------
    levels
        Mean contributions asked for in cost and in defects.
    delivery
        Share of order lines to be finished within the time quoted.
    """

    levels: list[float]
    delivery: float

    def follow(self, taught: Sequence[float], multiple: float) -> None:
        """Ask for *multiple* of the levels of today's book, never for less than before."""
        for attribute in (COST, DEFECTS):
            self.levels[attribute] = min(self.levels[attribute], multiple * taught[attribute])

    def proposal(self) -> Proposal:
        """Return the targets as they stand, to be talked about."""
        return Proposal(self.levels[COST], self.levels[DEFECTS], self.delivery)

    def ratcheted(self, best: Sequence[float], rule: Jointly) -> Proposal:
        """Return what the customer asks for: a little more than the best site reaches."""
        cost, defects = (
            min(self.levels[attribute], rule.ratchet * best[attribute])
            for attribute in (COST, DEFECTS)
        )
        most = max(rule.delivery.most, self.delivery)
        return Proposal(cost, defects, min(most, self.delivery + rule.delivery.step))

    def settle(self, asked: Proposal, offered: Proposal, rule: Jointly) -> None:
        """Meet between the two, without tightening by more than the most of a year."""
        met = [
            rule.customer_weight * theirs + (1.0 - rule.customer_weight) * ours
            for theirs, ours in zip(asked, offered, strict=True)
        ]
        for attribute in (COST, DEFECTS):
            now = self.levels[attribute]
            self.levels[attribute] = max((1.0 - rule.most) * now, met[attribute])
        self.delivery = met[-1]

    def revise(self, attribute: int, own: float, rule: Jointly) -> None:
        """Take back a target for which no way was found: provisional and revisable (B:77)."""
        if attribute == TIME:
            least = min(rule.delivery.least, self.delivery)
            self.delivery = max(least, self.delivery - rule.delivery.step)
        else:
            self.levels[attribute] = max(self.levels[attribute], rule.revision * own)


def poisson_tail(found: int, mean: float) -> float:
    """Return the chance of *found* or more events when *mean* are expected."""
    return 1.0 if found <= 0 else float(pdtrc(found - 1, mean))


@dataclass(frozen=True)
class Window:
    """What a party saw in the months under review.

    Parameters
    ----------
    readings
        Measured unit costs, one a month.
    units, defects
        Delivered units, and the defects found in them.
    lines, late
        Order lines whose quoted time ran out, and those not finished by then.
    counted
        Defects to be expected in this count for each one that is delivered: one where
        they are counted at receipt.
    """

    readings: tuple[float, ...]
    units: int
    defects: int
    lines: int
    late: int
    counted: float = 1.0

    def unit_cost(self) -> float | None:
        """Return the mean of the readings, None where there are none."""
        return math.fsum(self.readings) / len(self.readings) if self.readings else None

    def defects_per_million(self, besides: float = 0.0) -> float | None:
        """Return the defects delivered by this count, None where nothing was looked at.

        Parameters
        ----------
        besides
            Added to the count.
        """
        looked_at = self.units * self.counted
        return _MILLION * (self.defects + besides) / looked_at if looked_at else None

    def within_quote(self) -> float | None:
        """Return the share of order lines within quote, None where none has come due."""
        return 1.0 - self.late / self.lines if self.lines else None

    def expected(self, asked: Asked) -> tuple[float, float]:
        """Return the defects and the late lines of a process exactly on target."""
        defects = self.units * self.counted * asked.level.defects / _MILLION
        return defects, self.lines * (1.0 - asked.delivery)


@dataclass(frozen=True)
class Asked:
    """The targets in the units of the plant: its level, and the share within quote."""

    level: Level
    delivery: float


def misses(
    window: Window, asked: Asked, chance: float, cost_noise: float
) -> tuple[float, float, float]:
    """Return by how much each target is missed, relative to it; 0 where it is not.

    A target is missed if a result as bad has less than *chance* of coming about
    with the process exactly on target.

    Parameters
    ----------
    window
        What was seen.
    asked
        The targets.
    chance
        Level of the test.
    cost_noise
        Relative standard deviation of one cost reading.
    """
    defects, late = window.expected(asked)
    return (
        _missed_cost(((window, cost_noise),), asked.level.cost, chance),
        _missed_count(window.defects, defects, chance),
        _missed_count(window.late, late, chance),
    )


def excess(window: Window, asked: Asked) -> tuple[float, float, float]:
    """Return by how much each figure is above its target, relative to it, luck included."""
    defects, late = window.expected(asked)
    return (
        _relative(window.unit_cost() or 0.0, asked.level.cost),
        _relative(window.defects, defects),
        _relative(window.late, late),
    )


def pooled_misses(
    customers: tuple[Window, float],
    suppliers: tuple[Window, float],
    asked: Asked,
    chance: float,
) -> tuple[float, float, float]:
    """Return by how much each target is missed by what both parties have seen.

    Readings of the cost weigh by their precision, and counts add up.  What was
    counted once for both is the customer's.

    Parameters
    ----------
    customers, suppliers
        What each saw, and the relative standard deviation of one of its cost readings.
    asked
        The targets.
    chance
        Level of the test.
    """
    one, other = customers[0], suppliers[0]
    expected, late = one.expected(asked)
    return (
        _missed_cost((customers, suppliers), asked.level.cost, chance),
        _missed_count(one.defects + other.defects, expected + other.expected(asked)[0], chance),
        _missed_count(one.late, late, chance),
    )


def _missed_cost(parties: Sequence[tuple[Window, float]], target: float, chance: float) -> float:
    if target <= 0.0 or not all(window.readings for window, _ in parties):
        return 0.0
    # A reading without noise leaves the others nothing to say.
    exact = [party for party in parties if party[1] == 0.0]
    weighed = [(window.readings, 1.0 if exact else noise**-2) for window, noise in exact or parties]
    weight = math.fsum(len(readings) * each for readings, each in weighed)
    mean = math.fsum(each * math.fsum(readings) for readings, each in weighed) / weight
    error = 0.0 if exact else weight**-0.5
    above = mean / target - 1.0
    return above if above > _quantile(1.0 - chance) * error else 0.0


@cache
def _quantile(share: float) -> float:
    """Return the standard normal quantile; tests are held at one level, every month."""
    return NormalDist().inv_cdf(share)


def _missed_count(found: int, expected: float, chance: float) -> float:
    return 0.0 if poisson_tail(found, expected) >= chance else _relative(found, expected)


def _relative(found: float, expected: float) -> float:
    if expected > 0.0:
        return found / expected - 1.0
    return 1.0 if found > 0.0 else 0.0


def attention(missed: Sequence[float], per_excess: float, cost_counts: float) -> tuple[float, ...]:
    """Return the weights of cost, defects and time by which a change is judged.

    They add up to three.  A missed target draws attention in proportion to its
    excess, at most once over; were they the elasticities of the plant's figures,
    the steep map of defects would leave nothing for cost.

    Parameters
    ----------
    missed
        Relative excess over each target, 0 where it is met.
    per_excess
        Weight that an excess of 100 % adds.
    cost_counts
        How much more an excess in cost counts.
    """
    scale = (cost_counts, 1.0, 1.0)
    raw = [1.0 + per_excess * min(1.0, s * m) for s, m in zip(scale, missed, strict=True)]
    return tuple(3.0 * weight / math.fsum(raw) for weight in raw)
