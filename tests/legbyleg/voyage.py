"""How a lot gets to the end of a leg, apart from accidents: by road and the like, or by ship."""

from __future__ import annotations

from collections.abc import Mapping

import simpy

from legbyleg.clock import Clock, Process
from legbyleg.place import Place
from supplychain_sim.model.course import Course, Detour, Mouth
from supplychain_sim.model.lane import Stretch


class Voyage:
    """One leg, begun now.

    Parameters
    ----------
    number
        Of the lot, by which its lateness is looked up.

    Attributes
    ----------
    ended
        Comes when a ship is there by its course.
    over
        When the leg is over but for accidents, in minutes; None of a ship that is at sea.
    met
        Closures that the ship has met.
    detours
        How often it has turned.
    """

    def __init__(
        self, clock: Clock, stretch: Stretch, number: int, places: Mapping[str, Place]
    ) -> None:
        self.clock = clock
        self.places = places
        self.late = 0 if stretch.late is None else round(stretch.late(number))
        self.met: list[tuple[str, int]] = []
        self.detours = 0
        self.over: int | None = None
        self.ended: simpy.Event | None = None
        if stretch.course is None:
            self.over = clock.minute + stretch.transit + self.late
        else:
            self.ended = clock.process(self._sail(stretch.course))

    def _sail(self, course: Course) -> Process:
        position, ahead = 0, list(course.mouths)
        while ahead:
            mouth = ahead[0]
            place, left = self.places[mouth.passage], self.clock.minute
            reach = left + mouth.after - position
            detour = self._turns(course, mouth, position, left)
            while detour is None and self.clock.minute < reach:
                yield self.clock.at(reach) | place.shuts
                detour = self._turns(course, mouth, position, left)
            if detour is None:
                yield from place.let_through(self._meets)
                position = ahead.pop(0).after
                continue
            for shut in place.holding():
                self._meets(place.name, shut.number)
            self.detours += 1
            yield self.clock.at(self.clock.minute + detour.onward)
            course, position, ahead = detour.course, 0, list(detour.course.mouths)
        yield self.clock.at(self.clock.minute + course.minutes - position)
        self.over = self.clock.minute + self.late

    def _turns(self, course: Course, mouth: Mouth, position: int, left: int) -> Detour | None:
        """Return the way round that is taken now, if the passage is shut and that is sooner."""
        place, now = self.places[mouth.passage], self.clock.minute
        if not place.holding():
            return None
        detour = course.around(mouth.passage, position + now - left)
        if detour is None:
            return None
        by_waiting = place.foreseen(left + mouth.after - position) + course.minutes - mouth.after
        return detour if now + detour.minutes < by_waiting else None

    def _meets(self, place: str, number: int) -> None:
        self.met.append((place, number))
