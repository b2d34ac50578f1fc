"""The way of people and samples: what stops them, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flagship import FLAGSHIP
from hypothesis import given
from hypothesis import strategies as st
from processes.stage import Timetable

from supplychain_sim.model.closures import Closure
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import UNHINDERED, Journey, journey
from supplychain_sim.scenario.parse import load
from supplychain_sim.units import DAY

HERE, THERE, WAY = "port/frankfurt", "port/pudong", "way/foundry/kassel"
TIME, REVIEW = 5 * DAY, 3 * DAY
ROUND = 2 * TIME + REVIEW

CLOSURES = st.lists(
    st.builds(
        lambda start, lasts, backlog: Closure(start, start + lasts, start + lasts + backlog, "x"),
        st.integers(0, 60 * DAY),
        st.integers(1, 20 * DAY),
        st.integers(0, 40 * DAY),
    ),
    max_size=5,
)


def shut(start: int, end: int, cleared: int | None = None) -> Closure:
    return Closure(start, end, end if cleared is None else cleared, "strike")


def by_air(here: Sequence[Closure] = (), there: Sequence[Closure] = ()) -> Journey:
    """Return a journey from a customer's airport to a supplier's."""
    return Journey((Gate(HERE, Timetable(*here)), Gate(THERE, Timetable(*there))))


def plain(leaves: int, rounds: int, closures: tuple[list[Closure], list[Closure]]) -> int:
    """Return when the last sample is back, minute by minute and leg by leg."""
    here, there = closures
    now = leaves
    for _ in range(rounds):
        for first, last in ((there, here), (here, there)):
            now = turn(last, turn(first, now) + TIME)
            now += REVIEW if last is here else 0
    return now


def turn(closures: list[Closure], now: int) -> int:
    """Return when something gets through a port that comes now, closure after closure."""
    for closure in sorted(closures):
        if closure.start <= now < closure.cleared:
            place = (now - closure.start) * (closure.cleared - closure.end)
            now = closure.end + place // (closure.cleared - closure.start)
    return now


def test_samples_that_meet_no_closure_are_not_held_up() -> None:
    way = by_air([shut(100 * DAY, 110 * DAY)], [shut(200 * DAY, 210 * DAY)])

    assert way.round_trips(0, TIME, REVIEW, 7) == UNHINDERED
    assert Journey().round_trips(0, TIME, REVIEW, 7) == UNHINDERED


def test_a_sample_waits_until_its_airport_reopens_and_for_its_turn_in_the_backlog() -> None:
    # It comes half-way through a closure of 4 days whose queue clears in another 4.
    way = by_air(there=[shut(0, 4 * DAY, 8 * DAY)])

    held, held_by = way.round_trips(2 * DAY, TIME, REVIEW, 1)

    assert (held, held_by) == (3 * DAY, ((THERE, 0),))


@pytest.mark.parametrize(
    ("airport", "at", "gate"),
    [
        ("there", 0, THERE),
        ("here", TIME, HERE),
        ("here", TIME + REVIEW, HERE),
        ("there", ROUND, THERE),
        ("here", ROUND + TIME, HERE),
    ],
)
def test_each_sample_of_each_loop_passes_both_airports(airport: str, at: int, gate: str) -> None:
    way = by_air(**{airport: [shut(at, at + DAY)]})

    held, held_by = way.round_trips(0, TIME, REVIEW, 2)

    assert (held, held_by) == (DAY, ((gate, 0),))


def test_a_closure_that_holds_two_samples_up_is_named_once() -> None:
    way = by_air(here=[shut(TIME, TIME + DAY, TIME + 20 * DAY)])

    assert way.round_trips(0, TIME, REVIEW, 1).held_by == ((HERE, 0),)


def test_people_are_stopped_by_the_way_and_by_either_airport() -> None:
    timetables = [Timetable(shut(day * DAY, (day + 2) * DAY)) for day in (1, 2, 6)]
    gates = [Gate(*pair) for pair in zip((WAY, HERE, THERE), timetables, strict=True)]
    way = Journey((gates[1], gates[2]), (gates[0],))

    found = {day: way.stop(day * DAY) for day in range(9)}

    assert {day: stop for day, stop in found.items() if stop} == {
        1: ((WAY, 0), 3 * DAY),
        # Of two, the one that ends last.
        2: ((HERE, 0), 4 * DAY),
        3: ((HERE, 0), 4 * DAY),
        6: ((THERE, 0), 8 * DAY),
        7: ((THERE, 0), 8 * DAY),
    }


def test_samples_care_for_no_border_that_is_shut_to_people() -> None:
    stop = Gate(WAY, Timetable(shut(0, 100 * DAY)))
    airports = by_air().airports

    assert Journey(airports, (stop,)).round_trips(0, TIME, REVIEW, 2) == UNHINDERED


@given(st.integers(0, 30 * DAY), st.integers(0, 4), CLOSURES, CLOSURES)
def test_the_time_of_samples_is_that_of_walking_through_it_closure_by_closure(
    leaves: int, rounds: int, here: list[Closure], there: list[Closure]
) -> None:
    found = by_air(here, there).round_trips(leaves, TIME, REVIEW, rounds)

    expected = plain(leaves, rounds, (here, there))
    assert leaves + rounds * ROUND + found.held == expected
    begun = {HERE: sorted(here), THERE: sorted(there)}
    assert all(begun[gate][number].start <= expected for gate, number in found.held_by)
    assert bool(found.held_by) >= bool(found.held)


@given(st.integers(0, 30 * DAY), st.integers(0, 4), CLOSURES, CLOSURES, CLOSURES, CLOSURES)
def test_further_closures_make_no_trial_shorter(
    leaves: int,
    rounds: int,
    here: list[Closure],
    there: list[Closure],
    more_here: list[Closure],
    more_there: list[Closure],
) -> None:
    few, many = by_air(here, there), by_air(here + more_here, there + more_there)

    before, after = (way.round_trips(leaves, TIME, REVIEW, rounds).held for way in (few, many))

    assert after >= before


@pytest.mark.parametrize(
    ("airports", "passed"),
    [
        ({"kassel": "shanghai", "foundry": "hamburg"}, ["port/shanghai", "port/hamburg"]),
        ({"kassel": "hamburg", "foundry": "hamburg"}, []),
        ({"kassel": "hamburg"}, []),
        ({"foundry": "hamburg"}, []),
        ({}, []),
    ],
)
def test_a_journey_goes_through_the_airports_of_both_ends_if_they_differ(
    airports: dict[str, Any], passed: list[str]
) -> None:
    settings = [f"sites.{site}.airport={port}" for site, port in airports.items()]
    ground = Ground(load(FLAGSHIP, settings).scenario, 0)

    way = journey(ground.scenario.sites, "kassel", "foundry", ground.calendars())

    assert [gate.entity for gate in way.airports] == passed
    assert [gate.entity for gate in way.borders] == [WAY]
