from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from supplychain_sim.distributions import Constant, Distribution, Exponential, Lognormal, Uniform
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Closure, Drawn, Lasting
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.outlook import Outlook
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY, YEAR

START = datetime(2003, 1, 6)  # noqa: DTZ001


class Known:
    """Closures that were thought out, of a kind that lasts as long as is said."""

    def __init__(self, lasting: Lasting, *closures: Closure) -> None:
        self.lasting = lasting
        self._closures = list(closures)

    def through(self, time: int) -> list[Closure]:
        return self._closures


def calendar(
    *closures: Closure, lasts: Distribution, backlog: Distribution | None = None
) -> Calendar:
    return Calendar([Known(Lasting("strike", lasts, backlog), *closures)])


# What is known of a closure that has begun


@pytest.mark.parametrize("elapsed", [0, 3 * DAY, 30 * DAY])
def test_an_exponential_closure_has_its_mean_before_it_however_long_it_has_lasted(
    elapsed: int,
) -> None:
    outlook = Outlook(Lasting("strike", Exponential(5 * DAY)))

    # Looked at by a thousand durations; beyond six means only a few of them are left.
    assert outlook.residual(elapsed) == pytest.approx(
        5 * DAY, rel=0.02 if elapsed < DAY * 9 else 0.3
    )


@pytest.mark.parametrize("elapsed", [0, DAY, 7 * DAY])
def test_a_uniform_closure_has_half_of_what_is_left_before_it(elapsed: int) -> None:
    outlook = Outlook(Lasting("strike", Uniform(0, 10 * DAY)))

    assert outlook.residual(elapsed) == pytest.approx((10 * DAY - elapsed) / 2, rel=0.01)


def test_a_heavy_tail_makes_a_long_closure_likely_to_go_on() -> None:
    outlook = Outlook(Lasting("strike", Lognormal(5 * DAY, 15 * DAY)))

    assert outlook.residual(20 * DAY) > 2 * outlook.residual(0)


def test_who_comes_to_a_closure_expects_its_usual_end_and_not_the_true_one() -> None:
    for end in (9 * DAY, 30 * DAY):
        shut = calendar(
            Closure(4 * DAY, end, 3 * end, "strike"),
            lasts=Constant(10 * DAY),
            backlog=Constant(1.0),
        )
        # Of ten days two are over; a ship that comes now waits for the end, and then for two of
        # the twenty days of traffic that are served evenly in ten.
        assert shut.expected(6 * DAY, 6 * DAY) == 4 * DAY + 10 * DAY + DAY


def test_a_closure_that_has_not_begun_is_not_expected() -> None:
    shut = calendar(Closure(4 * DAY, 9 * DAY, 9 * DAY, "strike"), lasts=Constant(5 * DAY))

    assert shut.expected(6 * DAY, 4 * DAY - 1) == 6 * DAY
    assert shut.expected(6 * DAY, 4 * DAY) == 9 * DAY


def test_once_reopened_its_length_is_known_and_its_backlog_is_expected() -> None:
    shut = calendar(
        Closure(0, 4 * DAY, 100 * DAY, "strike"), lasts=Constant(9 * DAY), backlog=Constant(2.0)
    )

    # Four days of closure are expected to clear in eight more; at half time half of twelve days'
    # traffic is through.
    assert shut.expected(6 * DAY, 5 * DAY) == 4 * DAY + 6 * DAY * 8 // 12
    assert shut.expected(13 * DAY, 13 * DAY) == 13 * DAY


@given(replication=st.integers(0, 200), time=st.integers(0, 3 * YEAR), later=st.integers(0, YEAR))
@settings(max_examples=60, deadline=None)
def test_what_is_expected_now_does_not_depend_on_what_begins_later(
    replication: int, time: int, later: int
) -> None:
    def drawn(yearly: float) -> Calendar:
        stream = Streams(5, replication).of("port/a", "strike")
        lasting = Lasting("strike", Exponential(9 * DAY), Uniform(0, 3))
        return Calendar([Drawn(lasting, yearly, frozenset(range(1, 13)), stream, START)])

    whole = drawn(12.0)
    begun = list(whole.through(time))
    known = Calendar([Known(Lasting("strike", Exponential(9 * DAY), Uniform(0, 3)), *begun)])

    assert whole.expected(time + later, time) == known.expected(time + later, time)


# Work that rests


closures = st.lists(
    st.builds(
        lambda start, lasts: Closure(start, start + lasts, start + 2 * lasts, "flood"),
        st.integers(0, 80),
        st.integers(1, 30),
    ),
    max_size=6,
)


@given(found=closures, start=st.integers(0, 100), minutes=st.integers(0, 60))
@example(found=[Closure(0, 2, 4, "flood")], start=1, minutes=0)
@settings(max_examples=300, deadline=None)
def test_work_rests_while_any_closure_holds(found: list[Closure], start: int, minutes: int) -> None:
    gate = Gate("gate/a", calendar(*found, lasts=Constant(9)))
    time, left = start, minutes
    while left:
        left -= not any(one.start <= time < one.end for one in found)
        time += 1

    end, rested = gate.worked(start, minutes)

    ordered = sorted(found)
    assert end == time
    holding = {
        n for n, one in enumerate(ordered) if minutes and one.start < time and one.end > start
    }
    assert {number for _, number in rested} <= holding
    assert bool(rested) == (end - start > minutes)
