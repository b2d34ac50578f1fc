"""Numbers as a table shows them: as many digits as are known, grouped, never in powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence

#: Shown for a value that does not exist.
UNDEFINED = "-"

#: Digits shown of a half-width, of a number that has none, in a row, and at most.
_OF_HALF_WIDTH = 2
_ALONE = 4
_IN_ROW = 3
_MOST = 5
_MOST_DECIMALS = 6


def plain(value: float) -> str:
    """Return *value* with four significant digits, trailing zeros dropped.

    >>> plain(12345.678), plain(0.25)
    ('12,346', '0.25')
    """
    text = _fixed(value, _decimals(value, _ALONE))
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_row(values: Sequence[float | None]) -> list[str]:
    """Return *values* to the same decimals: three significant digits of the largest.

    >>> in_row([0.5, None, 12.34])
    ['0.5', '-', '12.3']
    """
    largest = max((abs(value) for value in values if value is not None), default=0.0)
    decimals = _decimals(largest, _IN_ROW)
    return [UNDEFINED if value is None else _fixed(value, decimals) for value in values]


def with_half_width(mean: float, half_width: float | None) -> tuple[str, str]:
    """Return *mean* and *half_width*, rounded where two digits of the second end.

    The second is empty if unknown.

    >>> with_half_width(1234.567, 8.91)
    ('1,234.6', '8.9')
    >>> with_half_width(256469.0, 46467.0)
    ('256,000', '46,000')
    """
    if half_width is None:
        return plain(mean), ""
    if half_width == 0:
        return plain(mean), "0"
    decimals = min(_place(half_width, _OF_HALF_WIDTH), _decimals(max(abs(mean), half_width), _MOST))
    return _fixed(mean, decimals), _fixed(half_width, decimals)


def _place(value: float, digits: int) -> int:
    """Return the decimal place where *digits* of *value* end; below 0 left of the point."""
    return digits - 1 - math.floor(math.log10(abs(value)))


def _decimals(value: float, digits: int) -> int:
    """Return how many decimals show that many significant *digits* of *value*."""
    return min(max(_place(value, digits), 0), _MOST_DECIMALS) if value else 0


def _fixed(value: float, decimals: int) -> str:
    # Adding zero turns the -0.0 that rounding may leave into 0.0.
    return f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"
