"""Claims of a sweep, decided by its results.

What a claim is about is found in each replication, or from all of them at once, and has an
interval over replications.  Verdicts share their error by Holm's rule, as those of a scenario do
(:mod:`supplychain_sim.claims`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from supplychain_sim.claims import ERROR, Standing, holm
from supplychain_sim.contrasts import Compared
from supplychain_sim.scenario.claims import Region
from supplychain_sim.sweep.findings import Found
from supplychain_sim.sweep.language import SweepClaim
from supplychain_sim.sweep.looks import Look, looks_of
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.samples import blocks, cells_of, contrasted


@dataclass(frozen=True)
class Decided:
    """What a claim is about under one regime, and what that says.

    Parameters
    ----------
    compared
        The contrast.
    expect
        Where it is expected, in the units in which it was found.
    found
        What came out.
    level
        Share of intervals that miss the truth.
    standing
        What the interval says about the region.
    undefined
        Runs, or pairs of them, in which the contrast has no value.
    """

    compared: Compared
    expect: Region
    found: Found
    level: float
    standing: Standing
    undefined: int


@dataclass(frozen=True)
class Verdict:
    """What a sweep says about a claim: under each regime that it is about, and in all."""

    id: str
    claim: SweepClaim
    standing: Standing
    level: float
    decided: tuple[Decided, ...]


def decide(plan: Plan, results: Path) -> tuple[Verdict, ...]:
    """Return the verdict on each claim of a sweep, in its order.

    Parameters
    ----------
    plan
        The sweep.
    results
        Its values, one Parquet file sorted by point; what is missing is left out.

    Raises
    ------
    ResultsError
        If they cannot be read.
    """
    looks = {name: looks_of(claim, plan) for name, claim in plan.claims.items()}
    every = [look for some in looks.values() for look in some]
    if every:
        _take_in(every, plan, results)
    found = {name: [(look, look.found()) for look in some] for name, some in looks.items()}
    levels = holm({name: _chance(some) for name, some in found.items()}, ERROR)
    return tuple(
        _verdict(name, claim, found[name], levels[name]) for name, claim in plan.claims.items()
    )


def _take_in(looks: Sequence[Look], plan: Plan, results: Path) -> None:
    import numpy as np

    horizon = plan.loaded.scenario.horizon
    cells = cells_of([look.compared for look in looks], horizon)
    for block in blocks(results, plan, cells):
        levels = [plan.levels(number) for number in block.points]
        for look in looks:
            values = contrasted(look.compared, horizon, cells, block.values)
            look.undefined += int(np.isnan(values).sum())
            look.add(levels, values)


def _chance(found: Sequence[tuple[Look, Found]]) -> float:
    """Return the least level at which a claim is decided: its p-value."""
    supported = max((one.chance_outside(look.expect) for look, one in found), default=1.0)
    contradicted = min((one.chance_inside(look.expect) for look, one in found), default=1.0)
    return min(1.0, min(supported, contradicted) * len(found))


def _verdict(
    name: str, claim: SweepClaim, found: Sequence[tuple[Look, Found]], level: float
) -> Verdict:
    each = level / max(1, len(found))
    decided = tuple(_decided(look, one, each) for look, one in found)
    standings = {one.standing for one in decided}
    standing: Standing = "cannot tell"
    if "contradicted" in standings:
        standing = "contradicted"
    elif standings == {"supported"}:
        standing = "supported"
    return Verdict(name, claim, standing, level, decided)


def _decided(look: Look, found: Found, level: float) -> Decided:
    standing: Standing = "cannot tell"
    if found.chance_outside(look.expect) <= level:
        standing = "supported"
    elif found.chance_inside(look.expect) <= level:
        standing = "contradicted"
    return Decided(look.compared, look.expect, found, level, standing, look.undefined)
