"""What a hazard hits, what brings it about, and what goes with which of them.

Works on the bare tree, as :mod:`supplychain_sim.scenario.references` does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.sides import of_sides
from supplychain_sim.scenario.wording import dotted, no_such

Found = Iterator[tuple[KeyPath, Problem]]

#: What a hazard may hit, each alone.
_HITS = ("port", "site", "passage", "people", "lane", "mode")
#: What may bring it about, each alone.
_CAUSES = ("rate", "on", "after")


class _Void(NamedTuple):
    """A key that means nothing beside others: where it does, and how that is told."""

    key: str
    beside: tuple[str, ...]
    message: str


_VOID = (
    _Void(
        "backlog",
        ("site", "people", "lane", "mode"),
        "found a backlog without a port, expected one at a port or a passage",
    ),
    _Void("season", ("on",), "found a season beside days, expected one beside a rate"),
    _Void("season", ("after",), "found a season beside after, expected one beside a rate"),
    *(
        _Void(key, ("lane", "mode"), f"found {what} of accidents, expected a rate")
        for key, what in (("on", "days"), ("after", "a hazard before"), ("season", "a season"))
    ),
)


def hazards(source: Source) -> Found:
    """Yield each problem of what a hazard hits, and of what brings it about."""
    for path, hazard in source.matches(("hazards", "*")):
        if not isinstance(hazard, dict):
            continue
        yield from _one_of(source, path, _HITS)
        yield from _one_of(source, path, _CAUSES)
        for void in _VOID:
            if void.key in hazard and any(key in hazard for key in void.beside):
                at = (*path, void.key)
                yield at, source.at_key(at, void.message)
        for key in _HITS:
            yield from _twice(source, (*path, key), hazard.get(key))
    yield from _chains(source)
    yield from _nothing_there(source)


def _one_of(source: Source, path: KeyPath, keys: Sequence[str]) -> Found:
    """Find a hazard that has none of some *keys*, or more than one."""
    said = [key for key in keys if source.get(*path, key) is not None]
    if not said:
        several = f"{', '.join(keys[:-1])} nor {keys[-1]}"
        message = f"found neither {several}, expected one of them"
        yield (*path, keys[0]), source.at_missing(path, keys, message)
    elif len(said) > 1:
        message = f"found {', '.join(said[:-1])} and {said[-1]}, expected one of them"
        yield (*path, said[0]), source.at_key(path, message)


def _twice(source: Source, path: KeyPath, places: Any) -> Found:
    texts = [p for p in places if isinstance(p, str)] if isinstance(places, list) else []
    twice = next((p for p, times in Counter(texts).items() if times > 1), None)
    if twice is not None:
        message = f"found {units.found(twice)} twice, expected each place once"
        yield path, source.at_value(path, message)


def _chains(source: Source) -> Found:
    """Find hazards that follow none, accidents, or in the end themselves."""
    known = source.mapping("hazards")
    for path, first in source.matches(("hazards", "*", "after", "hazard")):
        if not isinstance(first, str):
            continue
        if first not in known:
            yield path, source.at_value(path, no_such("hazard", first, known))
            continue
        accidents = [key for key in ("lane", "mode") if source.get("hazards", first, key)]
        if accidents:
            where = source.key_line(("hazards", first))
            message = (
                f"found {units.found(first)}, which are accidents ({where}); expected a hazard "
                "that shuts a place"
            )
            yield path, source.at_value(path, message)
        elif (end := _comes_back(source, path[1], first)) is not None:
            message = (
                f"found {units.found(first)}, which itself comes after {dotted(end)} "
                f"({source.line((*end, 'after', 'hazard'))}); expected a hazard that comes by "
                "itself in the end"
            )
            yield path, source.at_value(path, message)


def _comes_back(source: Source, name: Any, first: str) -> KeyPath | None:
    """Return the hazard in the chain before *name* that comes after *name*, if there is one."""
    seen: set[str] = set()
    at: Any = first
    while isinstance(at, str) and at not in seen:
        seen.add(at)
        before = source.get("hazards", at, "after", "hazard")
        if name in (before, at):
            return "hazards", at
        at = before
    return None


def _nothing_there(source: Source) -> Found:
    """Find hazards that hit nothing: no site at work, no leg of their mode, no ship on its way."""
    if any(path[:1] in {("sites",), ("ports",), ("lanes",)} for path in source.refused):
        return  # told where these are written
    legs = [leg for _, leg in source.matches(("lanes", "*", "legs", "*")) if isinstance(leg, dict)]
    modes = {str(leg.get("mode")) for leg in legs}
    for path, mode in source.matches(("hazards", "*", "mode")):
        if isinstance(mode, str) and modes and mode not in modes:
            known = ", ".join(sorted(modes))
            message = f"found {units.found(mode)}, by which no leg goes, expected one of {known}"
            yield path, source.at_value(path, message)
    at_work = _at_work(source)
    for pattern in (("hazards", "*", "site"), ("hazards", "*", "site", "*")):
        for path, site in source.matches(pattern):
            if isinstance(site, str) and site in source.mapping("sites") and site not in at_work:
                message = (
                    f"found {units.found(site)}, where nobody works, expected the home of a "
                    "supplier, a plant, or a site of visitors"
                )
                yield path, source.at_value(path, message)
    if not _ships_are_placed(source):
        for path, _ in source.matches(("hazards", "*", "passage")):
            message = (
                "found a passage that no ship comes to: no leg by sea has two ends of which the "
                "scenario says where they are; expected ports with 'at', or 'lat' and 'lon'"
            )
            yield path, source.at_key(path, message)


def _at_work(source: Source) -> set[str]:
    """Return the sites at which something can be stopped."""
    patterns: tuple[KeyPath, ...] = (
        ("firms", "*", "home"),
        ("firms", "*", "plants", "*"),
        ("visitors", "*", "site"),
        *of_sides("plant"),
    )
    return {str(site) for pattern in patterns for _, site in source.matches(pattern)}


def _ships_are_placed(source: Source) -> bool:
    """Return whether the scenario says of some leg by sea where both its ends are."""
    for path, leg in source.matches(("lanes", "*", "legs", "*")):
        if isinstance(leg, dict) and leg.get("mode") == "sea":
            number = int(path[3])
            before = source.get(*path[:3], number - 1, "to") if number else None
            # Where the first leg begins, the home of a supplier, every scenario says.
            ends = [leg.get("to"), *([before] if number else [])]
            if all(_is_placed(source, stop) for stop in ends):
                return True
    return False


def _is_placed(source: Source, stop: Any) -> bool:
    if not isinstance(stop, str):
        return False
    name = stop.removeprefix("port/")
    kind = "sites" if name == stop else "ports"
    return all(source.get(kind, name, key) is not None for key in ("lat", "lon"))
