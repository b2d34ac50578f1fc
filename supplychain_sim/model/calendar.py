"""Calendars of closures, drawn ahead: when a place is shut, or travel is stopped.

Closures may overlap; shut means that any of them holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from supplychain_sim.errors import SimulationError
from supplychain_sim.model.closures import Closure, Source
from supplychain_sim.model.outlook import Outlook
from supplychain_sim.units import YEAR

#: A wait beyond this means that closures and backlogs never end.
LONGEST_WAIT: Final = 100 * YEAR


class Calendar:
    """The closures of one place, drawn block by block as far as they are asked for.

    Parameters
    ----------
    sources
        One for each hazard that closes this place.

    Attributes
    ----------
    opened, shuts
        A spell, as far as it is known, in which the place is open and has no backlog: the one
        that was met last, so that whoever comes next need not look it up.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.opened = self.shuts = 0
        self._outlooks = {source.lasting.hazard: Outlook(source.lasting) for source in sources}
        self._closures: list[Closure] = []
        self._starts: list[int] = []
        #: For each closure, when it and all earlier ones are cleared.
        self._all_cleared: list[int] = []
        self._drawn_to = -1

    def through(self, time: int) -> list[Closure]:
        """Return every closure that starts at or before *time*, in order of start."""
        begun = self._begun(time)
        return self._closures[:begun]

    def _begun(self, time: int) -> int:
        """Return how many closures start at or before *time*, drawing more if need be."""
        if time > self._drawn_to:
            self._draw(time + YEAR)
        return bisect_right(self._starts, time)

    def _draw(self, until: int) -> None:
        self._drawn_to = until
        found = [c for source in self.sources for c in source.through(until)]
        self._closures = sorted(found)
        self._starts = [closure.start for closure in self._closures]
        self._all_cleared = list(accumulate((c.cleared for c in self._closures), max))

    def shut_at(self, time: int) -> int | None:
        """Return the number of a closure that holds at *time*, None if the place is open."""
        for number in range(self._first_uncleared(time), self._begun(time)):
            if time < self._closures[number].end:
                return number
        return None

    def _first_uncleared(self, time: int) -> int:
        if time > self._drawn_to:
            self._draw(time + YEAR)
        return bisect_right(self._all_cleared, time)

    def release(self, arrival: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Return when something that comes at *arrival* gets through, and what held it.

        It waits until the place reopens, then for its turn in the backlog of
        other traffic that has come since the closure began; so nothing that
        comes later leaves earlier.

        Returns
        -------
        tuple
            The time in minutes, and the numbers of the closures it met, each with the minute
            at which it did: on its arrival, or when it was let through by the one before.

        Raises
        ------
        SimulationError
            If that takes longer than a century.
        """
        number = self._first_uncleared(arrival)
        if number == len(self._starts) or self._starts[number] > arrival:
            self._met_open(number)
            return arrival, ()
        time = arrival
        met = []
        while number < self._begun(time):
            closure = self._closures[number]
            if time < closure.cleared:
                met.append((number, time))
                time = passed(closure, time)
            _look_out(time - arrival, closure)
            number += 1
        return time, tuple(met)

    def _met_open(self, number: int) -> None:
        """Keep the spell before a closure, as far as closures are drawn."""
        self.opened = self._all_cleared[number - 1] if number else 0
        drawn = self._drawn_to + 1
        self.shuts = min(drawn, self._starts[number]) if number < len(self._starts) else drawn

    def worked(self, start: int, minutes: int) -> tuple[int, tuple[int, ...]]:
        """Return when work of so many *minutes* is done that rests while the place is shut.

        Returns
        -------
        tuple
            The time in minutes, and the numbers of the closures that made it rest.

        Raises
        ------
        SimulationError
            If that takes longer than a century.
        """
        time, left = start, minutes
        met = []
        number = self._first_uncleared(time)
        while (
            left
            and number < self._begun(time + left)
            and (closure := self._closures[number]).start < time + left
        ):
            if closure.end > time:
                left -= max(0, closure.start - time)
                time = closure.end
                met.append(number)
            _look_out(time - start, closure)
            number += 1
        return time + left, tuple(met)

    def expected(self, arrival: int, now: int) -> int:
        """Return when something that comes at *arrival* may be expected to get through.

        Whoever expects it knows what has begun by *now*, how long such closures last and how
        long their backlogs take; not how long those last that have not ended.
        """
        time = arrival
        for number in range(self._first_uncleared(now), self._begun(now)):
            closure = self._closures[number]
            if closure.cleared > now:
                time = passed(self._outlooks[closure.hazard].seen(closure, now), time)
        return time

    def decisions(self, now: int, until: int) -> list[int]:
        """Return when whoever is on the way *until* a minute learns of closures.

        The first moment is now, if anything holds; the last is the arrival, if anything does then.
        """
        last = self._begun(until)
        begins = [closure.start for closure in self._closures[self._begun(now) : last]]
        first = [now] if self.holding(now) else []
        return [*first, *begins, *([until] if self.holding(until) else [])]

    def holding(self, now: int) -> tuple[int, ...]:
        """Return the numbers of the closures that hold at a minute, with their backlogs."""
        numbers = range(self._first_uncleared(now), self._begun(now))
        return tuple(number for number in numbers if now < self._closures[number].cleared)

    def open_minutes(self, start: int, end: int) -> int:
        """Return how many minutes in [start, end) the place is open."""
        shut = 0
        reached = start
        for closure in self.through(end):
            low, high = max(closure.start, reached), min(closure.end, end)
            if high > low:
                shut += high - low
                reached = high
        return end - start - shut


def passed(closure: Closure, arrival: int) -> int:
    """Return when something that comes at *arrival* gets through one closure.

    Traffic queues from the start of the closure, in order of arrival, and is
    served evenly from the reopening until the backlog is cleared.
    """
    if not closure.start <= arrival < closure.cleared:
        return arrival
    queued = closure.cleared - closure.start
    turn = (arrival - closure.start) * (closure.cleared - closure.end)
    return closure.end + turn // queued


def _look_out(waited: int, closure: Closure) -> None:
    """Refuse a wait that would never end.

    Raises
    ------
    SimulationError
        If it is longer than a century.
    """
    if waited > LONGEST_WAIT:
        raise SimulationError(
            f"closures follow so closely that nothing gets through: {closure.hazard}"
        )
