"""The types of a scenario's values: text as people write it in, model units out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal, get_args

from supplychain_sim import kinds, units
from supplychain_sim.errors import UnitError
from supplychain_sim.kinds import Kind
from supplychain_sim.scenario.parts import Limits
from supplychain_sim.scenario.readers import (
    Reader,
    counted,
    day,
    number,
    only,
    phrase,
    quantity,
    ranged,
    text,
)
from supplychain_sim.units import Rate

#: Share of a price that may fall in a year; with all of it, the part would be given away.
_STEEPEST_FALL = 0.99
#: Kilometres a day of who walks his goods a little, and of who flies without a stop.
_SLOWEST, _FASTEST = 1, 100_000


def _rate(kind: Kind, of: str) -> Reader:
    return quantity(kind, lambda value: units.rate(value, of))


def _positive_rate(kind: Kind, of: str) -> Reader:
    def parse(value: Any) -> Rate:
        found = units.rate(value, of)
        if found.amount == 0:
            raise UnitError(f"found {units.found(value)}, expected a rate above zero")
        return found

    return quantity(kind, parse, "above zero")


def _price_fall(value: Any) -> Rate:
    found = units.rate(value, "%")
    if found.yearly > _STEEPEST_FALL:
        raise UnitError(
            f"found {units.found(value)}, expected at most {_STEEPEST_FALL * 100:g} %/year"
        )
    return found


def _money(kind: Kind) -> Reader:
    return quantity(kind, lambda value: units.money(value, kind))


def _kilometres() -> Reader:
    def parse(value: Any) -> float:
        found = units.distance(value)
        if found < 1.0:
            raise UnitError(f"found {units.found(value)}, expected a distance of 1 km or more")
        return found

    return quantity(kinds.DISTANCE, parse, "1 km or more")


def _speed() -> Reader:
    def parse(value: Any) -> float:
        found = units.speed(value)
        if not _SLOWEST <= found <= _FASTEST:
            raise UnitError(f"found {units.found(value)}, expected {within}")
        return found

    within = f"{_SLOWEST} km/day to {_FASTEST} km/day"
    return quantity(kinds.SPEED, parse, within)


def _positive(parse: Callable[[Any], int]) -> Callable[[Any], int]:
    def parse_positive(value: Any) -> int:
        minutes = parse(value)
        if minutes < 1:
            raise UnitError(f"found {units.found(value)}, expected a time above zero")
        return minutes

    return parse_positive


def _at_most(most: float) -> Callable[[Any], float]:
    def parse(value: Any) -> float:
        share = units.share(value)
        if share > most:
            expected = f"a share of {100 * most:g} % or less"
            raise UnitError(f"found {units.found(value)}, expected {expected}")
        return share

    return parse


#: What things may be called: it also names files, columns and streams.
Id = Annotated[
    str,
    text(
        r"[A-Za-z][A-Za-z0-9_-]{0,63}",
        "an id of up to 64 letters, digits, - and _ that begins with a letter",
        "kassel",
    ),
]
Name = Annotated[str, text(r"[^\r\n\t]{1,200}", "one line of 1 to 200 characters", "Home plant")]
Stop = Annotated[
    str,
    text(
        r"(port/)?[A-Za-z][A-Za-z0-9_-]{0,63}",
        "a site such as 'kassel', or 'port/hamburg'",
        "port/hamburg",
    ),
]
Spot = Annotated[
    str, text(r"[^\r\n\t]{1,64}", "a place of the shipped table such as 'shanghai'", "shanghai")
]
Latitude = Annotated[float, Limits(ge=-90, le=90)]
Longitude = Annotated[float, Limits(ge=-180, le=180)]
Country = Annotated[str, text(r"[A-Z]{2}", "two capital letters such as 'DE'", "DE")]
Currency = Annotated[str, text(r"[A-Z]{3}", "three capital letters such as 'USD'", "USD")]
SchemaVersion = Annotated[int, only(1)]

Day = Annotated[date, day()]
Minutes = Annotated[int, quantity(kinds.TIME, units.duration)]
PositiveMinutes = Annotated[int, quantity(kinds.TIME, _positive(units.duration), "above zero")]
Every = Annotated[int, quantity(kinds.INTERVAL, units.interval)]
Share = Annotated[float, quantity(kinds.SHARE, units.share, "from 0 % to 100 %")]
ShareFound = Annotated[float, quantity(kinds.SHARE, _at_most(0.99), "from 0 % to 99 %")]
NumberAboveZero = Annotated[float, number("a number above zero", 1e-12, 1e12, 4.5)]
NumberToOne = Annotated[float, number("a number from 0 to 1", 0.0, 1.0, 0.5)]
NotAboveZero = Annotated[float, number("a number of 0 or less", -1e6, 0.0, -0.05)]
NotNegative = Annotated[float, number("a number of 0 or more", 0.0, 1e6, 1.5)]
Whole = Annotated[int, Limits(ge=1, le=1_000_000)]
WholeOrNone = Annotated[int, Limits(ge=0, le=1_000_000)]

PerTime = Annotated[Rate, _rate(kinds.COUNT_RATE, "")]
UnitsPerTime = Annotated[Rate, _positive_rate(kinds.UNITS_RATE, "units")]
LinesPerTime = Annotated[Rate, _positive_rate(kinds.COUNT_RATE, "")]
SharePerTime = Annotated[Rate, _rate(kinds.SHARE_RATE, "%")]
PriceFall = Annotated[Rate, quantity(kinds.SHARE_RATE, _price_fall, "at most 99 %/year")]
Money = Annotated[float, _money(kinds.MONEY)]
MoneyPerUnit = Annotated[float, _money(kinds.MONEY_PER_UNIT)]
MoneyPerTime = Annotated[Rate, quantity(kinds.MONEY_RATE, units.money_rate)]
Kilometres = Annotated[float, _kilometres()]
Speed = Annotated[float, _speed()]
Detour = Annotated[float, number("a number from 1 to 10", 1.0, 10.0, 1.3)]
PartsPerMillion = Annotated[float, ranged(kinds.DEFECTS, 0.0, 1e6, "0 to 1000000 ppm")]
Points = Annotated[float, ranged(kinds.POINTS, 0.0, 100.0, "0 to 100 points")]
People = Annotated[int, counted(kinds.PEOPLE)]
Teams = Annotated[int, counted(kinds.TEAMS)]
Operations = Annotated[int, counted(kinds.OPERATIONS)]
SampleSize = Annotated[int, counted(kinds.UNITS, least=0)]
AcceptanceNumber = Annotated[int, Limits(ge=0, le=1_000_000)]
Further = Annotated[int, Limits(ge=0, le=10_000)]
TrialsPerOperation = Annotated[
    float, ranged(kinds.TRIALS, 0.0, 1000.0, "at most 1000 trials/operation")
]

OfTaughtBook = Annotated[float, phrase(kinds.OF_TAUGHT_BOOK, 100, "a factor above 0, at most 100")]
OfBestSite = Annotated[float, phrase(kinds.OF_BEST_SITE, 1, "a factor above 0, at most 1")]
OfOwnLevel = Annotated[float, phrase(kinds.OF_OWN_LEVEL, 100, "a factor above 0, at most 100")]
WithinQuote = Annotated[
    float, phrase(kinds.WITHIN_QUOTE, 99.99, "a share above 0 %, at most 99.99 %")
]
BelowChance = Annotated[float, phrase(kinds.BELOW_CHANCE, 50, "a chance above 0 %, at most 50 %")]

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
