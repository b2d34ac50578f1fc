"""How a scenario names a probability distribution, of times or of plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Discriminator, Field, model_validator
from pydantic_core import PydanticCustomError

from supplychain_sim import units
from supplychain_sim.scenario.fields import Minutes, NotNegative, Part, Share

if TYPE_CHECKING:
    from supplychain_sim.distributions import Distribution

#: The quantity that is drawn: a time in minutes, or a plain number.
Q = TypeVar("Q", int, float)

#: Weights of a mixture add up to one within this.
_WEIGHT_SLACK = 1e-9


class _Drawn(Part):
    """A distribution; *weight* says how often it is meant, inside a mixture only."""

    weight: Share | None = None


class Constant(_Drawn, Generic[Q]):
    """Always the same."""

    dist: Literal["constant"]
    value: Q

    def expected(self) -> float:
        """Return the mean, in model units."""
        return self.value

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Constant(self.value)


class Uniform(_Drawn, Generic[Q]):
    """Equally likely between two bounds."""

    dist: Literal["uniform"]
    min: Q
    max: Q

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise PydanticCustomError("order", "found min above max, expected min first")
        return self

    def expected(self) -> float:
        """Return the mean, in model units."""
        return (self.min + self.max) / 2

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Uniform(self.min, self.max)


class Exponential(_Drawn, Generic[Q]):
    """Memoryless, by its mean."""

    dist: Literal["exponential"]
    mean: Q

    def expected(self) -> float:
        """Return the mean, in model units."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Exponential(self.mean)


class Lognormal(_Drawn, Generic[Q]):
    """Lognormal by the mean and standard deviation of the variable itself."""

    dist: Literal["lognormal"]
    mean: Q
    sd: Q

    @model_validator(mode="after")
    def _has_logarithm(self) -> Self:
        if self.mean <= 0:
            raise PydanticCustomError("order", "found a mean of 0, expected one above zero")
        return self

    def expected(self) -> float:
        """Return the mean, in model units."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Lognormal(self.mean, self.sd)


class Erlang(_Drawn, Generic[Q]):
    """The sum of *shape* equal exponential stages."""

    dist: Literal["erlang"]
    shape: Annotated[int, Field(ge=1, le=1000)]
    mean: Q

    def expected(self) -> float:
        """Return the mean, in model units."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Erlang(self.shape, self.mean)


_Time = Annotated[
    Constant[Minutes]
    | Uniform[Minutes]
    | Exponential[Minutes]
    | Lognormal[Minutes]
    | Erlang[Minutes],
    Discriminator("dist"),
]
_Plain = Annotated[
    Constant[NotNegative]
    | Uniform[NotNegative]
    | Exponential[NotNegative]
    | Lognormal[NotNegative]
    | Erlang[NotNegative],
    Discriminator("dist"),
]


class Mixture(Part):
    """One of several distributions of time, each with the share in which it is meant."""

    dist: Literal["mixture"]
    of: Annotated[tuple[_Time, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        weights = [part.weight for part in self.of]
        if any(weight is None for weight in weights):
            message = "found a distribution without weight, expected one with each in a mixture"
            raise PydanticCustomError("weight", message)
        total = sum(weight or 0.0 for weight in weights)
        if abs(total - 1.0) > _WEIGHT_SLACK:
            raise PydanticCustomError(
                "weight",
                "found weights that add up to {total} %, expected 100 %",
                {"total": f"{100 * total:g}"},
            )
        return self

    def expected(self) -> float:
        """Return the mean, in model units."""
        return sum((part.weight or 0.0) * part.expected() for part in self.of)

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Mixture(
            tuple(part.weight or 0.0 for part in self.of), tuple(part.built() for part in self.of)
        )


#: Delays that a scenario may name; each with where it comes from.
NAMED_DELAYS: dict[str, dict[str, Any]] = {
    # Drewry, December 2005 to April 2006: on time 57 %, +1 d 22 %, +2 d 7 %, 3 d and more 12 %.
    "drewry_2006": {
        "dist": "mixture",
        "of": (
            {"weight": "58 %", "dist": "constant", "value": "0 days"},
            {"weight": "42 %", "dist": "erlang", "shape": 2, "mean": "2.5 days"},
        ),
    },
}


def _named(value: Any) -> Any:
    """Return the distribution behind a shipped name; anything else as it is."""
    if not isinstance(value, str):
        return value
    if value not in NAMED_DELAYS:
        known = ", ".join(sorted(NAMED_DELAYS))
        raise PydanticCustomError(
            "unit",
            "found {found}, expected a distribution or one of {known}",
            {"found": units.found(value), "known": known},
        )
    return NAMED_DELAYS[value]


TimeDistribution = Annotated[
    Constant[Minutes]
    | Uniform[Minutes]
    | Exponential[Minutes]
    | Lognormal[Minutes]
    | Erlang[Minutes]
    | Mixture,
    Discriminator("dist"),
    BeforeValidator(_named),
]
NumberDistribution = _Plain
