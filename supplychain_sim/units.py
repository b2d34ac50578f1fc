"""Quantities as people write them, turned into the units the model counts in.

Time is whole minutes, money is in the scenario's one currency, shares are
fractions of one.  A year is 365.25 days and a month a twelfth of it, both of
which are whole numbers of minutes.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from supplychain_sim.errors import UnitError

MINUTE = 1
HOUR = 60
DAY = 24 * HOUR
WEEK = 7 * DAY
YEAR = 525_960  # 365.25 days
MONTH = YEAR // 12  # 30.4375 days, exactly 43,830 minutes

#: Largest time a scenario may name: beyond it nothing here was ever tried.
LONGEST = 200 * YEAR

TIME_UNITS = {
    "minute": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": WEEK,
    "month": MONTH,
    "year": YEAR,
}

#: Longest text that a message shows in full.
_LONGEST_SHOWN = 60

#: Largest amount that a rate may name in a year.
MOST_A_YEAR = 1e12

# Written so that no two parts can match the same digits: text of any length is
# read in time that grows with its length.
_NUMBER = r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_QUANTITY = re.compile(rf"({_NUMBER})\s*(\S.*)", re.DOTALL)
_PER = re.compile(rf"({_NUMBER})\s*([^/]*)/\s*(\w+)")


class Rate(NamedTuple):
    """So many of something in so many minutes, kept apart so that it stays exact.

    >>> Rate(2300.0, WEEK).over(WEEK)
    2300.0
    """

    amount: float
    per: int

    def over(self, minutes: float) -> float:
        """Return the amount in that many *minutes*."""
        return self.amount * minutes / self.per

    @property
    def yearly(self) -> float:
        """The amount in a year of 365.25 days."""
        return self.over(YEAR)


def found(value: object) -> str:
    """Return how an error message shows *value*: short, on one line, named if it is no scalar."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        text = " ".join(value.split())
        return repr(text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 3] + "...")
    return str(value)


def _number(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise UnitError("found a number too large to count with")
    return number


def _split(value: object, expected: str) -> tuple[float, str]:
    """Return the number and the unit's text of *value*, or say what was *expected*."""
    if not isinstance(value, str):
        raise UnitError(f"found {found(value)}, expected {expected}")
    match = _QUANTITY.fullmatch(value.strip())
    if match is None:
        raise UnitError(f"found {found(value)}, expected {expected}")
    return _number(match[1]), match[2]


def _time_unit(word: str) -> int | None:
    return TIME_UNITS.get(word) or TIME_UNITS.get(word.removesuffix("s"))


def duration(value: object) -> int:
    """Return a time in whole minutes.

    Raises
    ------
    UnitError
        If *value* is not a number and a unit of time, negative, or above 200 years.

    Examples
    --------
    >>> duration("14 days")
    20160
    """
    expected = "a time such as '14 days'"
    number, word = _split(value, expected)
    unit = _time_unit(word)
    if unit is None:
        raise UnitError(f"found {found(value)}, expected {expected}")
    if number < 0:
        raise UnitError(f"found {found(value)}, expected a time that is not negative")
    if number * unit > LONGEST:
        raise UnitError(f"found {found(value)}, expected at most 200 years")
    return round(number * unit)


def interval(value: object) -> int:
    """Return the minutes of ``every 14 days``; never 0, so that time advances."""
    expected = "an interval such as 'every 14 days'"
    if not isinstance(value, str) or not value.strip().startswith("every "):
        raise UnitError(f"found {found(value)}, expected {expected}")
    minutes = duration(value.strip().removeprefix("every "))
    if minutes < 1:
        raise UnitError(f"found {found(value)}, expected an interval of at least one minute")
    return minutes


def rate(value: object, of: str) -> Rate:
    """Return so many of *of* a time: ``2300 units/week``, ``4 /year``, ``1.9 %/year``.

    Parameters
    ----------
    value
        What the scenario says.
    of
        The word between number and slash: ``units``, ``%``, a currency, or empty
        for a bare count.
    """
    example = {"units": "2300 units/week", "%": "1.9 %/year", "": "4 /year"}.get(of, f"60 {of}/day")
    expected = f"a rate such as '{example}'"
    match = _PER.fullmatch(value.strip()) if isinstance(value, str) else None
    unit = _time_unit(match[3]) if match else None
    if match is None or unit is None or match[2].strip() != of:
        raise UnitError(f"found {found(value)}, expected {expected}")
    amount = _number(match[1])
    if amount < 0:
        raise UnitError(f"found {found(value)}, expected a rate that is not negative")
    read = Rate(amount / 100 if of == "%" else amount, unit)
    if read.yearly > MOST_A_YEAR:
        raise UnitError(f"found {found(value)}, expected at most {MOST_A_YEAR:g} in a year")
    return read


def quantity(value: object, unit: str, example: str) -> float:
    """Return the number before *unit*, as in ``8 operations`` or ``36 USD/unit``."""
    expected = f"{example!r} or alike"
    number, word = _split(value, expected)
    if word.replace(" ", "") != unit.replace(" ", ""):
        raise UnitError(f"found {found(value)}, expected {expected}")
    return number


def share(value: object) -> float:
    """Return a share of one from per cent.

    >>> share("95 %")
    0.95
    """
    number = quantity(value, "%", "40 %")
    if not 0 <= number <= 100:  # noqa: PLR2004 - per cent
        raise UnitError(f"found {found(value)}, expected a share between 0 % and 100 %")
    return number / 100
