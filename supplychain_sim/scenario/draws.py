"""Probability distributions as a scenario writes them, of times or of plain numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Generic, Literal, TypeVar

from supplychain_sim.scenario.fields import Minutes, NotNegative, Share
from supplychain_sim.scenario.parts import Limits, Part

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

    def disagreement(self) -> str | None:
        """Return that the bounds are the wrong way round, if they are."""
        return "found min above max, expected min first" if self.min > self.max else None

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

    def disagreement(self) -> str | None:
        """Return that the mean has no logarithm, if it has none."""
        return "found a mean of 0, expected one above zero" if self.mean <= 0 else None

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
    shape: Annotated[int, Limits(ge=1, le=1000)]
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

    def disagreement(self) -> str | None:
        """Return that too much of it is negative, if it is."""
        negative = math.erfc(self.mean / self.sd / math.sqrt(2)) / 2 if self.sd else 0.0
        if negative <= _MOST_NEGATIVE:
            return None
        return (
            f"found a normal distribution that is negative {100 * negative:.2g} % of the time, "
            "expected at most 0.1 %; use lognormal"
        )

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
    values: Annotated[tuple[Q, ...], Limits(min_length=1)]
    """The values, each as likely as it is frequent in the list."""

    def expected(self) -> float:
        """Return the mean, in model units."""
        return math.fsum(self.values) / len(self.values)

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Empirical(tuple(map(float, self.values)))


OneTime = (
    Constant[Minutes]
    | Uniform[Minutes]
    | Normal[Minutes]
    | Lognormal[Minutes]
    | Exponential[Minutes]
    | Erlang[Minutes]
    | Empirical[Minutes]
)
OneNumber = (
    Constant[NotNegative]
    | Uniform[NotNegative]
    | Normal[NotNegative]
    | Lognormal[NotNegative]
    | Exponential[NotNegative]
    | Erlang[NotNegative]
    | Poisson
    | Empirical[NotNegative]
)
#: A distribution that a mixture may be made of.
D = TypeVar("D", bound=OneTime | OneNumber)


class Mixture(Part, Generic[D]):
    """One of several distributions, each with the share in which it is meant."""

    dist: Literal["mixture"]
    """One of several distributions, each in its share."""
    of: Annotated[tuple[D, ...], Limits(min_length=2)]
    """The distributions, each with its weight; the weights add up to 100 %."""

    def disagreement(self) -> str | None:
        """Return what is wrong with the weights, if anything is."""
        weights = [part.weight for part in self.of]
        if any(weight is None for weight in weights):
            return "found a distribution without weight, expected one with each in a mixture"
        total = sum(weight or 0.0 for weight in weights)
        if abs(total - 1.0) <= _WEIGHT_SLACK:
            return None
        return f"found weights that add up to {100 * total:g} %, expected 100 %"

    def expected(self) -> float:
        """Return the mean, in model units."""
        return sum((part.weight or 0.0) * part.expected() for part in self.of)

    def built(self) -> Distribution:
        """Return the distribution in model units."""
        from supplychain_sim import distributions

        return distributions.Mixture(
            tuple(part.weight or 0.0 for part in self.of), tuple(part.built() for part in self.of)
        )
