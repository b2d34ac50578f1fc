"""What is counted of goods: units under way, times of arrivals, and a line that lacks a part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from supplychain_sim.model.tally import Tally
from supplychain_sim.units import WEEK, YEAR

_UNDER_WAY: Final = "unit minutes in transit"


class InTransit:
    """Units under way on one lane, and for how long so many were.

    Parameters
    ----------
    tally
        Takes the units times the minutes during which they were under way.
    clock
        Says what time it is, in minutes.
    """

    def __init__(self, tally: Tally, clock: Callable[[], int]) -> None:
        self.units = 0
        self._since = 0
        # What is not in the tally yet, all of one year, and when that is over.
        self._unit_minutes = 0
        self._year_ends = YEAR
        self._tally = tally
        self._clock = clock

    def move(self, units: int) -> None:
        """Let *units* come under way now; those that are so no longer are below zero."""
        now = self._clock()
        if now < self._year_ends:
            self._unit_minutes += self.units * (now - self._since)
            self._since = now
        else:
            self.count(now)
        self.units += units

    def count(self, now: int) -> None:
        """Count what has been under way until *now*."""
        if self._unit_minutes:
            self._tally.add(_UNDER_WAY, self._year_ends - YEAR, self._unit_minutes)
        self._tally.span(_UNDER_WAY, self._since, now, self.units)
        self._since, self._unit_minutes = now, 0
        self._year_ends = (now // YEAR + 1) * YEAR


class Line:
    """The customer's line that uses a part, and whether it lacks it.

    Parameters
    ----------
    tally
        Takes the weeks that were short, and the minutes without the part.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._down_since: int | None = None

    def lacks(self, now: int) -> None:
        """Take note of a week's need that the stock does not cover."""
        self._tally.add("weeks short", now)
        if self._down_since is None:
            self._down_since = now

    def runs(self, now: int) -> None:
        """Take note that the line has what it needs."""
        if self._down_since is not None:
            self._tally.span("minutes down", self._down_since, now)
            self._tally.note("minutes down at a stretch", now, now - self._down_since)
            self._down_since = None

    def end(self, horizon: int) -> None:
        """Count a time without the part that the end of the *horizon* cuts off."""
        down, self._down_since = self._down_since, None
        if down is not None and down < horizon:
            self._tally.span("minutes down", down, horizon)
            # In the last minute of the horizon, so that it belongs to the last year.
            self._tally.note("minutes down at a stretch", horizon - 1, horizon - down)


def count_arrival(
    goods: Tally,
    on_lane: Tally,
    transit: int,
    late: int,
    waits: Iterable[tuple[str, int]],
    now: int,
) -> None:
    """Count one shipment that arrives.

    Parameters
    ----------
    goods, on_lane
        Counts of all goods of the relation, and of those on the lane.
    transit
        Minutes since it left.
    late
        Minutes beyond what was promised.
    waits
        Minutes that it waited in each port.
    """
    on_lane.note("transit", now, transit)
    goods.add("shipments a week late", now, late > WEEK)
    for port, waited in waits:
        goods.note(f"waits at {port}", now, waited)
