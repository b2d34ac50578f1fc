"""What a cookbook's levels mean in money, defects and days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp
from typing import Final

from supplychain_sim.distributions import lognormal_parameters, poisson
from supplychain_sim.model.cookbook import COST, DEFECTS, RANDOM_LEVEL, TIME, Cookbook
from supplychain_sim.scenario.products import AtGapOne

_MILLION: Final = 1e6


@dataclass(frozen=True)
class Outcomes:
    """The maps from mean contributions to units of the plant.

    The power of the defect map stands on the aggregate, since a defect has to
    occur and then slip through several checks that improve together; on single
    operations it would change the learning exponent.

    Parameters
    ----------
    at_gap_1
        What a plant yields that picks every practice at random.
    """

    at_gap_1: AtGapOne

    def unit_cost(self, level: float) -> float:
        """Return money for each unit at a mean contribution to cost."""
        cost = self.at_gap_1.cost
        return cost.fixed + cost.moving * level / RANDOM_LEVEL

    def defects_per_million(self, level: float) -> float:
        """Return defects per million at a mean contribution to defects."""
        defects = self.at_gap_1.defects
        return min(defects.most, float(defects.level * (level / RANDOM_LEVEL) ** defects.power))

    def level_of_cost(self, unit_cost: float) -> float:
        """Return the mean contribution to cost at which a unit costs that, at least 0."""
        cost = self.at_gap_1.cost
        return max(0.0, (unit_cost - cost.fixed) / cost.moving * RANDOM_LEVEL)

    def level_of_defects(self, per_million: float) -> float:
        """Return the mean contribution to defects at which so many are defective."""
        defects = self.at_gap_1.defects
        return float(RANDOM_LEVEL * (per_million / defects.level) ** (1.0 / defects.power))

    def process_minutes(self, level: float) -> float:
        """Return the mean process time of an order line, in minutes."""
        time = self.at_gap_1.process_time
        return time.fixed + time.moving * level / RANDOM_LEVEL

    def cost_of(self, book: Cookbook) -> float:
        """Return the unit cost of a plant that works by *book*."""
        return self.unit_cost(book.level(COST))

    def defects_of(self, book: Cookbook) -> float:
        """Return the defects per million of a plant that works by *book*."""
        return self.defects_per_million(book.level(DEFECTS))

    def lines_minutes(self, book: Cookbook, normals: Iterable[float]) -> list[int]:
        """Return the process times of several order lines, each with its standard normal draw."""
        mean = self.process_minutes(book.level(TIME))
        location, scale = lognormal_parameters(mean, mean * self.at_gap_1.process_time.cv)
        return [max(1, round(exp(location + scale * normal))) for normal in normals]

    def defective(self, per_million: float, units: int, uniform: float) -> int:
        """Return how many of a lot of *units* are defective, where so many *per_million* are."""
        return min(units, poisson(uniform, units * per_million / _MILLION))
