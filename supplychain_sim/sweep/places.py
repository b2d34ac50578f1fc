"""Where a contrast crosses a level along a factor, and how surely that is known.

Between the levels of the factor its mean is taken to run straight.  A place is held possible as
long as Student's test does not refuse that the mean at it is the level: the set of such places
holds the crossing as often as the test says, however many replications there are.  For a
straight line this is Fieller's interval.  That there is no crossing is possible until the mean is
told from the level at the first level of the factor, on the near side, and at the last one,
on the far side.

References
----------
Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B
16, 175-185.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scipy.special import stdtr, stdtrit

from supplychain_sim.scenario.claims import Region

if TYPE_CHECKING:
    from numpy import ndarray


@dataclass(frozen=True)
class Crossing:
    """A contrast along a factor, less the level that it falls below.

    Parameters
    ----------
    numbers
        Where the levels of the factor lie, in ascending order.
    samples
        By replication and level; a contrast that is to rise has its sign turned.
    """

    numbers: tuple[float, ...]
    samples: ndarray[Any, Any]

    @property
    def n(self) -> int:
        """How many replications there are."""
        return len(self.samples)

    def means(self) -> ndarray[Any, Any]:
        """Return the mean at each level."""
        found: ndarray[Any, Any] = self.samples.mean(axis=0)
        return found

    def place(self) -> float | None:
        """Return where the mean falls below for the last time; None if it does nowhere."""
        means = self.means()
        places = [
            self.numbers[index] + share * (self.numbers[index + 1] - self.numbers[index])
            for index, share in _falls(means.tolist())
        ]
        return places[-1] if places and means[-1] < 0 else None

    def chance(self, place: float) -> float:
        """Return the p-value of the mean being zero at a *place* between first and last level."""
        import numpy as np

        if self.n < 2:  # noqa: PLR2004 - one sample has no spread
            return 1.0
        last = len(self.numbers) - 2
        index = min(int(np.searchsorted(self.numbers, place, side="right")) - 1, last)
        lower, upper = self.numbers[index], self.numbers[index + 1]
        share = (place - lower) / (upper - lower)
        values = (1 - share) * self.samples[:, index] + share * self.samples[:, index + 1]
        return _chance(values)

    def chance_of_none(self) -> float:
        """Return the p-value of there being no crossing from above to below."""
        first, last = self.samples[:, 0], self.samples[:, -1]
        if self.n < 2 or not (first.mean() > 0 > last.mean()):  # noqa: PLR2004 - as above
            return 1.0
        return max(_chance(first), _chance(last))

    def chance_within(self, least: float, most: float) -> float:
        """Return the greatest p-value of a place from *least* to *most*; 0 if there is none.

        Between two neighbours the mean over its error has one turning point at most, where
        it is furthest from zero: the greatest p-value is at an end or where the mean is zero.
        """
        least, most = max(least, self.numbers[0]), min(most, self.numbers[-1])
        if least > most:
            return 0.0
        places = [least, most, *(number for number in self.numbers if least < number < most)]
        if any(least <= place <= most for place in self._zeros()):
            return 1.0
        return max(self.chance(place) for place in places)

    def chance_outside(self, region: Region) -> float:
        """Return the greatest p-value of a place outside a region, or of there being none."""
        below = self.chance_within(-math.inf, region.lower)
        above = self.chance_within(region.upper, math.inf)
        return max(below, above, self.chance_of_none())

    def chance_inside(self, region: Region) -> float:
        """Return the p-value of a crossing inside a region, from above to below.

        Refused is either each place there or a mean below at the last level.  The second is a
        test of one side, which is wrong half as often as it says; the first is left the other half.
        """
        last = self.samples[:, -1]
        end = _chance(last) if self.n > 1 and last.mean() > 0 else 1.0
        return min(2 * self.chance_within(region.lower, region.upper), end)

    def interval(self, level: float) -> tuple[float, float] | None:
        """Return the least and the most place that a test of *level* does not refuse.

        None if it refuses all of them.
        """
        if self.n < 2:  # noqa: PLR2004 - as above
            return self.numbers[0], self.numbers[-1]
        squared = float(stdtrit(self.n - 1, 1 - level / 2)) ** 2
        # Where the mean is zero is never refused, and found even if nothing varies.
        found = self._zeros() + [
            lower + share * (upper - lower)
            for lower, upper, one, two in zip(
                self.numbers, self.numbers[1:], self.samples.T, self.samples.T[1:], strict=False
            )
            for share in _not_refused(one, two, squared)
        ]
        return (min(found), max(found)) if found else None

    def _zeros(self) -> list[float]:
        means = self.means()
        return [
            lower + one / (one - two) * (upper - lower) if one != two else lower
            for lower, upper, one, two in zip(
                self.numbers, self.numbers[1:], means, means[1:], strict=False
            )
            if one * two <= 0
        ]


def _falls(means: Sequence[float]) -> list[tuple[int, float]]:
    """Return between which levels the mean falls below zero, and how far along."""
    return [
        (index, one / (one - two))
        for index, (one, two) in enumerate(pairwise(means))
        if one >= 0 > two
    ]


def _chance(values: ndarray[Any, Any]) -> float:
    """Return the two-sided p-value of a mean of zero."""
    # The rounded mean of equal values need not be the value.
    if values.min() == values.max():
        return float(values[0] == 0)
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    if deviation == 0:  # of values that differ by less than can be squared
        return float(mean == 0)
    ratio = abs(mean) / deviation * math.sqrt(len(values))
    return float(2 * stdtr(len(values) - 1, -ratio))


def _not_refused(one: ndarray[Any, Any], two: ndarray[Any, Any], squared: float) -> list[float]:
    """Return ends of the shares of the way at which the mean is not told from zero.

    It is not where mean² <= t² variance, both quadratic in the share.
    """
    rise, n = two - one, len(one)
    start, slope = float(one.mean()), float(rise.mean())
    scale = squared / n
    spread = [
        float(((a - a.mean()) * (b - b.mean())).sum()) / (n - 1)
        for a, b in ((one, one), (one, rise), (rise, rise))
    ]
    c = start**2 - scale * spread[0]
    b = 2 * (start * slope - scale * spread[1])
    a = slope**2 - scale * spread[2]
    ends = [share for share in (0.0, 1.0) if a * share**2 + b * share + c <= 0]
    return ends + [root for root in _roots(a, b, c) if 0 <= root <= 1]


def _roots(a: float, b: float, c: float) -> list[float]:
    if a == 0:
        return [] if b == 0 else [-c / b]
    inner = b * b - 4 * a * c
    if inner < 0:
        return []
    # Without the difference of two numbers that are nearly equal.
    far = -(b + math.copysign(math.sqrt(inner), b)) / 2
    return [far / a, *([c / far] if far else [])]
