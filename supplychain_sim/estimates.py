"""Means over replications, and how surely they are known.

Intervals are Student's, from independent replications.  Two regimes are compared
replication by replication, so that the luck which both of them met cancels.

References
----------
Law (2015), Simulation Modeling and Analysis, sections 9.4 and 10.2 (paired-t intervals).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import stdtr, stdtrit

#: Share of intervals that hold the true mean, unless another is asked for.
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """A mean over replications with its interval.

    Parameters
    ----------
    mean
        In the unit of the measure.
    half_width
        Of the interval around the mean; None if one sample says nothing about the spread.
    n
        Number of samples that the mean is over.
    """

    mean: float
    half_width: float | None
    n: int

    def covers(self, value: float) -> bool:
        """Return whether the interval holds *value*; one without a width rules nothing out."""
        return self.half_width is None or abs(value - self.mean) <= self.half_width

    def __str__(self) -> str:
        width = "unknown" if self.half_width is None else f"{self.half_width:.4g}"
        return f"{self.mean:.4g} ± {width} (n = {self.n})"


def defined(samples: Sequence[float]) -> list[float]:
    """Return *samples* without those that are not a number.

    A measure such as the cost of a change has no value where no change was made.

    Raises
    ------
    ValueError
        If a sample is infinite.
    """
    if any(map(math.isinf, samples)):
        raise ValueError("found an infinite sample, expected finite ones")
    return [sample for sample in samples if not math.isnan(sample)]


@lru_cache(maxsize=4096)
def _quantile(n: int, confidence: float) -> float:
    return float(stdtrit(n - 1, (1 + confidence) / 2))


def estimate(samples: Sequence[float], confidence: float = CONFIDENCE) -> Estimate:
    """Return the mean of *samples* with its t-interval.

    Parameters
    ----------
    samples
        One value a replication; those that are not a number are left out.
    confidence
        Share of such intervals that hold the true mean, between 0 and 1.

    Raises
    ------
    ValueError
        If no sample is left, or one is infinite.

    Examples
    --------
    >>> estimate([3.0, 3.0, 3.0])
    Estimate(mean=3.0, half_width=0.0, n=3)
    """
    kept = defined(samples)
    n = len(kept)
    if n == 0:
        raise ValueError("found no samples, expected at least one")
    # The rounded mean of equal samples need not be the sample, and a constant
    # has no spread at all.
    if min(kept) == max(kept):
        return Estimate(kept[0], 0.0 if n > 1 else None, n)
    mean = math.fsum(kept) / n
    variance = math.fsum((sample - mean) ** 2 for sample in kept) / (n - 1)
    return Estimate(mean, _quantile(n, confidence) * math.sqrt(variance / n), n)


def least_level(found: Estimate, distance: float, confidence: float = CONFIDENCE) -> float:
    """Return the least error at which an interval around a mean excludes a value.

    It is the two-sided p-value of the value as the true mean.

    Parameters
    ----------
    found
        The mean, with its interval of *confidence*.
    distance
        Of the value from the mean.

    Returns
    -------
    float
        From 0 to 1; 1 if one sample says nothing about the spread.
    """
    if found.half_width is None:
        return 1.0
    if found.half_width == 0:
        return 0.0
    error = found.half_width / _quantile(found.n, confidence)
    return float(2 * stdtr(found.n - 1, -abs(distance) / error))


def difference(
    samples: Sequence[float], against: Sequence[float], confidence: float = CONFIDENCE
) -> Estimate:
    """Return the mean of *samples* less *against*, paired by replication.

    A pair is left out if either value is not a number.

    Raises
    ------
    ValueError
        If the two differ in length, no pair is left, or a value is infinite.
    """
    if any(map(math.isinf, (*samples, *against))):
        raise ValueError("found an infinite sample, expected finite ones")
    return estimate([a - b for a, b in zip(samples, against, strict=True)], confidence)
