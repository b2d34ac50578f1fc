"""Places and connections that may be shut, for whoever works there or wants to pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.record import EventId


class Gate(NamedTuple):
    """A place, or a connection, that may be shut: its entity, and its calendar."""

    entity: str
    calendar: Calendar

    def stop(self, now: int) -> Stop | None:
        """Return what holds it shut *now*; it is known by then. None while it is open."""
        number = self.calendar.shut_at(now)
        if number is None:
            return None
        return Stop((self.entity, number), self.calendar.through(now)[number].end)

    def worked(self, start: int, minutes: int) -> tuple[int, tuple[EventId, ...]]:
        """Return when work is done that rests while the place is shut, and what made it rest."""
        end, met = self.calendar.worked(start, minutes)
        return end, tuple((self.entity, number) for number in met)


class Stop(NamedTuple):
    """A closure that stops somebody: its event, and when it ends, which nobody knows before."""

    closure: EventId
    ends: int


def gate_of(site: str, calendars: Mapping[str, Calendar]) -> Gate | None:
    """Return the gate of a *site*, of its id; None if nothing ever shuts it."""
    entity = f"gate/{site}"
    return Gate(entity, calendars[entity]) if entity in calendars else None
