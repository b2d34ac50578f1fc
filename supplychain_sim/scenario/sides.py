"""Sides of a relation: near, far, and any others by ids; and whether there is one to work from."""

from __future__ import annotations

from collections.abc import Iterator

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.wording import dotted, no_such

#: The two sides that every relation has, by which regimes name them too.
NEAR, FAR = "near", "far"
#: Where a relation says what its sides are; ``*`` for any id.
SIDES: tuple[KeyPath, ...] = ((NEAR,), (FAR,), ("elsewhere", "*"))


def of_sides(*rest: str) -> tuple[KeyPath, ...]:
    """Return the pattern of something in each side of each relation.

    >>> of_sides("lane")[-1]
    ('relations', '*', 'elsewhere', '*', 'lane')
    """
    return tuple(("relations", "*", *side, *rest) for side in SIDES)


def sides(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each side that is called as one there is, and each regime that works from none."""
    for path, _ in source.matches(("relations", "*", "elsewhere", "*")):
        if path[-1] in (NEAR, FAR):
            side = (*path[:2], path[-1])
            message = (
                f"found {units.found(path[-1])}, as {dotted(side)} is called "
                f"({source.key_line(side)}); expected another name"
            )
            yield path, source.at_key(path, message)
    for path, name in source.matches(("regimes", "*", "work_from")):
        if isinstance(name, str) and name not in (NEAR, FAR):
            yield from _worked_from(source, path, name)


def _worked_from(source: Source, path: KeyPath, name: str) -> Iterator[tuple[KeyPath, Problem]]:
    """Find the first relation without a side that a regime works from."""
    for relation in source.mapping("relations"):
        at = ("relations", relation)
        known = [NEAR, FAR, *source.mapping(*at, "elsewhere")]
        if name not in known and not source.is_refused((*at, "elsewhere")):
            where = f" (sides of {dotted(at)}, {source.key_line(at)})"
            yield path, source.at_value(path, no_such("side", name, known) + where)
            return
