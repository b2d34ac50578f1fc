"""Quantile functions of what a factor may be drawn from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from statistics import NormalDist

from supplychain_sim.sweep.factors import between

_STANDARD = NormalDist()
#: Half of the finest step of a Sobol sequence: its first point may be at zero.
_LEAST = 2.0**-33


@dataclass(frozen=True)
class Line:
    """Equally likely between two numbers, or between their logarithms."""

    least: float
    most: float
    logarithmic: bool = field(default=False, kw_only=True)

    def __call__(self, uniform: float) -> float:
        """Return the number below which the share *uniform* lies."""
        return between(self.least, self.most, uniform, logarithmic=self.logarithmic)


@dataclass(frozen=True)
class Triangle:
    """Rising from the least number to the mode, and falling to the most."""

    least: float
    mode: float
    most: float

    def __call__(self, uniform: float) -> float:
        """Return the number below which the share *uniform* lies."""
        width = self.most - self.least
        if uniform * width < self.mode - self.least:
            return self.least + math.sqrt(uniform * width * (self.mode - self.least))
        return self.most - math.sqrt((1 - uniform) * width * (self.most - self.mode))


@dataclass(frozen=True)
class Bell:
    """Normal, or lognormal by the mean and deviation of the logarithm."""

    mean: float
    deviation: float
    logarithmic: bool = field(default=False, kw_only=True)

    def __call__(self, uniform: float) -> float:
        """Return the number below which the share *uniform* lies; finite at both ends."""
        inside = min(max(uniform, _LEAST), 1 - _LEAST)
        number = self.mean + self.deviation * _STANDARD.inv_cdf(inside)
        return math.exp(number) if self.logarithmic else number


@dataclass(frozen=True)
class WholeNumber:
    """Each whole number from the least to the most, equally likely."""

    least: float
    most: float

    def __call__(self, uniform: float) -> float:
        """Return the whole number that *uniform* falls on."""
        return min(self.most, self.least + math.floor(uniform * (self.most - self.least + 1)))
