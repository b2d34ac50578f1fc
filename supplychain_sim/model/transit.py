"""What is under way on a route, for whoever asks what has not come, and when it may be expected."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.record import EventId


class Shipment(NamedTuple):
    """A lot on its way.

    Parameters
    ----------
    units, defective
        In the lot; the defects are found on arrival.
    sorted_out
        Defects that the supplier took out of it before, as its papers say.
    expected
        Latest arrival that keeps the promise, in minutes.
    left
        When it left.
    passage
        What happens on the way; nobody reads what has not happened.
    finished
        The event of its completion.
    made
        The event of its defects; that of its completion if there are none.
    supplier
        Number of the supplier that made it.
    number
        Of the shipment, from 0, in its relation.
    turns
        Events at which it was sent another way; one that is due by an earlier version
        of its way is not there.
    """

    units: int
    defective: int
    sorted_out: int
    expected: int
    left: int
    passage: Passage
    finished: EventId
    made: EventId
    supplier: int = 0
    number: int = 0
    turns: tuple[EventId, ...] = ()


def _unheard(units: int) -> None:
    """Tell nobody of units that move."""


@dataclass
class Transit:
    """Lots under way.

    Parameters
    ----------
    route
        That they take.
    moved
        Is told of units that come under way here; below zero, of those that are so no longer.
    """

    route: Route
    moved: Callable[[int], None] = _unheard
    _lots: dict[int, Shipment] = field(default_factory=dict)

    def left(self, shipment: Shipment) -> None:
        """Keep a lot that leaves."""
        self.moved(shipment.units)
        self._lots[shipment.number] = shipment

    def arrived(self, shipment: Shipment) -> bool:
        """Let go of a lot that is there; return whether it is, by the last version of its way."""
        if self._lots.get(shipment.number) is not shipment:
            return False
        self.turned(shipment)
        return True

    def turned(self, shipment: Shipment) -> None:
        """Let go of a lot that is sent on by another route."""
        self.moved(-shipment.units)
        del self._lots[shipment.number]

    def lots(self) -> tuple[Shipment, ...]:
        """Return what is under way, in the order in which it left."""
        return tuple(self._lots.values())

    def expectations(self, now: int) -> Iterator[tuple[int, int]]:
        """Yield when each lot may be expected by what is known *now*, and its units."""
        for shipment in self._lots.values():
            leg = on_leg(shipment.passage, now)
            begun = shipment.passage.begun[leg]
            yield self.route.expected_from(leg, begun, now), shipment.units - shipment.defective

    def overdue(self, now: int) -> tuple[EventId, ...]:
        """Return the completions of lots that ought to be there, and what they have met by now."""
        found: dict[EventId, None] = {}
        for shipment in self._lots.values():
            if shipment.expected < now:
                found[shipment.finished] = None
                way = shipment.passage
                met = zip(way.held_by, way.met_at, strict=True)
                found |= dict.fromkeys(closure for closure, when in met if when <= now)
                found |= dict.fromkeys(shipment.turns)
        return tuple(found)


def on_leg(passage: Passage, now: int) -> int:
    """Return the number of the leg that a shipment is on, or in whose port it is, from 0."""
    return bisect_right(passage.begun, now) - 1
