"""Courses of ships on a leg, by the ways of the sea and at the speed that the leg states."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection
from dataclasses import dataclass

from supplychain_sim.errors import NoWayError
from supplychain_sim.model.course import Course, Detour, Mouth
from supplychain_sim.model.seaways import Track
from supplychain_sim.model.stages import Stage


def course(stage: Stage, shuttable: Collection[str]) -> Course | None:
    """Return the course of the ships on a leg by sea, at an even speed.

    Parameters
    ----------
    shuttable
        Passages that some hazard shuts.

    Returns
    -------
    Course or None
        None where no passage on the way may be shut, or nobody says where the leg's ends are.
    """
    if not shuttable or not stage.is_placed:
        return None
    planned = stage.track()
    if not any(passed.name in shuttable for passed in planned.passages):
        return None
    fleet = _Fleet(stage, stage.transit / planned.kilometres, frozenset(shuttable))
    return fleet.course(planned, frozenset())


@dataclass(frozen=True)
class _Fleet:
    """Ships on one leg at one speed, and the passages that may be shut before them."""

    stage: Stage
    minutes_per_kilometre: float
    shuttable: frozenset[str]

    def course(self, track: Track, left_out: frozenset[str]) -> Course:
        """Return the course along a *track*, of ships that know some passages to be *left_out*."""
        mouths = tuple(
            Mouth(f"passage/{passed.name}", self._minutes(passed.entered))
            for passed in track.passages
            if passed.name in self.shuttable
        )
        return Course(self._minutes(track.kilometres), mouths, self._around(track, left_out))

    def _around(
        self, track: Track, left_out: frozenset[str]
    ) -> Callable[[str, int], Detour | None]:
        def around(passage: str, position: int) -> Detour | None:
            name = passage.removeprefix("passage/")
            mouth = next(passed.mouth for passed in track.passages if passed.name == name)
            # It turns at the next place of the network, and at the mouth at the latest.
            ahead = bisect_left(track.reached, position / self.minutes_per_kilometre)
            point = min(ahead, track.points.index(mouth))
            shut = left_out | {name}
            try:
                onward = self.stage.onward(track.points[point], shut)
            except NoWayError:
                return None
            on = max(0, self._minutes(track.reached[point]) - position)
            return Detour(on, self.course(onward, shut))

        return around

    def _minutes(self, kilometres: float) -> int:
        return round(kilometres * self.minutes_per_kilometre)
