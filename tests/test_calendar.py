from __future__ import annotations

import math
from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statistical import assert_estimates

from supplychain_sim.distributions import Constant, Distribution, Exponential, Uniform
from supplychain_sim.model.calendar import Calendar, passed
from supplychain_sim.model.closures import (
    Closure,
    Drawn,
    Lasting,
    Scheduled,
    Source,
    months_between,
)
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY, YEAR

START = datetime(2003, 1, 6)  # noqa: DTZ001
ALL_YEAR = frozenset(range(1, 13))


class Scripted:
    """Closures that were thought out instead of drawn."""

    lasting = Lasting("strike", Constant(DAY))

    def __init__(self, closures: list[Closure]) -> None:
        self._closures = closures

    def through(self, time: int) -> list[Closure]:
        return self._closures


def calendar_of(*closures: Closure) -> Calendar:
    return Calendar([Scripted(list(closures))])


def drawn(
    streams: Streams,
    yearly: float,
    duration: Distribution,
    *,
    months: frozenset[int] = ALL_YEAR,
    backlog: Distribution | None = None,
    hazards: tuple[str, ...] = ("strike",),
) -> Calendar:
    sources = [
        Drawn(
            Lasting(hazard, duration, backlog), yearly, months, streams.of("port/a", hazard), START
        )
        for hazard in hazards
    ]
    return Calendar(sources)


closures = st.lists(
    st.builds(
        lambda start, lasts, backlog: Closure(
            start, start + lasts, start + lasts + backlog, "strike"
        ),
        st.integers(0, 120),
        st.integers(1, 40),
        st.integers(0, 60),
    ),
    max_size=6,
)


# One closure


def test_traffic_waits_for_the_reopening_and_then_for_its_turn() -> None:
    closure = Closure(100, 160, 190, "strike")

    # 90 minutes of traffic are served in the 30 minutes of backlog.
    assert passed(closure, 99) == 99
    assert passed(closure, 100) == 160
    assert passed(closure, 145) == 160 + 15
    assert passed(closure, 175) == 160 + 25
    assert passed(closure, 190) == 190


def test_without_backlog_all_that_waited_gets_through_at_once() -> None:
    closure = Closure(100, 160, 160, "strike")

    assert [passed(closure, time) for time in (99, 100, 159, 160)] == [99, 160, 160, 160]


# Many closures


@given(found=closures, arrivals=st.lists(st.integers(0, 300), min_size=2, max_size=30).map(sorted))
@settings(max_examples=150, deadline=None)
def test_nothing_that_comes_later_leaves_earlier(found: list[Closure], arrivals: list[int]) -> None:
    calendar = calendar_of(*found)

    left = [calendar.release(arrival)[0] for arrival in arrivals]

    assert all(a <= b for a, b in pairwise(left))
    assert all(arrival <= time for arrival, time in zip(arrivals, left, strict=True))
    # And never through a gate that is shut.
    assert all(not (c.start <= time < c.end) for time in left for c in found)


@given(found=closures, arrival=st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_what_meets_no_closure_is_not_held_and_what_is_held_met_one(
    found: list[Closure], arrival: int
) -> None:
    left, met = calendar_of(*found).release(arrival)

    if not any(c.start <= arrival < c.cleared for c in found):
        assert (left, met) == (arrival, ())
    in_order = sorted(found)
    assert all(in_order[number].start <= when <= left for number, when in met)
    assert bool(met) or left == arrival
    assert left <= max([arrival, *(c.cleared for c in found)])


def test_a_release_goes_from_one_closure_into_the_next() -> None:
    calendar = calendar_of(
        Closure(10, 20, 20, "strike"), Closure(15, 40, 40, "fog"), Closure(60, 70, 70, "strike")
    )

    assert calendar.release(12) == (40, ((0, 12), (1, 20)))
    assert calendar.release(39) == (40, ((1, 39),))
    assert calendar.release(40) == (40, ())
    assert calendar.release(65) == (70, ((2, 65),))


def test_a_queue_from_before_is_met_after_the_reopening() -> None:
    # Open since 20, but its backlog lasts until 60: who comes at 30 has 20 of 50 before him.
    calendar = calendar_of(Closure(10, 20, 60, "strike"))

    assert calendar.shut_at(30) is None
    assert calendar.release(30) == (20 + 20 * 40 // 50, ((0, 30),))


@given(found=closures, start=st.integers(0, 250), lasts=st.integers(0, 200))
@settings(max_examples=150, deadline=None)
def test_open_minutes_are_those_counted_one_by_one(
    found: list[Closure], start: int, lasts: int
) -> None:
    counted = sum(
        not any(c.start <= minute < c.end for c in found) for minute in range(start, start + lasts)
    )

    assert calendar_of(*found).open_minutes(start, start + lasts) == counted


@given(found=closures, time=st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_a_place_is_shut_while_any_closure_holds(found: list[Closure], time: int) -> None:
    holding = [n for n, c in enumerate(sorted(found)) if c.start <= time < c.end]

    assert calendar_of(*found).shut_at(time) == (holding[0] if holding else None)


def test_a_place_without_hazards_is_always_open() -> None:
    calendar = Calendar([])

    assert calendar.release(5 * YEAR) == (5 * YEAR, ())
    assert calendar.open_minutes(0, YEAR) == YEAR
    assert calendar.shut_at(7) is None


# Drawn closures


def test_the_open_share_is_that_of_a_poisson_stream_of_overlapping_closures(seed: int) -> None:
    # P(open) = exp(-lambda E[D]), as in an M/G/inf queue, once the longest closure has passed.
    duration, yearly = Uniform(0, 20 * DAY), 12.0
    shares = [
        drawn(Streams(seed, r), yearly, duration).open_minutes(20 * DAY, 20 * DAY + YEAR) / YEAR
        for r in range(250)
    ]

    # Were closures not to overlap, the share would be 1 / (1 + lambda E[D]): 0.753 for 0.720.
    assert_estimates(shares, math.exp(-yearly * 10 * DAY / YEAR), notices=0.033)


@pytest.mark.parametrize("months", [ALL_YEAR, months_between(11, 2), frozenset({7})])
def test_so_many_start_in_a_year_however_short_the_season(
    months: frozenset[int], seed: int
) -> None:
    counts = []
    for replication in range(120):
        calendar = drawn(Streams(seed, replication), 10.0, Constant(DAY), months=months)
        found = calendar.through(8 * YEAR)
        counts.append(len(found) / 8)
        assert {(START + timedelta(minutes=c.start)).month for c in found} <= months

    # The rate is that of a season of equal months; July is longer than a twelfth of a year.
    days = sum(monthrange(2003, month)[1] for month in months)
    assert_estimates(counts, 10.0 * days * 12 / len(months) / 365, notices=0.8)


@given(yearly=st.floats(0.1, 30), more=st.floats(0, 30), replication=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_a_higher_rate_only_adds_closures(yearly: float, more: float, replication: int) -> None:
    def found(rate: float) -> list[Closure]:
        calendar = drawn(Streams(20030106, replication), rate, Exponential(3 * DAY))
        return calendar.through(3 * YEAR)

    few, many = found(yearly), found(yearly + more)

    assert set(few) <= set(many)
    assert len(set(many)) == len(many)


def test_a_hazard_that_never_starts_shuts_nothing(seed: int) -> None:
    assert drawn(Streams(seed, 0), 0.0, Constant(DAY)).through(20 * YEAR) == []


@given(found=closures, arrivals=st.lists(st.integers(0, 300), min_size=1, max_size=10))
@settings(max_examples=150, deadline=None)
def test_nothing_is_held_from_when_a_place_is_known_to_be_open_until_it_shuts(
    found: list[Closure], arrivals: list[int]
) -> None:
    calendar = calendar_of(*found)

    for arrival in arrivals:
        is_open = calendar.release(arrival) == (arrival, ())
        opened, shuts = calendar.opened, calendar.shuts

        assert not is_open or opened <= arrival < shuts
        for time in {opened, (opened + shuts) // 2, shuts - 1} if opened < shuts else ():
            assert calendar_of(*found).release(time) == (time, ())


def test_a_place_is_known_to_be_open_as_far_as_its_closures_are_drawn() -> None:
    calendar = calendar_of(
        Closure(100, 160, 190, "strike"), Closure(3 * YEAR, 4 * YEAR, 4 * YEAR, "war")
    )
    calendar.release(99)
    assert (calendar.opened, calendar.shuts) == (0, 100)

    calendar.release(190)
    assert (calendar.opened, calendar.shuts) == (190, 99 + YEAR + 1)


@given(questions=st.lists(st.integers(0, 12 * YEAR), min_size=1, max_size=8))
@settings(max_examples=30, deadline=None)
def test_the_order_of_questions_cannot_be_observed(questions: list[int]) -> None:
    def port() -> Calendar:
        return drawn(
            Streams(20030106, 0),
            20.0,
            Exponential(4 * DAY),
            backlog=Uniform(0, 2),
            hazards=("strike", "fog", "flood"),
        )

    at_once, asked = port(), port()
    everything = at_once.through(13 * YEAR)

    for time in questions:
        assert asked.release(time) == at_once.release(time)
        assert asked.shut_at(time) == at_once.shut_at(time)
        assert asked.open_minutes(time // 2, time) == at_once.open_minutes(time // 2, time)
        assert asked.through(time) == [c for c in everything if c.start <= time]


def test_longer_closures_let_nothing_through_earlier(seed: int) -> None:
    short = drawn(Streams(seed, 0), 20.0, Constant(2 * DAY))
    long = drawn(Streams(seed, 0), 20.0, Constant(5 * DAY))

    pairs = [(short.release(t)[0], long.release(t)[0]) for t in range(0, 3 * YEAR, DAY)]

    assert all(a <= b for a, b in pairs)
    assert any(a < b for a, b in pairs)


def test_a_closure_lasts_a_minute_at_least_and_its_backlog_a_multiple_of_it(seed: int) -> None:
    minute = drawn(Streams(seed, 0), 20.0, Constant(0.0)).through(2 * YEAR)
    queue = drawn(Streams(seed, 0), 20.0, Constant(100.0), backlog=Constant(0.5)).through(2 * YEAR)

    assert {c.end - c.start for c in minute} == {1}
    assert {(c.end - c.start, c.cleared - c.end) for c in queue} == {(100, 50)}


def test_a_season_may_run_over_the_new_year() -> None:
    assert months_between(11, 2) == {11, 12, 1, 2}
    assert months_between(6, 6) == {6}
    assert months_between(1, 12) == ALL_YEAR
    assert months_between(3, 2) == ALL_YEAR


# Scheduled closures


def scheduled(
    days: tuple[date, ...],
    duration: Distribution,
    backlog: Distribution | None = None,
    more: tuple[Source, ...] = (),
) -> Calendar:
    table = Streams(20030106, 0).table("port/a", "strike")
    return Calendar([*more, Scheduled(Lasting("strike", duration, backlog), days, table, START)])


def fog() -> Source:
    stream = Streams(20030106, 0).of("port/a", "fog")
    return Drawn(Lasting("fog", Exponential(2 * DAY)), 20.0, ALL_YEAR, stream, START)


def test_a_scheduled_closure_starts_at_midnight_of_its_day() -> None:
    days = (date(2004, 2, 29), date(2003, 1, 6), date(2003, 1, 8))

    calendar = scheduled(days, Constant(3 * DAY), Constant(2.0))

    leap_day = (datetime(2004, 2, 29) - START).days * DAY  # noqa: DTZ001
    assert calendar.through(12 * YEAR) == [
        Closure(0, 3 * DAY, 9 * DAY, "strike"),
        Closure(2 * DAY, 5 * DAY, 11 * DAY, "strike"),
        Closure(leap_day, leap_day + 3 * DAY, leap_day + 9 * DAY, "strike"),
    ]
    assert [number for number, _ in calendar.release(4 * DAY)[1]] == [0, 1]


@given(days=st.sets(st.dates(date(2003, 1, 6), date(2009, 1, 1)), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_date_more_moves_no_other_closure(days: set[date]) -> None:
    duration, backlog = Exponential(3 * DAY), Uniform(0, 2)

    every = scheduled(tuple(days), duration, backlog).through(12 * YEAR)

    for day in days:
        (alone,) = scheduled((day,), duration, backlog).through(12 * YEAR)
        assert alone in every


@given(questions=st.lists(st.integers(0, 6 * YEAR), min_size=1, max_size=6))
@settings(max_examples=30, deadline=None)
def test_scheduled_and_drawn_closures_are_in_one_order_whatever_is_asked(
    questions: list[int],
) -> None:
    days = tuple(date(year, 3, 1) for year in range(2003, 2009))

    asked = scheduled(days, Exponential(4 * DAY), more=(fog(),))
    everything = scheduled(days, Exponential(4 * DAY), more=(fog(),)).through(7 * YEAR)

    for time in questions:
        assert asked.through(time) == [c for c in everything if c.start <= time]
    assert everything == sorted(everything)
    drawn_alone = Calendar([fog()])
    assert [c for c in everything if c.hazard == "fog"] == drawn_alone.through(7 * YEAR)
