"""What is under way on a route, for whoever asks what has not come."""

from __future__ import annotations

from dataclasses import dataclass, field

from supplychain_sim.model.lane import Route
from supplychain_sim.model.record import EventId


@dataclass
class Transit:
    """Lots under way.

    Parameters
    ----------
    route
        That they take.
    """

    route: Route
    _lots: dict[EventId, tuple[int, tuple[EventId, ...]]] = field(default_factory=dict)

    def left(self, finished: EventId, expected: int, held_by: tuple[EventId, ...]) -> None:
        """Keep a lot that leaves, by its completion.

        Parameters
        ----------
        expected
            Latest arrival that keeps the promise, in minutes.
        held_by
            Closures that it meets on the way.
        """
        self._lots[finished] = expected, held_by

    def arrived(self, finished: EventId) -> None:
        """Let go of a lot that is there."""
        self._lots.pop(finished, None)

    def overdue(self, now: int) -> tuple[EventId, ...]:
        """Return the completions of lots that ought to be there, and what holds them by now."""
        found: dict[EventId, None] = {}
        for finished, (expected, held_by) in self._lots.items():
            if expected < now:
                found[finished] = None
                found |= dict.fromkeys(one for one in held_by if self._has_begun(one, now))
        return tuple(found)

    def _has_begun(self, closure: EventId, now: int) -> bool:
        port, number = closure
        return number < len(self.route.calendars[port].through(now))
