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
    """

    arrival: int
    waits: tuple[tuple[str, int], ...]
    held_by: tuple[EventId, ...]
    begun: tuple[int, ...] = ()
    hits: tuple[tuple[int, str, int], ...] = ()
    detours: int = 0


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

    def passage(self, departure: int, number: int, turned: tuple[int, int] = (-1, 0)) -> Passage:
        """Return when a shipment that leaves at *departure* arrives, and what held it.

        Parameters
        ----------
        departure
            In minutes.
        number
            Of the shipment, from 0, by which its luck is looked up.
        turned
            The leg on which it turned to this route, and the minute at which it did: it
            ends that leg as if it had been on this route from its start, and not before.
        """
        time = departure
        waits: list[tuple[str, int]] = []
        held_by: list[EventId] = []
        begun: list[int] = []
        hits: list[tuple[int, str, int]] = []
        detours = 0
        for leg, stretch in enumerate(self.stretches):
            begun.append(time)
            late = 0 if stretch.late is None else round(stretch.late(number))
            for accidents in stretch.accidents:
                for after, minutes in accidents.of(number):
                    hits.append((time + after, accidents.hazard, minutes))
                    late += minutes
            if stretch.course is None:
                time += stretch.transit + late
            else:
                sail = sailed(stretch.course, time, self.calendars)
                held_by += sail.held_by
                detours += sail.detours
                time = sail.arrival + late
            if leg == turned[0]:
                time = max(time, turned[1])
            if stretch.port is None:
                continue
            through, met = self.calendars[stretch.port].release(time)
            waits.append((stretch.port, through - time))
            held_by += [(stretch.port, closure) for closure in met]
            time = through + stretch.handling
        return Passage(time, tuple(waits), tuple(held_by), tuple(begun), tuple(hits), detours)

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
