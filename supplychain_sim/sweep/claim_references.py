"""What the claims of a sweep refer to: factors, and what a scenario's claims refer to as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from supplychain_sim.errors import Problem
from supplychain_sim.scenario import claim_references as scenarios
from supplychain_sim.scenario.claims import Aspect, Comparable, Expected, Region
from supplychain_sim.scenario.located import KeyPath, Place, Source
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.sweep.factors import Factor

Found = Iterator[tuple[KeyPath, Problem]]

_KEYS = tuple(entry.alias for entry in Comparable.model_fields.values())
_NEEDED = tuple(Aspect.model_fields)
#: What is about a place along a factor, of which there have to be levels.
_PLACES = ("cut_off", "sign_change")
_TWO = 2
#: Keys of a sweep under which it says what is looked at.
_SAID = ("claims", "best")


def claim_references(
    sweep: Source, tree: Mapping[str, Any], base: Source | None, factors: Sequence[Factor]
) -> Found:
    """Yield each problem of the claims of a sweep, and of what its points are judged by.

    Parameters
    ----------
    sweep
        The file.
    tree, base
        The base scenario with all that it says, and where that was written.
    factors
        Those that nothing is wrong with.
    """
    if base is None:
        return
    both = _beside(sweep, tree, base)
    yield from scenarios.claim_references(both, _KEYS, _NEEDED)
    yield from scenarios.aspect_references(both, ("best",)) if "best" in both.tree else ()
    known = {factor.name: factor for factor in factors}
    # A factor that something is wrong with is told of where it is written.
    named = {*known, *sweep.mapping("factors")}
    for path, claim in sweep.matches(("claims", "*")):
        if isinstance(claim, dict):
            yield from _along(sweep, path, claim, known, named)
    if any(("horizon",) in factor.paths for factor in factors):
        yield from _last_years(sweep)


def _last_years(sweep: Source) -> Found:
    """Find windows that are another year at each point, since the horizon is a factor."""
    claims = ("claims", "*"), ("claims", "*", "against"), ("claims", "*", "beyond")
    for holder in (*claims, (*claims[-1], "against"), ("best",)):
        for path, window in sweep.matches((*holder, "window")):
            if window == "last year":
                message = (
                    "found 'last year', which is another one at each point, since the horizon is a "
                    "factor; expected a year by its number, or 'whole horizon'"
                )
                yield path, sweep.at_value(path, message)


def _beside(sweep: Source, tree: Mapping[str, Any], base: Source) -> Source:
    """Return the base scenario with the claims of a *sweep*, and the regimes that run in it."""
    regimes = tree.get("regimes", {})
    named = sweep.tree.get("regimes")
    if isinstance(named, list):
        regimes = {name: value for name, value in regimes.items() if name in named} or regimes
    said = {key: sweep.tree[key] for key in _SAID if isinstance(sweep.tree.get(key), dict)}
    return replace(
        base,
        tree={**tree, "claims": {}, "regimes": regimes, **said},
        places={**base.places, **_of(sweep.places)},
        values={**base.values, **_of(sweep.values)},
        refused=sweep.refused,
        spread=True,
    )


def _of(places: Mapping[KeyPath, Place]) -> dict[KeyPath, Place]:
    return {path: place for path, place in places.items() if path and path[0] in _SAID}


def _along(
    sweep: Source,
    path: KeyPath,
    claim: Mapping[str, Any],
    known: Mapping[str, Factor],
    named: set[str],
) -> Found:
    yield from _factor(sweep, (*path, "along"), known, named)
    yield from _factor(sweep, (*path, "interaction", "with"), known, named)
    factor = known.get(str(claim.get("along")))
    other = sweep.get(*path, "interaction", "with")
    if factor is not None and other == factor.name:
        message = f"found {other!r}, the factor of the claim itself; expected another one"
        yield (
            (*path, "interaction", "with"),
            sweep.at_value((*path, "interaction", "with"), message),
        )
    for key in _PLACES:
        if factor is not None and isinstance(claim.get(key), dict):
            yield from _place(sweep, (*path, key), factor)


def _factor(sweep: Source, path: KeyPath, known: Mapping[str, Factor], named: set[str]) -> Found:
    """Find a factor that is none, or along which nothing can be counted."""
    name = sweep.get(*path)
    if not isinstance(name, str):
        return
    if name not in named:
        yield path, sweep.at_value(path, no_such("factor", name, named))
    elif name in known and known[name].unit is None and known[name].count != _TWO:
        message = (
            f"found {name!r}, whose levels are no amounts of one unit; expected a factor along "
            "which one can count, or one of two levels"
        )
        yield path, sweep.at_value(path, message)
    elif name in known and known[name].count == 1:
        yield (
            path,
            sweep.at_value(path, f"found {name!r}, which has one level; expected two or more"),
        )


def _place(sweep: Source, path: KeyPath, factor: Factor) -> Found:
    """Find a claim about a place along a factor that has none."""
    if factor.unit is None or factor.count is None:
        message = (
            f"found {factor.name!r}, which has no levels of one unit; expected a list of amounts "
            "or a range with steps, between which a place can be found"
        )
        yield path, sweep.at_key(path, message)
        return
    asked: Region | None = read_as(Expected, sweep.get(*path, "expect"))
    if asked is not None and asked.percent and factor.unit != "%":
        message = (
            f"found {asked.words!r} of a factor that is not in per cent; expected plain numbers"
        )
        yield (*path, "expect"), sweep.at_value((*path, "expect"), message)
