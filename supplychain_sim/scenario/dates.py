"""When something begins or ends: a year of the run, or a day of the calendar."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.parts import Key, Part
from supplychain_sim.scenario.readers import Reader
from supplychain_sim.units import DAY, YEAR

_YEAR = "year [1-9][0-9]{0,2}"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_EXPECTED = "a year of the run such as 'year 6', or a date such as 2008-01-06"
#: What the key of a change of regime begins with.
BEGINNING = "from "
_KEY_EXPECTED = "'from' and a year of the run or a date, such as 'from year 6' or 'from 2008-01-06'"


class When(NamedTuple):
    """A year of the run, from its first minute, or a day; one of them is None."""

    year: int | None
    day: date | None

    def minutes(self, start: date) -> int:
        """Return the minutes from *start*, the first day of the run; below zero before it."""
        if self.day is not None:
            return (self.day - start).days * DAY
        return 0 if self.year is None else (self.year - 1) * YEAR


def when(value: Any) -> When:
    """Return ``year 6`` or ``2008-01-06`` as a time.

    Raises
    ------
    UnitError
        If *value* is neither.
    """
    if isinstance(value, date):
        return When(None, value)
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if re.fullmatch(_YEAR, words):
        return When(int(words.removeprefix("year ")), None)
    if not re.fullmatch(_DAY, words):
        raise UnitError(f"found {units.found(value)}, expected {_EXPECTED}")
    try:
        return When(None, date.fromisoformat(words))
    except ValueError:
        raise UnitError(f"found {units.found(value)}, expected a day of the calendar") from None


def turning_point(key: str) -> When:
    """Return ``from year 6`` or ``from 2008-01-06``, the key of a change, as a time.

    Raises
    ------
    UnitError
        If *key* is neither.
    """
    try:
        return when(key.removeprefix(BEGINNING))
    except UnitError:
        raise UnitError(f"found {units.found(key)}, expected {_KEY_EXPECTED}") from None


#: A year of the run or a date.
Time = Annotated[
    When,
    Reader(when, _EXPECTED, {"type": "string", "pattern": f"^({_YEAR}|{_DAY})$"}, "year 6"),
]
#: The key of a change.
TurningPoint = Annotated[
    str,
    Reader(
        turning_point,
        _KEY_EXPECTED,
        {"type": "string", "pattern": f"^{BEGINNING}({_YEAR}|{_DAY})$"},
        f"{BEGINNING}year 6",
    ),
]


class Spell(Part):
    """A time from one date to another, in which something is in force."""

    since: Annotated[Time | None, Key("from")] = None
    """When it begins: a year of the run or a date; with the run unless given."""
    until: Time | None = None
    """When it is over: a year of the run or a date; never unless given."""

    def minutes(self, start: date) -> tuple[int, int | None]:
        """Return its first minute and the one at which it is over, counted from *start*."""
        began = 0 if self.since is None else max(0, self.since.minutes(start))
        return began, None if self.until is None else self.until.minutes(start)

    def covers(self, now: int, start: date) -> bool:
        """Whether it is in force at *now*, in minutes from *start*."""
        first, over = self.minutes(start)
        return first <= now and (over is None or now < over)
