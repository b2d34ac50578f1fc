"""Quantities as people write them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.units import DAY, MONTH, WEEK, YEAR, Rate


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("0 days", 0),
        ("90 minutes", 90),
        ("1 hour", 60),
        ("1.4 days", 2016),
        ("14 days", 14 * DAY),
        ("1 month", MONTH),
        ("12 years", 12 * YEAR),
        (" 1e1 weeks ", 10 * WEEK),
    ],
)
def test_times_are_whole_minutes(text: str, minutes: int) -> None:
    assert units.duration(text) == minutes


def test_a_year_is_twelve_months() -> None:
    assert 12 * MONTH == YEAR


def refusal(parse: Callable[[Any], object], value: object) -> str:
    with pytest.raises(UnitError) as caught:
        parse(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (14, "found 14, expected a time such as '14 days'"),
        ("14", "found '14', expected a time such as '14 days'"),
        ("14 dais", "found '14 dais', expected a time such as '14 days'"),
        (True, "found true, expected a time such as '14 days'"),
        (None, "found nothing, expected a time such as '14 days'"),
        ({}, "found a mapping, expected a time such as '14 days'"),
        ([1], "found a list, expected a time such as '14 days'"),
        ("-1 days", "found '-1 days', expected a time that is not negative"),
        ("201 years", "found '201 years', expected at most 200 years"),
        ("1e999 days", "found a number too large to count with"),
        ("\u0663 days", "found '\u0663 days', expected a time such as '14 days'"),
        ("d" * 99, f"found '{'d' * 57}...', expected a time such as '14 days'"),
    ],
)
def test_what_is_no_time_is_refused(value: object, message: str) -> None:
    assert refusal(units.duration, value) == message


def test_intervals_advance() -> None:
    assert units.interval("every 14 days") == 14 * DAY
    assert refusal(units.interval, "14 days") == (
        "found '14 days', expected an interval such as 'every 14 days'"
    )
    assert refusal(units.interval, "every 0 days") == (
        "found 'every 0 days', expected an interval of at least one minute"
    )


def test_rates_name_what_they_count() -> None:
    assert units.rate("2300 units/week", "units") == Rate(2300.0, WEEK)
    assert units.rate("4 /year", "") == Rate(4.0, YEAR)
    assert units.rate("1.9 %/year", "%").yearly == pytest.approx(0.019, abs=1e-15)


@pytest.mark.parametrize(
    ("value", "of", "message"),
    [
        ("4", "", "found '4', expected a rate such as '4 /year'"),
        ("4 /yaer", "", "found '4 /yaer', expected a rate such as '4 /year'"),
        ("9 units", "units", "found '9 units', expected a rate such as '2300 units/week'"),
        ("9 /week", "units", "found '9 /week', expected a rate such as '2300 units/week'"),
        ("-4 /year", "", "found '-4 /year', expected a rate that is not negative"),
        ("1e300 /year", "", "found '1e300 /year', expected at most 1e+12 in a year"),
    ],
)
def test_what_is_no_rate_is_refused(value: object, of: str, message: str) -> None:
    assert refusal(lambda text: units.rate(text, of), value) == message


def test_shares_are_per_cent() -> None:
    assert units.share("95 %") == 0.95
    assert refusal(units.share, 0.95) == "found 0.95, expected '40 %' or alike"
    assert refusal(units.share, "101 %") == (
        "found '101 %', expected a share between 0 % and 100 %"
    )


@given(minutes=st.integers(0, units.LONGEST))
def test_every_number_of_minutes_is_read_back(minutes: int) -> None:
    assert units.duration(f"{minutes} minutes") == minutes


@given(text=st.text() | st.text("0123456789._eE+-/% day", max_size=300))
def test_no_text_raises_anything_but_a_unit_error(text: str) -> None:
    for parse in (units.duration, units.interval, units.share, lambda t: units.rate(t, "")):
        with suppress(UnitError):
            assert parse(text) is not None
