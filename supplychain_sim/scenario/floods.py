"""What would happen so often that a run never ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.fields import (
    MONTHS,
    Every,
    LinesPerTime,
    PerTime,
    PositiveMinutes,
    Teams,
)
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.sides import of_sides
from supplychain_sim.units import Rate

#: Closures a year, within their season, that a calendar still holds.
_MOST_A_YEAR = 200
#: Most that anything may happen within the horizon; a run of it takes minutes.
_MOST_TIMES = 1_000_000
#: What comes so often, as a rate or after a time.
_REPEATED: tuple[tuple[KeyPath, Any], ...] = (
    (("parts", "*", "made_at", "*", "trials"), PerTime),
    (("firms", "*", "hires_away", "rate"), PerTime),
    (("relations", "*", "demand", "order_lines"), LinesPerTime),
    (("relations", "*", "stock", "review"), PositiveMinutes),
    (("relations", "*", "procedure_review", "every"), PositiveMinutes),
    (("relations", "*", "benchmark", "every"), PositiveMinutes),
    *((pattern, Every) for pattern in of_sides("visits", "*")),
    (("contract", "round"), PositiveMinutes),
    (("contract", "audits", "every"), PositiveMinutes),
    (("targets", "reviewed", "every"), PositiveMinutes),
)


def floods(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each value of a bare *source* that asks for too much of anything, with its path."""
    for pattern, kind in _REPEATED:
        for path, value in source.matches(pattern):
            yield from _too_often(source, path, value, read_as(kind, value))
    for path, value in source.matches(("relations", "*", "trial", "lasts")):
        supplier = source.get(*path[:2], "supplier")
        teams = read_as(Teams, source.get("firms", supplier, "trial_teams")) or 1
        lasts = read_as(PositiveMinutes, value)
        yield from _too_often(source, path, value, lasts and Rate(teams, lasts))
    for path, hazard in source.matches(("hazards", "*")):
        if isinstance(hazard, dict):
            yield from _closures(source, path, hazard)


def _too_often(
    source: Source, path: KeyPath, value: Any, read: Rate | int | None
) -> Iterator[tuple[KeyPath, Problem]]:
    horizon = read_as(PositiveMinutes, source.get("horizon"))
    if read is None or horizon is None:
        return
    times = (read if isinstance(read, Rate) else Rate(1, read)).over(horizon)
    if times > _MOST_TIMES:
        message = (
            f"found {units.found(value)}, which is {times:,.0f} times within the horizon "
            f"({source.line(('horizon',))}); expected at most {_MOST_TIMES:,} times"
        )
        yield path, source.at_value(path, message)


def _closures(
    source: Source, path: KeyPath, hazard: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    rate, season = read_as(PerTime, hazard.get("rate")), hazard.get("season")
    if rate is None:
        return
    months = len(MONTHS)
    if isinstance(season, list) and len(season) == 2 and all(m in MONTHS for m in season):  # noqa: PLR2004 - a pair
        months = (MONTHS.index(season[1]) - MONTHS.index(season[0])) % len(MONTHS) + 1
    within = rate.yearly * len(MONTHS) / months
    if within > _MOST_A_YEAR:
        season_words = f", which is {within:g} /year within its season" if season else ""
        message = (
            f"found {units.found(hazard['rate'])}{season_words}; "
            f"expected at most {_MOST_A_YEAR} /year"
        )
        yield (*path, "rate"), source.at_value((*path, "rate"), message)
