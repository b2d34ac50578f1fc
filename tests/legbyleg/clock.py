"""The clock of the plain model: SimPy's own, and what comes first at the same minute."""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum
from typing import Any

import simpy

Process = Generator[simpy.Event, Any, None]


class Moment(IntEnum):
    """What comes first at the same minute; 1 is what SimPy itself schedules at once."""

    HAPPENS = 0
    MOVES = 2
    IS_FORWARDED = 3
    ARRIVES = 4
    IS_USED = 5
    IS_ORDERED = 6
    LEAVES = 7


class Clock(simpy.Environment):
    """SimPy's environment, which can also be asked for a time instead of a delay."""

    steps = 0

    @property
    def minute(self) -> int:
        """The time in whole minutes."""
        return int(self.now)

    def at(self, time: int, moment: Moment = Moment.MOVES) -> simpy.Event:
        """Return an event at *time*, or now if that is past."""
        event = self.event()
        event._ok, event._value = True, None
        # SimPy types priorities as its own two; it only ever compares them.
        self.schedule(event, moment, max(0, time - self.minute))  # type: ignore[arg-type]
        return event

    def step(self) -> None:
        """Count the event, and process it."""
        self.steps += 1
        super().step()

    def go_on(self, time: int) -> None:
        """Process all that happens at *time* or before it."""
        # No minute has a half.
        self.run(until=time + 0.5)
