"""What is read of a site: unit costs with noise, and defects by their count.

Nobody sees the levels of a book.  Who asks, offers and takes stock goes by what deliveries
and a plant's own counts have shown by then.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from supplychain_sim.distributions import poisson, standard_normal
from supplychain_sim.model.contract import Level
from supplychain_sim.model.negotiation import levels_read
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.targets import Window
from supplychain_sim.scenario.governance import Reviewed
from supplychain_sim.units import YEAR

_MILLION: Final = 1e6


def level_read(window: Window, otherwise: Level) -> Level:
    """Return the unit cost and the defects per million that a party has read.

    Parameters
    ----------
    window
        What it saw in the last months.
    otherwise
        What is taken where it has seen nothing.
    """
    cost, defects = window.unit_cost(), window.defects_per_million()
    return Level(
        otherwise.cost if cost is None else cost,
        otherwise.defects if defects is None else defects,
    )


def read_at_plant(plant: Plant, outcomes: Outcomes, rule: Reviewed, year: int) -> Window:
    """Return a year's readings of one of the customer's plants, as it works today.

    Parameters
    ----------
    outcomes
        The maps from levels to the units of the plant.
    rule
        How often a unit cost is read, and how well.
    year
        Its number; whoever asks in it reads the same.
    """
    cost_luck, defect_luck = (plant.draws.readings.uniform(year, which) for which in (0, 1))
    readings = max(1, YEAR // rule.every)
    noise = rule.cost_noise / math.sqrt(readings) * standard_normal(cost_luck)
    units = round(plant.volume)
    defects = poisson(defect_luck, units * outcomes.defects_of(plant.book) / _MILLION)
    return Window((outcomes.cost_of(plant.book) * (1.0 + noise),), units, defects, 0, 0)


@dataclass(frozen=True)
class BestSite:
    """The best that is read among a supplier and the customer's plants.

    Parameters
    ----------
    relation
        The supplier's.
    plants
        Those that make the same part.
    rule
        How progress is read.
    """

    relation: Relation
    plants: Sequence[Plant]
    rule: Reviewed

    def levels(self, now: int) -> tuple[float, float]:
        """Return the lowest levels of cost and defects, infinite where nothing was read."""
        outcomes, year = self.relation.outcomes, now // YEAR
        windows = [self.relation.progress.window]
        windows += [read_at_plant(plant, outcomes, self.rule, year) for plant in self.plants]
        costs, defects, _ = zip(*(levels_read(window, outcomes) for window in windows), strict=True)
        return _lowest(costs), _lowest(defects)


def _lowest(read: Iterable[float | None]) -> float:
    return min((level for level in read if level is not None), default=math.inf)
