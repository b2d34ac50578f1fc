"""The types of a scenario's values: text as people write it in, model units out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.units import Rate

_NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
#: Largest amount, in any unit, that a scenario may name.
_LARGEST = 1e12
_MOST_COUNTED = 10_000


class Part(BaseModel):
    """A frozen piece of a scenario that knows all its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


def _read(parse: Callable[[Any], Any]) -> BeforeValidator:
    """Return a validator that reports what *parse* expected."""

    def validate(value: Any) -> Any:
        try:
            return parse(value)
        except UnitError as error:
            # Braces would be taken for fields of pydantic's message template.
            raise PydanticCustomError("unit", "{message}", {"message": str(error)}) from None

    return BeforeValidator(validate)


def _ranged(
    parse: Callable[[Any], float], least: float, most: float, words: str
) -> Callable[[Any], float]:
    def parse_in_range(value: Any) -> float:
        number = parse(value)
        if not least <= number <= most:
            raise UnitError(f"found {units.found(value)}, expected {words}")
        return number

    return parse_in_range


def _worded(pattern: str, words: str) -> AfterValidator:
    """Return a check that text has the form that *words* describe."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if compiled.fullmatch(text) is None:
            message = f"found {units.found(text)}, expected {words}"
            raise PydanticCustomError("form", "{message}", {"message": message})
        return text

    return AfterValidator(check)


def _phrase(pattern: str, example: str, most: float, words: str) -> BeforeValidator:
    """Return a reader of a number inside a fixed phrase, such as ``0.97 x best site``.

    The number is above zero and at most *most*, as *words* say.
    """
    compiled = re.compile(pattern.replace("#", _NUMBER))

    def parse(value: Any) -> float:
        match = compiled.fullmatch(" ".join(value.split())) if isinstance(value, str) else None
        if match is None:
            raise UnitError(f"found {units.found(value)}, expected '{example}' or alike")
        number = float(match[1])
        if not 0 < number <= most:
            raise UnitError(f"found {units.found(value)}, expected {words}")
        return number / 100 if "%" in pattern else number

    return _read(parse)


def _amount(value: Any, pattern: str, expected: str) -> re.Match[str]:
    """Return the match of an amount of any currency; which one is checked across the file."""
    match = re.fullmatch(pattern, value.strip()) if isinstance(value, str) else None
    if match is None:
        raise UnitError(f"found {units.found(value)}, expected {expected}")
    if float(match[1]) > _LARGEST:
        raise UnitError(f"found {units.found(value)}, expected at most {_LARGEST:g}")
    return match


def _money(per: str = "") -> BeforeValidator:
    pattern = rf"{_NUMBER} ?[A-Z]{{3}}" + (rf" ?/ ?{per}" if per else "")
    expected = "an amount such as '36 USD" + (f"/{per}'" if per else "'")
    return _read(lambda value: float(_amount(value, pattern, expected)[1]))


def _money_rate(value: Any) -> Rate:
    times = "|".join(units.TIME_UNITS)
    expected = "a rate of money such as '60 USD/day'"
    match = _amount(value, rf"{_NUMBER} ?[A-Z]{{3}} ?/ ?({times})s?", expected)
    return Rate(float(match[1]), units.TIME_UNITS[match[2]])


def _counted(word: str, example: str) -> BeforeValidator:
    """Return a reader of a whole number of things, such as ``8 operations``."""

    def parse(value: Any) -> int:
        number = units.quantity(value, word, example)
        if not 1 <= number <= _MOST_COUNTED or number != int(number):
            raise UnitError(
                f"found {units.found(value)}, expected a whole number from 1 to {_MOST_COUNTED}"
            )
        return int(number)

    return _read(parse)


def _rate(of: str) -> BeforeValidator:
    return _read(lambda value: units.rate(value, of))


def _positive_rate(of: str) -> BeforeValidator:
    def parse(value: Any) -> Rate:
        found = units.rate(value, of)
        if found.amount == 0:
            raise UnitError(f"found {units.found(value)}, expected a rate above zero")
        return found

    return _read(parse)


def _positive_duration(value: Any) -> int:
    minutes = units.duration(value)
    if minutes < 1:
        raise UnitError(f"found {units.found(value)}, expected a time above zero")
    return minutes


def _positive(value: Any) -> float:
    return _ranged(_plain_number, 1e-12, 1e12, "a number above zero")(value)


def _version(value: Any) -> int:
    # Python holds True and 1.0 for 1, and a literal would take either.
    if type(value) is not int or value != 1:
        raise UnitError(f"found {units.found(value)}, expected 1")
    return value


def _plain_number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnitError(f"found {units.found(value)}, expected a plain number")
    return float(value)


#: What things may be called: it also names files, columns and streams.
Id = Annotated[
    str,
    _worded(
        r"[A-Za-z][A-Za-z0-9_-]{0,63}",
        "an id of up to 64 letters, digits, - and _ that begins with a letter",
    ),
]
Name = Annotated[str, _worded(r"[^\r\n\t]{1,200}", "one line of 1 to 200 characters")]
Stop = Annotated[
    str,
    _worded(r"(port/)?[A-Za-z][A-Za-z0-9_-]{0,63}", "a site such as 'kassel', or 'port/hamburg'"),
]
Country = Annotated[str, _worded(r"[A-Z]{2}", "two capital letters such as 'DE'")]
Currency = Annotated[str, _worded(r"[A-Z]{3}", "three capital letters such as 'USD'")]
SchemaVersion = Annotated[Literal[1], _read(_version)]

Minutes = Annotated[int, _read(units.duration)]
PositiveMinutes = Annotated[int, _read(_positive_duration)]
Every = Annotated[int, _read(units.interval)]
Share = Annotated[float, _read(units.share)]
NumberAboveZero = Annotated[float, _read(_positive)]
NumberToOne = Annotated[float, _read(_ranged(_plain_number, 0.0, 1.0, "a number from 0 to 1"))]
NotAboveZero = Annotated[float, _read(_ranged(_plain_number, -1e6, 0.0, "a number of 0 or less"))]
NotNegative = Annotated[float, _read(_ranged(_plain_number, 0.0, 1e6, "a number of 0 or more"))]
Whole = Annotated[int, Field(ge=1, le=1_000_000)]

PerTime = Annotated[Rate, _rate("")]
UnitsPerTime = Annotated[Rate, _positive_rate("units")]
LinesPerTime = Annotated[Rate, _positive_rate("")]
SharePerTime = Annotated[Rate, _rate("%")]
Money = Annotated[float, _money()]
MoneyPerUnit = Annotated[float, _money("unit")]
MoneyPerTime = Annotated[Rate, _read(_money_rate)]
PartsPerMillion = Annotated[
    float,
    _read(_ranged(lambda v: units.quantity(v, "ppm", "500 ppm"), 0.0, 1e6, "0 to 1000000 ppm")),
]
Points = Annotated[
    float,
    _read(
        _ranged(lambda v: units.quantity(v, "points", "55 points"), 0.0, 100.0, "0 to 100 points")
    ),
]
People = Annotated[int, _counted("people", "3 people")]
Teams = Annotated[int, _counted("teams", "5 teams")]
Operations = Annotated[int, _counted("operations", "8 operations")]
TrialsPerOperation = Annotated[
    float,
    _read(
        _ranged(
            lambda v: units.quantity(v, "trials/operation", "8 trials/operation"),
            0.0,
            1000.0,
            "at most 1000 trials/operation",
        )
    ),
]

OfTaughtBook = Annotated[
    float, _phrase("# x taught book", "1.45 x taught book", 100, "a factor above 0, at most 100")
]
OfBestSite = Annotated[
    float, _phrase("# x best site", "0.97 x best site", 1, "a factor above 0, at most 1")
]
OfOwnLevel = Annotated[
    float, _phrase("# x own level", "0.97 x own level", 100, "a factor above 0, at most 100")
]
WithinQuote = Annotated[
    float,
    _phrase("# ?% within quote", "95 % within quote", 99.99, "a share above 0 %, at most 99.99 %"),
]
BelowChance = Annotated[
    float,
    _phrase("below # ?% chance", "below 10 % chance", 50, "a chance above 0 %, at most 50 %"),
]

Provenance = Literal["text", "literature", "assumed", "yours"]
Month = Literal[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS: tuple[str, ...] = get_args(Month)
