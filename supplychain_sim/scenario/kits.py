"""Kits: parts of several relations that one assembly needs together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.fields import Id, PositiveMinutes
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.parts import Limits, Part
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.sides import FAR, NEAR

Found = Iterator[tuple[KeyPath, Problem]]


class Kit(Part):
    """Parts of several relations that one assembly of the customer's needs together."""

    relations: Annotated[tuple[Id, ...], Limits(min_length=2)]
    """The relations whose parts it consists of, two or more; they supply the same plant and are
    ordered at the same interval."""


def kits(source: Source) -> Found:
    """Yield each problem of the kits of a bare *source*, with the path that it is about."""
    for path, named in source.matches(("kits", "*", "relations")):
        known = source.mapping("relations")
        if not isinstance(named, list) or source.is_refused(("relations",)):
            continue
        names = [name for name in named if isinstance(name, str)]
        twice = next((name for name, times in Counter(names).items() if times > 1), None)
        if twice is not None:
            message = f"found {units.found(twice)} twice, expected each relation once"
            yield path, source.at_value(path, message)
        elif all(name in known for name in names):
            yield from _one_plant(source, path, names)
            yield from _one_interval(source, path, names)


def _one_plant(source: Source, path: KeyPath, names: list[str]) -> Found:
    worked_from = {str(side) for _, side in source.matches(("regimes", "*", "work_from"))}
    for side in sorted(worked_from):
        at = (side, "plant") if side in (NEAR, FAR) else ("elsewhere", side, "plant")
        yield from _alike(
            source,
            path,
            names,
            at,
            lambda plant: plant,
            "one plant, where kits are put together",
        )


def _one_interval(source: Source, path: KeyPath, names: list[str]) -> Found:
    at = ("stock", "review")
    yield from _alike(
        source,
        path,
        names,
        at,
        lambda value: read_as(PositiveMinutes, value),
        "one interval, so that a kit is ordered at once",
    )


def _alike(
    source: Source, path: KeyPath, names: list[str], at: tuple[str, ...], read: Any, expected: str
) -> Found:
    """Find relations whose value *at* some keys is another than that of the first."""
    first = ("relations", names[0], *at) if names else ()
    for name in names[1:]:
        other = ("relations", name, *at)
        one, two = read(source.get(*first)), read(source.get(*other))
        if one is not None and two is not None and one != two:
            message = (
                f"found {units.found(names[0])} with {'.'.join(at)} "
                f"{units.found(source.get(*first))} ({source.line(first)}) and "
                f"{units.found(name)} with {units.found(source.get(*other))} "
                f"({source.line(other)}); expected {expected}"
            )
            yield path, source.at_value(path, message)
