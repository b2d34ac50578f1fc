"""Pairs of values that have to be in order, each told with both places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.fields import (
    MONTHS,
    NotAboveZero,
    PerTime,
    PositiveMinutes,
    Share,
    TrialsPerOperation,
    WithinQuote,
)
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.wording import dotted

#: Closures a year, within their season, that a calendar still holds.
_MOST_A_YEAR = 200


class _Order(NamedTuple):
    """The value at *lower* is of *kind* and at most the one at *upper*; ``*`` as in both."""

    lower: KeyPath
    lower_kind: Any
    upper: KeyPath
    upper_kind: Any


_ORDERS = (
    _Order(
        ("parts", "*", "home_maturity", "old"),
        TrialsPerOperation,
        ("parts", "*", "home_maturity", "current"),
        TrialsPerOperation,
    ),
    _Order(
        ("relations", "*", "review", "accept_below"),
        NotAboveZero,
        ("relations", "*", "review", "refuse_above"),
        NotAboveZero,
    ),
    _Order(
        ("targets", "jointly", "delivery", "least"), Share, ("targets", "delivery"), WithinQuote
    ),
    _Order(("targets", "delivery"), WithinQuote, ("targets", "jointly", "delivery", "most"), Share),
    _Order(
        ("contract", "design_share", "start"), Share, ("contract", "design_share", "most"), Share
    ),
    _Order(("contract", "round"), PositiveMinutes, ("horizon",), PositiveMinutes),
)


def comparisons(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of two values of a bare *source*, with the path that it is about."""
    for order in _ORDERS:
        for path, value in source.matches(order.lower):
            yield from _out_of_order(source, order, path, value)
    for path, hazard in source.matches(("hazards", "*")):
        if isinstance(hazard, dict):
            yield from _flood(source, path, hazard)


def _out_of_order(
    source: Source, order: _Order, path: KeyPath, value: Any
) -> Iterator[tuple[KeyPath, Problem]]:
    stars = iter(step for step, star in zip(path, order.lower, strict=True) if star == "*")
    upper = tuple(next(stars) if step == "*" else step for step in order.upper)
    bound = source.get(*upper)
    least, most = _read(order.lower_kind, value), _read(order.upper_kind, bound)
    if least is not None and most is not None and least > most:
        message = (
            f"found {units.found(value)}, expected at most {dotted(upper)}, "
            f"which is {units.found(bound)} ({source.line(upper)})"
        )
        yield path, source.at_value(path, message)


def _flood(
    source: Source, path: KeyPath, hazard: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    rate, season = _read(PerTime, hazard.get("rate")), hazard.get("season")
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


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _read(kind: Any, value: Any) -> Any:
    """Return *value* as the schema reads it; None if it does not."""
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError:
        return None
