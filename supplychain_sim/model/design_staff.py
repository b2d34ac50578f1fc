"""Design staff: the supplier's people who look after the cells that a design share opens.

The supplier invests in them of its own accord, as far as that pays (A4.57b; B:165,
G:1343-1349).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.supplier_states import DesignStaff as Terms

Decision = Literal["hire", "do not hire", "let go", "leave"]


class Balance(NamedTuple):
    """What one designer more would bring a supplier and cost it, in money a year.

    Parameters
    ----------
    saving
        What it kept of what it saved, by which it goes.
    brings, costs
        What it expects of the designer, and the salary less any credit.
    """

    saving: float
    brings: float
    costs: float

    @property
    def pays(self) -> bool:
        """Whether the designer is worth the salary."""
        return self.brings > self.costs


@dataclass
class DesignStaff:
    """The designers of one supplier, and what it went by when it last decided on them.

    Parameters
    ----------
    rule
        What a designer looks after, and earns.
    people
        Those who are there.
    read
        Unit cost that the supplier read last; at first, that with which it quoted.
    event
        What last happened to its staff.
    coming
        Those who are hired and not there yet.
    conceded
        All shares of the price conceded until then.
    """

    rule: Terms
    people: int
    read: float
    event: EventId
    coming: int = 0
    conceded: float = 0.0

    def look_after(self, cells: int) -> bool:
        """Return whether those who are there can look after so many cells."""
        return needed(cells, self.rule) <= self.people

    def salaries(self, period: int, tax_credit: float) -> float:
        """Return what those who are there cost in so many minutes, less the credit's share."""
        return self.people * self.rule.salary.over(period) * (1.0 - tax_credit)

    def conceded_since(self, conceded: float) -> float:
        """Return the share of the price conceded since this was last asked, of all until now."""
        given, self.conceded = conceded - self.conceded, conceded
        return given

    def weigh(
        self,
        read: float,
        given: float,
        volume: float,
        open_cells: int,
        ambition: float,
        tax_credit: float,
    ) -> Balance:
        """Return the balance of one designer more, and keep the reading for the next.

        Parameters
        ----------
        read
            Unit cost as the supplier reads it now.
        given
            Share of the price conceded since the last reading.
        volume
            Units a year.
        open_cells
            Those that today's design share opens.
        ambition, tax_credit
            In [0, 1].
        """
        saving = kept(self.read, read, given, volume)
        self.read = read
        brings = worth(saving, open_cells, self.rule, ambition)
        return Balance(saving, brings, self.rule.salary.yearly * (1.0 - tax_credit))

    def come(self) -> None:
        """Let one who was hired begin."""
        self.coming -= 1
        self.people += 1

    def let_go(self) -> None:
        """Let one go: who has not come yet, if anybody."""
        if self.coming:
            self.coming -= 1
        else:
            self.people -= 1


def needed(cells: int, rule: Terms) -> int:
    """Return how many designers look after so many *cells*."""
    return math.ceil(cells / rule.cells)


def kept(before: float, now: float, conceded: float, volume: float) -> float:
    """Return the money a year that the supplier kept of the fall of its unit cost.

    Parameters
    ----------
    before, now
        Unit costs, as it has read them.
    conceded
        Share of the price that went to the customer meanwhile.
    volume
        Units a year.
    """
    return volume * (before - now - conceded * before)


def worth(saving: float, cells: int, rule: Terms, ambition: float) -> float:
    """Return the money a year that the supplier expects of one designer more.

    As much for each cell as the open ones have brought it, by as far as it wants to go
    on; nothing where none is open, since it has nothing to go by.
    """
    return saving / cells * rule.cells * ambition if cells else 0.0


def decide(
    staff: DesignStaff, open_cells: int, next_cells: int, *, pays: bool, raises: bool
) -> Decision:
    """Return what the supplier does about its designers.

    Parameters
    ----------
    open_cells
        Those that today's design share opens.
    next_cells
        Those that the next one would.
    pays
        Whether a designer is worth the salary.
    raises
        Whether contract rounds move the share at all.
    """
    there, rule = staff.people + staff.coming, staff.rule
    if not pays and there > needed(open_cells, rule):
        return "let go"
    if raises and there < needed(next_cells, rule):
        return "hire" if pays else "do not hire"
    return "leave"
