"""Negotiation of joint targets: what the supplier believes that it can reach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from supplychain_sim.distributions import poisson, standard_normal
from supplychain_sim.model.contract import Level
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.targets import Proposal, Targets, Window

#: Places of a proposal.
_COST: Final = 0
_DEFECTS: Final = 1
_LATE: Final = 2
#: Added to a count of defects: none found is not read as perfection.
_HALF_A_DEFECT: Final = 0.5
_MILLION: Final = 1e6


@dataclass
class OwnRecord:
    """What the supplier has read of itself at each negotiation, and offers by it.

    Parameters
    ----------
    past
        Its levels of cost and defects and its share of late lines at the last
        negotiation; None where it had no reading.
    """

    past: list[float | None] = field(default_factory=lambda: [None, None, None])

    def offer(self, read: Sequence[float | None], asked: Proposal, now: Targets) -> Proposal:
        """Return what the supplier offers, and keep what it has *read* for next time.

        It is its present level, less what it has improved by since the last
        negotiation, never more than is asked, and nothing where it has no reading.

        Parameters
        ----------
        read
            Levels of cost and defects and share of late lines, None where it has none.
        asked
            What the customer asks for.
        now
            The targets in force.
        """
        cost, defects, late = (
            None if level is None else level * (1.0 - _improvement(level, before))
            for level, before in zip(read, self.past, strict=True)
        )
        self.past = [
            before if level is None else level
            for level, before in zip(read, self.past, strict=True)
        ]
        standing = now.proposal()
        return Proposal(
            _between(cost, asked.cost, standing.cost),
            _between(defects, asked.defects, standing.defects),
            1.0 - _between(late, 1.0 - asked.delivery, 1.0 - standing.delivery),
        )


def _improvement(level: float, before: float | None) -> float:
    """Return the share by which a level has fallen, 0 where it has not or nobody knows."""
    return max(0.0, 1.0 - level / before) if before else 0.0


def _between(believed: float | None, asked: float, standing: float) -> float:
    return standing if believed is None else min(standing, max(asked, believed))


def read_more(
    window: Window, more: int, level: Level, noise: float, draws: tuple[float, float]
) -> Window:
    """Return a *window* with so many *more* readings of today's process, and units looked at.

    Parameters
    ----------
    level
        Of today's process.
    noise
        Relative standard deviation of one reading of the cost.
    draws
        A uniform for the mean of the readings, and one for the defects.
    """
    if not more or not window.readings:
        return window
    # Only the mean of readings is ever used.
    mean = level.cost * (1.0 + standard_normal(draws[0]) * noise / math.sqrt(more))
    units = window.units * more // len(window.readings)
    found = poisson(draws[1], units * window.counted * level.defects / _MILLION)
    return replace(
        window,
        readings=window.readings + (mean,) * more,
        units=window.units + units,
        defects=window.defects + found,
    )


def levels_read(window: Window, outcomes: Outcomes) -> tuple[float | None, ...]:
    """Return a party's own reading of its levels of cost and defects and of its late lines.

    Parameters
    ----------
    window
        What it saw in the last months.
    outcomes
        The maps between levels and the units of the plant.
    """
    cost, defects = window.unit_cost(), window.defects_per_million(_HALF_A_DEFECT)
    within = window.within_quote()
    return (
        None if cost is None else outcomes.level_of_cost(cost),
        None if defects is None else outcomes.level_of_defects(defects),
        None if within is None else 1.0 - within,
    )
