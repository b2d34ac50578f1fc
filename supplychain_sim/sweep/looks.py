"""Contrasts along a factor, of which values are taken in point by point."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from supplychain_sim.contrasts import Compared, of_regimes
from supplychain_sim.scenario.claims import Region
from supplychain_sim.sweep.factors import Level
from supplychain_sim.sweep.findings import Coefficient, Found
from supplychain_sim.sweep.language import SweepClaim
from supplychain_sim.sweep.places import Crossing
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.regression import Column, Fit, columns_of

if TYPE_CHECKING:
    from numpy import ndarray

#: Where a sign may change if nothing is said.
_ANYWHERE = Region(-math.inf, math.inf, percent=False, words="anywhere")


@dataclass
class Look(ABC):
    """A contrast along a factor, of which values are taken in point by point."""

    compared: Compared
    expect: Region
    undefined: int = 0

    @abstractmethod
    def add(self, levels: Sequence[Sequence[Level]], values: ndarray[Any, Any]) -> None:
        """Take in some points, with a value for each of them and each replication."""

    @abstractmethod
    def found(self) -> Found:
        """Return what came out."""


@dataclass
class Slope(Look):
    """A coefficient of a fit.

    Parameters
    ----------
    fit
        Of all factors.
    position
        Of the coefficient.
    unit
        How much of the factor, or of both, a coordinate is.
    """

    fit: Fit = field(kw_only=True)
    position: int = field(kw_only=True)
    unit: float = field(kw_only=True)

    def add(self, levels: Sequence[Sequence[Level]], values: ndarray[Any, Any]) -> None:
        """Take in some points."""
        self.fit.add(levels, values)

    def found(self) -> Found:
        """Return the coefficient in each replication."""
        return Coefficient(tuple((self.fit.coefficients()[:, self.position] / self.unit).tolist()))


@dataclass
class Place(Look):
    """Sums at each level of a factor.

    Parameters
    ----------
    factor
        Its position.
    numbers
        Where its levels lie, in ascending order.
    level, sign
        What the contrast falls below once it is multiplied by the sign.
    """

    factor: int = field(kw_only=True)
    numbers: tuple[float, ...] = field(kw_only=True)
    level: float = field(kw_only=True)
    sign: int = field(kw_only=True)
    sums: ndarray[Any, Any] = field(kw_only=True)
    counts: ndarray[Any, Any] = field(kw_only=True)

    def add(self, levels: Sequence[Sequence[Level]], values: ndarray[Any, Any]) -> None:
        """Take in some points."""
        import numpy as np

        at = {number: index for index, number in enumerate(self.numbers)}
        places = [at[point[self.factor].number or 0.0] for point in levels]
        defined = ~np.isnan(values)
        np.add.at(self.sums, places, np.where(defined, values, 0.0))
        np.add.at(self.counts, places, defined)

    def found(self) -> Found:
        """Return the means at the levels, of replications that have one at each of them."""
        whole = (self.counts > 0).all(axis=0)
        means = (self.sums[:, whole] / self.counts[:, whole]).T
        return Crossing(self.numbers, self.sign * (means - self.level))


def looks_of(claim: SweepClaim, plan: Plan) -> list[Look]:
    """Return what a claim looks at, once for each regime that it is about."""
    expect, make = _about(claim, plan)
    return [make(compared) for compared in of_regimes(claim, expect, plan.regimes)]


def _about(claim: SweepClaim, plan: Plan) -> tuple[Region, Any]:
    """Return where a claim expects what, and what makes that of a contrast."""
    names = [factor.name for factor in plan.factors]
    along = names.index(claim.along)
    if claim.slope is not None:
        region = claim.slope
        return region, lambda compared: _slope(compared, region, plan, (along,))
    if claim.interaction is not None:
        region, other = claim.interaction.expect, names.index(claim.interaction.with_)
        return region, lambda compared: _slope(compared, region, plan, (along, other))
    if claim.cut_off is not None:
        said = claim.cut_off
        level = said.above if said.below is None else said.below
        sign = -1 if said.below is None else 1
        return said.expect, lambda one: _place(one, said.expect, plan, along, level or 0.0, sign)
    if claim.sign_change is not None:
        region = claim.sign_change.expect or _ANYWHERE
        sign = 1 if claim.sign_change.to == "negative" else -1
        return region, lambda compared: _place(compared, region, plan, along, 0.0, sign)
    raise ValueError("found a claim about nothing, which is told before")


def _slope(compared: Compared, expect: Region, plan: Plan, along: tuple[int, ...]) -> Look:
    columns: list[Column] = []
    first = {}
    for position, factor in enumerate(plan.factors):
        # Of several columns the factor has one level in all but one: none is along it.
        first[position] = len(columns)
        columns += columns_of(position, factor)
    at = [first[position] for position in along]
    products = [(at[0], at[1])] if len(at) > 1 else []
    return Slope(
        compared,
        expect,
        fit=Fit(columns, products, plan.replications),
        position=1 + len(columns) if products else 1 + at[0],
        unit=math.prod(columns[index].half for index in at),
    )


def _place(
    compared: Compared, expect: Region, plan: Plan, along: int, level: float, sign: int
) -> Look:
    import numpy as np

    factor = plan.factors[along]
    levels = [factor.level(index) for index in range(factor.count or 0)]
    numbers = tuple(sorted(float(one.number or 0.0) for one in levels))
    # Numbers of a factor are as written, and a region in per cent is a share.
    scale = 100 if expect.percent else 1
    expect = expect._replace(lower=expect.lower * scale, upper=expect.upper * scale)
    shape = len(numbers), plan.replications
    return Place(
        compared,
        expect,
        factor=along,
        numbers=numbers,
        level=level,
        sign=sign,
        sums=np.zeros(shape),
        counts=np.zeros(shape),
    )
