"""Plain scalars by the core schema of YAML 1.2, less what reads two ways."""

from __future__ import annotations

import math
import re
from datetime import date

from supplychain_sim.errors import UnitError

Scalar = str | int | float | bool | date | None

_CONSTANTS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# YAML 1.1 counts both in ways that few expect: 010 is eight, 1:30 is ninety.
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
#: Up to here floats hold every whole number.
_MOST_EXACT = 2.0**53
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

#: Python refuses to read integers of more than 4,300 digits; nothing here needs a tenth of that.
_MOST_DIGITS = 100


def plain(text: str) -> Scalar:
    """Return what an unquoted scalar means.

    Raises
    ------
    UnitError
        If other readers of YAML would count it otherwise, or it is no finite number.

    Examples
    --------
    >>> plain("NO"), plain("1e3"), plain("2003-01-06")
    ('NO', 1000, datetime.date(2003, 1, 6))
    """
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in "+-.0123456789":
        return text
    if _LEADING_ZERO.fullmatch(text):
        raise UnitError(
            f"found {_cut(text)}, which some read as octal; "
            "expected a number without leading zeros, or text in quotes"
        )
    if _SEXAGESIMAL.fullmatch(text):
        raise UnitError(
            f"found {_cut(text)}, which some read in base sixty; expected a quantity such as "
            "'90 minutes', or text in quotes"
        )
    if _DATE.fullmatch(text):
        return _date(text)
    return _number(text)


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004 - fits a line


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnitError(
            f"found {text}, expected a day of the calendar, or text in quotes"
        ) from None


def _number(text: str) -> Scalar:
    if _NOT_FINITE.fullmatch(text):
        raise UnitError(f"found {text}, expected a finite number")
    if _INTEGER.fullmatch(text) or _BASED.fullmatch(text):
        if len(text) > _MOST_DIGITS:
            raise UnitError(f"found {_cut(text)}, expected at most {_MOST_DIGITS} digits")
        return int(text, 0)
    if not _FLOAT.fullmatch(text):
        return text
    number = float(text)
    if not math.isfinite(number):
        raise UnitError(f"found {_cut(text)}, expected a finite number")
    counts = "." not in text and abs(number) < _MOST_EXACT and number.is_integer()
    return int(number) if counts else number
