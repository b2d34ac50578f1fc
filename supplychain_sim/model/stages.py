"""Legs of a lane on the map: from where to where, how far, and how long that takes by plan.

Distances by sea are asked for only where somebody needs one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from supplychain_sim.errors import NoWayError, Problem
from supplychain_sim.model.geography import Located, Place, great_circle
from supplychain_sim.model.seaways import Track, barred, track
from supplychain_sim.scenario.places import Leg, Port, Site
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.transport import AtSea, Overland
from supplychain_sim.units import DAY

_PORT: Final = "port/"


@dataclass(frozen=True)
class Stage:
    """A leg between its two ends.

    Parameters
    ----------
    leg
        As the scenario has it.
    start, end
        Where they are; None where the scenario does not say.
    pace
        How goods move by its mode.
    """

    leg: Leg
    start: Place | None
    end: Place | None
    pace: Overland | AtSea

    @property
    def barred(self) -> frozenset[str]:
        """The canals and straits that its ships never pass."""
        start, end = self.ends()
        return barred(start, end, self.leg.avoid, self.leg.allow)

    def track(self, shut: Iterable[str] = ()) -> Track:
        """Return the way of its ships while something more is *shut*.

        Raises
        ------
        NoWayError
            If there is none.
        """
        return self.onward(self.ends()[0], shut)

    def onward(self, place: Place, shut: Iterable[str] = ()) -> Track:
        """Return the way of one of its ships that is at some *place*, to the end.

        Raises
        ------
        NoWayError
            If there is none.
        """
        return track(place, self.ends()[1], self.barred | frozenset(shut))

    @property
    def kilometres(self) -> int:
        """How far it is, along the way of its mode."""
        if isinstance(self.pace, AtSea):
            return self.track().kilometres
        return round(great_circle(*self.ends()) * self.pace.detour)

    @property
    def transit(self) -> int:
        """The planned time in minutes: as stated, or as far as it is."""
        if self.leg.transit is not None:
            return self.leg.transit
        return self.takes(self.kilometres)

    def takes(self, kilometres: float) -> int:
        """Return the minutes for so many *kilometres* by its mode."""
        return round(kilometres / self.pace.speed * DAY)

    @property
    def is_placed(self) -> bool:
        """Whether the scenario says where both its ends are."""
        return self.start is not None and self.end is not None

    def ends(self) -> tuple[Place, Place]:
        """Return where it starts and ends, which the scenario has to say."""
        assert self.start is not None
        assert self.end is not None
        return self.start, self.end


def stages(scenario: Scenario, lane: str, origin: str) -> tuple[Stage, ...]:
    """Return the legs of a *lane* for goods from the site *origin*."""
    found = []
    start = _place(scenario.sites[origin])
    for leg in scenario.lanes[lane].legs:
        end = _place(_stop(scenario, leg.to))
        pace: Overland | AtSea = getattr(scenario.transport, leg.mode)
        found.append(Stage(leg, start, end, pace))
        start = end
    return tuple(found)


def origins(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the sites from which goods leave on each lane: the homes of suppliers that use it."""
    found: dict[str, dict[str, None]] = {lane: {} for lane in scenario.lanes}
    for relation in scenario.relations.values():
        home = scenario.firms[relation.supplier].home
        for side in relation.sides:
            for lane in side.lanes:
                found[lane][home] = None
    return {lane: tuple(homes) for lane, homes in found.items()}


def impassable(scenario: Scenario) -> list[Problem]:
    """Return the problems of lanes with computed times: where no ship gets, and what is too late.

    These are told when a scenario is run: finding ships' ways takes longer than a check.
    """
    return [
        problem
        for lane, homes in origins(scenario).items()
        for home in homes
        for problem in _of_lane(scenario, lane, home)
    ]


def _of_lane(scenario: Scenario, lane: str, home: str) -> Iterator[Problem]:
    passed = stages(scenario, lane, home)
    if all(stage.leg.transit is not None for stage in passed):
        return
    least = 0
    for number, stage in enumerate(passed):
        path = f"lanes.{lane}.legs.{number}"
        try:
            least += stage.transit + _handling(scenario, stage.leg)
        except NoWayError as error:
            yield Problem("scenario", 0, 0, path, str(error))
            return
    promised = scenario.lanes[lane].lead_time
    if promised < least:
        message = (
            f"found {promised / DAY:g} days, expected at least the {least / DAY:.1f} days that "
            f"transit, in part computed, and handling take from {home}"
        )
        yield Problem("scenario", 0, 0, f"lanes.{lane}.lead_time", message)


def _handling(scenario: Scenario, leg: Leg) -> int:
    stop = _stop(scenario, leg.to)
    return stop.handling if isinstance(stop, Port) else 0


def _stop(scenario: Scenario, stop: str) -> Site | Port:
    name = stop.removeprefix(_PORT)
    return scenario.sites[stop] if name == stop else scenario.ports[name]


def _place(stop: Located | Port) -> Place | None:
    if stop.lat is None or stop.lon is None:
        return None
    return Place(stop.lat, stop.lon)
