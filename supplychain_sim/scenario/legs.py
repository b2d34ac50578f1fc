"""Legs of lanes whose time is computed, and ships that keep out of canals: what each needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.connections import PORT
from supplychain_sim.scenario.gazetteer import AT
from supplychain_sim.scenario.located import KeyPath, Source

#: What a leg says of canals and straits.
_CANALS = ("avoid", "allow")
_WHERE = ("lat", "lon")


def legs(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of legs and the ports between them that is about where they are."""
    for path, port in source.matches(("ports", "*")):
        if isinstance(port, dict):
            yield from _half_a_place(source, path, port)
    for path, leg in source.matches(("lanes", "*", "legs", "*")):
        if isinstance(leg, dict):
            yield from _canals(source, path, leg)
            if leg.get("transit") is None:
                yield from _nowhere(source, path)


def _half_a_place(
    source: Source, path: KeyPath, port: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    said = [key for key in _WHERE if port.get(key) is not None]
    if len(said) == 1:
        (other,) = set(_WHERE) - set(said)
        message = f"found {said[0]} without {other}, expected both or neither"
        yield (*path, said[0]), source.at_key((*path, said[0]), message)


def _canals(
    source: Source, path: KeyPath, leg: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    said = [key for key in _CANALS if leg.get(key)]
    mode = leg.get("mode")
    if said and isinstance(mode, str) and mode != "sea":
        at = (*path, said[0])
        where = source.line((*path, "mode"))
        message = f"found {said[0]} on a leg by {mode} ({where}), expected one by sea"
        yield at, source.at_key(at, message)
        return
    lists = [leg[key] for key in said if isinstance(leg[key], list)]
    if len(lists) == len(_CANALS):
        for index, name in enumerate(lists[1]):
            if isinstance(name, str) and name in lists[0]:
                at = (*path, "allow", index)
                where = source.line((*path, "avoid", lists[0].index(name)))
                message = (
                    f"found {units.found(name)}, which is avoided ({where}); "
                    "expected it in one of the two"
                )
                yield at, source.at_value(at, message)


def _nowhere(source: Source, path: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    """Find ports of a leg that takes as long as it is far, where nobody says where they are."""
    before = (*path[:3], int(path[3]) - 1, "to")
    for at in (before, (*path, "to")):
        stop = source.get(*at)
        port = ("ports", str(stop).removeprefix(PORT))
        known = source.get(*port)
        if not str(stop).startswith(PORT) or not isinstance(known, dict):
            continue
        # What is wrong with where a port is, is told there.
        if source.is_refused(port) or any(known.get(key) is not None for key in (AT, *_WHERE)):
            continue
        message = (
            f"found no transit, and nothing that says where {units.found(stop)} "
            f"({source.key_line(port)}) is to compute it; expected a transit here, or 'at' "
            "there, such as {at: shanghai}, or lat and lon"
        )
        yield (*path, "transit"), source.at_missing(path, ["transit"], message)
        return
