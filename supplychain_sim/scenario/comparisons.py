"""Pairs of values that have to fit each other, each told with both places."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.connections import PORT
from supplychain_sim.scenario.fields import (
    Day,
    Every,
    LinesPerTime,
    Minutes,
    NotAboveZero,
    PartsPerMillion,
    People,
    PositiveMinutes,
    PriceFall,
    Share,
    TrialsPerOperation,
    UnitsPerTime,
    WithinQuote,
)
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.readers import read_as
from supplychain_sim.scenario.sides import of_sides
from supplychain_sim.scenario.wording import dotted
from supplychain_sim.units import Rate


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
    _Order(
        ("contract", "design_share", "least"), Share, ("contract", "design_share", "start"), Share
    ),
    _Order(("targets", "price_down"), PriceFall, ("targets", "price_down_asked"), PriceFall),
    _Order(
        ("parts", "*", "at_gap_1", "defects", "level"),
        PartsPerMillion,
        ("parts", "*", "at_gap_1", "defects", "most"),
        PartsPerMillion,
    ),
    _Order(
        ("relations", "*", "demand", "order_lines"),
        LinesPerTime,
        ("relations", "*", "demand", "mean"),
        UnitsPerTime,
    ),
    *(
        _Order(
            ("relations", "*", "root_cause", lower),
            PositiveMinutes,
            ("relations", "*", "root_cause", upper),
            PositiveMinutes,
        )
        for lower, upper in (
            ("contained_within", "implemented_within"),
            ("implemented_within", "norm"),
            ("containment", "norm"),
            ("norm", "gives_up"),
        )
    ),
)
#: What comes round or comes to an end; after the horizon it never does.
_ROUNDS: tuple[tuple[KeyPath, Any], ...] = (
    (("contract", "round"), PositiveMinutes),
    (("contract", "audits", "every"), PositiveMinutes),
    (("targets", "reviewed", "every"), PositiveMinutes),
    (("relations", "*", "procedure_review", "every"), PositiveMinutes),
    (("relations", "*", "benchmark", "every"), PositiveMinutes),
    *((pattern, Every) for pattern in of_sides("visits", "*")),
    (("contract", "audits", "corrective", "due"), PositiveMinutes),
    (("targets", "reviewed", "joint_measurement", "lasts"), Minutes),
    (("relations", "*", "quoted"), PositiveMinutes),
    (("relations", "*", "stock", "review"), PositiveMinutes),
    (("relations", "*", "stock", "cover"), Minutes),
    (("relations", "*", "trial", "lasts"), PositiveMinutes),
    (("relations", "*", "review", "lasts"), PositiveMinutes),
    (("relations", "*", "approval", "lasts"), PositiveMinutes),
    *((pattern, PositiveMinutes) for pattern in of_sides("campaign", "lasts")),
    (("relations", "*", "replacement", "search", "lasts"), Minutes),
    (("lanes", "*", "lead_time"), Minutes),
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
    for pattern in of_sides("visits", "*"):
        for path, interval in source.matches(pattern):
            yield from _visit_after_visit(source, path, interval)
    for path, hazard in source.matches(("hazards", "*")):
        if isinstance(hazard, dict):
            yield from _days(source, (*path, "on"), hazard.get("on"))


def _never_round(source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Find intervals longer than the horizon; one that is shipped was meant by nobody."""
    for pattern, kind in _ROUNDS:
        order = _Order(pattern, kind, ("horizon",), PositiveMinutes)
        for path, value in source.matches(pattern):
            if not source.is_shipped(path):
                yield from _out_of_order(source, order, path, value)


def _out_of_order(
    source: Source, order: _Order, path: KeyPath, value: Any
) -> Iterator[tuple[KeyPath, Problem]]:
    stars = iter(step for step, star in zip(path, order.lower, strict=True) if star == "*")
    upper = tuple(next(stars) if step == "*" else step for step in order.upper)
    bound = source.get(*upper)
    least, most = read_as(order.lower_kind, value), read_as(order.upper_kind, bound)
    if least is None or most is None or _number(least) <= _number(most):
        return
    # What is shipped was meant by nobody: it is told where the other of the two is written.
    at, other, words = path, upper, "at most"
    if source.is_shipped(path):
        at, other, words = upper, path, "at least"
    message = (
        f"found {units.found(source.get(*at))}, expected {words} {dotted(other)}, "
        f"which is {units.found(source.get(*other))} ({source.line(other)})"
    )
    yield at, source.at_value(at, message)


def _number(read: Any) -> float:
    return read.yearly if isinstance(read, Rate) else float(read)


def _promised_too_soon(
    source: Source, path: KeyPath, lane: dict[str, Any]
) -> Iterator[tuple[KeyPath, Problem]]:
    """Find lanes whose published lead time is shorter than the plan of their legs."""
    promised, legs = read_as(Minutes, lane.get("lead_time")), lane.get("legs")
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
    transit: int | None = read_as(Minutes, leg.get("transit"))
    stop = str(leg.get("to"))
    if not stop.startswith(PORT):
        return transit
    handling = read_as(Minutes, source.get("ports", stop.removeprefix(PORT), "handling"))
    return None if transit is None or handling is None else transit + handling


def _visit_after_visit(
    source: Source, path: KeyPath, interval: Any
) -> Iterator[tuple[KeyPath, Problem]]:
    """Find visitors of whom there are too few to come so often."""
    visitors = ("visitors", path[-1])
    people = read_as(People, source.get(*visitors, "people"))
    stay = read_as(PositiveMinutes, source.get(*visitors, "stay"))
    travel = read_as(Minutes, source.get(*visitors, "travel"))
    every = read_as(Every, interval)
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
    start = read_as(Day, source.get("start"))
    horizon = read_as(PositiveMinutes, source.get("horizon"))
    first: dict[Any, int] = {}
    for number, written in enumerate(days if isinstance(days, list) else ()):
        at, day = (*path, number), read_as(Day, written)
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
