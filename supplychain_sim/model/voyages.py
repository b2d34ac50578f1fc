"""Courses of ships between ports, by the ways of the sea and the speed that a leg states."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from supplychain_sim.errors import NoWayError
from supplychain_sim.model import seaways
from supplychain_sim.model.course import Course, Detour, Mouth
from supplychain_sim.model.geography import Place
from supplychain_sim.model.seaways import Track


def course(
    origin: Place,
    destination: Place,
    minutes: int,
    shuttable: Collection[str],
    avoid: Iterable[str] = (),
    allow: Iterable[str] = (),
) -> Course | None:
    """Return the course of a ship that takes so many *minutes*, at an even speed, by plan.

    Parameters
    ----------
    shuttable
        Passages that some hazard shuts.
    avoid, allow
        What the leg says of its ships.

    Returns
    -------
    Course or None
        None where no passage on the way may be shut.
    """
    barred = seaways.barred(origin, destination, avoid, allow)
    planned = seaways.track(origin, destination, barred)
    if not any(passed.name in shuttable for passed in planned.passages):
        return None
    fleet = _Fleet(destination, minutes / planned.kilometres, frozenset(shuttable))
    return fleet.course(planned, barred)


@dataclass(frozen=True)
class _Fleet:
    """Ships that make for one port at one speed, and the passages that may be shut before them."""

    destination: Place
    minutes_per_kilometre: float
    shuttable: frozenset[str]

    def course(self, track: Track, barred: frozenset[str]) -> Course:
        """Return the course along a *track*, and from it, for ships that pass nothing *barred*."""
        mouths = tuple(
            Mouth(f"passage/{passed.name}", self._minutes(passed.entered))
            for passed in track.passages
            if passed.name in self.shuttable
        )
        return Course(self._minutes(track.kilometres), mouths, self._around(track, barred))

    def _around(self, track: Track, barred: frozenset[str]) -> Callable[[str, int], Detour | None]:
        def around(passage: str, position: int) -> Detour | None:
            name = passage.removeprefix("passage/")
            mouth = next(passed.mouth for passed in track.passages if passed.name == name)
            # It turns at the next place of the network, and at the mouth at the latest.
            ahead = bisect_left(track.reached, position / self.minutes_per_kilometre)
            point = min(ahead, track.points.index(mouth))
            shut = barred | {name}
            try:
                onward = seaways.track(track.points[point], self.destination, shut)
            except NoWayError:
                return None
            on = max(0, self._minutes(track.reached[point]) - position)
            return Detour(on, self.course(onward, shut))

        return around

    def _minutes(self, kilometres: float) -> int:
        return round(kilometres * self.minutes_per_kilometre)
