"""Changes of regime and dates of governments: whether they name what there is, and come in time.

Works on the bare tree, as :mod:`supplychain_sim.scenario.references` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem, UnitError
from supplychain_sim.scenario.dates import BEGINNING, Time, When, turning_point
from supplychain_sim.scenario.fields import Day, PositiveMinutes
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.wording import dotted, no_such

Found = Iterator[tuple[KeyPath, Problem]]

_HORIZON, _START = ("horizon",), ("start",)
#: What a part and its sites are like cannot change while they are at work.
_FOR_GOOD = "architecture"


def turning_points(source: Source) -> Found:
    """Yield each change of regime, and each date of a government, that cannot be."""
    for path, regime in source.matches(("regimes", "*")):
        if isinstance(regime, dict):
            yield from _turns(source, path, regime)
    yield from _governments(source)


def _turns(source: Source, path: KeyPath, regime: dict[str, Any]) -> Found:
    first: dict[int, str] = {}
    for key, name in regime.items():
        if not key.startswith(BEGINNING):
            continue
        at, when = (*path, key), _read(key)
        yield from _follower(source, at, name)
        minutes = None if when is None else _minutes(source, when)
        if when is None or minutes is None:
            continue
        late = _beyond(source, key, minutes)
        if minutes <= 0:
            where = source.line(_START)
            message = f"found {units.found(key)}, expected a time after the start ({where})"
            yield at, source.at_key(at, message)
        elif late is not None:
            yield at, source.at_key(at, late)
        elif first.setdefault(minutes, key) != key:
            where = source.key_line((*path, first[minutes]))
            message = (
                f"found {units.found(key)}, the same time as {units.found(first[minutes])} "
                f"({where}); expected one regime from then on"
            )
            yield at, source.at_key(at, message)


def _follower(source: Source, at: KeyPath, name: Any) -> Found:
    """Find a regime that cannot follow the one which names it."""
    regimes, itself = source.mapping("regimes"), at[1]
    if not isinstance(name, str) or source.is_refused(("regimes",)):
        return
    known = [other for other in regimes if other != itself]
    if name == itself:
        message = f"found {units.found(name)}, the regime itself; expected another"
        yield at, source.at_value(at, message)
    elif name not in regimes:
        yield at, source.at_value(at, no_such("regime", name, known))
    else:
        yield from _unlike(source, at, name)


def _unlike(source: Source, at: KeyPath, name: str) -> Found:
    follower = source.mapping("regimes", name)
    change = next((key for key in follower if key.startswith(BEGINNING)), None)
    here, there = (*at[:2], _FOR_GOOD), ("regimes", name, _FOR_GOOD)
    mine, theirs = source.get(*here), source.get(*there)
    if change is not None:
        where = source.key_line(("regimes", name, change))
        message = f"found {units.found(name)}, which changes itself ({where}); expected one that "
        yield at, source.at_value(at, f"{message}stays as it is")
    elif None not in (mine, theirs) and mine != theirs:
        message = (
            f"found {units.found(name)}, whose {_FOR_GOOD} is {units.found(theirs)} "
            f"({source.line(there)}); expected {units.found(mine)} ({source.line(here)}), which "
            "no change of regime alters"
        )
        yield at, source.at_value(at, message)


def _governments(source: Source) -> Found:
    homes = [
        source.get("sites", source.get("firms", supplier, "home"), "country")
        for _, supplier in source.matches(("relations", "*", "supplier"))
    ]
    known = {country for country in homes if isinstance(country, str)}
    for path, government in source.matches(("government", "*")):
        all_known = known and all(isinstance(country, str) for country in homes)
        if all_known and path[-1] not in known:
            message = (
                f"found the government of {path[-1]}, where no supplier is at home; expected one "
                f"of {', '.join(sorted(known))}"
            )
            yield path, source.at_key(path, message)
        for measure in government if isinstance(government, dict) else ():
            yield from _spell(source, (*path, measure))


def _spell(source: Source, path: KeyPath) -> Found:
    began, over = (*path, "from"), (*path, "until")
    first, last = (_at(source, where) for where in (began, over))
    if first is not None:
        late = _beyond(source, source.get(*began), first)
        if late is not None:
            yield began, source.at_value(began, late)
    if last is not None and last <= max(first or 0, 0):
        written = source.get(*began)
        what = (
            "the start" if written is None else f"{dotted(began)}, which is {units.found(written)}"
        )
        where = source.line(_START if written is None else began)
        found = f"found {units.found(source.get(*over))}, expected a time after {what} ({where})"
        yield over, source.at_value(over, found)


def _at(source: Source, path: KeyPath) -> int | None:
    when = read_as(Time, source.get(*path))
    return None if when is None else _minutes(source, when)


def _beyond(source: Source, written: Any, minutes: int) -> str | None:
    """Return what is wrong with a time that never comes."""
    horizon = read_as(PositiveMinutes, source.get(*_HORIZON))
    if horizon is None or minutes < horizon:
        return None
    length = source.get(*_HORIZON)
    return (
        f"found {units.found(written)}, expected a time before the end of the horizon, which is "
        f"{units.found(length)} ({source.line(_HORIZON)})"
    )


def _read(key: str) -> When | None:
    try:
        return turning_point(key)
    except UnitError:
        return None  # told as such


def _minutes(source: Source, when: When) -> int | None:
    start = read_as(Day, source.get(*_START))
    return None if start is None else when.minutes(start)
