"""Least squares within each replication, over all points.

The points of a replication share its luck, so that they are no independent samples.  The
replications are: a coefficient is fitted in each of them, and has Student's interval over them.
Such an interval is about the points of the design, and says nothing of points that were not run.

References
----------
Kleijnen (2015), Design and Analysis of Simulation Experiments, 2nd edition, section 3.5 (common
random numbers: one fit a replication).
Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, section 1.2 (standardised
regression coefficients).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from supplychain_sim.sweep.factors import Factor, Level

if TYPE_CHECKING:
    from numpy import ndarray

#: Quantiles of a factor between which its coordinate goes from -1 to 1, so that sums keep digits.
_LOW, _HIGH = 0.05, 0.95
#: Smallest ratio of eigenvalues of what can be told apart.
_SINGULAR = 1e-10
#: Digits of the values that coefficients keep: what is nothing but rounding has no spread either.
_KEPT = 1e-11


@dataclass(frozen=True)
class Column:
    """What a point contributes to a fit: how far a level lies along a factor, or which it is.

    Parameters
    ----------
    factor
        Its position among the factors.
    middle, half
        The number at the coordinate 0, and its distance from that at 1.
    level
        The value of the level that it tells from all others; None for how far a level lies.
    """

    factor: int
    middle: float = 0.0
    half: float = 1.0
    level: object = None

    def of(self, levels: Sequence[Level]) -> float:
        """Return the coordinate of a point."""
        level = levels[self.factor]
        if self.level is not None:
            return float(level.value == self.level)
        return ((level.number or 0.0) - self.middle) / self.half


def columns_of(position: int, factor: Factor) -> list[Column]:
    """Return the columns that tell the levels of a factor apart.

    One along it if its levels are amounts of one unit; else one for each level but the first.
    """
    if factor.unit is None:
        values = [factor.level(index).value for index in range(1, factor.count or 1)]
        return [Column(position, level=value) for value in values]
    low, high = (float(factor.at(share).number or 0.0) for share in (_LOW, _HIGH))
    half = (high - low) / 2
    return [Column(position, (high + low) / 2, half or 1.0)]


@dataclass
class Fit:
    """Sums of squares and products, by replication; nothing else is kept of a point.

    Parameters
    ----------
    columns
        All that is fitted besides the mean.
    products
        Pairs of positions of columns whose product is fitted as well.
    replications
        How many there are.
    """

    columns: Sequence[Column]
    products: Sequence[tuple[int, int]]
    replications: int
    squares: ndarray[Any, Any] = field(init=False)
    crossed: ndarray[Any, Any] = field(init=False)
    total: ndarray[Any, Any] = field(init=False)

    def __post_init__(self) -> None:
        import numpy as np

        width = 1 + len(self.columns) + len(self.products)
        self.squares = np.zeros((self.replications, width, width))
        self.crossed = np.zeros((self.replications, width))
        self.total = np.zeros((self.replications, 3))

    def add(self, levels: Sequence[Sequence[Level]], values: ndarray[Any, Any]) -> None:
        """Take in some points, with a value for each of them and each replication."""
        import numpy as np

        told = np.array([[column.of(point) for column in self.columns] for point in levels])
        told = told.reshape(len(levels), len(self.columns))
        pairs = [told[:, one] * told[:, two] for one, two in self.products]
        x = np.column_stack([np.ones(len(levels)), told, *pairs])
        defined = ~np.isnan(values)
        y = np.where(defined, values, 0.0)
        self.squares += np.einsum("pr,pi,pj->rij", defined.astype(float), x, x, optimize=True)
        self.crossed += y.T @ x
        self.total += np.stack([defined.sum(axis=0), y.sum(axis=0), (y * y).sum(axis=0)], axis=1)

    def coefficients(self) -> ndarray[Any, Any]:
        """Return those of each replication that tells them apart: of the mean, then as given."""
        import numpy as np

        kept = [
            self._solved(square, cross)
            for square, cross in zip(self.squares, self.crossed, strict=True)
            if _is_regular(square)
        ]
        return np.array(kept).reshape(len(kept), self.crossed.shape[1])

    def standardised(self) -> tuple[ndarray[Any, Any], ndarray[Any, Any]]:
        """Return coefficients for a deviation of each column, in deviations of the value; and R².

        Of each replication that tells them apart and in which the value varies.
        """
        import numpy as np

        found, explained = [], []
        for square, cross, (count, total, squared) in zip(
            self.squares, self.crossed, self.total, strict=True
        ):
            spread = squared - total**2 / count if count else 0.0
            if not _is_regular(square) or spread <= _SINGULAR * squared:
                continue
            fitted = self._solved(square, cross)
            deviations = np.sqrt(np.diag(square)[1:] - square[0, 1:] ** 2 / count)
            found.append(fitted[1:] * deviations / np.sqrt(spread))
            explained.append((fitted @ cross - total**2 / count) / spread)
        width = self.crossed.shape[1] - 1
        return np.array(found).reshape(len(found), width), np.array(explained)

    def _solved(self, square: ndarray[Any, Any], cross: ndarray[Any, Any]) -> ndarray[Any, Any]:
        import numpy as np

        count, _, squared = self.total.sum(axis=0)
        quantum = _KEPT * np.sqrt(squared / count) or 1.0
        found: ndarray[Any, Any] = np.round(np.linalg.solve(square, cross) / quantum) * quantum
        return found


def _is_regular(square: ndarray[Any, Any]) -> bool:
    import numpy as np

    scale = np.sqrt(np.diag(square))
    if not np.all(scale > 0):
        return False
    least, *_, most = np.linalg.eigvalsh(square / np.outer(scale, scale))
    return bool(least > _SINGULAR * most)
