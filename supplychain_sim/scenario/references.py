"""What refers to what, and what two values together can break.

Works on the bare tree and steps over whatever is not there or not of its kind:
the schema tells about that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.kinds import NUMBER
from supplychain_sim.scenario.claim_references import claim_references
from supplychain_sim.scenario.comparisons import comparisons
from supplychain_sim.scenario.connections import lane_of_side, lanes
from supplychain_sim.scenario.contradictions import contradictions
from supplychain_sim.scenario.floods import floods
from supplychain_sim.scenario.hazards import hazards
from supplychain_sim.scenario.kits import kits
from supplychain_sim.scenario.legs import legs
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.sides import SIDES, of_sides, sides
from supplychain_sim.scenario.turning_points import turning_points
from supplychain_sim.scenario.wording import dotted, no_such

#: Mappings of the user's own ids, ``*`` for any key.
_ID_MAPPINGS: tuple[KeyPath, ...] = (
    ("sites",),
    ("firms",),
    ("parts",),
    ("parts", "*", "areas"),
    ("parts", "*", "made_at"),
    ("relations",),
    ("relations", "*", "elsewhere"),
    *of_sides("visits"),
    ("kits",),
    ("ports",),
    ("lanes",),
    ("hazards",),
    ("visitors",),
    ("regimes",),
    ("claims",),
)
#: Where a value names a thing, and the mapping that holds things of its kind.
_REFERENCES: tuple[tuple[KeyPath, str], ...] = (
    (("firms", "*", "home"), "sites"),
    (("firms", "*", "plants", "*"), "sites"),
    (("sites", "*", "airport"), "ports"),
    (("visitors", "*", "site"), "sites"),
    (("firms", "*", "hires_away", "from"), "visitors"),
    (("relations", "*", "part"), "parts"),
    (("relations", "*", "customer"), "firms"),
    (("relations", "*", "supplier"), "firms"),
    *((pattern, "sites") for pattern in of_sides("plant")),
    *(
        (pattern, "lanes")
        for key in (("lane",), ("otherwise", "*"), ("expedite", "lane"))
        for pattern in of_sides(*key)
    ),
    (("kits", "*", "relations", "*"), "relations"),
    (("hazards", "*", "port"), "ports"),
    (("hazards", "*", "port", "*"), "ports"),
    (("hazards", "*", "site"), "sites"),
    (("hazards", "*", "site", "*"), "sites"),
    (("hazards", "*", "people", "*"), "sites"),
    (("hazards", "*", "lane"), "lanes"),
    (("hazards", "*", "lane", "*"), "lanes"),
)
#: Where a key names a thing.
_KEY_REFERENCES: tuple[tuple[KeyPath, str], ...] = (
    (("parts", "*", "made_at"), "sites"),
    *((pattern, "visitors") for pattern in of_sides("visits")),
)
_KINDS = {
    "sites": "site",
    "firms": "firm",
    "parts": "part",
    "relations": "relation",
    "lanes": "lane",
    "ports": "port",
    "visitors": "visitors",
}
_ARCHITECTURES = ("integral", "modular")
#: Free text, in which an amount of another currency is no slip.
_FREE_TEXT = frozenset({"name", "question", "says", "source"})
_MONEY = re.compile(rf"{NUMBER}\s*([A-Z]{{3}})(?:\s*/\s*\w+)?")


def check(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of a bare *source* with the path that it is about."""
    found = list(_outside_claims(source))
    yield from found
    # What a claim is about is judged only where nothing else is wrong with it.
    wrong = {path[:1] for path, _ in found}
    yield from claim_references(replace(source, refused=source.refused | wrong))


def _outside_claims(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    yield from _same_but_for_case(source)
    yield from _dangling(source)
    yield from _dangling_keys(source)
    yield from lanes(source)
    yield from legs(source)
    yield from _relations(source)
    yield from sides(source)
    yield from kits(source)
    yield from hazards(source)
    yield from _visitors(source)
    yield from _architectures(source)
    yield from _currency(source)
    yield from _weights(source)
    yield from comparisons(source)
    yield from turning_points(source)
    yield from contradictions(source)
    yield from floods(source)


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


def _dangling(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for pattern, kind in _REFERENCES:
        if source.is_refused((kind,)):
            continue
        known = source.mapping(kind)
        for path, name in source.matches(pattern):
            if isinstance(name, str) and name not in known:
                yield path, source.at_value(path, no_such(_KINDS[kind], name, known))


def _dangling_keys(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for pattern, kind in _KEY_REFERENCES:
        if source.is_refused((kind,)):
            continue
        known = source.mapping(kind)
        for path, mapping in source.matches(pattern):
            for name in mapping if isinstance(mapping, dict) else ():
                if name not in known:
                    message = no_such(_KINDS[kind], name, known)
                    yield (*path, name), source.at_key((*path, name), message)


def _relations(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for path, relation in source.matches(("relations", "*")):
        if isinstance(relation, dict):
            yield from _two_firms(source, path)
            yield from _home_makes_the_part(source, path)
            for side in SIDES:
                for at, _ in source.matches((*path, *side)):
                    yield from lane_of_side(source, at)


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
        at_firm = ("firms", str(supplier))
        yield (*at_firm, "trial_teams"), source.at_missing(at_firm, ["trial_teams"], message)


def _home_makes_the_part(source: Source, path: KeyPath) -> Iterator[tuple[KeyPath, Problem]]:
    customer, part = source.get(*path, "customer"), source.get(*path, "part")
    home = source.get("firms", customer, "home")
    made_at = ("parts", part, "made_at")
    makers = source.get(*made_at)
    # A home that is no site is told where it is written.
    if not isinstance(makers, dict) or not isinstance(home, str) or home in makers:
        return
    if home in source.mapping("sites"):
        at = (*path, "customer")
        message = (
            f"found {units.found(customer)}, whose home is {units.found(home)}; expected a home "
            f"among the sites where {units.found(part)} is made ({source.key_line(made_at)})"
        )
        yield at, source.at_value(at, message)


def _visitors(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    for path, group in source.matches(("visitors", "*")):
        if not isinstance(group, dict):
            continue
        at, hired = (*path, "site"), group.get("hired") is True
        if not hired and group.get("site") is None:
            message = "missing key 'site', expected of visitors who are not hired"
            yield at, source.at_key(path, message)
        elif hired and group.get("site") is not None:
            where = source.line((*path, "hired"))
            message = f"found a site of visitors who are hired ({where}), expected none"
            yield at, source.at_key(at, message)


def _architectures(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    only: dict[str, tuple[str, KeyPath]] = {}
    for path, cross in source.matches(("parts", "*", "cross")):
        if not isinstance(cross, dict) or source.is_refused(path):
            continue
        integral, modular = (cross.get(name) is not None for name in _ARCHITECTURES)
        if not integral and not modular:
            message = "found neither integral nor modular, expected one of them or both"
            yield path, source.at_missing(path, _ARCHITECTURES, message)
        elif integral != modular:
            has, lacks = _ARCHITECTURES if integral else _ARCHITECTURES[::-1]
            only[lacks] = has, path
    for path, name in source.matches(("regimes", "*", "architecture")):
        if isinstance(name, str) and name in only:
            has, part = only[name]
            message = (
                f"found {units.found(name)}, expected {units.found(has)}, "
                f"the one architecture in {dotted(part)} ({source.key_line(part)})"
            )
            yield path, source.at_value(path, message)


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
