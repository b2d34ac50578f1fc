"""Values that another value makes void, each told with both places.

Works on the bare tree, as :mod:`supplychain_sim.scenario.references` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.fields import (
    LinesPerTime,
    SampleSize,
    Share,
    SharePerTime,
    UnitsPerTime,
)
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.sides import SIDES, of_sides
from supplychain_sim.scenario.wording import dotted

Found = Iterator[tuple[KeyPath, Problem]]

#: What only the supplier in a relation has a use for.
_OF_SUPPLIERS = ("trial_teams", "staff_turnover", "hires_away")
#: What has luck of its own, named after its id or its stream.
_LUCKY = ("sites", "parts", "relations", "ports", "hazards")


def contradictions(source: Source) -> Found:
    """Yield each value of a bare *source* that cannot have an effect, with its path."""
    yield from _of_a_firm_that_only_buys(source)
    yield from _hired_away_from_the_hired(source)
    yield from _at_home_already(source)
    yield from _of_two_firms(source)
    yield from _nobody_travels(source)
    yield from _never_left_out(source)
    yield from _lots(source)
    yield from _one_luck(source)


def _suppliers(source: Source) -> dict[KeyPath, str]:
    """Return the supplier of each relation, by where it is named; nothing if any is wrong."""
    told = dict(source.matches(("relations", "*", "supplier")))
    for path, name in told.items():
        known = isinstance(name, str) and source.mapping("firms", name)
        if not known or name == source.get(*path[:-1], "customer"):
            return {}  # told as such
    return told if len(told) == len(source.mapping("relations")) else {}


def _of_a_firm_that_only_buys(source: Source) -> Found:
    suppliers = set(_suppliers(source).values())
    buyers = {
        name: path
        for path, name in source.matches(("relations", "*", "customer"))
        if isinstance(name, str) and suppliers and name not in suppliers
    }
    for name, customer in buyers.items():
        for key in _OF_SUPPLIERS:
            path = ("firms", name, key)
            value = source.get(*path)
            rate = read_as(SharePerTime, value)
            if value is not None and (rate is None or rate.amount):
                message = (
                    f"found {key} of a firm that only buys ({source.line(customer)}), "
                    "expected it of a supplier"
                )
                yield path, source.at_key(path, message)


def _hired_away_from_the_hired(source: Source) -> Found:
    for path, group in source.matches(("firms", "*", "hires_away", "from")):
        hired = ("visitors", group, "hired")
        if isinstance(group, str) and source.get(*hired) is True:
            message = (
                f"found {units.found(group)}, who are hired ({source.line(hired)}), "
                "expected visitors who are the customer's own people"
            )
            yield path, source.at_value(path, message)


def _at_home_already(source: Source) -> Found:
    """Find visitors who set out from the site that they would travel to."""
    for path, supplier in _suppliers(source).items():
        home = source.get("firms", supplier, "home")
        for visits, group in _groups_that_visit(source, path[:-1]):
            site = ("visitors", group, "site")
            if isinstance(home, str) and source.get(*site) == home:
                at = (*visits, group)
                message = (
                    f"found {units.found(group)}, who set out from {units.found(home)} "
                    f"({source.line(site)}), the home of the supplier that they would visit; "
                    "expected visitors from another site"
                )
                yield at, source.at_key(at, message)


def _groups_that_visit(source: Source, relation: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield each group that comes in a *relation*, with the path of the visits of its side."""
    for side in SIDES:
        for path, groups in source.matches((*relation, *side, "visits")):
            if isinstance(groups, dict):
                yield from ((path, group) for group in groups)


def _of_two_firms(source: Source) -> Found:
    first: dict[str, KeyPath] = {}
    for name in source.mapping("firms"):
        homes = source.matches(("firms", name, "home"))
        for path, site in (*homes, *source.matches(("firms", name, "plants", "*"))):
            if isinstance(site, str) and first.setdefault(site, path) != path:
                earlier = first[site]
                message = (
                    f"found {units.found(site)}, which is {dotted(earlier)} already "
                    f"({source.line(earlier)}); expected each site once"
                )
                yield path, source.at_value(path, message)


def _nobody_travels(source: Source) -> Found:
    """Find closures between two sites between which nobody visits, audits or teaches."""
    homes = {str(source.get("firms", name, "home")) for name in _suppliers(source).values()}
    groups = source.mapping("visitors")
    known = all(isinstance(group, dict) for group in groups.values())
    sites = {str(group["site"]) for group in groups.values() if known and group.get("site")}
    for pattern in of_sides("plant"):
        sites |= {str(plant) for _, plant in source.matches(pattern)}
    if not homes or not known or not {*homes, *sites} <= source.mapping("sites").keys():
        return  # told where a firm or a group names what does not exist
    for path, pair in source.matches(("hazards", "*", "people")):
        if not isinstance(pair, list) or not set(map(str, pair)) <= source.mapping("sites").keys():
            continue
        ends = set(map(str, pair))
        if len(ends) > 1 and not any(ends == {site, home} for site in sites for home in homes):
            message = (
                f"found {units.found(pair[0])} and {units.found(pair[1])}, between which nobody "
                "travels; expected the site of visitors, or the plant of a side, and the home of "
                "a supplier"
            )
            yield path, source.at_value(path, message)


def _never_left_out(source: Source) -> Found:
    for path, _ in source.matches(("parts", "*", "function")):
        left_out, added = (*path, "leave_out"), (*path, "add")
        never = read_as(Share, source.get(*left_out)) == 0
        if never and (read_as(Share, source.get(*added)) or 0) > 0:
            message = (
                f"found {units.found(source.get(*added))} of ideas that bring back what was left "
                f"out, expected 0 % where none leaves anything out ({source.line(left_out)})"
            )
            yield added, source.at_value(added, message)


def _lots(source: Source) -> Found:
    """Find samples that let every lot pass, or that no lot is large enough for."""
    sampled, passing = (
        ("contract", "audits", "lot", key) for key in ("sample", "acceptance_number")
    )
    size, accepted = source.get(*sampled), source.get(*passing)
    sample = read_as(SampleSize, size)
    if not sample or (source.is_shipped(sampled) and source.is_shipped(passing)):
        return
    if isinstance(accepted, int) and not isinstance(accepted, bool) and accepted >= sample:
        at, other = (sampled, passing) if source.is_shipped(passing) else (passing, sampled)
        expected = "more" if at is sampled else "less"
        message = (
            f"found {units.found(source.get(*at))}, expected {expected} than {dotted(other)}, "
            f"which is {units.found(source.get(*other))} ({source.line(other)})"
        )
        yield at, source.at_value(at, message)
    for path, demand in source.matches(("relations", "*", "demand")):
        yield from _too_small_a_lot(source, sampled, sample, path, demand)


def _too_small_a_lot(
    source: Source, sampled: KeyPath, sample: int, path: KeyPath, demand: Any
) -> Found:
    if not isinstance(demand, dict) or source.is_shipped(sampled):
        return
    mean = read_as(UnitsPerTime, demand.get("mean"))
    lines = read_as(LinesPerTime, demand.get("order_lines"))
    if mean and lines and sample * lines.yearly > mean.yearly:
        message = (
            f"found {units.found(source.get(*sampled))}, expected at most the "
            f"{mean.yearly / lines.yearly:.4g} units that an order line of {dotted(path[:2])} has "
            f"({source.line((*path, 'order_lines'))})"
        )
        yield sampled, source.at_value(sampled, message)


def _one_luck(source: Source) -> Found:
    for kind in _LUCKY:
        first: dict[str, str] = {}
        named = source.mapping(kind)
        # What keeps its own id comes first: the problem is told where a stream is written.
        for name in sorted(named, key=lambda one: source.get(kind, one, "stream") is not None):
            path = (kind, name, "stream")
            stream = source.get(*path) or name
            if isinstance(stream, str) and first.setdefault(stream, name) != name:
                other = (kind, first[stream])
                message = (
                    f"found {units.found(stream)}, after which the luck of {dotted(other)} is "
                    f"named as well ({source.key_line(other)}); expected another name"
                )
                yield path, source.at_value(path, message)
