"""Ways of ships: how far it is by sea, through which canals and straits, and round which capes.

Distances are along the network of ships' ways of the library searoute.  What can be shut is
narrower here than there: a canal between its mouths, so that a port in the approach stays in reach.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

from supplychain_sim.errors import NoWayError
from supplychain_sim.model.geography import Place, great_circle
from supplychain_sim.scenario.passages import LOCKS, RARE

#: Farthest that a stop may be from the network, in kilometres: nine in ten of the library's list of
#: ports are nearer, and who is farther away is inland or up a river.
REACH: Final = 200
#: How many tracks are kept; more than a scenario has.
_KEPT: Final = 4096
#: Degrees from a meridian to the one behind the earth.
_HALF_ROUND: Final = 180.0

#: A node of the library's network: longitude, then latitude.
_Node = tuple[float, float]


class _Strait(NamedTuple):
    """Where the network can be cut: edges with a *tag* of the library, both ends in a box."""

    tag: str | None
    west: float
    south: float
    east: float
    north: float

    def holds(self, tag: str | None, ends: Iterable[_Node]) -> bool:
        """Whether an edge with that *tag* between those *ends* is cut."""
        return tag == self.tag and all(
            self.west <= lon <= self.east and self.south <= lat <= self.north for lon, lat in ends
        )


#: Each leaves the anchorages before its mouths outside, and no way past it.
_STRAITS: Final[dict[str, _Strait]] = {
    "suez": _Strait("suez", 32.0, 29.6, 33.0, 31.2),
    "panama": _Strait("panama", -79.95, 8.95, -79.5, 9.25),
    "bab_el_mandeb": _Strait("babalmandab", 43.0, 12.0, 44.0, 13.0),
    "hormuz": _Strait("ormuz", 56.3, 26.4, 56.8, 26.6),
    "malacca": _Strait("malacca", 99.0, 3.0, 101.0, 5.0),
    "sunda": _Strait("sunda", 105.0, -7.0, 106.0, -5.0),
    "gibraltar": _Strait("gibraltar", -5.8, 35.9, -5.35, 36.0),
    "dardanelles": _Strait("dardanelles", 26.0, 40.0, 26.8, 40.5),
    "bosporus": _Strait("bosporus", 29.0, 41.04, 29.1, 41.2),
    "corinth": _Strait(None, 22.94, 37.9, 23.03, 37.97),
    "arctic": _Strait("northwest", -180.0, 60.0, 360.0, 90.0),
}


class _Cape(NamedTuple):
    """A meridian that is crossed only by who rounds a cape; nobody can shut it."""

    meridian: float
    south_of: float

    def is_rounded(self, one: _Node, other: _Node) -> bool:
        """Whether the way between two nodes crosses it."""
        west, east = sorted((one[0], other[0]))
        across = west < self.meridian <= east < west + _HALF_ROUND
        return across and max(one[1], other[1]) < self.south_of


_CAPES: Final[dict[str, _Cape]] = {
    "cape_of_good_hope": _Cape(19.5, -30.0),
    "cape_horn": _Cape(-70.0, -50.0),
}


class Passed(NamedTuple):
    """A canal, strait or cape on a track.

    Parameters
    ----------
    name
        As in the scenario language; of a cape, its own.
    entered, left
        Kilometres from the origin at which it begins and ends.
    mouth
        Where a ship waits, or turns back, that finds it shut.
    """

    name: str
    entered: int
    left: int
    mouth: Place


class Track(NamedTuple):
    """The way of a ship.

    Parameters
    ----------
    kilometres
        From berth to berth.
    passages
        What it leads through and round, in the order of sailing.
    points
        Places along it, from the origin to the destination.
    reached
        Kilometres from the origin of each of them.
    """

    kilometres: int
    passages: tuple[Passed, ...]
    points: tuple[Place, ...]
    reached: tuple[float, ...]

    @property
    def names(self) -> frozenset[str]:
        """The names of what it leads through and round."""
        return frozenset(passed.name for passed in self.passages)

    def ahead(self, kilometres: float) -> Place:
        """Return the next place of the track for a ship that has come so many *kilometres*.

        From there it can be sent another way.
        """
        return self.points[min(bisect_left(self.reached, kilometres), len(self.points) - 1)]


@lru_cache(maxsize=_KEPT)
def track(origin: Place, destination: Place, shut: frozenset[str]) -> Track:
    """Return the shortest way of a ship past what is *shut*.

    Parameters
    ----------
    origin, destination
        Ports, or places at sea.
    shut
        Names of canals and straits that the ship does not take; see :func:`barred` for those that
        it never takes.

    Raises
    ------
    NoWayError
        If a place is out of the reach of ships, or all ways are shut.
    """
    import networkx as nx

    cut = _cut()

    def weight(one: _Node, other: _Node, edge: dict[str, Any]) -> float | None:
        return None if cut.get((one, other)) in shut else edge["weight"]

    start, end = _berth(origin), _berth(destination)
    try:
        _, nodes = nx.bidirectional_dijkstra(_network(), start, end, weight)
    except nx.NetworkXNoPath:
        but = f" with {', '.join(sorted(shut))} shut" if shut else ""
        raise NoWayError(f"no way by sea from {origin} to {destination}{but}") from None
    return _track(origin, nodes, destination)


def barred(
    origin: Place, destination: Place, avoid: Iterable[str] = (), allow: Iterable[str] = ()
) -> frozenset[str]:
    """Return what the ships between two places never pass, whatever else is shut.

    The rare passages are barred unless allowed.  A canal with locks is barred unless allowed, or on
    the way that the ships take with nothing shut: then they fit.

    Parameters
    ----------
    avoid, allow
        What the leg says of its ships.
    """
    rare = RARE - frozenset(allow)
    locks = LOCKS - frozenset(allow) - track(origin, destination, rare).names
    return rare | locks | frozenset(avoid)


def _track(origin: Place, nodes: list[_Node], destination: Place) -> Track:
    network, cut = _network(), _cut()
    reached = float(great_circle(origin, _place(nodes[0])))
    points, along, passages = [origin, _place(nodes[0])], [0.0, reached], list[Passed]()
    for one, other in pairwise(nodes):
        mouth, begins = points[-1], round(reached)
        reached += network[one][other]["weight"]
        points.append(_place(other))
        along.append(reached)
        rounded = (name for name, cape in _CAPES.items() if cape.is_rounded(one, other))
        name = cut.get((one, other)) or next(rounded, None)
        if name is None:
            continue
        if passages and passages[-1].name == name:
            # More of the same canal.
            begins, mouth = passages[-1].entered, passages.pop().mouth
        passages.append(Passed(name, begins, round(reached), mouth))
    reached += great_circle(points[-1], destination)
    return Track(round(reached), tuple(passages), (*points, destination), (*along, reached))


def _place(node: _Node) -> Place:
    """Return a node as a place; the network goes on beyond the date line."""
    lon, lat = node
    return Place(lat, lon if lon <= _HALF_ROUND else lon - 2 * _HALF_ROUND)


@lru_cache(maxsize=_KEPT)
def _berth(place: Place) -> _Node:
    """Return the node of the network that is nearest to a *place*."""
    x, y, z = _direction(place)
    _, found = max((x * a + y * b + z * c, node) for (a, b, c), node in _directions())
    away = great_circle(place, _place(found))
    if away > REACH:
        raise NoWayError(
            f"no way by sea to {place}: the nearest is {away} km away, expected {REACH} km or less"
        )
    return found


def _direction(place: Place) -> tuple[float, float, float]:
    """Return a place as a vector of length one from the middle of the earth."""
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@cache
def _directions() -> tuple[tuple[tuple[float, float, float], _Node], ...]:
    return tuple((_direction(_place(node)), node) for node in _network())


@cache
def _cut() -> dict[tuple[_Node, _Node], str]:
    """Return the name of the passage that an edge lies in, of those that do, both ways."""
    found = {}
    for one, other, edge in _network().edges(data=True):
        tag = edge.get("passage")
        for name, strait in _STRAITS.items():
            if strait.holds(tag, (one, other)):
                found[one, other] = found[other, one] = name
    missing = _STRAITS.keys() - set(found.values())
    if missing:
        names = ", ".join(sorted(missing))
        raise NoWayError(f"the network of searoute has nothing to shut at {names}; it has in 1.6.0")
    return found


@cache
def _network() -> Any:
    """Return the network of ships' ways; reading it takes a moment."""
    import searoute

    return searoute.setup_M()
