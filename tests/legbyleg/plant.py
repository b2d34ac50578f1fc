"""A plant that uses units, and orders what it has not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Plant:
    """Units in the plant, counted one by one as they come and go.

    Parameters
    ----------
    on_hand
        At the start.
    backorders
        Whether what is short is owed, or lost.
    """

    on_hand: int
    backorders: bool = True
    owed: int = 0
    lost: int = 0
    ordered: int = 0
    received: int = 0

    def use(self, units: int) -> None:
        """Use *units*, as far as there are any."""
        for _ in range(units):
            if self.on_hand:
                self.on_hand -= 1
            elif self.backorders:
                self.owed += 1
            else:
                self.lost += 1

    def order_up_to(self, level: int) -> int:
        """Order one unit after the other until what is there and coming makes up a level."""
        before = self.ordered
        while self.on_hand + self.coming - self.owed < level:
            self.ordered += 1
        return self.ordered - before

    def receive(self, units: int, defective: int) -> None:
        """Take in a lot; what is owed is paid first."""
        self.received += units
        for _ in range(units - defective):
            if self.owed:
                self.owed -= 1
            else:
                self.on_hand += 1

    @property
    def coming(self) -> int:
        """Units ordered and not received."""
        return self.ordered - self.received
