"""Quantities as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain_sim import kinds, units
from supplychain_sim.errors import UnitError
from supplychain_sim.kinds import Kind
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


A_TIME = "a time: minutes, hours, days, weeks, months or years, such as '14 days'"


def refusal(parse: Callable[[Any], object], value: object) -> str:
    with pytest.raises(UnitError) as caught:
        parse(value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (14, f"found 14, expected {A_TIME}"),
        ("14", f"found '14', expected {A_TIME}"),
        ("14 dais", f"found '14 dais', expected {A_TIME}"),
        (True, f"found true, expected {A_TIME}"),
        (None, f"found nothing, expected {A_TIME}"),
        ({}, f"found a mapping, expected {A_TIME}"),
        ([1], f"found a list, expected {A_TIME}"),
        ("-1 days", "found '-1 days', expected a time that is not negative"),
        ("201 years", "found '201 years', expected at most 200 years"),
        ("1e999 days", "found a number too large to count with"),
        ("\u0663 days", f"found '\u0663 days', expected {A_TIME}"),
        ("d" * 99, f"found '{'d' * 57}...', expected {A_TIME}"),
    ],
)
def test_what_is_no_time_is_refused(value: object, message: str) -> None:
    assert refusal(units.duration, value) == message


def test_intervals_advance() -> None:
    assert units.interval("every 14 days") == 14 * DAY
    assert refusal(units.interval, "14 days") == (
        "found '14 days', a time; expected an interval: every so many minutes, hours, days, "
        "weeks, months or years, such as 'every 14 days'"
    )
    assert refusal(units.interval, "every 0 days") == (
        "found 'every 0 days', expected an interval of at least one minute"
    )


def test_rates_name_what_they_count() -> None:
    assert units.rate("2300 units/week", "units") == Rate(2300.0, WEEK)
    assert units.rate("4 /year", "") == Rate(4.0, YEAR)
    assert units.rate("1.9 %/year", "%").yearly == pytest.approx(0.019, abs=1e-15)


A_RATE = "a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
A_RATE_OF_UNITS = (
    "a rate of units: units per minute, hour, day, week, month or year, such as '2300 units/week'"
)


@pytest.mark.parametrize(
    ("value", "of", "message"),
    [
        ("4", "", f"found '4', expected {A_RATE}"),
        (4, "", f"found 4, expected {A_RATE}"),
        ("4 /yaer", "", f"found '4 /yaer', expected {A_RATE}"),
        ("9 units", "units", f"found '9 units', a number of units; expected {A_RATE_OF_UNITS}"),
        ("9 /week", "units", f"found '9 /week', a rate; expected {A_RATE_OF_UNITS}"),
        (
            "9 /week",
            "%",
            (
                "found '9 /week', a rate; expected a rate in per cent: % per minute, hour, day, "
                "week, month or year, such as '1.9 %/year'"
            ),
        ),
        ("-4 /year", "", "found '-4 /year', expected a rate that is not negative"),
        ("1e300 /year", "", "found '1e300 /year', expected at most 1e+12 in a year"),
    ],
)
def test_what_is_no_rate_is_refused(value: object, of: str, message: str) -> None:
    assert refusal(lambda text: units.rate(text, of), value) == message


def test_shares_are_per_cent() -> None:
    assert units.share("95 %") == 0.95
    assert refusal(units.share, 0.95) == ("found 0.95, expected a share: per cent, such as '40 %'")
    assert refusal(units.share, "101 %") == (
        "found '101 %', expected a share between 0 % and 100 %"
    )


def test_distances_are_kilometres() -> None:
    assert units.distance("9000 km") == 9000.0
    assert refusal(units.distance, 9000) == (
        "found 9000, expected a distance: km, such as '850 km'"
    )
    assert refusal(units.distance, "-1 km") == (
        "found '-1 km', expected a distance that is not negative"
    )


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.name)
def test_a_kind_reads_its_own_example_and_no_other_does(kind: Kind) -> None:
    assert [other.name for other in kinds.KINDS if other.match(kind.example)] == [kind.name]
    assert re.search(kind.pattern, kind.example)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("5 USD", f"found '5 USD', an amount of money; expected {A_TIME}"),
        ("5 USD/unit", f"found '5 USD/unit', money per unit; expected {A_TIME}"),
        ("5 USD/day", f"found '5 USD/day', a rate of money; expected {A_TIME}"),
        ("every 5 days", f"found 'every 5 days', an interval; expected {A_TIME}"),
        ("5 /day", f"found '5 /day', a rate; expected {A_TIME}"),
        ("5 units/day", f"found '5 units/day', a rate of units; expected {A_TIME}"),
        ("5 %/year", f"found '5 %/year', a rate in per cent; expected {A_TIME}"),
        ("5 %", f"found '5 %', a share; expected {A_TIME}"),
        ("5 ppm", f"found '5 ppm', defects per million; expected {A_TIME}"),
        ("5 people", f"found '5 people', a number of people; expected {A_TIME}"),
        ("5 teams", f"found '5 teams', a number of teams; expected {A_TIME}"),
        ("5 operations", f"found '5 operations', a number of operations; expected {A_TIME}"),
        ("1 unit", f"found '1 unit', a number of units; expected {A_TIME}"),
        (
            "5 trials/operation",
            f"found '5 trials/operation', trials per operation; expected {A_TIME}",
        ),
        ("5 points", f"found '5 points', a score; expected {A_TIME}"),
        ("5 km", f"found '5 km', a distance; expected {A_TIME}"),
        (
            "2 x taught book",
            f"found '2 x taught book', a multiple of the taught book; expected {A_TIME}",
        ),
        (
            "1 x best site",
            f"found '1 x best site', a multiple of the best site; expected {A_TIME}",
        ),
        ("1 x own level", f"found '1 x own level', a multiple of the own level; expected {A_TIME}"),
        (
            "95 % within quote",
            f"found '95 % within quote', a share within quote; expected {A_TIME}",
        ),
        ("below 5 % chance", f"found 'below 5 % chance', a bound on a chance; expected {A_TIME}"),
    ],
)
def test_a_wrong_dimension_is_called_by_its_name(value: str, message: str) -> None:
    assert refusal(units.duration, value) == message


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (kinds.MONEY, "found 36, expected an amount of money, such as '36 USD'"),
        (kinds.MONEY_PER_UNIT, "found 36, expected money per unit, such as '36 USD/unit'"),
    ],
)
def test_a_bare_amount_of_money_is_refused(kind: Kind, message: str) -> None:
    assert refusal(lambda value: units.money(value, kind), 36) == message


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("-3 USD", "found '-3 USD', expected an amount of money that is not negative"),
        ("2e12 USD", "found '2e12 USD', expected at most 1e+12"),
        (
            "36 USD/unit",
            "found '36 USD/unit', money per unit; expected an amount of money, such as '36 USD'",
        ),
    ],
)
def test_what_is_no_amount_of_money_is_refused(value: str, message: str) -> None:
    assert refusal(lambda text: units.money(text, kinds.MONEY), value) == message


def test_money_in_a_time_is_a_rate() -> None:
    assert units.money_rate("60 USD/day") == Rate(60.0, DAY)
    assert refusal(units.money_rate, "60 USD") == (
        "found '60 USD', an amount of money; expected a rate of money: money per minute, hour, "
        "day, week, month or year, such as '60 USD/day'"
    )


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (kinds.DEFECTS, "found 5, expected defects per million, such as '500 ppm'"),
        (kinds.PEOPLE, "found 5, expected a number of people, such as '3 people'"),
        (kinds.TEAMS, "found 5, expected a number of teams, such as '5 teams'"),
        (kinds.OPERATIONS, "found 5, expected a number of operations, such as '8 operations'"),
        (kinds.TRIALS, "found 5, expected trials per operation, such as '8 trials/operation'"),
        (kinds.POINTS, "found 5, expected a score: points, such as '55 points'"),
        (
            kinds.OF_TAUGHT_BOOK,
            "found 5, expected a multiple of the taught book, such as '1.45 x taught book'",
        ),
        (
            kinds.OF_BEST_SITE,
            "found 5, expected a multiple of the best site, such as '0.97 x best site'",
        ),
        (
            kinds.OF_OWN_LEVEL,
            "found 5, expected a multiple of the own level, such as '0.97 x own level'",
        ),
        (
            kinds.WITHIN_QUOTE,
            "found 5, expected a share within quote, such as '95 % within quote'",
        ),
        (
            kinds.BELOW_CHANCE,
            "found 5, expected a bound on a chance, such as 'below 10 % chance'",
        ),
    ],
)
def test_a_bare_number_is_told_which_unit_fits(kind: Kind, message: str) -> None:
    assert refusal(lambda value: units.quantity(value, kind), 5) == message


@given(minutes=st.integers(0, units.LONGEST))
def test_every_number_of_minutes_is_read_back(minutes: int) -> None:
    assert units.duration(f"{minutes} minutes") == minutes


@given(text=st.text() | st.text("0123456789._eE+-/% day", max_size=300))
def test_no_text_raises_anything_but_a_unit_error(text: str) -> None:
    for parse in (
        *(units.duration, units.interval, units.share, units.distance, units.money_rate),
        lambda value: units.rate(value, ""),
        lambda value: units.money(value, kinds.MONEY),
    ):
        with suppress(UnitError):
            assert parse(text) is not None
