"""Accidents on the way: they delay the one shipment that they hit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from supplychain_sim.distributions import Distribution, poisson, single
from supplychain_sim.streams import Table

#: Columns of a table: how many accidents, and from these on when each happens and its delay.
_COUNT, _FIRST = 0, 1


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

    def of(self, number: int) -> tuple[tuple[int, int], ...]:
        """Return when after its departure each accident of a shipment happens, and its delay."""
        uniform = self.table.uniform(number, _COUNT)
        if uniform <= math.exp(-self.expected):
            return ()
        count = poisson(uniform, self.expected)
        return tuple(self._one(number, _FIRST + 2 * which) for which in range(count))

    def _one(self, number: int, column: int) -> tuple[int, int]:
        after = round(self.table.uniform(number, column) * self.transit)
        return after, max(0, round(single(self.delay, self.table.uniform(number, column + 1))))
