"""The language of sweep files: what a sweep says, each key with its meaning."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from supplychain_sim import units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.claims import Comparable, Expected, Years
from supplychain_sim.scenario.fields import Id, SchemaVersion
from supplychain_sim.scenario.parts import NONE_BY_ID, Key, Limits, Part
from supplychain_sim.scenario.readers import Reader
from supplychain_sim.scenario.schema import MOST_REPLICATIONS
from supplychain_sim.sweep.varied import (
    AnyDesign,
    AnyFactor,
    AsInScenario,
    FactorName,
    FileName,
    ScenarioPath,
)


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


class Design(Part):
    """Points that are drawn, or listed: one of these."""

    latin_hypercube: Points | None = None
    """So many points, of which each factor's values are spread evenly over its distribution."""
    sobol: Points | None = None
    """So many points, a power of two, spread evenly over all factors at once."""
    csv: FileName | None = None
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

    with_: Annotated[FactorName, Key("with")]
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
    along: FactorName
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
    set_: Annotated[dict[ScenarioPath, AsInScenario], Key("set")] = NONE_BY_ID
    """Values that are laid over the base at all points, by their paths."""
    factors: dict[FactorName, AnyFactor] = NONE_BY_ID
    """What is varied: by the path of a value its levels, or by a name of your own several paths
    that are set together."""
    design: AnyDesign
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
