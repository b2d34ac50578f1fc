"""The kinds of quantity that a scenario knows: what each is called and how it is written."""

from __future__ import annotations

import re
from typing import NamedTuple

# Written so that no two parts can match the same digits.
NUMBER = r"[+-]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"

#: No quantity takes more characters; some forms would take long to tell that of a long text.
_LONGEST = 200

_TIMES = "minutes, hours, days, weeks, months or years"
_PER_TIME = "per minute, hour, day, week, month or year"
_TIME = "(minute|hour|day|week|month|year)"


def is_short(text: str) -> bool:
    """Whether *text* is short enough to be a quantity."""
    return len(text) <= _LONGEST


class Kind(NamedTuple):
    """A kind of quantity.

    Parameters
    ----------
    name
        What it is called, in the middle of a sentence.
    fits
        The units that fit, if there is a choice; may be empty.
    example
        Text that is read as one.
    form
        A regular expression of what is read, with ``#`` for the number.
    """

    name: str
    fits: str
    example: str
    form: str

    @property
    def expected(self) -> str:
        """The name, the units that fit and an example, as the end of a message."""
        fits = f": {self.fits}" if self.fits else ""
        return f"{self.name}{fits}, such as {self.example!r}"

    @property
    def pattern(self) -> str:
        """The form as a regular expression that other languages read alike."""
        return f"^{self.form.replace('#', NUMBER)}$"

    def match(self, value: object) -> re.Match[str] | None:
        """Return the match of *value*, whose first group is the number; None if it is none."""
        if not isinstance(value, str) or not is_short(value):
            return None
        return re.fullmatch(self.form.replace("#", f"({NUMBER})"), value.strip())


TIME = Kind("a time", _TIMES, "14 days", rf"#\s*{_TIME}s?")
INTERVAL = Kind(
    "an interval", f"every so many {_TIMES}", "every 14 days", rf"every\s+#\s*{_TIME}s?"
)
COUNT_RATE = Kind("a rate", f"a number {_PER_TIME}", "4 /year", rf"#\s*/\s*{_TIME}s?")
UNITS_RATE = Kind(
    "a rate of units", f"units {_PER_TIME}", "2300 units/week", rf"#\s*units?\s*/\s*{_TIME}s?"
)
SHARE_RATE = Kind("a rate in per cent", f"% {_PER_TIME}", "1.9 %/year", rf"#\s*%\s*/\s*{_TIME}s?")
MONEY_RATE = Kind(
    "a rate of money", f"money {_PER_TIME}", "60 USD/day", rf"#\s*[A-Z]{{3}}\s*/\s*{_TIME}s?"
)
MONEY = Kind("an amount of money", "", "36 USD", r"#\s*[A-Z]{3}")
MONEY_PER_UNIT = Kind("money per unit", "", "36 USD/unit", r"#\s*[A-Z]{3}\s*/\s*unit")
SHARE = Kind("a share", "per cent", "40 %", r"#\s*%")
DEFECTS = Kind("defects per million", "", "500 ppm", r"#\s*ppm")
PEOPLE = Kind("a number of people", "", "3 people", r"#\s*(?:people|person)")
TEAMS = Kind("a number of teams", "", "5 teams", r"#\s*teams?")
OPERATIONS = Kind("a number of operations", "", "8 operations", r"#\s*operations?")
UNITS = Kind("a number of units", "", "100 units", r"#\s*units?")
TRIALS = Kind("trials per operation", "", "8 trials/operation", r"#\s*trials?\s*/\s*operation")
POINTS = Kind("a score", "points", "55 points", r"#\s*points?")
DISTANCE = Kind("a distance", "km", "850 km", r"#\s*km")
SPEED = Kind(
    "a speed", f"km {_PER_TIME}, or knots", "600 km/day", rf"#\s*(?:km\s*/\s*{_TIME}s?|knots?)"
)
MEMORY = Kind("an amount of memory", "MB, GB or TB", "4 GB", r"#\s*[MGT]B?")
OF_TAUGHT_BOOK = Kind(
    "a multiple of the taught book", "", "1.45 x taught book", r"#\s+x\s+taught\s+book"
)
OF_BEST_SITE = Kind("a multiple of the best site", "", "0.97 x best site", r"#\s+x\s+best\s+site")
OF_OWN_LEVEL = Kind("a multiple of the own level", "", "0.97 x own level", r"#\s+x\s+own\s+level")
WITHIN_QUOTE = Kind("a share within quote", "", "95 % within quote", r"#\s*%\s+within\s+quote")
BELOW_CHANCE = Kind("a bound on a chance", "", "below 10 % chance", r"below\s+#\s*%\s+chance")

KINDS = (
    *(TIME, INTERVAL, COUNT_RATE, UNITS_RATE, SHARE_RATE, MONEY_RATE, MONEY, MONEY_PER_UNIT),
    *(SHARE, DEFECTS, PEOPLE, TEAMS, OPERATIONS, UNITS, TRIALS, POINTS, DISTANCE, SPEED, MEMORY),
    *(OF_TAUGHT_BOOK, OF_BEST_SITE, OF_OWN_LEVEL, WITHIN_QUOTE, BELOW_CHANCE),
)
