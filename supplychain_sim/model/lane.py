"""Lanes: the legs and ports that goods pass, resolved when they leave.

What happens on the way is fixed at departure from calendars that were drawn
ahead, which costs one event a shipment; but nobody is told before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from supplychain_sim.model.accidents import Accidents
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.course import Course, foreseen, sailed
from supplychain_sim.model.record import EventId


@dataclass(frozen=True)
class Stretch:
    """One leg, and the port it leads to if it does.

    Parameters
    ----------
    transit
        Planned time in minutes.
    freight
        Money for each unit.
    port
        The port where the leg ends, or the gate of a plant that may be shut; None if
        nothing ever shuts where it ends.
    handling
        Time in that port, in minutes.
    late
        The delay beyond the plan, in minutes, of the shipment of a number; None if there is none.
    mode
        Of transport.
    accidents
        Of each hazard that hits shipments on this leg.
    course
        Of a ship that meets passages which may be shut; None of any other.
    """

    transit: int
    freight: float
    port: str | None
    handling: int
    late: Callable[[int], float] | None
    mode: str = "road"
    accidents: Sequence[Accidents] = ()
    course: Course | None = None

    def hits(self, start: int, number: int) -> list[tuple[int, str, int]]:
        """Return the accidents of a shipment that begins this leg at *start*, as a passage does."""
        return [
            (start + after, accidents.hazard, minutes)
            for accidents in self.accidents
            for after, minutes in accidents.of(number)
        ]

    @property
    def way(self) -> tuple[object, ...]:
        """What makes two legs one: how goods go, how long, where to, and past what."""
        course = self.course
        past = None if course is None else (course.minutes, course.mouths)
        return self.mode, self.port, self.transit, past


class Passage(NamedTuple):
    """How one shipment gets through.

    Parameters
    ----------
    arrival
        In minutes.
    waits
        Minutes waited at each port on the way.
    held_by
        The closures that it met, as ids of their events.
    begun
        When each leg began, in minutes.
    hits
        The accidents on the way: when in minutes, by which hazard, and the delay in minutes.
    detours
        How often it turned to another way.
    met_at
        When it met each of the closures, in minutes.
    """

    arrival: int
    waits: tuple[tuple[str, int], ...]
    held_by: tuple[EventId, ...]
    begun: tuple[int, ...] = ()
    hits: tuple[tuple[int, str, int], ...] = ()
    detours: int = 0
    met_at: tuple[int, ...] = ()


class _Trip:
    """What has happened to a shipment so far, as a passage tells it."""

    __slots__ = ("begun", "detours", "held_by", "hits", "met_at", "number", "time", "waits")

    def __init__(self, departure: int, number: int) -> None:
        self.time = departure
        self.number = number
        self.waits: list[tuple[str, int]] = []
        self.held_by: list[EventId] = []
        self.met_at: list[int] = []
        self.begun: list[int] = []
        self.hits: list[tuple[int, str, int]] = []
        self.detours = 0

    def passage(self) -> Passage:
        return Passage(
            self.time,
            tuple(self.waits),
            tuple(self.held_by),
            tuple(self.begun),
            tuple(self.hits),
            self.detours,
            tuple(self.met_at),
        )


@dataclass(frozen=True)
class Route:
    """A lane with its calendars.

    Parameters
    ----------
    name
        Entity of the lane, such as ``lane/foundry-kassel``.
    promised
        The published lead time in minutes.
    stretches
        The legs in order.
    calendars
        Of ports, gates and passages, by name.
    """

    name: str
    promised: int
    stretches: tuple[Stretch, ...]
    calendars: Mapping[str, Calendar]

    @property
    def freight(self) -> float:
        """Money for each unit over the whole lane."""
        return sum(stretch.freight for stretch in self.stretches)

    def passage(self, departure: int, number: int) -> Passage:
        """Return when a shipment that leaves at *departure* arrives, and what held it.

        Parameters
        ----------
        departure
            In minutes.
        number
            Of the shipment, from 0, by which its luck is looked up.
        """
        trip = _Trip(departure, number)
        for stretch in self.stretches:
            self._pass(trip, stretch)
        return trip.passage()

    def turned_to(self, other: Route, departure: int, number: int, leg: int, now: int) -> Passage:
        """Return how a shipment on this route goes on that turns to an *other* one on a leg, *now*.

        What has happened has happened.  A leg that both routes have in common it ends as it
        would have, with its place in the queue there.  Where they part on this leg, it ends
        the leg as if it had been on the other route from its start, but not before now.
        """
        trip = _Trip(departure, number)
        for stretch in self.stretches[:leg]:
            self._pass(trip, stretch)
        if leg < self.shared_legs(other):
            self._pass(trip, self.stretches[leg])
        else:
            other._turn(trip, self.stretches[leg], other.stretches[leg], now)
        for stretch in other.stretches[leg + 1 :]:
            other._pass(trip, stretch)
        return trip.passage()

    def _pass(self, trip: _Trip, stretch: Stretch) -> None:
        trip.begun.append(trip.time)
        self._end(trip, stretch, stretch.hits(trip.time, trip.number))

    def _turn(self, trip: _Trip, before: Stretch, stretch: Stretch, now: int) -> None:
        start, number = trip.time, trip.number
        trip.begun.append(start)
        happened = [hit for hit in before.hits(start, number) if hit[0] <= now]
        to_come = [hit for hit in stretch.hits(start, number) if hit[0] > now]
        self._end(trip, stretch, happened + to_come, now)

    def _end(
        self, trip: _Trip, stretch: Stretch, hits: Sequence[tuple[int, str, int]], earliest: int = 0
    ) -> None:
        """Come to the end of a leg, and through the port there."""
        late = 0 if stretch.late is None else round(stretch.late(trip.number))
        if hits:
            trip.hits += hits
            late += sum(minutes for _, _, minutes in hits)
        if stretch.course is None:
            time = trip.time + stretch.transit + late
        else:
            sail = sailed(stretch.course, trip.time, self.calendars)
            trip.held_by += sail.held_by
            trip.met_at += sail.met_at
            trip.detours += sail.detours
            time = sail.arrival + late
        trip.time = time = max(time, earliest)
        port = stretch.port
        if port is not None:
            through, met = self.calendars[port].release(time)
            trip.waits.append((port, through - time))
            for closure, when in met:
                trip.held_by.append((port, closure))
                trip.met_at.append(when)
            trip.time = through + stretch.handling

    def shared_legs(self, other: Route) -> int:
        """Return how many legs two routes have in common from the start."""
        count = 0
        for first, second in zip(self.stretches, other.stretches, strict=False):
            if first.way != second.way:
                break
            count += 1
        return count

    def planned(self, departure: int) -> int:
        """Return when a shipment that leaves at *departure* arrives by plan."""
        return departure + sum(one.transit + one.handling for one in self.stretches)

    def expected(self, departure: int, now: int) -> int:
        """Return when a shipment that leaves at *departure* may be expected by what is known *now*.

        By plan, and by the closures that have begun.
        """
        return self.expected_from(0, departure, now)

    def expected_from(self, first: int, start: int, now: int) -> int:
        """Return the same for one that is or will be on the leg *first*, begun at *start*."""
        time = start
        for stretch in self.stretches[first:]:
            if stretch.course is None:
                time += stretch.transit
            else:
                time = foreseen(stretch.course, time, now, self.calendars)
            if stretch.port is not None:
                time = self.calendars[stretch.port].expected(time, now) + stretch.handling
        return max(time, now)
