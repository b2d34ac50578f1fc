"""Calendars of closures, drawn ahead: when a port is shut, or travel is stopped.

Starts are scheduled, or a Poisson process, thinned from a fixed rate, so that
with common random numbers a higher rate only adds closures.  Closures may
overlap; shut means that any of them holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple, Protocol

import numpy as np

from supplychain_sim.distributions import Distribution
from supplychain_sim.errors import SimulationError
from supplychain_sim.streams import Stream, Table
from supplychain_sim.units import DAY, YEAR

#: Candidates for a closure in a year; no hazard can start more often in its season.
CANDIDATES_PER_YEAR = 200
#: A wait beyond this means that closures and backlogs never end.
LONGEST_WAIT = 100 * YEAR
_BLOCK = 512
_MONTHS = 12


class Closure(NamedTuple):
    """One closure: shut from *start* to *end*, its backlog cleared at *cleared* (minutes)."""

    start: int
    end: int
    cleared: int
    hazard: str


@dataclass(frozen=True)
class ClosureRule:
    """How the closures of one hazard are drawn.

    Parameters
    ----------
    hazard
        Name of the hazard, recorded with each closure.
    yearly
        How many start in a year, on average.
    months
        Months of the year (1 to 12) in which they start; the yearly number
        stays, so a short season is a dense one.
    duration
        Of a closure, in minutes.
    backlog
        Time to clear the queue of traffic, as a multiple of the closure; None
        if it vanishes at once.
    """

    hazard: str
    yearly: float
    months: frozenset[int]
    duration: Distribution
    backlog: Distribution | None


@dataclass(frozen=True)
class Schedule:
    """The closures of one hazard that are known by date.

    Parameters
    ----------
    hazard
        Name of the hazard, recorded with each closure.
    days
        On which they start, at midnight.
    duration, backlog
        As of a :class:`ClosureRule`.
    """

    hazard: str
    days: tuple[date, ...]
    duration: Distribution
    backlog: Distribution | None


class Calendar:
    """The closures of one port or connection, drawn block by block as far as they are asked for.

    Parameters
    ----------
    start
        The date at minute 0, for seasons.
    rules
        One for each hazard that closes this place.
    streams
        For each rule, the stream of its own.
    schedules
        One for each hazard that closes this place by date, with the table of its own.
    """

    def __init__(
        self,
        start: datetime,
        rules: Sequence[ClosureRule],
        streams: Sequence[Stream],
        schedules: Sequence[tuple[Schedule, Table]] = (),
    ) -> None:
        self._sources: list[_Source] = [
            _Drawn(rule, stream, start) for rule, stream in zip(rules, streams, strict=True)
        ]
        self._sources += [_Scheduled(schedule, table, start) for schedule, table in schedules]
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
            self._drawn_to = time + YEAR
            found = [c for source in self._sources for c in source.through(self._drawn_to)]
            self._closures = sorted(found)
            self._starts = [closure.start for closure in self._closures]
            self._all_cleared = list(accumulate((c.cleared for c in self._closures), max))
        return bisect_right(self._starts, time)

    def shut_at(self, time: int) -> int | None:
        """Return the number of a closure that holds at *time*, None if the place is open."""
        for number in range(self._first_uncleared(time), self._begun(time)):
            if time < self._closures[number].end:
                return number
        return None

    def _first_uncleared(self, time: int) -> int:
        self._begun(time)
        return bisect_right(self._all_cleared, time)

    def release(self, arrival: int) -> tuple[int, tuple[int, ...]]:
        """Return when something that comes at *arrival* gets through, and what held it.

        It waits until the place reopens, then for its turn in the backlog of
        other traffic that has come since the closure began; so nothing that
        comes later leaves earlier.

        Returns
        -------
        tuple
            The time in minutes, and the numbers of the closures it met.

        Raises
        ------
        SimulationError
            If that takes longer than a century.
        """
        time = arrival
        met = []
        number = self._first_uncleared(time)
        while number < self._begun(time):
            closure = self._closures[number]
            if time < closure.cleared:
                time = passed(closure, time)
                met.append(number)
            if time - arrival > LONGEST_WAIT:
                raise SimulationError(
                    f"closures follow so closely that nothing gets through: {closure.hazard}"
                )
            number += 1
        return time, tuple(met)

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


class _Source(Protocol):
    """Where closures come from."""

    def through(self, time: int) -> list[Closure]:
        """Return every closure up to *time*; those after it may be among them."""


class _Scheduled:
    """The closures of one schedule, each with draws of its own, so that a date more moves none."""

    def __init__(self, schedule: Schedule, table: Table, start: datetime) -> None:
        self._schedule = schedule
        self._table = table
        self._start = start
        self._days = sorted(schedule.days, reverse=True)
        self._found: list[Closure] = []

    def through(self, time: int) -> list[Closure]:
        while self._days and self._minute(self._days[-1]) <= time:
            self._found.append(self._closure(self._days.pop()))
        return self._found

    def _minute(self, day: date) -> int:
        return (day - self._start.date()).days * DAY

    def _closure(self, day: date) -> Closure:
        begin, number = self._minute(day), day.toordinal()
        duration, backlog = self._schedule.duration, self._schedule.backlog
        lasts = _one(duration, self._table.uniform(number, 0))
        queued = 0.0 if backlog is None else _one(backlog, self._table.uniform(number, 1))
        return _closed(self._schedule.hazard, begin, lasts, queued)


def _one(distribution: Distribution, uniform: float) -> float:
    return float(distribution.quantile(np.array([uniform]))[0])


def _closed(hazard: str, begin: int, lasts: float, backlog: float) -> Closure:
    """Return a closure of a minute at least, with a *backlog* in multiples of it."""
    minutes = max(1, round(lasts))
    end = begin + minutes
    return Closure(begin, end, end + round(backlog * minutes), hazard)


class _Drawn:
    """The closures of one rule, drawn as candidates in blocks and thinned."""

    def __init__(self, rule: ClosureRule, stream: Stream, start: datetime) -> None:
        self._rule = rule
        self._stream = stream
        self._start = start
        self._time = 0.0
        self._found: list[Closure] = []
        in_season = rule.yearly * _MONTHS / len(rule.months)
        self._kept = in_season / CANDIDATES_PER_YEAR

    def through(self, time: int) -> list[Closure]:
        while self._time <= time:
            self._draw_block()
        return self._found

    def _draw_block(self) -> None:
        draws = self._stream.uniforms(4 * _BLOCK).reshape(_BLOCK, 4)
        gaps = -np.log1p(-draws[:, 0]) * (YEAR / CANDIDATES_PER_YEAR)
        times = self._time + np.cumsum(gaps)
        kept = draws[:, 1] < self._kept
        durations = self._rule.duration.quantile(draws[:, 2])
        backlogs = (
            np.zeros(_BLOCK)
            if self._rule.backlog is None
            else self._rule.backlog.quantile(draws[:, 3])
        )
        for index in np.flatnonzero(kept):
            begin = round(float(times[index]))
            if self._month(begin) not in self._rule.months:
                continue
            lasts, queued = float(durations[index]), float(backlogs[index])
            self._found.append(_closed(self._rule.hazard, begin, lasts, queued))
        self._time = float(times[-1])

    def _month(self, minute: int) -> int:
        return (self._start + timedelta(days=minute // DAY)).month


def months_between(first: int, last: int) -> frozenset[int]:
    """Return the months from *first* to *last*, both included, over the new year if need be."""
    count = (last - first) % _MONTHS + 1
    return frozenset((first - 1 + step) % _MONTHS + 1 for step in range(count))
