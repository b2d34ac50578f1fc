"""Readers of single values: what is taken, what is expected, and an example of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.kinds import Kind

_MOST_COUNTED = 10_000


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads a value as it is written into the units of the model; annotates a field's type.

    Parameters
    ----------
    parse
        Returns the value in model units, or raises `UnitError`.
    expected
        What is expected, in the words of a message.
    accepts
        The same as a JSON Schema.
    example
        A value that is read.
    kind
        The kind of quantity, of a quantity.
    """

    parse: Callable[[Any], Any]
    expected: str
    accepts: Mapping[str, Any]
    example: str | float
    kind: Kind | None = None


def quantity(kind: Kind, parse: Callable[[Any], Any], within: str = "") -> Reader:
    """Return a reader of quantities of a *kind*; *within* words its range, if it has one."""
    expected = kind.expected + (f", {within}" if within else "")
    accepts = {"type": "string", "pattern": kind.pattern}
    return Reader(parse, expected, accepts, kind.example, kind)


def ranged(kind: Kind, least: float, most: float, within: str) -> Reader:
    """Return a reader of quantities from *least* to *most*."""

    def parse(value: Any) -> float:
        number = units.quantity(value, kind)
        if not least <= number <= most:
            raise UnitError(f"found {units.found(value)}, expected {within}")
        return number

    return quantity(kind, parse, within)


def counted(kind: Kind, least: int = 1) -> Reader:
    """Return a reader of a whole number of things, such as ``8 operations``, or 8 alone."""
    within = f"a whole number from {least} to {_MOST_COUNTED}"

    def parse(value: Any) -> int:
        bare = isinstance(value, int | float) and not isinstance(value, bool)
        number = value if bare else units.quantity(value, kind)
        if not least <= number <= _MOST_COUNTED or number != int(number):
            raise UnitError(f"found {units.found(value)}, expected {within}")
        return int(number)

    accepts = {
        "type": ["string", "integer"],
        "pattern": kind.pattern,
        "minimum": 1,
        "maximum": _MOST_COUNTED,
    }
    alone = kind.example.partition(" ")[0]
    return Reader(parse, f"{kind.expected} or {alone}, {within}", accepts, kind.example, kind)


def phrase(kind: Kind, most: float, within: str) -> Reader:
    """Return a reader of a number inside a fixed phrase, above zero and at most *most*."""

    def parse(value: Any) -> float:
        number = units.quantity(value, kind)
        if not 0 < number <= most:
            raise UnitError(f"found {units.found(value)}, expected {within}")
        return number / 100 if "%" in kind.form else number

    return quantity(kind, parse, within)


def number(words: str, least: float, most: float, example: float) -> Reader:
    """Return a reader of plain numbers from *least* to *most*, which *words* call."""

    def parse(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UnitError(f"found {units.found(value)}, expected {words}, without a unit")
        if not least <= value <= most:
            raise UnitError(f"found {units.found(value)}, expected {words}")
        return float(value)

    accepts = {"type": "number", "minimum": least, "maximum": most}
    return Reader(parse, words, accepts, example)


def text(pattern: str, words: str, example: str) -> Reader:
    """Return a reader of text that has the form of *pattern*, which *words* describe."""

    def parse(value: Any) -> str:
        if not isinstance(value, str):
            # A number or a date is what an unquoted name may turn into.
            scalar = isinstance(value, int | float | date)
            in_quotes = "; put it in quotes" if scalar else ""
            raise UnitError(f"found {units.found(value)}, expected text{in_quotes}")
        if re.fullmatch(pattern, value) is None:
            raise UnitError(f"found {units.found(value)}, expected {words}")
        return value

    accepts = {"type": "string", "pattern": f"^{pattern}$"}
    return Reader(parse, words, accepts, example)


def day() -> Reader:
    """Return a reader of days of the calendar; in quotes one is text, which is how JSON has it."""
    return Reader(
        _day,
        "a date such as 2003-01-06",
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "2003-01-06",
    )


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise UnitError(f"found {units.found(value)}, expected a date such as 2003-01-06")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UnitError(f"found {units.found(value)}, expected a day of the calendar") from None


def only(value: int) -> Reader:
    """Return a reader that takes nothing but *value*."""

    def parse(written: Any) -> int:
        # Python holds True and 1.0 for 1, and a literal would take either.
        if type(written) is not int or written != value:
            raise UnitError(f"found {units.found(written)}, expected {value}")
        return value

    return Reader(parse, str(value), {"const": value}, value)


def read_as(kind: Any, value: Any) -> Any:
    """Return *value* as the reader in *kind*, an annotated type, has it; None if it refuses it."""
    reader: Reader = get_args(kind)[1]
    try:
        return reader.parse(value)
    except UnitError:
        return None


@dataclass(frozen=True, eq=False)
class Shorthand:
    """What is taken in place of a mapping; annotates a field's type.

    Parameters
    ----------
    read
        Returns the mapping that it stands for, and a mapping as it is; or raises `UnitError`.
    expected
        The mapping and what is taken in its place, in the words of a message.
    accepts
        What is taken in its place, as a JSON Schema.
    example
        A value that is read.
    """

    read: Callable[[Any], Any]
    expected: str
    accepts: Mapping[str, Any]
    example: str | float
