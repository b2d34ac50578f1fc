"""Lanes: the legs and ports that goods pass, resolved when they leave.

What happens on the way is fixed at departure from calendars that were drawn
ahead, which costs one event a shipment; but nobody is told before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.model.accidents import Luck, Within
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.course import Course, foreseen, sailed
from supplychain_sim.model.record import EventId
from supplychain_sim.named import new


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
    accidents: Sequence[Luck] = ()
    course: Course | None = None

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


#: A stretch as it is gone through: late, accidents, transit, course, the wait of who is not held
#: in its port, the calendar of that, handling.
_Step = tuple[
    Callable[[int], float] | None,
    Sequence[Luck],
    int,
    Course | None,
    tuple[str, int],
    Calendar | None,
    int,
]


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
    # The stretches with all that is looked up of them for every shipment, and what the waits are
    # of who is held nowhere.
    _steps: tuple[_Step, ...] = field(init=False, repr=False, compare=False)
    _unheld: tuple[tuple[str, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        steps = tuple(
            (
                one.late,
                one.accidents,
                one.transit,
                one.course,
                (one.port or "", 0),
                None if one.port is None else self.calendars[one.port],
                one.handling,
            )
            for one in self.stretches
        )
        object.__setattr__(self, "_steps", steps)
        object.__setattr__(self, "_unheld", _unheld(steps))

    @property
    def freight(self) -> float:
        """Money for each unit over the whole lane."""
        return sum([stretch.freight for stretch in self.stretches])

    def passage(self, departure: int, number: int) -> Passage:
        """Return when a shipment that leaves at *departure* arrives, and what held it.

        Parameters
        ----------
        departure
            In minutes.
        number
            Of the shipment, from 0, by which its luck is looked up.
        """
        return self._go(self._steps, self._unheld, number, departure)

    def turned_to(self, other: Route, departure: int, number: int, leg: int, now: int) -> Passage:
        """Return how a shipment on this route goes on that turns to an *other* one on a leg, *now*.

        What has happened has happened.  A leg that both routes have in common it ends as it
        would have, with its place in the queue there, and is handled there for the route that it
        goes on by, unless it has come there already.  Where they part on this leg, it ends
        the leg as if it had been on the other route from its start, but not before now.
        """
        shared = leg < self.shared_legs(other)
        steps = self._steps[: leg + shared]
        before = self._go(steps, _unheld(steps), number, departure)
        if shared:
            *ends, calendar, handling = steps[-1]
            instead = other._steps[leg][-1]
            at_sea = calendar is not None and now < before.arrival - handling - before.waits[-1][1]
            if at_sea and handling != instead:
                last: _Step = (*ends, calendar, instead)  # type: ignore[assignment]
                steps = (*steps[:-1], last)
                before = self._go(steps, _unheld(steps), number, departure)
            steps = other._steps[leg + 1 :]
            return _joined(before, other._go(steps, _unheld(steps), number, before.arrival))
        late, accidents, transit, *end = other._steps[leg]
        elapsed = now - before.arrival
        behind = (Within(one, -1, elapsed) for one in self.stretches[leg].accidents)
        ahead = (Within(one, elapsed, transit) for one in accidents)
        turned: _Step = (late, (*behind, *ahead), transit, *end)  # type: ignore[assignment]
        steps = (turned, *other._steps[leg + 1 :])
        return _joined(before, other._go(steps, _unheld(steps), number, before.arrival, now))

    def _go(
        self,
        steps: Sequence[_Step],
        waits: tuple[tuple[str, int], ...],
        number: int,
        time: int,
        earliest: int = 0,
    ) -> Passage:
        """Return how a shipment goes through *steps* from a *time* on, to no end before *earliest*.

        This is what is done most for goods: it looks nothing up that it need not, and shares
        the *waits* of who is held nowhere.
        """
        begun: list[int] = []
        # What few meet: no list is made for it before.
        held_by: tuple[EventId, ...] = ()
        met_at: tuple[int, ...] = ()
        hits: tuple[tuple[int, str, int], ...] = ()
        detours = 0
        for late, accidents, transit, course, unheld, calendar, handling in steps:
            begun.append(time)
            delay = 0 if late is None else round(late(number))
            for one in accidents:
                for after, minutes in one.of(number):
                    hits += ((time + after, one.hazard, minutes),)
                    delay += minutes
            if course is None:
                time += transit + delay
            else:
                sail = sailed(course, time, self.calendars)
                held_by += sail.held_by
                met_at += sail.met_at
                detours += sail.detours
                time = sail.arrival + delay
            if earliest:
                time = max(time, earliest)
            if calendar is None:
                continue
            if not calendar.opened <= time < calendar.shuts:
                through, met = calendar.release(time)
                if met:
                    port = unheld[0]
                    # How many ports it has passed before.
                    place = len(_unheld(steps[: len(begun) - 1]))
                    waits = (*waits[:place], (port, through - time), *waits[place + 1 :])
                    held_by += tuple((port, closure) for closure, _ in met)
                    met_at += tuple(when for _, when in met)
                time = through
            time += handling
        return new(Passage, (time, waits, held_by, tuple(begun), hits, detours, met_at))

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


def _unheld(steps: Iterable[_Step]) -> tuple[tuple[str, int], ...]:
    """Return the waits of a shipment that is held nowhere."""
    return tuple(unheld for *_, unheld, calendar, _ in steps if calendar is not None)


def _joined(first: Passage, then: Passage) -> Passage:
    return Passage(
        then.arrival,
        first.waits + then.waits,
        first.held_by + then.held_by,
        first.begun + then.begun,
        first.hits + then.hits,
        first.detours + then.detours,
        first.met_at + then.met_at,
    )
