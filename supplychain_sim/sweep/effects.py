"""Main effects of factors: what each is worth, the others being as they come.

Of a factor of listed levels: the mean at each of them over all points that have it, in each
replication.  Of a factor of amounts also how much of the variation between points goes with it, as
a standardised regression coefficient.

References
----------
Box, Hunter & Hunter (2005), Statistics for Experimenters, 2nd edition, chapter 5 (main effects).
Saltelli et al. (2008), Global Sensitivity Analysis: The Primer, section 1.2 (standardised
regression coefficients, and what R² says of them).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from supplychain_sim.contrasts import Compared, Side
from supplychain_sim.estimates import Estimate, estimate
from supplychain_sim.scenario.claims import Region
from supplychain_sim.sweep.factors import Factor
from supplychain_sim.sweep.language import Best
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.regression import Fit, columns_of
from supplychain_sim.sweep.samples import blocks, cells_of, contrasted

if TYPE_CHECKING:
    from numpy import ndarray

#: Most levels of a factor that are told one by one.
MOST_LEVELS = 50
#: Points that are kept at either end of the order.
MOST_RANKED = 10
_NOWHERE = Region(0.0, 0.0, percent=False, words="")


class LevelEffect(NamedTuple):
    """The mean at a level of a factor, over all points that have it."""

    value: object
    found: Estimate | None


class Effect(NamedTuple):
    """The main effect of a factor under a regime.

    Parameters
    ----------
    levels
        The mean at each of its levels; empty if it has none, or too many.
    standardised
        Deviations of the measure that go with one of the factor; None if it is no amount.
    """

    regime: str
    factor: str
    levels: tuple[LevelEffect, ...]
    standardised: Estimate | None


class Mean(NamedTuple):
    """A point with its mean over replications."""

    point: int
    found: Estimate


@dataclass(frozen=True)
class Judged:
    """Points and factors judged by one measure.

    Parameters
    ----------
    best
        The measure.
    ranked
        By regime points with a mean, the best first; of many only some at either end.
    counts
        By regime how many points have a mean.
    effects
        Of each factor under each regime.
    explained
        By regime how much of the variation between points a sum of the factors explains: R².
    """

    best: Best
    ranked: dict[str, list[Mean]]
    counts: dict[str, int]
    effects: tuple[Effect, ...]
    explained: dict[str, Estimate | None]


def judge(plan: Plan, best: Best, results: Path) -> Judged:
    """Return points and factors judged by *best*.

    Parameters
    ----------
    plan
        The sweep.
    best
        The measure, and whether the lowest or the highest is best.
    results
        Its values, one Parquet file.

    Raises
    ------
    ResultsError
        If they cannot be read.
    """
    looks = {regime: _Look.of(plan, best, regime) for regime in plan.regimes}
    horizon = plan.loaded.scenario.horizon
    cells = cells_of([look.compared for look in looks.values()], horizon)
    for block in blocks(results, plan, cells):
        for look in looks.values():
            look.add(plan, block.points, contrasted(look.compared, horizon, cells, block.values))
    sign = 1 if best.is_ == "lowest" else -1
    ranked = {
        regime: sorted(look.means, key=lambda mean: (sign * mean.found.mean, mean.point))
        for regime, look in looks.items()
    }
    effects = tuple(
        effect for regime, look in looks.items() for effect in look.effects(plan, regime)
    )
    explained = {regime: look.explained() for regime, look in looks.items()}
    counts = {regime: look.count for regime, look in looks.items()}
    return Judged(best, ranked, counts, effects, explained)


@dataclass
class _Look:
    """The measure under one regime, of which values are taken in point by point."""

    compared: Compared
    means: list[Mean]
    count: int
    fit: Fit
    positions: tuple[int | None, ...]
    sums: list[tuple[ndarray[Any, Any], ndarray[Any, Any]] | None]

    @classmethod
    def of(cls, plan: Plan, best: Best, regime: str) -> _Look:
        """Return what nothing is taken in yet."""
        import numpy as np

        side = Side(best.measure, best.subject, regime, best.window)
        columns: list[Any] = []
        positions: list[int | None] = []
        for position, factor in enumerate(plan.factors):
            positions.append(None if factor.unit is None else len(columns))
            columns += columns_of(position, factor)
        shapes = [(factor.count, plan.replications) for factor in plan.factors]
        sums = [
            (np.zeros((count, replications)), np.zeros((count, replications)))
            if count is not None and count <= MOST_LEVELS
            else None
            for count, replications in shapes
        ]
        fit = Fit(columns, [], plan.replications)
        compared = Compared(side, None, ratio=False, expect=_NOWHERE)
        return cls(compared, [], 0, fit, tuple(positions), sums)

    def add(self, plan: Plan, points: range, values: ndarray[Any, Any]) -> None:
        """Take in some points, with a value for each of them and each replication."""
        import numpy as np

        levels = [plan.levels(number) for number in points]
        self.fit.add(levels, values)
        defined = ~np.isnan(values)
        for position, (factor, sums) in enumerate(zip(plan.factors, self.sums, strict=True)):
            if sums is not None:
                at = {id_of(value): index for index, value in enumerate(_values(factor))}
                where = [at[id_of(point[position].value)] for point in levels]
                np.add.at(sums[0], where, np.where(defined, values, 0.0))
                np.add.at(sums[1], where, defined)
        for number, row, has in zip(points, values, defined, strict=True):
            if has.any():
                self.means.append(Mean(number, estimate(row[has].tolist())))
                self.count += 1
        self.means.sort(key=lambda mean: (mean.found.mean, mean.point))
        del self.means[MOST_RANKED : len(self.means) - MOST_RANKED]

    def effects(self, plan: Plan, regime: str) -> list[Effect]:
        """Return the main effect of each factor."""
        standardised, _ = self.fit.standardised()
        found = []
        for factor, sums, column in zip(plan.factors, self.sums, self.positions, strict=True):
            levels: tuple[LevelEffect, ...] = ()
            if sums is not None:
                levels = tuple(
                    LevelEffect(value, _mean(total, count))
                    for value, total, count in zip(_values(factor), *sums, strict=True)
                )
            share = None
            if column is not None and len(standardised):
                share = estimate(standardised[:, column].tolist())
            found.append(Effect(regime, factor.name, levels, share))
        return found

    def explained(self) -> Estimate | None:
        """Return how much of the variation between points the factors explain."""
        _, explained = self.fit.standardised()
        return estimate(explained.tolist()) if len(explained) else None


def id_of(value: object) -> str:
    """Return what tells a value of a factor from others, be it a list or a mapping."""
    return repr(value)


def _values(factor: Factor) -> Sequence[object]:
    return [factor.level(index).value for index in range(factor.count or 0)]


def _mean(total: ndarray[Any, Any], count: ndarray[Any, Any]) -> Estimate | None:
    has = count > 0
    return estimate((total[has] / count[has]).tolist()) if has.any() else None
