"""Price: what the customer asks for each year, and what the supplier concedes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Bound = Literal["unread", "no fall", "asked", "most", "fall"]


@dataclass
class Price:
    """The price of a relation's part, relative to that of the start of the round.

    Parameters
    ----------
    known
        Lowest unit cost that the supplier has read at a talk; at first, that with which
        it quoted.  A rise read in between is luck or its own affair, and the way
        back from it is not given away a second time.
    """

    known: float
    _kept: float = 1.0

    @property
    def conceded(self) -> float:
        """Share of the price at the start of the round that has been conceded since."""
        return 1.0 - self._kept

    def concede(self, read: float | None, asked: float, most: float) -> float:
        """Return the share of the price that is conceded at a talk.

        It is the least of what is asked, the most that the supplier would concede,
        and the fall of its own cost, never below zero.

        Parameters
        ----------
        read
            The supplier's reading of its own unit cost, None where it has none.
        asked, most
            Shares of the price.
        """
        if read is None:
            return 0.0
        fall = 1.0 - read / self.known
        self.known = min(self.known, read)
        share = max(0.0, min(asked, most, fall))
        self._kept *= 1.0 - share
        return share

    def start_round(self) -> None:
        """Count what is conceded anew."""
        self._kept = 1.0


def bound(read: float | None, conceded: float, asked: float, most: float) -> Bound:
    """Return what kept a concession from being larger.

    Examples
    --------
    >>> bound(None, 0.0, 0.05, 0.02), bound(49.0, 0.0, 0.05, 0.02)
    ('unread', 'no fall')
    >>> bound(49.0, 0.02, 0.05, 0.02), bound(49.0, 0.01, 0.01, 0.02), bound(49.0, 0.01, 0.05, 0.02)
    ('most', 'asked', 'fall')
    """
    if read is None:
        return "unread"
    if conceded <= 0.0:
        return "no fall"
    if conceded < min(asked, most):
        return "fall"
    return "asked" if asked <= most else "most"
