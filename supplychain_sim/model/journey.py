"""The way that people and samples take between two sites, and what stops them on it.

People are stopped by what they meet: they do not set out while the way or one of the
airports is shut, and who lands where the airport has shut meanwhile waits there.  A
sample is handed in and goes on by itself: it waits at an airport until that reopens, and
for its turn in the backlog, as goods do in a port.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.gate import Gate, Stop
from supplychain_sim.model.hazards import way
from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.places import Site


class RoundTrips(NamedTuple):
    """What the samples of a trial meet: minutes that they wait, and the closures, by their events.

    Fixed when the trial begins, and told by its end, when all of them have begun.
    """

    held: int
    held_by: tuple[EventId, ...]


#: Nothing holds samples up where no port stops them.
UNHINDERED: Final = RoundTrips(0, ())


@dataclass(frozen=True)
class Journey:
    """The way between two sites, in either direction.

    Parameters
    ----------
    airports
        The one of the customer's site and that of the supplier's; none if no port is passed.
    borders
        What stops people alone: a border that is shut, or the site at either end.
    """

    airports: tuple[Gate, ...] = ()
    borders: tuple[Gate, ...] = ()

    def stop(self, now: int) -> Stop | None:
        """Return what keeps people from setting out *now*, at either end; None if nothing does.

        Of several it is the one that ends last, since nobody leaves before.
        """
        if not self.borders and not self.airports:
            return None
        gates = (*self.borders, *self.airports)
        stops = [stop for gate in gates if (stop := gate.stop(now)) is not None]
        return max(stops, key=lambda stop: stop.ends) if stops else None

    def landing(self, now: int, *, home: bool) -> Stop | None:
        """Return what keeps those who land *now* in the airport; None if it is open.

        Parameters
        ----------
        home
            Whether they come to the customer's site, or to the supplier's.
        """
        if not self.airports:
            return None
        return self.airports[0 if home else -1].stop(now)

    def round_trips(self, leaves: int, time: int, review: int, rounds: int) -> RoundTrips:
        """Return what so many *rounds* of samples meet, the first of which *leaves* then.

        Each goes from the supplier to the customer, is reviewed, and comes back.  More
        closures hold nothing up for less long, since nothing that reaches a port
        later leaves it earlier.

        Parameters
        ----------
        time
            Of a journey one way, with nothing shut.
        review
            Between the two journeys of a round.
        """
        if not rounds or not self.airports:
            return UNHINDERED
        customers, suppliers = self.airports
        now, met = leaves, dict[EventId, None]()
        for _ in range(rounds):
            now = _flown(now, time, suppliers, customers, met) + review
            now = _flown(now, time, customers, suppliers, met)
        return RoundTrips(now - leaves - rounds * (2 * time + review), tuple(met))

    def sample(self, leaves: int, time: int) -> RoundTrips:
        """Return what one sample meets that *leaves* the supplier for the customer, and stays."""
        if not self.airports:
            return UNHINDERED
        customers, suppliers = self.airports
        met = dict[EventId, None]()
        arrives = _flown(leaves, time, suppliers, customers, met)
        return RoundTrips(arrives - leaves - time, tuple(met))


def _flown(leaves: int, time: int, here: Gate, there: Gate, met: dict[EventId, None]) -> int:
    """Return when a sample is through that *leaves* one airport for another."""
    return _through(_through(leaves, here, met) + time, there, met)


def _through(arrival: int, gate: Gate, met: dict[EventId, None]) -> int:
    """Return when something gets through an airport, and note the closures that it meets."""
    time, closures = gate.calendar.release(arrival)
    for number, _ in closures:
        met[gate.entity, number] = None
    return time


def journey(
    sites: Mapping[str, Site],
    one: str,
    other: str,
    calendars: Mapping[str, Calendar],
) -> Journey:
    """Return the way between the sites *one*, of the customer's, and *other*, of the supplier's.

    It goes through the airports of both if each has one and they differ: who lives by
    the same airport goes by road.

    Parameters
    ----------
    calendars
        Of all that may be shut, by entity.
    """
    named = [sites[site].airport for site in (one, other)]
    airports: tuple[Gate, ...] = ()
    if None not in named and named[0] != named[1]:
        airports = tuple(Gate(f"port/{port}", calendars[f"port/{port}"]) for port in named)
    shut = (way(one, other), f"gate/{one}", f"gate/{other}")
    return Journey(
        airports, tuple(Gate(place, calendars[place]) for place in shut if place in calendars)
    )
