"""Numbers with the words around them, as ``14 days`` or ``every 2 weeks``, so that one can count.

A factor moves along values that a scenario would hold.  What is between two of them is
written like them, and read like them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.kinds import NUMBER, is_short

_AMOUNT = re.compile(rf"(|[a-z][a-z ]* )({NUMBER})(|\s*[^\s0-9][^0-9]*)")
_PLURAL = re.compile(r"(?<=[a-z])s\b")
#: Digits of what is computed: enough for any quantity, and few enough to hide the last bits.
_DIGITS = 9


class Form(NamedTuple):
    """What stands around a number.

    Parameters
    ----------
    before, after
        As written; both empty around a plain number.
    plain
        Whether it is a number, and no text.
    """

    before: str
    after: str
    plain: bool

    @property
    def unit(self) -> str:
        """What is alike in all amounts of a unit, be it one of them or several."""
        return " ".join(_PLURAL.sub("", f"{self.before} {self.after}").split())

    def write(self, number: float) -> object:
        """Return *number* as a scenario would hold it.

        >>> Form("", " days", plain=False).write(0.1 + 0.2)
        '0.3 days'
        """
        rounded = f"{number:.{_DIGITS}g}"
        if not self.plain:
            return f"{self.before}{rounded}{self.after}"
        value = float(rounded)
        return int(value) if value.is_integer() else value


def amount(value: object) -> tuple[float, Form] | None:
    """Return the number in *value* and what stands around it; None if it holds none.

    >>> amount("every 14 days")
    (14.0, Form(before='every ', after=' days', plain=False))
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value), Form("", "", plain=True)
    match = _AMOUNT.fullmatch(value.strip()) if isinstance(value, str) and is_short(value) else None
    if match is None:
        return None
    return float(match[2].replace("_", "")), Form(match[1], match[3], plain=False)


def read_amount(value: object) -> object:
    """Return *value* as it is.

    Raises
    ------
    UnitError
        If it holds no number.
    """
    if amount(value) is None:
        raise UnitError(f"found {units.found(value)}, expected a number or a quantity")
    return value


def alike(*values: object) -> Form | None:
    """Return the form of the last of *values*; None if they are not all in one unit."""
    forms = [read[1] for read in map(amount, values) if read is not None]
    same = len(forms) == len(values) and len({(form.unit, form.plain) for form in forms}) == 1
    return forms[-1] if same else None


def number_of(value: object) -> float:
    """Return the number in *value*, which holds one."""
    read = amount(value)
    if read is None:
        raise UnitError(f"found {units.found(value)}, expected a number or a quantity")
    return read[0]
