"""Designs: which levels of the factors meet at each point.

A grid is counted, not built: the levels at a point are the digits of its number.  Latin
hypercubes and Sobol sequences are drawn from the seed of the sweep alone, so that nothing about
how a sweep is run can be seen in its points.

References
----------
McKay, Beckman & Conover (1979), A comparison of three methods for selecting values of input
variables, Technometrics 21, 239-245 (Latin hypercubes).
Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, Journal of Complexity 14, 466-489.
Owen (2020), On dropping the first Sobol' point, arXiv:2008.08051: that their number has to be a
power of two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from supplychain_sim.sweep.factors import Factor, Level

if TYPE_CHECKING:
    from numpy import ndarray

#: Most points that are drawn; each has to keep its distance from all others.
MOST_DRAWN = 2**20


class Design(Protocol):
    """Which points there are."""

    @property
    def size(self) -> int:
        """How many points there are."""

    def levels(self, factors: Sequence[Factor], number: int) -> tuple[Level, ...]:
        """Return the level of each of the *factors* at the point of a *number* below the size."""


@dataclass(frozen=True)
class Grid:
    """Each level of each factor with each of all others; the last factor changes first."""

    counts: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many points there are."""
        return math.prod(self.counts)

    def indices(self, number: int) -> tuple[int, ...]:
        """Return which level of each factor meets at a point.

        >>> [Grid((2, 3)).indices(number) for number in range(4)]
        [(0, 0), (0, 1), (0, 2), (1, 0)]
        """
        digits = []
        for count in reversed(self.counts):
            number, digit = divmod(number, count)
            digits.append(digit)
        return tuple(reversed(digits))

    def levels(self, factors: Sequence[Factor], number: int) -> tuple[Level, ...]:
        """Return the level of each factor at a point."""
        indices = self.indices(number)
        return tuple(factor.level(index) for factor, index in zip(factors, indices, strict=True))


@dataclass(frozen=True)
class LatinHypercube:
    """Points of which each lies alone in its row and its column of every pair of factors.

    Each factor has a stream of its own, so that one factor more moves no other.
    """

    size: int
    seed: int
    names: tuple[str, ...]

    @cached_property
    def _uniforms(self) -> ndarray[Any, Any]:
        import numpy as np
        from scipy.stats import qmc

        columns = [
            qmc.LatinHypercube(1, rng=_generator(self.seed, name)).random(self.size)
            for name in self.names
        ]
        return np.hstack(columns)

    def levels(self, factors: Sequence[Factor], number: int) -> tuple[Level, ...]:
        """Return the level of each factor at a point."""
        return _at(factors, self._uniforms[number])


@dataclass(frozen=True)
class Sobol:
    """A scrambled Sobol sequence: spread evenly over all factors at once."""

    size: int
    seed: int
    names: tuple[str, ...]

    @cached_property
    def _uniforms(self) -> ndarray[Any, Any]:
        from scipy.stats import qmc

        sequence = qmc.Sobol(len(self.names), rng=_generator(self.seed, "sobol"))
        uniforms: ndarray[Any, Any] = sequence.random(self.size)
        return uniforms

    def levels(self, factors: Sequence[Factor], number: int) -> tuple[Level, ...]:
        """Return the level of each factor at a point."""
        return _at(factors, self._uniforms[number])


@dataclass(frozen=True)
class Table:
    """Points that are listed: the index of the level of each factor, row by row."""

    rows: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def levels(self, factors: Sequence[Factor], number: int) -> tuple[Level, ...]:
        """Return the level of each factor at a point."""
        pairs = zip(factors, self.rows[number], strict=True)
        return tuple(factor.level(index) for factor, index in pairs)


def _generator(seed: int, name: str) -> Any:
    import numpy as np

    from supplychain_sim.streams import key_of

    # By seed and not by key: qmc spawns further generators.
    return np.random.Generator(np.random.Philox(key_of(seed, "sweep", name)))


def _at(factors: Sequence[Factor], uniforms: Any) -> tuple[Level, ...]:
    pairs = zip(factors, uniforms.tolist(), strict=True)
    return tuple(factor.at(uniform) for factor, uniform in pairs)
