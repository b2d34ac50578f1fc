"""The hazards of a scenario, drawn: the calendars of all places, and the accidents on legs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Final, get_args

from supplychain_sim.distributions import Constant
from supplychain_sim.model.accidents import Accidents
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import (
    Chained,
    Drawn,
    Lasting,
    Scheduled,
    Source,
    months_between,
)
from supplychain_sim.scenario.fields import Month
from supplychain_sim.scenario.places import Hazard, Leg
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import YEAR

_MONTHS: Final = get_args(Month)


def calendars(scenario: Scenario, streams: Streams) -> dict[str, Calendar]:
    """Return the calendar of each port, and of all else that some hazard shuts, by entity.

    Entities are ``port/``, ``gate/`` (of a site), ``passage/`` and ``way/`` (between two sites).
    """
    places = _Places(scenario, streams)
    sources: dict[str, list[Source]] = {f"port/{port}": [] for port in scenario.ports}
    for name, hazard in sorted(scenario.hazards.items()):
        for entity in shut_by(hazard):
            sources.setdefault(entity, []).append(places.source(name, entity))
    return {entity: Calendar(found) for entity, found in sources.items()}


def shut_by(hazard: Hazard) -> tuple[str, ...]:
    """Return the entities that a hazard shuts; none if it hits shipments on their way."""
    return (
        *(f"port/{port}" for port in hazard.ports),
        *(f"gate/{site}" for site in hazard.sites),
        *(f"passage/{passage}" for passage in hazard.passages),
        *((way(*hazard.people),) if hazard.people else ()),
    )


def way(one: str, other: str) -> str:
    """Return the entity of the connection between two sites, either way round."""
    return "/".join(("way", *sorted((one, other))))


@dataclass
class _Places:
    """Where the closures of each hazard at each place come from, made once."""

    scenario: Scenario
    streams: Streams
    _made: dict[tuple[str, str], Source] = field(default_factory=dict)

    def source(self, name: str, entity: str) -> Source:
        if (name, entity) not in self._made:
            self._made[name, entity] = self._new(name, self.scenario.hazards[name], entity)
        return self._made[name, entity]

    def _new(self, name: str, hazard: Hazard, entity: str) -> Source:
        backlog = None if hazard.backlog is None else hazard.backlog.built()
        lasting = Lasting(name, hazard.duration.built(), backlog)
        purpose = f"closures by {hazard.stream or name}"
        start = datetime.combine(self.scenario.start, time())
        if hazard.after is not None:
            return self._chained(hazard, lasting, entity, purpose)
        if hazard.on is not None:
            return Scheduled(lasting, hazard.on, self.streams.table(entity, purpose), start)
        yearly = hazard.rate.yearly if hazard.rate is not None else 0.0
        return Drawn(lasting, yearly, _months(hazard), self.streams.of(entity, purpose), start)

    def _chained(self, hazard: Hazard, lasting: Lasting, entity: str, purpose: str) -> Source:
        rule = hazard.after
        assert rule is not None
        first = self.scenario.hazards[rule.hazard]
        parents = [
            (place, self.source(rule.hazard, place), self.streams.table(entity, luck))
            for place in shut_by(first)
            for luck in [f"{purpose} after {self.streams.names.of(place)}"]
        ]
        lag = Constant(0) if rule.lag is None else rule.lag.built()
        return Chained(lasting, rule.chance, lag, parents)


def _months(hazard: Hazard) -> frozenset[int]:
    first, last = hazard.season or (_MONTHS[0], _MONTHS[-1])
    return months_between(_MONTHS.index(first) + 1, _MONTHS.index(last) + 1)


def accidents(
    scenario: Scenario, relation: str, lane: str, number: int, transit: int, streams: Streams
) -> tuple[Accidents, ...]:
    """Return the accidents that goods of a *relation* meet on a leg of a lane.

    Parameters
    ----------
    number
        Of the leg, from 0.
    transit
        Its planned time in minutes.
    """
    leg = scenario.lanes[lane].legs[number]
    found = []
    for name, hazard in _hits(scenario.hazards, lane, leg):
        expected = 0.0 if hazard.rate is None else hazard.rate.yearly * transit / YEAR
        purpose = f"accidents by {hazard.stream or name} on leg {number + 1}"
        table = streams.table(relation, purpose)
        found.append(Accidents(name, expected, transit, hazard.duration.built(), table))
    return tuple(found)


def _hits(hazards: Mapping[str, Hazard], lane: str, leg: Leg) -> Iterator[tuple[str, Hazard]]:
    for name, hazard in sorted(hazards.items()):
        if lane in hazard.lanes or hazard.mode == leg.mode:
            yield name, hazard
