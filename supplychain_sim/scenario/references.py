"""What refers to what, and what two values together can break.

Works on the bare tree and steps over whatever is not there or not of its kind:
the schema tells about that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.comparisons import comparisons
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.wording import no_such

#: Mappings of the user's own ids, ``*`` for any key.
_ID_MAPPINGS: tuple[KeyPath, ...] = (
    ("sites",),
    ("firms",),
    ("parts",),
    ("parts", "*", "areas"),
    ("parts", "*", "made_at"),
    ("relations",),
    ("relations", "*", "near", "visits"),
    ("relations", "*", "far", "visits"),
    ("ports",),
    ("lanes",),
    ("hazards",),
    ("visitors",),
    ("regimes",),
)
#: Where a value names a thing, and the mapping that holds things of its kind.
_REFERENCES: tuple[tuple[KeyPath, str], ...] = (
    (("firms", "*", "home"), "sites"),
    (("firms", "*", "plants", "*"), "sites"),
    (("visitors", "*", "site"), "sites"),
    (("relations", "*", "part"), "parts"),
    (("relations", "*", "customer"), "firms"),
    (("relations", "*", "supplier"), "firms"),
    (("relations", "*", "near", "plant"), "sites"),
    (("relations", "*", "far", "plant"), "sites"),
    (("relations", "*", "near", "lane"), "lanes"),
    (("relations", "*", "far", "lane"), "lanes"),
    (("hazards", "*", "port"), "ports"),
    (("hazards", "*", "port", "*"), "ports"),
    (("hazards", "*", "between", "*"), "sites"),
)
#: Where a key names a thing.
_KEY_REFERENCES: tuple[tuple[KeyPath, str], ...] = (
    (("parts", "*", "made_at"), "sites"),
    (("relations", "*", "near", "visits"), "visitors"),
    (("relations", "*", "far", "visits"), "visitors"),
)
_KINDS = {
    "sites": "site",
    "firms": "firm",
    "parts": "part",
    "lanes": "lane",
    "ports": "port",
    "visitors": "visitors",
}
#: Free text, in which an amount of another currency is no slip.
_FREE_TEXT = frozenset({"name", "question", "source"})
_MONEY = re.compile(r"[0-9][0-9._]* ?([A-Z]{3})(?: ?/ ?\w+)?")


def check(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of a bare *source* with the path that it is about."""
    yield from _same_but_for_case(source)
    yield from _dangling(source)
    yield from _dangling_keys(source)
    yield from _lanes(source)
    yield from _relations(source)
    yield from _hazards(source)
    yield from _currency(source)
    yield from _weights(source)
    yield from comparisons(source)


def _same_but_for_case(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for pattern in _ID_MAPPINGS:
        for path, mapping in source.matches(pattern):
            first: dict[str, str] = {}
            for name in mapping if isinstance(mapping, dict) else ():
                earlier = first.setdefault(name.lower(), name)
                if earlier != name:
                    message = (
                        f"found {units.found(earlier)} ({source.key_line((*path, earlier))}) and "
                        f"{units.found(name)}, expected names that differ in more than case"
                    )
                    yield (*path, name), source.at_key((*path, name), message)


def _names(source: Source, kind: str) -> dict[str, Any]:
    named = source.get(kind)
    return named if isinstance(named, dict) else {}


def _dangling(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for pattern, kind in _REFERENCES:
        if source.is_refused((kind,)):
            continue
        known = _names(source, kind)
        for path, name in source.matches(pattern):
            if isinstance(name, str) and name not in known:
                yield path, source.at_value(path, no_such(_KINDS[kind], name, known))


def _dangling_keys(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for pattern, kind in _KEY_REFERENCES:
        if source.is_refused((kind,)):
            continue
        known = _names(source, kind)
        for path, mapping in source.matches(pattern):
            for name in mapping if isinstance(mapping, dict) else ():
                if name not in known:
                    message = no_such(_KINDS[kind], name, known)
                    yield (*path, name), source.at_key((*path, name), message)


def _lanes(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    sites, ports = _names(source, "sites"), _names(source, "ports")
    for path, stop in source.matches(("lanes", "*", "legs", "*", "to")):
        if not isinstance(stop, str):
            continue
        port = stop.removeprefix("port/")
        last = path[3] == len(source.get(*path[:3])) - 1
        if source.is_refused(("sites" if stop == port else "ports",)):
            continue
        if stop == port and stop not in sites:
            yield path, source.at_value(path, no_such("site", stop, sites))
        elif stop != port and port not in ports:
            yield path, source.at_value(path, no_such("port", port, ports))
        elif stop != port and last:
            message = f"found {units.found(stop)} as the last stop of a lane, expected a site"
            yield path, source.at_value(path, message)


def _relations(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for path, relation in source.matches(("relations", "*")):
        if isinstance(relation, dict):
            yield from _two_firms(source, path)
            yield from _home_makes_the_part(source, path)
            for side in ("near", "far"):
                yield from _lane_of_side(source, (*path, side))


def _two_firms(source: Source, path: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    customer, supplier = source.get(*path, "customer"), source.get(*path, "supplier")
    at = (*path, "supplier")
    if isinstance(supplier, str) and customer == supplier:
        where = source.line((*path, "customer"))
        message = f"found {units.found(supplier)}, the customer ({where}); expected another firm"
        yield at, source.at_value(at, message)
    firm = source.get("firms", supplier) if isinstance(supplier, str) else None
    if isinstance(firm, dict) and firm.get("trial_teams") is None:
        message = f"missing key 'trial_teams', expected of a supplier ({source.line(at)})"
        missing = ("firms", str(supplier), "trial_teams")
        yield missing, source.at_key(missing[:2], message)


def _home_makes_the_part(source: Source, path: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    customer, part = source.get(*path, "customer"), source.get(*path, "part")
    home = source.get("firms", customer, "home")
    made_at = ("parts", part, "made_at")
    makers = source.get(*made_at)
    # A home that is no site is told where it is written.
    if not isinstance(makers, dict) or not isinstance(home, str) or home in makers:
        return
    if home in _names(source, "sites"):
        at = (*path, "customer")
        message = (
            f"found {units.found(customer)}, whose home is {units.found(home)}; expected a home "
            f"among the sites where {units.found(part)} is made ({source.key_line(made_at)})"
        )
        yield at, source.at_value(at, message)


def _lane_of_side(source: Source, side: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    lane, plant = source.get(*side, "lane"), source.get(*side, "plant")
    legs = source.get("lanes", lane, "legs")
    if not isinstance(legs, list) or not legs or not isinstance(plant, str):
        return
    end = ("lanes", lane, "legs", len(legs) - 1, "to")
    stop = source.get(*end)
    # What is no site is told where it is written.
    if isinstance(stop, str) and stop != plant and {stop, plant} <= _names(source, "sites").keys():
        at = (*side, "lane")
        message = (
            f"found {units.found(lane)}, which ends at {units.found(stop)} ({source.line(end)}); "
            f"expected a lane to the plant {units.found(plant)} "
            f"({source.line((*side, 'plant'))})"
        )
        yield at, source.at_value(at, message)


def _hazards(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for path, hazard in source.matches(("hazards", "*")):
        if not isinstance(hazard, dict):
            continue
        port, between = hazard.get("port"), hazard.get("between")
        if (port is None) == (between is None):
            found = "neither port nor between" if port is None else "port and between"
            message = f"found {found}, expected one of them"
            yield (*path, "port"), source.at_key(path, message)
        elif port is None and hazard.get("backlog") is not None:
            at = (*path, "backlog")
            yield at, source.at_key(at, "found a backlog without a port, expected one at a port")
        for key in ("port", "between"):
            places = hazard.get(key)
            texts = [p for p in places if isinstance(p, str)] if isinstance(places, list) else []
            twice = next((p for p in texts if texts.count(p) > 1), None)
            if twice is not None:
                message = f"found {units.found(twice)} twice, expected each place once"
                yield (*path, key), source.at_value((*path, key), message)


def _currency(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    currency = source.get("currency")
    if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
        return
    for path, value in source.scalars():
        match = _MONEY.fullmatch(value.strip()) if isinstance(value, str) else None
        if match and match[1] != currency and path[-1] not in _FREE_TEXT:
            where = source.line(("currency",))
            message = f"found {units.found(value)}, expected {currency}, the currency ({where})"
            yield path, source.at_value(path, message)


def _weights(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for path, _ in source.scalars():
        holder = source.get(*path[:-1])
        if path[-1:] == ("weight",) and "dist" in holder and path[-3:-2] != ("of",):
            message = "found a weight, expected one only for each distribution of a mixture"
            yield path, source.at_key(path, message)
