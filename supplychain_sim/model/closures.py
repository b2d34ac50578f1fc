"""Where closures come from: by chance, by date, or after those of another hazard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, Protocol

import numpy as np

from supplychain_sim.distributions import Distribution, single
from supplychain_sim.streams import Stream, Table
from supplychain_sim.units import DAY, YEAR

#: Candidates for a closure in a year; no hazard can start more often in its season.
CANDIDATES_PER_YEAR: Final = 200
_BLOCK: Final = 512
_MONTHS: Final = 12
#: Columns of a table: what is drawn of a closure.
_DURATION: Final = 0
_BACKLOG: Final = 1
_HAPPENS: Final = 2
_LAG: Final = 3


class Trigger(NamedTuple):
    """The closure that another one follows: where, when it started (minutes), and by what."""

    entity: str
    start: int
    hazard: str


class Closure(NamedTuple):
    """One closure: shut from *start* to *end*, its backlog cleared at *cleared* (minutes)."""

    start: int
    end: int
    cleared: int
    hazard: str
    after: Trigger | None = None


@dataclass(frozen=True)
class Lasting:
    """How long the closures of one hazard last.

    Parameters
    ----------
    hazard
        Name of the hazard, recorded with each closure.
    duration
        Of a closure, in minutes.
    backlog
        Time to clear the queue of traffic, as a multiple of the closure; None
        if it vanishes at once.
    """

    hazard: str
    duration: Distribution
    backlog: Distribution | None = None

    def closure(
        self, begin: int, lasts: float, queued: float, after: Trigger | None = None
    ) -> Closure:
        """Return a closure of a minute at least, *queued* being a multiple of it."""
        minutes = max(1, round(lasts))
        end = begin + minutes
        return Closure(begin, end, end + round(queued * minutes), self.hazard, after)

    def looked_up(self, begin: int, table: Table, row: int, after: Trigger | None) -> Closure:
        """Return a closure whose draws are those of a *row* of a table."""
        lasts = single(self.duration, table.uniform(row, _DURATION))
        queued = 0.0 if self.backlog is None else single(self.backlog, table.uniform(row, _BACKLOG))
        return self.closure(begin, lasts, queued, after)


class Source(Protocol):
    """Where the closures of one hazard at one place come from."""

    lasting: Lasting

    def through(self, time: int) -> list[Closure]:
        """Return every closure up to *time*; those after it may be among them."""


class Scheduled:
    """Closures that begin on given days, each with draws of its own: a date more moves none.

    Parameters
    ----------
    lasting
        How long they last.
    days
        On which they start, at midnight.
    table
        Looked up by day.
    start
        The date at minute 0.
    """

    def __init__(
        self, lasting: Lasting, days: Sequence[date], table: Table, start: datetime
    ) -> None:
        self.lasting = lasting
        self._table = table
        self._start = start
        self._days = sorted(days, reverse=True)
        self._found: list[Closure] = []

    def through(self, time: int) -> list[Closure]:
        """Return every closure up to *time*."""
        while self._days and self._minute(self._days[-1]) <= time:
            day = self._days.pop()
            begin = self._minute(day)
            self._found.append(self.lasting.looked_up(begin, self._table, day.toordinal(), None))
        return self._found

    def _minute(self, day: date) -> int:
        return (day - self._start.date()).days * DAY


class Drawn:
    """Closures that come by chance: a Poisson process, thinned from candidates of a fixed rate.

    With common random numbers a higher rate therefore only adds closures.

    Parameters
    ----------
    lasting
        How long they last.
    yearly
        How many start in a year, on average.
    months
        Months of the year (1 to 12) in which they start; the yearly number
        stays, so a short season is a dense one.
    stream
        Four uniforms for each candidate.
    start
        The date at minute 0.

    References
    ----------
    Lewis and Shedler (1979), Simulation of nonhomogeneous Poisson processes by thinning,
    Naval Research Logistics Quarterly 26(3), 403-413.
    """

    def __init__(
        self,
        lasting: Lasting,
        yearly: float,
        months: frozenset[int],
        stream: Stream,
        start: datetime,
    ) -> None:
        self.lasting = lasting
        self._months = months
        self._stream = stream
        self._start = start
        self._time = 0.0
        self._found: list[Closure] = []
        self._kept = yearly * _MONTHS / len(months) / CANDIDATES_PER_YEAR

    def through(self, time: int) -> list[Closure]:
        """Return every closure up to *time*, and those drawn with them."""
        while self._time <= time:
            self._draw_block()
        return self._found

    def _draw_block(self) -> None:
        draws = self._stream.uniforms(4 * _BLOCK).reshape(_BLOCK, 4)
        gaps = -np.log1p(-draws[:, 0]) * (YEAR / CANDIDATES_PER_YEAR)
        times = self._time + np.cumsum(gaps)
        kept = draws[:, 1] < self._kept
        durations = self.lasting.duration.quantile(draws[:, 2])
        backlog = self.lasting.backlog
        backlogs = np.zeros(_BLOCK) if backlog is None else backlog.quantile(draws[:, 3])
        for index in np.flatnonzero(kept):
            begin = round(float(times[index]))
            if self._month(begin) in self._months:
                lasts, queued = float(durations[index]), float(backlogs[index])
                self._found.append(self.lasting.closure(begin, lasts, queued))
        self._time = float(times[-1])

    def _month(self, minute: int) -> int:
        return (self._start + timedelta(days=minute // DAY)).month


class Chained:
    """Closures that follow those of another hazard, wherever that strikes.

    Parameters
    ----------
    lasting
        How long they last.
    chance
        Share of the other hazard's closures that have such a consequence.
    lag
        Time in minutes from the start of the one to that of the other.
    parents
        Of each place that the other hazard closes: its entity, where its closures come
        from, and a table of this chain, looked up by the minute at which one starts, so
        that another closure moves none.
    """

    def __init__(
        self,
        lasting: Lasting,
        chance: float,
        lag: Distribution,
        parents: Sequence[tuple[str, Source, Table]],
    ) -> None:
        self.lasting = lasting
        self._chance = chance
        self._lag = lag
        self._parents = parents
        self._seen = [0] * len(parents)
        self._found: list[Closure] = []

    def through(self, time: int) -> list[Closure]:
        """Return every closure up to *time*, and those drawn with them."""
        for place, (entity, source, table) in enumerate(self._parents):
            found = source.through(time)
            for parent in found[self._seen[place] :]:
                if table.uniform(parent.start, _HAPPENS) < self._chance:
                    self._found.append(self._consequence(entity, parent, table))
            self._seen[place] = len(found)
        return self._found

    def _consequence(self, entity: str, parent: Closure, table: Table) -> Closure:
        lag = max(0, round(single(self._lag, table.uniform(parent.start, _LAG))))
        after = Trigger(entity, parent.start, parent.hazard)
        return self.lasting.looked_up(parent.start + lag, table, parent.start, after)


def months_between(first: int, last: int) -> frozenset[int]:
    """Return the months from *first* to *last*, both included, over the new year if need be."""
    count = (last - first) % _MONTHS + 1
    return frozenset((first - 1 + step) % _MONTHS + 1 for step in range(count))
