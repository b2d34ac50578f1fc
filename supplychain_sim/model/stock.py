"""Stock at the customer's plant, ordered up to a level; what is short is owed or lost.

References
----------
Zipkin (2000), Foundations of Inventory Management, section 3.3: inventory
position = on hand + on order - backorders; base-stock policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from supplychain_sim.units import Rate


@dataclass(slots=True)
class Stock:
    """Units of one part at one plant.

    Parameters
    ----------
    level
        Order-up-to level, in units.
    on_hand, on_order, owed
        Units in the plant, ordered and not arrived, and short.
    backorders
        Whether what is short is owed; else it is lost.
    lost
        Units that were short and are not owed.
    """

    level: int
    on_hand: int
    on_order: int = 0
    owed: int = 0
    backorders: bool = True
    lost: int = 0

    @property
    def position(self) -> int:
        """The inventory position: on hand + on order - owed."""
        return self.on_hand + self.on_order - self.owed

    def use(self, units: int) -> int:
        """Take *units* for the day's work and return how many came from stock."""
        served = min(units, self.on_hand)
        self.on_hand -= served
        if self.backorders:
            self.owed += units - served
        else:
            self.lost += units - served
        return served

    def order(self) -> int:
        """Order up to the level and return how many units were ordered."""
        units = max(0, self.level - self.position)
        self.on_order += units
        return units

    def receive(self, units: int, defective: int) -> None:
        """Take in *units* ordered, of which *defective* cannot be used; pay what is owed first."""
        self.on_order -= units
        good = units - defective
        paid = min(good, self.owed)
        self.owed -= paid
        self.on_hand += good - paid


def order_up_to(need: Rate, minutes: int) -> int:
    """Return the base-stock level that covers mean demand over so many *minutes*, in units."""
    return round(need.over(minutes))


def split(units: int, lines: int) -> list[int]:
    """Return *units* as order lines as equal as possible; empty lines are left out."""
    cuts = [units * i // lines for i in range(lines + 1)]
    return [b - a for a, b in pairwise(cuts) if b > a]
