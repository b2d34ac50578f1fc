"""What a factor may be: a range, paths that are set together, or a distribution."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from supplychain_sim import units
from supplychain_sim.scenario.parts import Key, Limits, Part
from supplychain_sim.scenario.readers import Reader, text
from supplychain_sim.sweep.amounts import alike, number_of, read_amount
from supplychain_sim.sweep.quantiles import Bell, Line, Triangle, WholeNumber

#: Most levels of a range.
MOST_STEPS = 1_000_000


def _as_it_is(value: Any) -> Any:
    return value


#: What is read as the scenario would, once it is known where it belongs.
AsInScenario = Annotated[object, Reader(_as_it_is, "as the scenario has it", {}, "14 days")]
#: What a factor takes: one of the forms below.
AnyFactor = Annotated[
    object,
    Reader(
        _as_it_is,
        "a list of levels, a range, a distribution, or paths that are set together",
        {},
        "[1 day, 5 days, 20 days]",
    ),
]
AnyDesign = Annotated[object, Reader(_as_it_is, "`grid`, or a mapping", {}, "grid")]
ScenarioPath = Annotated[
    str, text(r"[^\r\n\t]{1,200}", "the path of a value of the scenario", "hazards.strikes.rate")
]
FactorName = Annotated[
    str, text(r"[^\r\n\t]{1,200}", "the name of a factor", "hazards.strikes.rate")
]
FileName = Annotated[
    str, text(r"[^\r\n\t]{1,200}", "the name of a file beside this one", "points.csv")
]
Amount = Annotated[
    object,
    Reader(
        read_amount,
        "a number or a quantity, in the unit of the path",
        {"type": ["number", "string"]},
        "14 days",
    ),
]


class Range(Part):
    """From one value to another, of the same unit."""

    from_: Annotated[Amount, Key("from")]
    """The first value."""
    to: Amount
    """The last value."""
    steps: Annotated[int, Limits(ge=2, le=MOST_STEPS)] | None = None
    """How many values there are, both ends among them; without it any value between them may be
    drawn."""
    scale: Literal["linear", "log"] = "linear"
    """Whether neighbours differ by the same amount or by the same factor."""

    def disagreement(self) -> str | None:
        """Return what is wrong with the two ends, if anything is."""
        wrong = _units(("from", self.from_), ("to", self.to))
        if wrong is None and number_of(self.from_) == number_of(self.to):
            wrong = "found from equal to to, expected two ends"
        if wrong is None and self.scale == "log":
            wrong = _above_zero(("from", self.from_), ("to", self.to))
        return wrong


class Linked(Part):
    """Several paths that are set together, level by level."""

    at: Annotated[tuple[AsInScenario, ...], Limits(min_length=1)]
    """What each level is called, or where it lies along the factor: a name, a number or a
    quantity."""
    sets: Annotated[dict[ScenarioPath, tuple[AsInScenario, ...]], Limits(min_length=1)]
    """The values of each path, as many as there are levels."""


class Distribution(Part):
    """What the values of a factor are drawn from."""

    def amounts(self) -> list[tuple[str, object]]:
        """Return the keys that hold amounts, with what they hold."""
        return [(name, value) for name, value in self if name != "dist"]

    def disagreement(self) -> str | None:
        """Return what is wrong with the amounts, if anything is."""
        return _units(*self.amounts()) or self.disorder()

    def disorder(self) -> str | None:
        """Return what is wrong with amounts of one unit, if anything is."""
        return None


class Uniform(Distribution):
    """Equally likely between two values."""

    dist: Literal["uniform"]
    """Equally likely between two values."""
    min: Amount
    """The lower value."""
    max: Amount
    """The upper value."""

    def disorder(self) -> str | None:
        """Return that the bounds are the wrong way round, if they are."""
        return _in_order(*self.amounts())

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        return Line(number_of(self.min), number_of(self.max))


class LogUniform(Distribution):
    """Equally likely between two values on a logarithmic scale."""

    dist: Literal["loguniform"]
    """Equally likely on a logarithmic scale: as often from 1 to 10 as from 10 to 100."""
    min: Amount
    """The lower value, above zero."""
    max: Amount
    """The upper value."""

    def disorder(self) -> str | None:
        """Return what is wrong with the bounds, if anything is."""
        return _above_zero(*self.amounts()) or _in_order(*self.amounts())

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        return Line(number_of(self.min), number_of(self.max), logarithmic=True)


class Triangular(Distribution):
    """Rising to a peak and falling again."""

    dist: Literal["triangular"]
    """Rising in a line to the most likely value, and falling from there."""
    min: Amount
    """The lowest value."""
    mode: Amount
    """The most likely value."""
    max: Amount
    """The highest value."""

    def disorder(self) -> str | None:
        """Return that the amounts are in another order, if they are."""
        (least, mode, most) = self.amounts()
        return (
            _in_order(least, most)
            or _in_order(least, mode, equal=True)
            or _in_order(mode, most, equal=True)
        )

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        return Triangle(number_of(self.min), number_of(self.mode), number_of(self.max))


class Normal(Distribution):
    """The bell curve."""

    dist: Literal["normal"]
    """The bell curve; what a scenario refuses of it is told before anything runs."""
    mean: Amount
    """The mean."""
    sd: Amount
    """The standard deviation, above zero."""

    def disorder(self) -> str | None:
        """Return that nothing varies, if so."""
        return _above_zero(("sd", self.sd))

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        return Bell(number_of(self.mean), number_of(self.sd))


class Lognormal(Distribution):
    """Skewed to the right, above zero."""

    dist: Literal["lognormal"]
    """Skewed to the right, above zero."""
    mean: Amount
    """The mean of what is drawn, not of its logarithm; above zero."""
    sd: Amount
    """The standard deviation of what is drawn, not of its logarithm; above zero."""

    def disorder(self) -> str | None:
        """Return that an amount is not above zero, if one is not."""
        return _above_zero(*self.amounts())

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        mean, sd = number_of(self.mean), number_of(self.sd)
        variance = math.log1p((sd / mean) ** 2)
        return Bell(math.log(mean) - variance / 2, math.sqrt(variance), logarithmic=True)


class Integers(Distribution):
    """Each whole number between two, equally likely."""

    dist: Literal["integers"]
    """Each whole number from one to another, equally likely."""
    min: Amount
    """The lowest number."""
    max: Amount
    """The highest number."""

    def disorder(self) -> str | None:
        """Return what is wrong with the bounds, if anything is."""
        for key, value in self.amounts():
            if not number_of(value).is_integer():
                return f"found {units.found(value)} as {key}, expected a whole number"
        return _in_order(*self.amounts())

    def quantile(self) -> Callable[[float], float]:
        """Return the quantile function."""
        return WholeNumber(number_of(self.min), number_of(self.max))


#: What a factor may be drawn from.
Distributions = Uniform | LogUniform | Triangular | Normal | Lognormal | Integers


def _units(*amounts: tuple[str, object]) -> str | None:
    """Return that *amounts*, each with its key, are not of one unit, if so."""
    values = [value for _, value in amounts]
    if alike(*values) is not None:
        return None
    told = " and ".join(units.found(value) for value in values)
    return f"found {told}, expected all in one unit"


def _in_order(
    lower: tuple[str, object], upper: tuple[str, object], *, equal: bool = False
) -> str | None:
    """Return that two amounts are the wrong way round, if they are."""
    least, most = number_of(lower[1]), number_of(upper[1])
    if least < most or (equal and least == most):
        return None
    return (
        f"found {lower[0]} at or above {upper[0]}, expected {lower[0]} first"
        if not equal
        else (f"found {lower[0]} above {upper[0]}, expected {lower[0]} first")
    )


def _above_zero(*amounts: tuple[str, object]) -> str | None:
    for key, value in amounts:
        if number_of(value) <= 0:
            return f"found {units.found(value)} as {key}, expected more than zero"
    return None
