"""What a claim of a sweep is about: a coefficient, or a place along a factor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from supplychain_sim.estimates import estimate, least_level
from supplychain_sim.scenario.claims import Region


class Found(Protocol):
    """What came out of what a claim is about."""

    @property
    def n(self) -> int:
        """How many replications have it."""

    def place(self) -> float | None:
        """Return its estimate; None if there is none."""

    def interval(self, level: float) -> tuple[float, float] | None:
        """Return what is not ruled out at a *level* of error; None if nothing is left."""

    def chance_outside(self, region: Region) -> float:
        """Return the least level at which all that is outside a region is ruled out."""

    def chance_inside(self, region: Region) -> float:
        """Return the least level at which all that is inside a region is ruled out."""


@dataclass(frozen=True)
class Coefficient:
    """A coefficient, with its value in each replication that has one."""

    samples: tuple[float, ...]

    @property
    def n(self) -> int:
        """How many replications have one."""
        return len(self.samples)

    def place(self) -> float | None:
        """Return the mean."""
        return estimate(self.samples).mean if self.samples else None

    def interval(self, level: float) -> tuple[float, float] | None:
        """Return Student's interval of the mean, without ends if nothing tells the spread."""
        if not self.samples:
            return -math.inf, math.inf
        found = estimate(self.samples, 1 - level)
        half = math.inf if found.half_width is None else found.half_width
        return found.mean - half, found.mean + half

    def chance_outside(self, region: Region) -> float:
        """Return the p-value of a mean outside a region."""
        return self._chance(region, inside=True)

    def chance_inside(self, region: Region) -> float:
        """Return the p-value of a mean inside a region."""
        return self._chance(region, inside=False)

    def _chance(self, region: Region, *, inside: bool) -> float:
        if not self.samples:
            return 1.0
        found = estimate(self.samples)
        lies = region.holds if inside else region.misses
        if not lies(found.mean, found.mean):
            return 1.0
        return least_level(found, region.distance(found.mean))
