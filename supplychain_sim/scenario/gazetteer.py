"""The shipped table of places, and sites and ports that say where they are by a name of it.

The table is read when a scenario names a place of it, and not before.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.provenance import Provenance, Provenances

_FILE = "places.csv"
#: The key by which a site or a port says which place of the table it is.
AT = "at"
#: What a name means first, of a site and of a port: Shanghai is a city, and has a port.
_KINDS = {"sites": ("city", "port", "airport"), "ports": ("port", "airport", "city")}
#: What the table fills in; a port has no country of its own.
_FILLED = {"sites": ("name", "country", "lat", "lon"), "ports": ("lat", "lon")}
#: What nobody says beside a place of the table.
_ITS_OWN = ("lat", "lon")


class Listed(NamedTuple):
    """A place of the table.

    Parameters
    ----------
    id
        What scenarios call it; a port may be called as its city is.
    kind
        ``port``, ``city`` or ``airport``.
    name
        As people write it.
    country
        Two letters of ISO 3166.
    lat, lon
        Degrees north and east.
    code
        UN/LOCODE of a port, IATA code of an airport; empty for a city.
    source
        Where the coordinates come from.
    """

    id: str
    kind: str
    name: str
    country: str
    lat: float
    lon: float
    code: str
    source: str


@cache
def table() -> tuple[Listed, ...]:
    """Return all places: ports, cities and airports, each by country."""
    with Path(__file__).with_name(_FILE).open(encoding="utf-8", newline="") as file:
        return tuple(
            Listed(name_id, kind, name, country, float(lat), float(lon), code, source)
            for name_id, kind, name, country, lat, lon, code, source in list(csv.reader(file))[1:]
        )


def placed(source: Source, provenances: Provenances) -> tuple[Source, Provenances]:
    """Return *source* with what the table says of its sites and ports, and where that comes from.

    What a site says itself stays, but for where it is.
    """
    for section in _KINDS:
        for path, thing in list(source.matches((section, "*"))):
            if isinstance(thing, dict) and isinstance(thing.get(AT), str):
                source, provenances = _one(source, provenances, path, thing)
    return source, provenances


def _one(
    source: Source, provenances: Provenances, path: KeyPath, thing: dict[str, Any]
) -> tuple[Source, Provenances]:
    section, at = str(path[0]), (*path, AT)
    if source.is_refused(at):
        return source, provenances
    twice = next((key for key in _ITS_OWN if thing.get(key) is not None), None)
    if twice is not None:
        message = (
            f"found {twice} beside at ({source.line(at)}), which says where it is; "
            "expected one of them"
        )
        return source.refusing(path, source.at_key((*path, twice), message)), provenances
    found = _find(thing[AT], _KINDS[section])
    if found is None:
        return source.refusing(path, source.at_value(at, _unknown(thing[AT]))), provenances
    told = {key: getattr(found, key) for key in _FILLED[section] if thing.get(key) is None}
    tree = {**source.tree, section: {**source.tree[section], path[1]: {**thing, **told}}}
    here = {(*path, key): source.values[at] for key in told if at in source.values}
    owner = Provenance("literature", f"{found.source}, in the table of places")
    return (
        replace(source, tree=tree, values={**source.values, **here}),
        {**provenances, **{(*path, key): owner for key in told}},
    )


def _find(name: str, kinds: Iterable[str]) -> Listed | None:
    by_kind = {place.kind: place for place in table() if place.id == name}
    return next((by_kind[kind] for kind in kinds if kind in by_kind), None)


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    message = f"no place {units.found(name)} in the table of places"
    spoken = {one.lower(): place.id for place in table() for one in (place.name, place.id)}
    near = get_close_matches(name.lower()[:64], spoken, n=1)
    if near:
        return f"{message}, did you mean {spoken[near[0]]!r}?"
    return f"{message}; expected one that 'supplychain_sim places' lists, or lat and lon"


def matching(text: str) -> list[Listed]:
    """Return the places whose id, name, code or country has *text* in it, whatever its case."""
    sought = text.lower()
    return [
        place
        for place in table()
        if sought in place.id
        or sought in place.name.lower()
        or sought in (place.code.lower(), place.country.lower(), place.kind)
    ]
