"""Accidents on the way: they delay the one shipment that they hit."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final, Protocol

import numpy as np

from supplychain_sim.distributions import Distribution, poisson, single
from supplychain_sim.streams import Table

#: Columns of a table: how many accidents, and from these on when each happens and its delay.
_COUNT: Final = 0
_FIRST: Final = 1
#: Shipments that are looked up at a time.
_TOGETHER: Final = 512


class Luck(Protocol):
    """What hits shipments on a leg, by a hazard."""

    @property
    def hazard(self) -> str:
        """The name of the hazard."""

    def of(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return when after its departure each accident of a shipment happens, and its delay."""


@dataclass(frozen=True)
class Accidents:
    """The accidents of one hazard on one leg: a Poisson number in the planned time, each a delay.

    What a shipment is late by adds no time in which it may be hit.  With common random numbers
    a higher rate keeps all delays, and adds some.

    Parameters
    ----------
    hazard
        Its name.
    expected
        How many hit one shipment, on average: rate times planned time.
    transit
        Planned time of the leg, in minutes.
    delay
        By one accident, in minutes.
    table
        Looked up by the number of the shipment.

    References
    ----------
    Ross (2014), Introduction to Probability Models, section 5.4.2: the compound Poisson process.
    """

    hazard: str
    expected: float
    transit: int
    delay: Distribution
    table: Table
    #: How many hit each shipment, as far as that was looked up.
    _counts: list[int] = field(default_factory=list, repr=False, compare=False)

    def of(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return when after its departure each accident of a shipment happens, and its delay."""
        try:
            count = self._counts[number]
        except IndexError:
            count = self._count_of(number)
        # Counted as it is told, so that nobody can observe how many were looked up together.
        self.table.consumed += 1
        if not count:
            return ()
        return tuple(self._one(number, _FIRST + 2 * which) for which in range(count))

    def _count_of(self, number: int) -> int:
        """Return how many hit a shipment of which nobody has asked yet."""
        none = math.exp(-self.expected)
        while number >= len(self._counts):
            uniforms = self.table.ahead(len(self._counts), _TOGETHER, _COUNT)
            counts = [0] * _TOGETHER
            for hit in np.flatnonzero(uniforms > none).tolist():
                counts[hit] = poisson(float(uniforms[hit]), self.expected)
            self._counts.extend(counts)
        return self._counts[number]

    def _one(self, number: int, column: int) -> tuple[int, int]:
        after = round(self.table.uniform(number, column) * self.transit)
        return after, max(0, round(single(self.delay, self.table.uniform(number, column + 1))))


@dataclass(frozen=True)
class Within:
    """Those of some accidents that happen after so many minutes, up to so many.

    Parameters
    ----------
    accidents
        All of them.
    after, until
        In minutes from the departure; who turns to another way on a leg has had those of the
        one until then, and has those of the other before it.
    """

    accidents: Luck
    after: int
    until: int

    @property
    def hazard(self) -> str:
        """The name of the hazard."""
        return self.accidents.hazard

    def of(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return when after its departure each accident of a shipment happens, and its delay."""
        return tuple(hit for hit in self.accidents.of(number) if self.after < hit[0] <= self.until)
