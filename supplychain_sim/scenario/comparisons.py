"""Pairs of values that have to fit each other, each told with both places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple, get_args

from supplychain_sim import units
from supplychain_sim.errors import Problem, UnitError
from supplychain_sim.scenario.connections import PORT
from supplychain_sim.scenario.fields import (
    MONTHS,
    Day,
    Every,
    Minutes,
    NotAboveZero,
    People,
    PerTime,
    PositiveMinutes,
    Share,
    TrialsPerOperation,
    WithinQuote,
)
from supplychain_sim.scenario.located import DEFAULT, KeyPath, Source
from supplychain_sim.scenario.readers import Reader
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
)
#: What comes round; after the end it never comes.
_ROUNDS: tuple[tuple[KeyPath, Any], ...] = (
    (("contract", "round"), PositiveMinutes),
    (("contract", "audits", "every"), PositiveMinutes),
    (("targets", "reviewed", "every"), PositiveMinutes),
    (("relations", "*", "procedure_review", "every"), PositiveMinutes),
    (("relations", "*", "benchmark", "every"), PositiveMinutes),
    (("relations", "*", "near", "visits", "*"), Every),
    (("relations", "*", "far", "visits", "*"), Every),
)


def comparisons(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of two values of a bare *source*, with the path that it is about."""
    for order in _ORDERS:
        for path, value in source.matches(order.lower):
            yield from _out_of_order(source, order, path, value)
    yield from _never_round(source)
    for path, lane in source.matches(("lanes", "*")):
        if isinstance(lane, dict):
            yield from _promised_too_soon(source, path, lane)
    for side in ("near", "far"):
        for path, interval in source.matches(("relations", "*", side, "visits", "*")):
            yield from _visit_after_visit(source, path, interval)
    for path, hazard in source.matches(("hazards", "*")):
        if isinstance(hazard, dict):
            yield from _flood(source, path, hazard)
            yield from _days(source, (*path, "on"), hazard.get("on"))


def _never_round(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Find intervals longer than the horizon; one that is shipped was meant by nobody."""
    for pattern, kind in _ROUNDS:
        order = _Order(pattern, kind, ("horizon",), PositiveMinutes)
        for path, value in source.matches(pattern):
            place = source.values.get(path)
            if place is None or place.file != DEFAULT:
                yield from _out_of_order(source, order, path, value)


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


def _promised_too_soon(
    source: Source, path: KeyPath, lane: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    """Find lanes whose published lead time is shorter than the plan of their legs."""
    promised, legs = _read(Minutes, lane.get("lead_time")), lane.get("legs")
    if promised is None or not isinstance(legs, list):
        return
    planned = [_planned(source, leg) for leg in legs]
    if any(minutes is None for minutes in planned):
        return  # told where the leg or its port is written
    least = sum(minutes or 0 for minutes in planned)
    if promised < least:
        at = (*path, "lead_time")
        message = (
            f"found {units.found(lane['lead_time'])}, expected at least the "
            f"{least / units.DAY:g} days that transit and handling on its legs take "
            f"({source.key_line((*path, 'legs'))})"
        )
        yield at, source.at_value(at, message)


def _planned(source: Source, leg: Any) -> int | None:
    """Return the time that a leg and the port at its end take by plan; None if none is told."""
    if not isinstance(leg, dict):
        return None
    transit: int | None = _read(Minutes, leg.get("transit"))
    stop = str(leg.get("to"))
    if not stop.startswith(PORT):
        return transit
    handling = _read(Minutes, source.get("ports", stop.removeprefix(PORT), "handling"))
    return None if transit is None or handling is None else transit + handling


def _visit_after_visit(
    source: Source, path: KeyPath, interval: Any
) -> Iterator[tuple[KeyPath, Problem]]:
    """Find visitors of whom there are too few to come so often."""
    visitors = ("visitors", path[-1])
    people = _read(People, source.get(*visitors, "people"))
    stay = _read(PositiveMinutes, source.get(*visitors, "stay"))
    travel = _read(Minutes, source.get(*visitors, "travel"))
    every = _read(Every, interval)
    if None not in (people, stay, travel, every) and stay + 2 * travel > people * every:
        away = (stay + 2 * travel) / units.DAY
        number = f"{people} people, each" if people > 1 else "1 person,"
        message = (
            f"found {units.found(interval)}, expected at least {away / people:g} days between "
            f"visits of {units.found(path[-1])}: {number} away for {away:g} days "
            f"({source.key_line(visitors)})"
        )
        yield path, source.at_value(path, message)


def _days(source: Source, path: KeyPath, days: Any) -> Iterator[tuple[KeyPath, Problem]]:
    """Find closures on days that no run comes to, or that are named twice."""
    start = _read(Day, source.get("start"))
    horizon = _read(PositiveMinutes, source.get("horizon"))
    first: dict[Any, int] = {}
    for number, written in enumerate(days if isinstance(days, list) else ()):
        at, day = (*path, number), _read(Day, written)
        if day is None:
            continue
        if first.setdefault(day, number) != number:
            yield at, source.at_value(at, f"found {day} twice, expected each day once")
        elif start is not None and horizon is not None:
            # As a distance, since a start in the year 9999 has no end in the calendar.
            outside = not timedelta(0) <= day - start < timedelta(minutes=horizon)
            message = (
                f"found {day}, expected a day within the horizon, "
                f"{units.found(source.get('horizon'))} ({source.line(('horizon',))}) "
                f"from {start} ({source.line(('start',))})"
            )
            if outside:
                yield at, source.at_value(at, message)


def _read(kind: Any, value: Any) -> Any:
    """Return *value* as the schema reads it; None if it does not."""
    reader: Reader = get_args(kind)[1]
    try:
        return reader.parse(value)
    except UnitError:
        return None
