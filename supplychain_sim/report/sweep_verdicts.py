"""Verdicts on the claims of a sweep, as a table and for programs."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from supplychain_sim.claims import ERROR
from supplychain_sim.report.grid import WIDTH, grid
from supplychain_sim.report.numbers import UNDEFINED, plain
from supplychain_sim.report.verdicts import described
from supplychain_sim.sweep.claims import Decided, Verdict
from supplychain_sim.sweep.language import SUBJECTS, SweepClaim
from supplychain_sim.sweep.places import Crossing
from supplychain_sim.sweep.plan import Plan

_HEADS = ("verdict", "found", "interval", "at", "expected")


def claims(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Return an object for each claim; an end of an interval that is open is missing."""
    return [
        {
            "id": verdict.id,
            "verdict": verdict.standing,
            "about": about(verdict.claim),
            "along": verdict.claim.along,
            "level": verdict.level,
            "says": verdict.claim.says,
            "regimes": [_row(one) for one in verdict.decided],
        }
        for verdict in verdicts
    ]


def _row(one: Decided) -> dict[str, Any]:
    least, most = ends(one)
    return {
        "standing": one.standing,
        "regime": one.compared.side.regime,
        "found": one.found.place(),
        "least": least if math.isfinite(least) else None,
        "most": most if math.isfinite(most) else None,
        "expect": one.expect.words,
        "level": one.level,
        "n": one.found.n,
        "undefined": one.undefined,
    }


def about(claim: SweepClaim) -> str:
    """Return what a claim is about, by its key."""
    return next(key for key in SUBJECTS if getattr(claim, key) is not None)


def ends(one: Decided) -> tuple[float, float]:
    """Return what is not ruled out of what was found: not a number where nothing is left.

    An end is infinite where nothing bounds it: of a place if there may be none.
    """
    interval = one.found.interval(one.level)
    if isinstance(one.found, Crossing) and one.found.chance_of_none() > one.level:
        return -math.inf, math.inf
    return (math.nan, math.nan) if interval is None else interval


def table(verdicts: Sequence[Verdict], plan: Plan) -> list[str]:
    """Return the lines of a table of all claims, and below it what they say."""
    names: list[str] = []
    rows: list[tuple[str, ...]] = []
    for verdict in verdicts:
        names.append(verdict.id)
        several = len(verdict.decided) != 1
        first = (verdict.standing, "", "", "", "")
        rows.append(first if several else _cells(verdict.decided[0]))
        for one in verdict.decided if several else ():
            names.append(f"  {one.compared.side.regime}")
            rows.append(_cells(one))
    columns = [
        [cell.ljust(max(map(len, column))) for cell in column] for column in zip(*rows, strict=True)
    ]
    return [
        "What came of the claims (with an interval at the claim's own level)",
        "",
        *grid(names, _HEADS, columns),
        "",
        *_legend(),
        *(line for verdict in verdicts for line in _said(verdict, plan)),
    ]


def _legend() -> list[str]:
    words = (
        "supported: the whole interval lies where it is expected; contradicted: none of it. The "
        f"verdicts share an error of {plain(100 * ERROR)} % by Holm's rule. Intervals are over "
        "replications, and about the points that were run."
    )
    return textwrap.wrap(words, WIDTH)


def _cells(one: Decided) -> tuple[str, ...]:
    place = one.found.place()
    scale = 100.0 if one.expect.percent and not isinstance(one.found, Crossing) else 1.0
    found = UNDEFINED if place is None else plain(place * scale)
    return (
        one.standing,
        found,
        _interval(one, scale),
        f"{plain(100 * (1 - one.level))} %",
        one.expect.words,
    )


def _interval(one: Decided, scale: float) -> str:
    least, most = ends(one)
    if math.isnan(least):
        return "no place"
    if math.isinf(least) and math.isinf(most):
        return "perhaps none" if isinstance(one.found, Crossing) else "unknown"
    return f"{plain(least * scale)} to {plain(most * scale)}"


def _said(verdict: Verdict, plan: Plan) -> Iterator[str]:
    claim, currency = verdict.claim, plan.loaded.scenario.currency
    yield ""
    yield from textwrap.wrap(f"{verdict.id}: {claim.says}", WIDTH)
    words = f"{_sought(claim, plan)}: {described(claim, currency)}"
    yield from textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")
    for one in verdict.decided:
        if one.undefined:
            total = plan.size * plan.replications
            yield from textwrap.wrap(
                f"{one.compared.side.regime}: {one.undefined:,} of {total:,} runs have no value",
                WIDTH,
                initial_indent="  ",
                subsequent_indent="  ",
            )


def _sought(claim: SweepClaim, plan: Plan) -> str:
    """Return what a claim is about, with its unit."""
    units = {factor.name: factor.unit for factor in plan.factors}
    along = claim.along + (f" ({units[claim.along]})" if units[claim.along] else "")
    if claim.interaction is not None:
        other = claim.interaction.with_
        named = other + (f" ({units[other]})" if units[other] else "")
        return f"interaction of {along} with {named}"
    if claim.cut_off is not None:
        side = "above" if claim.cut_off.below is None else "below"
        level = claim.cut_off.above if claim.cut_off.below is None else claim.cut_off.below
        return f"cut-off along {along}, beyond which it stays {side} {plain(level or 0.0)}"
    if claim.sign_change is not None:
        return f"sign change along {along} to {claim.sign_change.to}"
    return f"slope along {along}"
