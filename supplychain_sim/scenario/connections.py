"""Lanes that lead somewhere: from stop to stop, through ports, to the plant they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.wording import no_such

#: What the names of stops at ports begin with.
PORT = "port/"


def lanes(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of a lane's stops, and each port that neither goods nor people pass."""
    stops = list(source.matches(("lanes", "*", "legs", "*", "to")))
    found = [problem for path, stop in stops for problem in _stop(source, path, stop)]
    yield from found
    told = {path[:-1] for path, _ in found}
    legs = list(source.matches(("lanes", "*", "legs", "*")))
    stray = [
        problem
        for path, leg in legs
        if isinstance(leg, dict) and path not in told
        for problem in _follows(source, path, leg)
    ]
    yield from stray
    # A stop that is wrong may have been meant for the port.
    if not found and not stray and not any(path[:1] == ("lanes",) for path in source.refused):
        yield from _unused_ports(source)


def _stop(source: Source, path: KeyPath, stop: Any) -> Iterator[tuple[KeyPath, Problem]]:
    if not isinstance(stop, str):
        return
    sites, ports = source.mapping("sites"), source.mapping("ports")
    port = stop.removeprefix(PORT)
    last = path[3] == len(source.get(*path[:3])) - 1
    if source.is_refused(("sites" if stop == port else "ports",)):
        return
    if stop == port and stop not in sites:
        yield path, source.at_value(path, no_such("site", stop, sites))
    elif stop != port and port not in ports:
        yield path, source.at_value(path, no_such("port", port, ports))
    elif stop != port and last:
        message = f"found {units.found(stop)} as the last stop of a lane, expected a site"
        yield path, source.at_value(path, message)


def _follows(
    source: Source, path: KeyPath, leg: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    """Find legs that go nowhere, and legs by sea that touch no port."""
    stop, before = leg.get("to"), (*path[:3], int(path[3]) - 1, "to")
    at, earlier = (*path, "to"), source.get(*before)
    if isinstance(stop, str) and stop == earlier:
        message = (
            f"found {units.found(stop)}, the stop before ({source.line(before)}); "
            "expected another stop"
        )
        yield at, source.at_value(at, message)
    by_sea = leg.get("mode") == "sea" and isinstance(stop, str)
    if by_sea and not any(str(end).startswith(PORT) for end in (stop, earlier)):
        mode = (*path, "mode")
        message = (
            f"found a leg by sea to {units.found(stop)} ({source.line(at)}) that neither leaves "
            "from a port nor ends in one, expected a stop such as 'port/hamburg'"
        )
        yield mode, source.at_value(mode, message)


def _unused_ports(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    # What differs from another port in case alone is told as such, and so is an airport that
    # is none and may have been meant for the port.
    used = {str(stop).lower() for _, stop in source.matches(("lanes", "*", "legs", "*", "to"))}
    airports = {str(airport) for _, airport in source.matches(("sites", "*", "airport"))}
    if source.is_refused(("sites",)) or not airports <= source.mapping("ports").keys():
        return
    used |= {(PORT + airport).lower() for airport in airports}
    for port in source.mapping("ports"):
        if (PORT + port).lower() not in used:
            at = ("ports", port)
            message = (
                f"found a port at which no lane calls and that is no site's airport, expected a "
                f"leg to {units.found(PORT + port)} in one of the lanes "
                f"({source.key_line(('lanes',))})"
            )
            yield at, source.at_key(at, message)


def lane_of_side(source: Source, side: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield a problem for each lane of one *side* of a relation that does not end at its plant."""
    others = [path for path, _ in source.matches((*side, "otherwise", "*"))]
    for at in ((*side, "lane"), *others, (*side, "expedite", "lane")):
        yield from _ends_at_the_plant(source, side, at)
    for at in (*others, (*side, "expedite", "lane")):
        if isinstance(source.get(*at), str) and source.get(*at) == source.get(*side, "lane"):
            usual = (*side, "lane")
            message = (
                f"found {units.found(source.get(*at))}, the usual lane ({source.line(usual)}); "
                "expected another one"
            )
            yield at, source.at_value(at, message)


def _ends_at_the_plant(
    source: Source, side: KeyPath, at: KeyPath
) -> Iterator[tuple[KeyPath, Problem]]:
    lane, plant = source.get(*at), source.get(*side, "plant")
    legs = source.get("lanes", lane, "legs") if isinstance(lane, str) else None
    if not isinstance(legs, list) or not legs or not isinstance(plant, str):
        return
    end = ("lanes", str(lane), "legs", len(legs) - 1, "to")
    stop = source.get(*end)
    # What is no site is told where it is written.
    if isinstance(stop, str) and stop != plant and {stop, plant} <= source.mapping("sites").keys():
        message = (
            f"found {units.found(lane)}, which ends at {units.found(stop)} ({source.line(end)}); "
            f"expected a lane to the plant {units.found(plant)} "
            f"({source.line((*side, 'plant'))})"
        )
        yield at, source.at_value(at, message)
