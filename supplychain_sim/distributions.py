"""Probability distributions by their quantile functions.

Every draw is one uniform, inverted, so that a changed parameter moves the draw
and not the ones after it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Final, Protocol

import numpy as np

_STANDARD_NORMAL: Final = NormalDist()
_GRID: Final = 1048576.0
_REACH: Final = 12
#: exp(-mean) underflows above 745.
_LARGEST_SUMMED_MEAN: Final = 500.0

Array = np.ndarray


class Distribution(Protocol):
    """Anything with a mean and a quantile function."""

    @property
    def mean(self) -> float:
        """The mean, in the distribution's own unit."""

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*, elementwise."""


@dataclass(frozen=True)
class Constant:
    """Always the same value."""

    value: float

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    def quantile(self, uniforms: Array) -> Array:
        """Return the value, once for each uniform."""
        return np.full(uniforms.shape, self.value, dtype=float)


@dataclass(frozen=True)
class Uniform:
    """Equally likely between two bounds."""

    least: float
    most: float

    @property
    def mean(self) -> float:
        """Halfway between the bounds."""
        return (self.least + self.most) / 2

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*."""
        return self.least + uniforms * (self.most - self.least)


@dataclass(frozen=True)
class Exponential:
    """Memoryless, by its mean."""

    mean: float

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*."""
        draws: Array = -self.mean * np.log1p(-uniforms)
        return draws


@dataclass(frozen=True)
class Erlang:
    """The sum of *shape* equal exponential stages, by the mean of the sum."""

    shape: int
    mean: float

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*."""
        from scipy.special import gammaincinv

        draws: Array = gammaincinv(float(self.shape), uniforms) * self.mean / self.shape
        return draws


@dataclass(frozen=True)
class Lognormal:
    """Lognormal by the mean and standard deviation of the variable, not of its logarithm."""

    mean: float
    sd: float

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*."""
        from scipy.special import ndtri

        location, scale = lognormal_parameters(self.mean, self.sd)
        draws: Array = np.exp(location + scale * ndtri(uniforms))
        return draws


@dataclass(frozen=True)
class Normal:
    """Normal by its location and standard deviation, with zero for what would be negative."""

    location: float
    sd: float

    @property
    def mean(self) -> float:
        """The mean of what is drawn, which is above the location by what the cut adds."""
        if self.sd == 0:
            return max(self.location, 0.0)
        standard = self.location / self.sd
        density = self.sd * _STANDARD_NORMAL.pdf(standard)
        return self.location * _STANDARD_NORMAL.cdf(standard) + density

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*."""
        from scipy.special import ndtri

        draws: Array = np.maximum(self.location + self.sd * ndtri(uniforms), 0.0)
        return draws


@dataclass(frozen=True)
class Empirical:
    """One of some values, each equally likely."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean of the values."""
        return math.fsum(self.values) / len(self.values)

    def quantile(self, uniforms: Array) -> Array:
        """Return the draws that belong to *uniforms*, whatever the order of the values."""
        places = (uniforms * len(self.values)).astype(int)
        draws: Array = np.sort(np.array(self.values))[np.minimum(places, len(self.values) - 1)]
        return draws


@dataclass(frozen=True)
class Mixture:
    """One of several distributions, by weight; one uniform chooses and is inverted."""

    weights: tuple[float, ...]
    parts: tuple[Distribution, ...]

    @property
    def mean(self) -> float:
        """The weighted mean of the parts."""
        return math.fsum(w * p.mean for w, p in zip(self.weights, self.parts, strict=True))

    def quantile(self, uniforms: Array) -> Array:
        """Return draws whose law is the mixture's: weights cut the unit interval in order."""
        draws = np.empty(uniforms.shape)
        edges = np.concatenate([[0.0], np.cumsum(self.weights)])
        edges[-1] = 1.0
        for part, low, high in zip(self.parts, edges, edges[1:], strict=False):
            inside = (uniforms >= low) & (uniforms < high)
            draws[inside] = part.quantile((uniforms[inside] - low) / (high - low))
        return draws


@dataclass(frozen=True)
class Poisson:
    """Counts, by their mean."""

    mean: float

    def quantile(self, uniforms: Array) -> Array:
        """Return the smallest count whose distribution function reaches each uniform."""
        from scipy.special import pdtr, pdtrik

        counts: Array = np.maximum(np.ceil(pdtrik(uniforms, self.mean)), 0.0)
        # pdtrik interpolates between counts: step down where the one below suffices.
        lower = np.maximum(counts - 1.0, 0.0)
        return np.where((counts > 0) & (pdtr(lower, self.mean) >= uniforms), lower, counts)

    def tabulated(self) -> Callable[[Array], Array]:
        """Return the quantile function for many draws, which looks its counts up in a table."""
        from scipy.special import pdtr

        # Beyond so many standard deviations lies less than any uniform can tell from 0 or 1.
        reach = _REACH * math.sqrt(self.mean) + _REACH
        first, last = max(0, math.floor(self.mean - reach)), math.ceil(self.mean + reach)
        reached = pdtr(np.arange(first, last + 1.0), self.mean)

        def quantile(uniforms: Array) -> Array:
            counts: Array = first + np.searchsorted(reached, uniforms)
            return counts

        return quantile


@lru_cache(maxsize=4096)
def lognormal_parameters(mean: float, sd: float) -> tuple[float, float]:
    """Return mean and standard deviation of the logarithm of a lognormal variable."""
    if mean <= 0:
        return -math.inf, 0.0
    variance = math.log1p((sd / mean) ** 2)
    return math.log(mean) - variance / 2, math.sqrt(variance)


def standard_normal(uniform: float) -> float:
    """Return the standard normal quantile, on a grid of 2^-20.

    The grid is far below any effect here, and hides the last bits in which
    processors differ.
    """
    return round(_STANDARD_NORMAL.inv_cdf(uniform) * _GRID) / _GRID


def standard_normals(uniforms: Array) -> Array:
    """Return the standard normal quantiles of many, on the same grid."""
    from scipy.special import ndtri

    draws: Array = np.round(ndtri(uniforms) * _GRID) / _GRID
    return draws


def lognormal(uniform: float, mean: float, cv: float) -> float:
    """Return one lognormal draw by mean and coefficient of variation."""
    location, scale = lognormal_parameters(mean, mean * cv)
    return math.exp(location + scale * standard_normal(uniform))


def lognormal_by_median(uniform: float, median: float, spread: float) -> float:
    """Return one lognormal draw by its median and the spread of its logarithm."""
    return median * math.exp(spread * standard_normal(uniform))


def exponential(uniform: float, mean: float) -> float:
    """Return one exponential draw by its mean."""
    return -mean * math.log1p(-uniform)


def poisson(uniform: float, mean: float) -> int:
    """Return one Poisson count by inversion."""
    if mean > _LARGEST_SUMMED_MEAN:
        return int(Poisson(mean).quantile(np.array([uniform]))[0])
    probability = math.exp(-mean)
    below = probability
    count = 0
    while below < uniform and probability > 0.0:
        count += 1
        probability *= mean / count
        below += probability
    return count


def single(distribution: Distribution, uniform: float) -> float:
    """Return the one draw that belongs to *uniform*."""
    return float(distribution.quantile(np.array([uniform]))[0])
