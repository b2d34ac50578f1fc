"""Probability distributions as a scenario writes them, of times or of plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Generic, Literal, Self, TypeVar

from pydantic import Discriminator, Field, model_validator
from pydantic_core import PydanticCustomError

from supplychain_sim.scenario.fields import Minutes, NotNegative, Part, Share

if TYPE_CHECKING:
    from supplychain_sim.distributions import Distribution

#: The quantity that is drawn: a time in minutes, or a plain number.
Q = TypeVar("Q", int, float)

#: Weights of a mixture add up to one within this.
_WEIGHT_SLACK = 1e-9
#: Share of a normal distribution that may be negative, and is drawn as zero.
_MOST_NEGATIVE = 0.001


class _Drawn(Part):
    """A distribution; *weight* says how often it is meant, inside a mixture only."""

    weight: Share | None = None
    """Share in which it is meant, inside a mixture only."""


class Constant(_Drawn, Generic[Q]):
    """Always the same."""

    dist: Literal["constant"]
    """Always the same value."""
    value: Q
    """The value."""

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
    """Equally likely between two bounds."""
    min: Q
    """The lower bound."""
    max: Q
    """The upper bound."""

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
    """Memoryless: much is short, little is very long."""
    mean: Q
    """The mean."""

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
    """Skewed to the right, never negative."""
    mean: Q
    """The mean of what is drawn, not of its logarithm."""
    sd: Q
    """The standard deviation of what is drawn, not of its logarithm."""

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
    """The sum of equal exponential stages."""
    shape: Annotated[int, Field(ge=1, le=1000)]
    """The number of stages; more of them vary less."""
    mean: Q
    """The mean of the sum."""

    def expected(self) -> float:
        """Return the mean, in model units."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Erlang(self.shape, self.mean)


class Normal(_Drawn, Generic[Q]):
    """Normal by mean and standard deviation; the little that is negative is drawn as zero."""

    dist: Literal["normal"]
    """The bell curve; the little of it that is negative is drawn as zero."""
    mean: Q
    """The mean."""
    sd: Q
    """The standard deviation."""

    @model_validator(mode="after")
    def _hardly_negative(self) -> Self:
        negative = math.erfc(self.mean / self.sd / math.sqrt(2)) / 2 if self.sd else 0.0
        if negative > _MOST_NEGATIVE:
            message = (
                "found a normal distribution that is negative {percent} % of the time, "
                "expected at most 0.1 %; use lognormal"
            )
            raise PydanticCustomError("order", message, {"percent": f"{100 * negative:.2g}"})
        return self

    def expected(self) -> float:
        """Return the mean, in model units; what is drawn as zero adds less than 0.01 % to it."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Normal(self.mean, self.sd)


class Poisson(_Drawn):
    """Counts of what comes by chance, by their mean."""

    dist: Literal["poisson"]
    """Counts of what comes by chance."""
    mean: NotNegative
    """The mean."""

    def expected(self) -> float:
        """Return the mean."""
        return self.mean

    def built(self) -> Distribution:
        """Return the distribution."""
        from supplychain_sim import distributions

        return distributions.Poisson(self.mean)


class Empirical(_Drawn, Generic[Q]):
    """One of the values that were seen, each as likely as its place in the list is frequent."""

    dist: Literal["empirical"]
    """One of the values that were seen."""
    values: Annotated[tuple[Q, ...], Field(min_length=1)]
    """The values, each as likely as it is frequent in the list."""

    def expected(self) -> float:
        """Return the mean, in model units."""
        return math.fsum(self.values) / len(self.values)

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Empirical(tuple(map(float, self.values)))


OneTime = Annotated[
    Constant[Minutes]
    | Uniform[Minutes]
    | Normal[Minutes]
    | Lognormal[Minutes]
    | Exponential[Minutes]
    | Erlang[Minutes]
    | Empirical[Minutes],
    Discriminator("dist"),
]
OneNumber = Annotated[
    Constant[NotNegative]
    | Uniform[NotNegative]
    | Normal[NotNegative]
    | Lognormal[NotNegative]
    | Exponential[NotNegative]
    | Erlang[NotNegative]
    | Poisson
    | Empirical[NotNegative],
    Discriminator("dist"),
]
#: A distribution that a mixture may be made of.
D = TypeVar("D", bound=OneTime | OneNumber)


class Mixture(Part, Generic[D]):
    """One of several distributions, each with the share in which it is meant."""

    dist: Literal["mixture"]
    """One of several distributions, each in its share."""
    of: Annotated[tuple[D, ...], Field(min_length=2)]
    """The distributions, each with its weight; the weights add up to 100 %."""

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
