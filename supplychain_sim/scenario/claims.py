"""Claims: what somebody says will come out, written so that a run can decide it."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal, NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.parts import Key, Limits, Part
from supplychain_sim.scenario.readers import Reader
from supplychain_sim.units import YEAR

#: Stands for each regime of the scenario, where a claim names one.
EVERY = "every"

_LARGEST = 1e12
_NUMBER = r"([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?) ?(%)?"
_REGION = re.compile(rf"(above|below) {_NUMBER}|between {_NUMBER} and {_NUMBER}")
_REGION_WORDS = "'above 0.01', 'below -0.005' or 'between -0.01 and 0.01'"
_WINDOW_WORDS = "'year 4', 'years 9-12', 'last year' or 'whole horizon'"
_YEARS = re.compile(r"year ([0-9]{1,6})|years ([0-9]{1,6}) ?- ?([0-9]{1,6})")


class Region(NamedTuple):
    """Where a value is expected.

    ``above`` and ``below`` leave their bound out, ``between`` holds both of its own.
    """

    lower: float
    upper: float
    #: Whether it is written in per cent.
    percent: bool
    #: As written.
    words: str

    def holds(self, least: float, most: float) -> bool:
        """Return whether everything from *least* to *most* lies in the region."""
        above = least > self.lower if self.upper == math.inf else least >= self.lower
        below = most < self.upper if self.lower == -math.inf else most <= self.upper
        return above and below

    def misses(self, least: float, most: float) -> bool:
        """Return whether nothing from *least* to *most* lies in the region."""
        under = most <= self.lower if self.upper == math.inf else most < self.lower
        over = least >= self.upper if self.lower == -math.inf else least > self.upper
        return under or over

    def distance(self, value: float) -> float:
        """Return how far *value* is from the nearest bound."""
        return min(abs(value - self.lower), abs(value - self.upper))


class Window(NamedTuple):
    """Years over which a measure is taken; without any, the whole horizon.

    The last year is written as 0, since the horizon says which it is.
    """

    first: int | None
    last: int | None
    #: As written.
    words: str

    def years(self, horizon: int) -> tuple[int | None, ...]:
        """Return the years, or None for the whole of a *horizon* in minutes."""
        if self.first is None or self.last is None:
            return (None,)
        if self.last == 0:
            return (horizon // YEAR,)
        return tuple(range(self.first, self.last + 1))


def region(value: Any) -> Region:
    """Return ``above 0.01``, ``below -5 %`` or ``between -0.01 and 0.01`` as a region.

    Raises
    ------
    UnitError
        If *value* is none of them, or the region is empty.
    """
    words = " ".join(value.split()) if isinstance(value, str) else ""
    match = _REGION.fullmatch(words)
    if match is None:
        raise UnitError(f"found {units.found(value)}, expected {_REGION_WORDS}")
    side, bound, sign, *both = match.groups()
    lower, upper = _bounds(side, bound, sign, both)
    if (both[1] is None) != (both[3] is None):
        raise UnitError(f"found {units.found(value)}, expected per cent in both numbers or neither")
    if not lower < upper:
        raise UnitError(f"found {units.found(value)}, expected the smaller number first")
    if any(abs(limit) > _LARGEST for limit in (lower, upper) if not math.isinf(limit)):
        raise UnitError(f"found {units.found(value)}, expected numbers up to {_LARGEST:g}")
    return Region(lower, upper, bool(sign or both[1]), words)


def _bounds(
    side: str | None, bound: str | None, sign: str | None, both: list[Any]
) -> tuple[float, float]:
    if side is None or bound is None:
        return _amount(both[0], both[1]), _amount(both[2], both[3])
    limit = _amount(bound, sign)
    return (limit, math.inf) if side == "above" else (-math.inf, limit)


def _amount(text: str, sign: str | None) -> float:
    # More than a float can hold is told with the other numbers that are too large.
    number = min(max(float(text), -1e300), 1e300)
    return number / 100 if sign else number


def window(value: Any) -> Window:
    """Return ``year 4``, ``years 9-12``, ``last year`` or ``whole horizon`` as a window.

    Raises
    ------
    UnitError
        If *value* is none of them, or names no year.
    """
    words = " ".join(value.split()) if isinstance(value, str) else ""
    if words == "whole horizon":
        return Window(None, None, words)
    if words == "last year":
        return Window(0, 0, words)
    match = _YEARS.fullmatch(words)
    if match is None:
        raise UnitError(f"found {units.found(value)}, expected {_WINDOW_WORDS}")
    first, last = int(match[1] or match[2]), int(match[1] or match[3])
    if first == 0:
        raise UnitError(f"found {units.found(value)}, expected years counted from 1")
    if match[2] and not first < last:
        raise UnitError(f"found {units.found(value)}, expected the earlier year first")
    return Window(first, last, words)


#: Where a value is expected.
Expected = Annotated[
    Region,
    Reader(
        region,
        _REGION_WORDS,
        {"type": "string", "pattern": f"^({_REGION.pattern})$"},
        "between -0.01 and 0.01",
    ),
]
#: Years of the horizon.
Years = Annotated[
    Window,
    Reader(
        window,
        _WINDOW_WORDS,
        {"type": "string", "pattern": f"^({_YEARS.pattern}|last year|whole horizon)$"},
        "years 9-12",
    ),
]
_Named = Annotated[str, Limits(min_length=1, max_length=200)]


class Aspect(Part):
    """What is looked at."""

    measure: _Named | None = None
    """A measure, as `measures` lists them."""
    subject: _Named | None = None
    """What the measure is of, such as `site/kassel`, `relation/housings` or `port/hamburg`."""
    regime: _Named | None = None
    """Under which regime; in a claim itself also `every`: under each, and all are needed."""
    window: Years | None = None
    """Over which years: the value of one, the mean of several, or that of the whole horizon."""


class Comparison(Aspect):
    """A comparison made elsewhere: what differs from the claim itself, and from its `against`."""

    against: Aspect
    """What it is compared with there; what is not said is as in the comparison itself."""


class Comparable(Aspect):
    """A value of each replication, or how it compares with another."""

    against: Aspect | None = None
    """What it is compared with: what differs from the claim itself, at least one thing."""
    beyond: Comparison | None = None
    """The same comparison made elsewhere, which is taken off: what counts is by how much the
    difference is larger here than there."""
    as_: Annotated[Literal["difference", "ratio"], Key("as")] = "difference"
    """How it is compared: by default the difference."""


class Contrast(Comparable):
    """A value of each replication, and where its mean is expected."""

    expect: Expected | None = None
    """Where it is expected, in the unit of the measure; `5 %` only of what is a share."""


class Claim(Contrast):
    """What somebody says will come out, and the contrast that decides it."""

    says: Annotated[str, Limits(min_length=1, max_length=1000)]
    """The claim in words."""
    source: Annotated[str, Limits(max_length=1000)] | None = None
    """Who says so, and where."""
    all_: Annotated[Annotated[tuple[Contrast, ...], Limits(min_length=1)] | None, Key("all")] = None
    """Contrasts that are all needed; each takes from the claim what it does not say itself."""

    def contrasts(self) -> tuple[Contrast, ...]:
        """Return what is needed, each written out."""
        if self.all_ is None:
            return (self,)
        return tuple(_filled(contrast, self) for contrast in self.all_)


def _filled(contrast: Contrast, claim: Claim) -> Contrast:
    said = {key: getattr(claim, key) for key in Contrast.model_fields}
    said |= {key: getattr(contrast, key) for key in contrast.model_fields_set}
    return Contrast.model_construct(**said)
