"""Quantities as people write them, turned into the units the model counts in.

Time is whole minutes, money is in the scenario's one currency, shares are
fractions of one.  A year is 365.25 days and a month a twelfth of it, both of
which are whole numbers of minutes.
"""

from __future__ import annotations

import math
import re
from typing import Final, NamedTuple

from supplychain_sim import kinds
from supplychain_sim.errors import UnitError
from supplychain_sim.kinds import KINDS, NUMBER, Kind

MINUTE: Final = 1
HOUR: Final = 60
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
YEAR: Final = 525_960  # 365.25 days
MONTH: Final = YEAR // 12  # 30.4375 days, exactly 43,830 minutes

#: Largest time a scenario may name: beyond it nothing here was ever tried.
LONGEST: Final = 200 * YEAR

TIME_UNITS: Final = {
    "minute": MINUTE,
    "hour": HOUR,
    "day": DAY,
    "week": WEEK,
    "month": MONTH,
    "year": YEAR,
}

#: Kilometres in an hour.
KNOT: Final = 1.852

#: Largest amount that a rate may name in a year.
MOST_A_YEAR: Final = 1e12
#: Largest amount of money or number of kilometres, which no scenario comes near.
MOST: Final = 1e12

#: Longest text that a message shows in full.
_LONGEST_SHOWN: Final = 60

_QUANTITY: Final = re.compile(rf"({NUMBER})\s*(\S.*)", re.DOTALL)
_PER: Final = re.compile(rf"({NUMBER})\s*([^/]*)/\s*(\w+)")
_RATES: Final = {"units": kinds.UNITS_RATE, "%": kinds.SHARE_RATE, "": kinds.COUNT_RATE}


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


def refusal(value: object, kind: Kind) -> UnitError:
    """Return the error about a *value* that does not read as the *kind* asked for.

    What reads as a quantity of another kind is called by its name.
    """
    other = next((other for other in KINDS if other.match(value)), kind)
    if other is kind:
        return UnitError(f"found {found(value)}, expected {kind.expected}")
    return UnitError(f"found {found(value)}, {other.name}; expected {kind.expected}")


def _number(text: str) -> float:
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise UnitError("found a number too large to count with")
    return number


def _matched(pattern: re.Pattern[str], value: object) -> re.Match[str] | None:
    short = isinstance(value, str) and kinds.is_short(value)
    return pattern.fullmatch(str(value).strip()) if short else None


def _split(value: object, kind: Kind) -> tuple[float, str]:
    """Return the number and the unit's text of *value*, which is to be of a *kind*."""
    match = _matched(_QUANTITY, value)
    if match is None:
        raise refusal(value, kind)
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
    number, word = _split(value, kinds.TIME)
    unit = _time_unit(word)
    if unit is None:
        raise refusal(value, kinds.TIME)
    if number < 0:
        raise UnitError(f"found {found(value)}, expected a time that is not negative")
    if number * unit > LONGEST:
        raise UnitError(f"found {found(value)}, expected at most 200 years")
    return round(number * unit)


def interval(value: object) -> int:
    """Return the minutes of ``every 14 days``; never 0, so that time advances."""
    if not isinstance(value, str) or not value.strip().startswith("every "):
        raise refusal(value, kinds.INTERVAL)
    time = value.strip().removeprefix("every ")
    if kinds.TIME.match(time) is None:
        raise refusal(value, kinds.INTERVAL)
    minutes = duration(time)
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
        The word between number and slash: ``units``, ``%``, or empty for a bare count.
    """
    match = _matched(_PER, value)
    unit = _time_unit(match[3]) if match else None
    if match is None or unit is None or match[2].strip() != of:
        raise refusal(value, _RATES[of])
    amount = _number(match[1])
    if amount < 0:
        raise UnitError(f"found {found(value)}, expected a rate that is not negative")
    read = Rate(amount / 100 if of == "%" else amount, unit)
    if read.yearly > MOST_A_YEAR:
        raise UnitError(f"found {found(value)}, expected at most {MOST_A_YEAR:g} in a year")
    return read


def quantity(value: object, kind: Kind) -> float:
    """Return the number of a *kind* that has one unit, as in ``8 operations`` or ``55 points``."""
    match = kind.match(value)
    if match is None:
        raise refusal(value, kind)
    return _number(match[1])


def distance(value: object) -> float:
    """Return a distance in kilometres.

    >>> distance("850 km")
    850.0
    """
    return _up_to_most(value, kinds.DISTANCE)


def speed(value: object) -> float:
    """Return a speed in kilometres a day; a knot is a nautical mile of 1.852 km in an hour.

    >>> speed("50 km/hour")
    1200.0
    """
    number = _up_to_most(value, kinds.SPEED)
    match = kinds.SPEED.match(value)
    of = match[2] if match else None
    return number * DAY / TIME_UNITS[of] if of else number * KNOT * DAY / HOUR


def money(value: object, kind: Kind) -> float:
    """Return an amount of any currency; which one it is, is checked across the file.

    Parameters
    ----------
    value
        What the scenario says.
    kind
        Money, or money per unit.
    """
    return _up_to_most(value, kind)


def money_rate(value: object) -> Rate:
    """Return an amount of any currency in a time, such as ``60 USD/day``."""
    match = kinds.MONEY_RATE.match(value)
    if match is None:
        raise refusal(value, kinds.MONEY_RATE)
    return Rate(_up_to_most(value, kinds.MONEY_RATE), TIME_UNITS[match[2]])


def share(value: object) -> float:
    """Return a share of one from per cent.

    >>> share("95 %")
    0.95
    """
    number = quantity(value, kinds.SHARE)
    if not 0 <= number <= 100:  # noqa: PLR2004 - per cent
        raise UnitError(f"found {found(value)}, expected a share between 0 % and 100 %")
    return number / 100


def _up_to_most(value: object, kind: Kind) -> float:
    number = quantity(value, kind)
    if number < 0:
        raise UnitError(f"found {found(value)}, expected {kind.name} that is not negative")
    if number > MOST:
        raise UnitError(f"found {found(value)}, expected at most {MOST:g}")
    return number
