"""Targets: what is asked, when a result counts as a miss, and how targets move.

A miss is a test and not a comparison of a noisy figure with a line: at a few
hundred defects per million a plant exactly on target is above it in a third of
all months.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import COST, DEFECTS, TIME
from supplychain_sim.scenario.governance import Jointly

_MILLION = 1e6


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

    def ratchet(self, best: Sequence[float], rule: Jointly) -> None:
        """Ask for a little more than the best site reaches, once a year."""
        for attribute in (COST, DEFECTS):
            now = self.levels[attribute]
            wanted = min(now, rule.ratchet * best[attribute])
            self.levels[attribute] = max((1.0 - rule.most) * now, wanted)
        self.delivery = min(
            max(rule.delivery.most, self.delivery), self.delivery + rule.delivery.step
        )

    def revise(self, attribute: int, own: float, rule: Jointly) -> None:
        """Take back a target for which no way was found: provisional and revisable (B:77)."""
        if attribute == TIME:
            least = min(rule.delivery.least, self.delivery)
            self.delivery = max(least, self.delivery - rule.delivery.step)
        else:
            self.levels[attribute] = max(self.levels[attribute], rule.revision * own)


def poisson_tail(found: int, mean: float) -> float:
    """Return the chance of *found* or more events when *mean* are expected."""
    from scipy.special import pdtrc

    return 1.0 if found <= 0 else float(pdtrc(found - 1, mean))


@dataclass(frozen=True)
class Window:
    """What the two parties saw in the months under review.

    Parameters
    ----------
    readings
        Measured unit costs, one a month.
    units, defects
        Delivered units, and the defects found in them.
    lines, late
        Order lines whose quoted time ran out, and those not finished by then.
    """

    readings: tuple[float, ...]
    units: int
    defects: int
    lines: int
    late: int


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
    return (
        _missed_cost(window.readings, asked.level.cost, chance, cost_noise),
        _missed_count(window.defects, window.units * asked.level.defects / _MILLION, chance),
        _missed_count(window.late, window.lines * (1.0 - asked.delivery), chance),
    )


def _missed_cost(readings: Sequence[float], target: float, chance: float, noise: float) -> float:
    if not readings or target <= 0.0:
        return 0.0
    excess = math.fsum(readings) / len(readings) / target - 1.0
    allowed = NormalDist().inv_cdf(1.0 - chance) * noise / math.sqrt(len(readings))
    return excess if excess > allowed else 0.0


def _missed_count(found: int, expected: float, chance: float) -> float:
    if poisson_tail(found, expected) >= chance:
        return 0.0
    return found / expected - 1.0 if expected > 0.0 else 1.0


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
