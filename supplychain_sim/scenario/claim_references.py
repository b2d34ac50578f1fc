"""What the claims of a scenario refer to: measures, what they are of, regimes and years."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from supplychain_sim import units
from supplychain_sim.errors import Problem, UnitError
from supplychain_sim.scenario.claims import EVERY, Aspect, Contrast, region, window
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.measured import MEASURES
from supplychain_sim.scenario.sides import of_sides
from supplychain_sim.scenario.wording import did_you_mean, nearest, no_such
from supplychain_sim.units import YEAR

T = TypeVar("T")

_ASPECTS = tuple(Aspect.model_fields)
_NEEDED = (*_ASPECTS, "expect")
#: Keys of a contrast, as they are written.
_KEYS = tuple(field.alias or name for name, field in Contrast.model_fields.items())
_PLURAL = {
    "site": "sites",
    "plant": "sites that hold trials",
    "relation": "relations",
    "stock": "stocks",
    "kit": "kits",
    "lane": "lanes",
    "port": "ports",
}
#: Where a scenario says what there is to measure.
_NAMED_IN = ("sites", "firms", "parts", "relations", "kits", "ports", "lanes")

Found = Iterator[tuple[KeyPath, Problem]]


@dataclass(frozen=True)
class _Side:
    """One side of a contrast: where each of its keys is written."""

    source: Source
    at: KeyPath
    keys: Mapping[str, KeyPath]

    def get(self, key: str) -> Any:
        return self.source.get(*self.keys[key]) if key in self.keys else None

    def problem(self, key: str, message: str) -> tuple[KeyPath, Problem]:
        path = self.keys.get(key, (*self.at, key))
        return path, self.source.at_value(path, message)

    def line(self, key: str) -> str:
        return self.source.line(self.keys[key])

    def over(self, path: KeyPath, keys: tuple[str, ...]) -> _Side:
        """Return the side that takes from here what the mapping at *path* does not say."""
        said = self.source.get(*path)
        own = {key: (*path, key) for key in keys if key in said}
        return _Side(self.source, path, {**self.keys, **own})


def claim_references(
    source: Source, keys: tuple[str, ...] = _KEYS, needed_keys: tuple[str, ...] = _NEEDED
) -> Found:
    """Yield each problem of the claims of a bare *source*, with the path that it is about.

    What there is to measure is not judged where something is wrong with what says so.

    Parameters
    ----------
    source
        A scenario with claims.
    keys, needed_keys
        What a claim may say of what it looks at, and what it has to say.
    """
    for path, claim in source.matches(("claims", "*")):
        if isinstance(claim, dict):
            whole = _Side(source, path, {}).over(path, keys)
            needed = claim.get("all")
            parts = needed if isinstance(needed, list) else []
            sides = [
                whole.over((*path, "all", index), keys)
                for index, part in enumerate(parts)
                if isinstance(part, dict)
            ]
            for side in sides or ([] if parts else [whole]):
                yield from _contrast(side, needed_keys)


def aspect_references(source: Source, path: KeyPath) -> Found:
    """Yield each problem of what the mapping at *path* of a bare *source* looks at."""
    yield from _aspect(_Side(source, path, {}).over(path, _ASPECTS))


def _contrast(side: _Side, needed: tuple[str, ...]) -> Found:
    for key in needed:
        if key not in side.keys:
            message = f"missing key {key!r}"
            yield (*side.at, key), side.source.at_key(side.at, message)
    yield from _aspect(side)
    yield from _percent(side)
    path = side.keys.get("against")
    if path is not None and isinstance(side.source.get(*path), dict):
        other = side.over(path, _ASPECTS)
        yield from _aspect(other)
        yield from _compared(side, other, path)
        yield from _beyond(side, other)
    elif path is None and side.get("as") is not None:
        message = f"found {units.found(side.get('as'))} without against, expected both or neither"
        yield side.problem("as", message)
    if path is None and side.keys.get("beyond") is not None:
        message = "found beyond without against, expected both or neither"
        yield side.keys["beyond"], side.source.at_key(side.keys["beyond"], message)


def _beyond(side: _Side, against: _Side) -> Found:
    """Find a comparison made elsewhere that is none, or the very same."""
    path = side.keys.get("beyond")
    if path is None or not isinstance(side.source.get(*path), dict):
        return
    if not isinstance(side.source.get(*path, "against"), dict):
        return  # the schema tells of it
    there = side.over(path, _ASPECTS)
    other = there.over((*path, "against"), _ASPECTS)
    for one in (there, other):
        yield from _aspect(one)
    if there.get("regime") == EVERY:
        yield there.problem("regime", f"found {EVERY!r}, expected a single regime to compare with")
    same = [
        all(one.get(key) == two.get(key) for key in _ASPECTS)
        for one, two in ((side, there), (against, other))
    ]
    if all(same):
        message = "found the very comparison of the claim, expected it elsewhere"
        yield path, side.source.at_key(path, message)


def _aspect(side: _Side) -> Found:
    yield from _measure(side)
    yield from _regime(side)
    yield from _within_horizon(side)


def _measure(side: _Side) -> Found:
    measure = side.get("measure")
    if not isinstance(measure, str):
        return
    if measure not in MEASURES:
        near = nearest(measure, MEASURES)
        meant = f"did you mean {near!r}?" if near else "expected one that 'measures' lists"
        yield side.problem("measure", f"no measure {units.found(measure)}, {meant}")
        return
    subject, kind = side.get("subject"), MEASURES[measure].kind
    if not isinstance(subject, str) or _is_doubtful(side.source):
        return
    known = sorted(_subjects(side.source)[kind])
    if subject not in known:
        among = ", ".join(known) if known else "there are none"
        message = (
            f"found {units.found(subject)}, expected one of the {_PLURAL[kind]} of which "
            f"{units.found(measure)} is measured ({side.line('measure')}): {among}"
        )
        yield side.problem("subject", message + did_you_mean(subject, known))


def _is_doubtful(source: Source) -> bool:
    """Whether something is wrong where a scenario says what there is to measure."""
    return any(not path or path[0] in _NAMED_IN for path in source.refused)


def _subjects(source: Source) -> dict[str, set[str]]:
    """Return what there is to measure, by kind, as results call it."""
    made = [(path[3], path[1]) for path, _ in source.matches(("parts", "*", "made_at", "*"))]
    supplied: list[tuple[Any, Any]] = [
        (source.get("firms", supplier, "home"), path[1])
        for path, supplier in source.matches(("relations", "*", "supplier"))
    ]
    several = Counter(site for site, _ in [*made, *supplied])

    def label(site: Any, what: Any) -> str:
        return f"site/{site}" if several[site] == 1 else f"site/{site}/{what}"

    plants = {label(*pair) for pair in made}
    relations = [path[1] for path, _ in source.matches(("relations", "*"))]
    used = [lane for pattern in of_sides("lane") for _, lane in source.matches(pattern)]
    return {
        "plant": plants,
        "site": plants | {label(*pair) for pair in supplied},
        "relation": {f"relation/{name}" for name in relations},
        "stock": {f"stock/{name}" for name in relations},
        "kit": {f"kit/{path[1]}" for path, _ in source.matches(("kits", "*"))},
        "lane": {f"lane/{name}" for name in used},
        "port": {f"port/{path[1]}" for path, _ in source.matches(("ports", "*"))},
    }


def _regime(side: _Side) -> Found:
    name, known = side.get("regime"), side.source.get("regimes")
    if not isinstance(name, str) or not isinstance(known, dict):
        return
    compared_with = side.keys["regime"][-2] == "against"
    if name == EVERY and name in known:
        where = side.source.key_line(("regimes", name))
        message = f"found {name!r}, which a regime is called too ({where}); expected another name"
        yield side.problem("regime", message)
    elif name == EVERY and compared_with:
        yield side.problem("regime", f"found {name!r}, expected a single regime to compare with")
    elif name != EVERY and name not in known:
        names = known if compared_with else [*known, EVERY]
        yield side.problem("regime", no_such("regime", name, names))


def _within_horizon(side: _Side) -> Found:
    asked = _read(window, side.get("window"))
    horizon = _read(units.duration, side.source.get("horizon"))
    if asked is None or horizon is None or side.source.is_refused(("horizon",)):
        return
    last = horizon // YEAR
    if (asked.last or 0) > last or (asked.last == 0 and last == 0):
        written = side.source.get("horizon")
        where = side.source.line(("horizon",))
        message = (
            f"found {units.found(asked.words)}, expected years within the horizon, "
            f"which is {units.found(written)} ({where})"
        )
        yield side.problem("window", message)


def _percent(side: _Side) -> Found:
    asked, measure = _read(region, side.get("expect")), side.get("measure")
    unit = _unit(side)
    if asked is None or not asked.percent or unit is None:
        return
    if side.get("as") == "ratio" or unit != "share":
        what = "a ratio" if side.get("as") == "ratio" else f"{units.found(measure)}, no share"
        message = f"found {units.found(asked.words)} of {what}; expected plain numbers"
        yield side.problem("expect", message)


def _compared(side: _Side, other: _Side, path: KeyPath) -> Found:
    if all(side.get(key) == other.get(key) for key in _ASPECTS):
        message = (
            "found nothing that differs from the claim itself, expected another regime, "
            "window, subject or measure"
        )
        yield path, side.source.at_key(path, message)
    unit, found = _unit(side), _unit(other)
    if unit is None or found is None or unit == found or side.get("as") == "ratio":
        return
    message = (
        f"found {units.found(other.get('measure'))}, in {found}; expected a measure in {unit}, "
        f"as {units.found(side.get('measure'))} is ({side.line('measure')}), or a ratio"
    )
    yield other.problem("measure", message)


def _unit(side: _Side) -> str | None:
    """Return the unit of the measure; None if there is no such measure."""
    measure = side.get("measure")
    known = MEASURES.get(measure) if isinstance(measure, str) else None
    return known.unit if known else None


def _read(parse: Callable[[Any], T], value: Any) -> T | None:
    """Return *value* as *parse* reads it; None if it does not, which the schema tells."""
    try:
        return parse(value)
    except UnitError:
        return None
