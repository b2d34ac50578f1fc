"""The language of sweep files: what a sweep says, each key with its meaning."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.claims import Comparable, Expected, Years
from supplychain_sim.scenario.fields import Id, Name, SchemaVersion
from supplychain_sim.scenario.parts import NONE_BY_ID, Key, Limits, Part
from supplychain_sim.scenario.readers import Reader
from supplychain_sim.scenario.schema import MOST_REPLICATIONS
from supplychain_sim.sweep.amounts import alike, number_of, read_amount
from supplychain_sim.sweep.quantiles import Bell, Line, Triangle, WholeNumber

#: Most levels of a range.
MOST_STEPS = 1_000_000


def _as_it_is(value: Any) -> Any:
    return value


#: What is read as the scenario would, once it is known where it belongs.
AsInScenario = Annotated[
    object, Reader(_as_it_is, "as the scenario has it", {}, "as the scenario has it")
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


def points(value: Any) -> int:
    """Return ``64 points``, or 64, as a number.

    Raises
    ------
    UnitError
        If *value* is no whole number of points above zero.
    """
    text = value.removesuffix("points").removesuffix("point").strip() if _is_text(value) else value
    number = int(text) if _is_text(text) and text.isdecimal() and len(text) < 16 else text  # noqa: PLR2004 - longer than any
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise UnitError(f"found {units.found(value)}, expected a number of points: '64 points'")
    return number


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


Points = Annotated[
    int,
    Reader(
        points,
        "a number of points",
        {"type": ["string", "integer"], "pattern": "^[0-9]+( points?)?$", "minimum": 1},
        "64 points",
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
    sets: Annotated[dict[Name, tuple[AsInScenario, ...]], Limits(min_length=1)]
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

    def quantile(self) -> Callable[[float], float]:
        """Return the function from a share to the amount below which that share lies."""
        raise NotImplementedError


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


class Design(Part):
    """Points that are drawn, or listed: one of these."""

    latin_hypercube: Points | None = None
    """So many points, of which each factor's values are spread evenly over its distribution."""
    sobol: Points | None = None
    """So many points, a power of two, spread evenly over all factors at once."""
    csv: Name | None = None
    """A file beside this one: a column for each factor, a row for each point."""

    def disagreement(self) -> str | None:
        """Return that there is more than one kind of design, or none."""
        said = [name for name, value in self if value is not None]
        if len(said) == 1:
            return None
        found = " and ".join(said) if said else "none"
        return f"found {found}, expected one of latin_hypercube, sobol and csv"


class CutOff(Part):
    """A value of a factor beyond which a contrast stays on one side of a level."""

    below: float | None = None
    """Beyond it the contrast stays below this, in the unit of the measure."""
    above: float | None = None
    """Beyond it the contrast stays above this; one of the two."""
    expect: Expected
    """Where the value is expected, in the unit of the factor."""

    def disagreement(self) -> str | None:
        """Return that not one of the two sides is said, if so."""
        if (self.below is None) == (self.above is None):
            return (
                "found "
                + ("neither below nor above" if self.below is None else "below and above")
                + ", expected one of them"
            )
        return None


class SignChange(Part):
    """A value of a factor at which a contrast changes its sign."""

    to: Literal["positive", "negative"]
    """What its sign is beyond that value."""
    expect: Expected | None = None
    """Where the value is expected, in the unit of the factor; anywhere along it unless said."""


class Interaction(Part):
    """How the slope of a contrast along one factor changes along another."""

    with_: Annotated[Name, Key("with")]
    """The other factor."""
    expect: Expected
    """Where the change is expected: in the unit of the measure, for a unit of either factor."""


#: What a claim may be about, by the key that says so.
SUBJECTS = ("slope", "cut_off", "sign_change", "interaction")


class SweepClaim(Comparable):
    """What somebody says will come out along a factor, and the contrast that decides it."""

    says: Annotated[str, Limits(min_length=1, max_length=1000)]
    """The claim in words."""
    source: Annotated[str, Limits(max_length=1000)] | None = None
    """Who says so, and where."""
    along: Name
    """The factor."""
    slope: Expected | None = None
    """Where the change of the contrast is expected for each unit of the factor."""
    cut_off: CutOff | None = None
    """The value of the factor beyond which the contrast stays below or above a level."""
    sign_change: SignChange | None = None
    """The value of the factor at which the contrast changes its sign."""
    interaction: Interaction | None = None
    """How the slope changes along another factor."""

    def disagreement(self) -> str | None:
        """Return that the claim is about nothing, or about more than one thing."""
        said = [key for key in SUBJECTS if getattr(self, key) is not None]
        if len(said) == 1:
            return None
        found = " and ".join(said) if said else "none"
        return f"found {found}, expected one of {', '.join(SUBJECTS)}"


class Best(Part):
    """By what points are the best and the worst."""

    measure: Annotated[str, Limits(min_length=1, max_length=200)]
    """A measure, as `measures` lists them."""
    subject: Annotated[str, Limits(min_length=1, max_length=200)]
    """What the measure is of."""
    window: Years
    """Over which years."""
    is_: Annotated[Literal["lowest", "highest"], Key("is")]
    """Whether the best point has the lowest or the highest mean."""


class Sweep(Part):
    """Experiments over a design of factors."""

    schema_version: Annotated[SchemaVersion, Key("schema")]
    """Version of the language in which the file is written."""
    base: Annotated[str, Limits(min_length=1, max_length=1000)]
    """A scenario file beside this one; whatever no factor sets is as there."""
    question: Annotated[str, Limits(min_length=1, max_length=1000)]
    """What the sweep is to find out, in a sentence; printed with the results and used by nothing
    else."""
    source: Annotated[str, Limits(max_length=1000)] | None = None
    """Where the question comes from; nothing is computed from it."""
    set_: Annotated[dict[Name, AsInScenario], Key("set")] = NONE_BY_ID
    """Values that are laid over the base at all points, by their paths."""
    factors: dict[Name, AsInScenario] = NONE_BY_ID
    """What is varied: by the path of a value its levels, or by a name of your own several paths
    that are set together."""
    design: AsInScenario
    """Which levels meet: `grid` for each with each, or a kind of design with its points."""
    regimes: Annotated[tuple[Id, ...], Limits(min_length=1)] | None = None
    """Regimes of the base that run; all unless said."""
    replications: Annotated[int, Limits(ge=1, le=MOST_REPLICATIONS)] | None = None
    """Of each regime at each point; as many as in the base unless said."""
    seed: Annotated[int, Limits(ge=0, lt=2**64)] | None = None
    """Number from which all random streams and the points are derived; that of the base unless
    said."""
    claims: dict[Id, SweepClaim] = NONE_BY_ID
    """What is expected to come out, by id; each is held against the results of the sweep."""
    best: Best | None = None
    """By what the best and the worst points are told."""


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
