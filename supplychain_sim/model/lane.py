"""Lanes: the legs and ports that goods pass, resolved when they leave.

What happens on the way is fixed at departure from calendars that were drawn
ahead, which costs one event a shipment; but nobody is told before it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from supplychain_sim.model.calendar import Calendar
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
        The port where the leg ends, None at the end of the lane.
    handling
        Time in that port, in minutes.
    late
        Draws the delay in minutes beyond the plan; None if there is none.
    """

    transit: int
    freight: float
    port: str | None
    handling: int
    late: Callable[[], float] | None


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
    """

    arrival: int
    waits: tuple[tuple[str, int], ...]
    held_by: tuple[EventId, ...]


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
        Of the ports, by name.
    """

    name: str
    promised: int
    stretches: tuple[Stretch, ...]
    calendars: Mapping[str, Calendar]

    @property
    def freight(self) -> float:
        """Money for each unit over the whole lane."""
        return sum(stretch.freight for stretch in self.stretches)

    def passage(self, departure: int) -> Passage:
        """Return when a shipment that leaves at *departure* arrives, and what held it.

        Parameters
        ----------
        departure
            In minutes. Delays are drawn in the order of the legs.
        """
        time = departure
        waits = []
        held_by: list[EventId] = []
        for stretch in self.stretches:
            time += stretch.transit
            if stretch.late is not None:
                time += round(stretch.late())
            if stretch.port is None:
                continue
            through, met = self.calendars[stretch.port].release(time)
            waits.append((stretch.port, through - time))
            held_by += [(stretch.port, number) for number in met]
            time = through + stretch.handling
        return Passage(time, tuple(waits), tuple(held_by))
