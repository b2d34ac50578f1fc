from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from supplychain_sim.distributions import (
    Constant,
    Distribution,
    Empirical,
    Erlang,
    Exponential,
    Lognormal,
    Mixture,
    Normal,
    Poisson,
    Uniform,
    lognormal,
    lognormal_by_median,
    lognormal_parameters,
    poisson,
    standard_normal,
)

#: Midpoints of 200,000 equal slices: the mean over them is the integral of a quantile
#: function but for what the unbounded ones hide in the last half slice.
MIDPOINTS = (np.arange(200_000) + 0.5) / 200_000

DELAYS: list[tuple[Distribution, float]] = [
    (Constant(3.5), 3.5),
    (Uniform(2.0, 6.0), 4.0),
    (Exponential(2.5), 2.5),
    (Erlang(1, 2.5), 2.5),
    (Erlang(4, 2.5), 2.5),
    (Lognormal(4.0, 2.0), 4.0),
    (Normal(40.0, 4.0), 40.0),
    # Half of it is cut: the mean of the positive part of a centred normal is sd / sqrt(2 pi).
    (Normal(0.0, 3.0), 3.0 / math.sqrt(2 * math.pi)),
    (Normal(5.0, 0.0), 5.0),
    (Empirical((9.0, 1.0, 1.0, 4.0)), 3.75),
    (Poisson(0.3), 0.3),
    (Poisson(11.0), 11.0),
    (Mixture((0.25, 0.75), (Constant(1.0), Uniform(2.0, 6.0))), 3.25),
]


@pytest.mark.parametrize(("distribution", "mean"), DELAYS, ids=lambda v: type(v).__name__)
def test_the_quantiles_have_the_stated_mean(distribution: Distribution, mean: float) -> None:
    assert distribution.mean == pytest.approx(mean, rel=1e-12)
    assert float(np.mean(distribution.quantile(MIDPOINTS))) == pytest.approx(mean, rel=2e-5)


@pytest.mark.parametrize(("distribution", "mean"), DELAYS[:-1], ids=lambda v: type(v).__name__)
def test_a_larger_uniform_never_gives_a_smaller_draw(
    distribution: Distribution, mean: float
) -> None:
    assert np.all(np.diff(distribution.quantile(MIDPOINTS[::100])) >= 0)


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [
        (Uniform(2.0, 6.0), stats.uniform.ppf(MIDPOINTS, 2, 4)),
        (Exponential(2.5), stats.expon.ppf(MIDPOINTS, scale=2.5)),
        (Erlang(4, 2.5), stats.gamma.ppf(MIDPOINTS, 4, scale=2.5 / 4)),
        (Normal(40.0, 4.0), stats.norm.ppf(MIDPOINTS, 40, 4)),
        (Normal(1.0, 4.0), np.maximum(stats.norm.ppf(MIDPOINTS, 1, 4), 0)),
    ],
    ids=["uniform", "exponential", "erlang", "normal", "cut normal"],
)
def test_quantiles_are_those_of_scipy(distribution: Distribution, expected: np.ndarray) -> None:
    np.testing.assert_allclose(distribution.quantile(MIDPOINTS), expected, rtol=1e-9)


@pytest.mark.parametrize(("mean", "sd"), [(4.0, 2.0), (10.0, 1.0), (1.0, 3.0)])
def test_a_lognormal_is_given_by_its_own_mean_and_spread(mean: float, sd: float) -> None:
    location, scale = lognormal_parameters(mean, sd)

    # The moments of a lognormal variable by those of its logarithm.
    assert math.exp(location + scale**2 / 2) == pytest.approx(mean, rel=1e-12)
    assert mean * math.sqrt(math.expm1(scale**2)) == pytest.approx(sd, rel=1e-12)
    assert stats.lognorm(scale, scale=math.exp(location)).std() == pytest.approx(sd, rel=1e-9)


def test_a_lognormal_without_spread_or_mean_is_a_constant() -> None:
    assert Lognormal(4.0, 0.0).quantile(MIDPOINTS[::1000]) == pytest.approx(4.0)
    assert set(Lognormal(0.0, 0.0).quantile(MIDPOINTS[::1000])) == {0.0}
    assert lognormal(0.9, 10.0, 0.0) == pytest.approx(10.0)


@given(uniform=st.integers(0, 4095), mean=st.floats(0.01, 1000), cv=st.floats(0, 2))
@settings(deadline=None)
def test_one_lognormal_draw_is_that_of_the_vectorised_one(
    uniform: int, mean: float, cv: float
) -> None:
    u = (uniform + 0.5) / 4096

    # The scalar is on a grid of 2^-20 in the normal quantile.
    expected = float(Lognormal(mean, mean * cv).quantile(np.array([u]))[0])
    assert lognormal(u, mean, cv) == pytest.approx(expected, rel=2e-6)


def test_a_lognormal_by_its_median_has_it_in_the_middle() -> None:
    assert lognormal_by_median(0.5, 7.0, 0.8) == 7.0
    one_sd_up = stats.norm.cdf(1.0)
    assert lognormal_by_median(one_sd_up, 7.0, 0.8) == pytest.approx(7 * math.exp(0.8), rel=1e-6)


def test_the_normal_quantile_is_exact_to_the_grid() -> None:
    for uniform in (1e-12, 0.001, 0.3, 0.5, 0.7, 0.999, 1 - 1e-12):
        found = standard_normal(uniform)
        assert abs(found - stats.norm.ppf(uniform)) <= 2.0**-21
        assert found * 2**20 == int(found * 2**20)


@given(slot=st.integers(0, 8191), mean=st.floats(0, 2000))
@settings(max_examples=300, deadline=None)
def test_poisson_counts_are_those_of_scipy(slot: int, mean: float) -> None:
    uniform = (slot + 0.5) / 8192

    expected = stats.poisson.ppf(uniform, mean)

    assert Poisson(mean).quantile(np.array([uniform]))[0] == expected
    assert poisson(uniform, mean) == expected


@pytest.mark.parametrize("mean", [1e-9, 0.001, 0.5, 1.1, 5.0, 15.0, 300.0, 499.9, 500.1, 1e5])
def test_vectorised_and_single_poisson_counts_agree_into_the_tails(mean: float) -> None:
    uniforms = np.concatenate(
        [MIDPOINTS[::1000], [1e-12, 1e-9, 1e-6, 1 - 1e-6, 1 - 1e-9, 1 - 1e-12]]
    )

    counts = Poisson(mean).quantile(uniforms)

    np.testing.assert_array_equal(counts, stats.poisson.ppf(uniforms, mean))
    assert [poisson(float(u), mean) for u in uniforms] == counts.tolist()
    assert Poisson(mean).tabulated()(uniforms).tolist() == counts.tolist()


def test_a_mixture_has_the_distribution_function_of_its_parts() -> None:
    mixture = Mixture((0.3, 0.7), (Exponential(2.0), Uniform(1.0, 5.0)))

    draws = mixture.quantile(MIDPOINTS)

    for threshold in (0.5, 1.0, 2.0, 4.0):
        expected = 0.3 * -math.expm1(-threshold / 2) + 0.7 * max(0, (threshold - 1) / 4)
        assert np.mean(draws <= threshold) == pytest.approx(expected, abs=1e-5)


def test_a_part_without_weight_is_never_drawn() -> None:
    mixture = Mixture((0.0, 1.0, 0.0), (Constant(1.0), Constant(2.0), Constant(3.0)))

    assert set(mixture.quantile(MIDPOINTS[::1000])) == {2.0}


def test_weights_that_miss_one_by_a_rounding_still_cover_every_uniform() -> None:
    mixture = Mixture((0.1,) * 10, tuple(Constant(float(i)) for i in range(10)))

    draws = mixture.quantile(np.array([1e-16, 0.5, 1 - 2.0**-53]))

    assert draws.tolist() == [0.0, 5.0, 9.0]


def test_each_value_that_was_seen_is_as_likely_as_it_is_frequent() -> None:
    draws = Empirical((9.0, 1.0, 1.0, 4.0)).quantile(MIDPOINTS)

    assert [float(np.mean(draws == value)) for value in (1.0, 4.0, 9.0)] == [0.5, 0.25, 0.25]
    assert Empirical((2.0, 1.0)).quantile(np.array([2.0**-54, 1 - 2.0**-53])).tolist() == [1.0, 2.0]
