"""The course of a ship past canals and straits that may be shut: whether it waits or turns.

It decides when it leaves, when a passage ahead is shut, and when it gets there, by what is
known then: that a passage is shut, since when, and how long such closures usually last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.record import EventId


class Mouth(NamedTuple):
    """Where a course comes to a passage: its entity, and the minutes of sailing until there."""

    passage: str
    after: int


@dataclass(frozen=True)
class Course:
    """A way to a port.

    Parameters
    ----------
    minutes
        Of sailing.
    mouths
        The passages on it that may be shut, in order.
    around
        Returns the way that leaves out a passage, of a ship that has sailed for so many
        minutes; None if there is none.
    """

    minutes: int
    mouths: tuple[Mouth, ...]
    around: Callable[[str, int], Detour | None]


class Detour(NamedTuple):
    """Another way: the minutes until it parts from the first, and the course from there."""

    onward: int
    course: Course

    @property
    def minutes(self) -> int:
        """Of sailing, from where the ship is."""
        return self.onward + self.course.minutes


class Sail(NamedTuple):
    """How a ship got there: when, the closures that it met and when, and how often it turned."""

    arrival: int
    held_by: tuple[EventId, ...]
    detours: int
    met_at: tuple[int, ...] = ()


def sailed(course: Course, departure: int, calendars: Mapping[str, Calendar]) -> Sail:
    """Return when a ship that leaves at *departure* gets through by *course*, or by others."""
    held_by: list[EventId] = []
    met_at: list[int] = []
    detours = passed = position = 0
    time = departure
    while passed < len(course.mouths):
        mouth = course.mouths[passed]
        calendar = calendars[mouth.passage]
        reach = time + mouth.after - position
        turn = _turn(course, mouth, calendar, time, position)
        if turn is None:
            time, met = calendar.release(reach)
            position, passed = mouth.after, passed + 1
        else:
            turned, course, met = turn
            time, position, passed = turned, 0, 0
            detours += 1
        held_by += [(mouth.passage, number) for number, _ in met]
        met_at += [when for _, when in met]
    return Sail(time + course.minutes - position, tuple(held_by), detours, tuple(met_at))


def _turn(
    course: Course, mouth: Mouth, calendar: Calendar, time: int, position: int
) -> tuple[int, Course, tuple[tuple[int, int], ...]] | None:
    """Return when a ship has turned from its course, to which, and for which closures; or None.

    Each closure with the minute at which the ship turned for it.
    """
    reach = time + mouth.after - position
    for moment in calendar.decisions(time, reach):
        detour = course.around(mouth.passage, position + moment - time)
        waiting = calendar.expected(reach, moment) + course.minutes - mouth.after
        if detour is not None and moment + detour.minutes < waiting:
            met = tuple((number, moment) for number in calendar.holding(moment))
            return moment + detour.onward, detour.course, met
    return None


def foreseen(course: Course, start: int, now: int, calendars: Mapping[str, Calendar]) -> int:
    """Return when a ship that left at *start* may be expected to be there, by what is known *now*.

    By plan, and by the closures that have begun: it waits, or goes round.
    """
    sails = max(start, now)
    time, position = start, 0
    for mouth in course.mouths:
        reach = time + mouth.after - position
        # Where it is by plan, it is past this one.
        waiting = reach if reach < now else calendars[mouth.passage].expected(reach, now)
        if waiting > reach:
            detour = course.around(mouth.passage, max(0, now - start))
            if detour is not None and sails + detour.minutes < (
                waiting + course.minutes - mouth.after
            ):
                return sails + detour.minutes
        time, position = waiting, mouth.after
    return time + course.minutes - position
