from __future__ import annotations

import math

import numpy as np
import pytest
from statistical import assert_estimates

from supplychain_sim.estimates import Estimate, difference, estimate


def test_the_interval_is_students() -> None:
    found = estimate([1.0, 2.0, 3.0, 4.0])

    # Mean 2.5, standard deviation sqrt(5/3); the quantile of a printed table is 3.182.
    assert found.mean == 2.5
    assert found.n == 4
    assert found.half_width is not None
    assert round(found.half_width / math.sqrt(5 / 3 / 4), 3) == 3.182


def test_one_sample_has_no_interval_and_rules_nothing_out() -> None:
    found = estimate([7.0])

    assert found == Estimate(7.0, None, 1)
    assert found.covers(-1e9)


def test_equal_samples_have_an_interval_of_exactly_zero() -> None:
    # Three times 0.1 over three is not 0.1 in floating point.
    assert estimate([0.1, 0.1, 0.1]) == Estimate(0.1, 0.0, 3)


def test_an_interval_covers_its_ends_and_nothing_beyond() -> None:
    found = Estimate(10.0, 2.0, 5)

    assert found.covers(8.0)
    assert found.covers(12.0)
    assert not found.covers(12.1)


def test_samples_that_are_not_defined_are_left_out_and_counted_out() -> None:
    assert estimate([1.0, math.nan, 1.0]) == Estimate(1.0, 0.0, 2)


def test_no_sample_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="found no samples, expected at least one"):
        estimate([math.nan])


@pytest.mark.parametrize("infinite", [math.inf, -math.inf])
def test_an_infinite_sample_is_an_error(infinite: float) -> None:
    with pytest.raises(ValueError, match="found an infinite sample"):
        estimate([1.0, infinite])
    with pytest.raises(ValueError, match="found an infinite sample"):
        difference([infinite, 1.0], [infinite, 1.0])


def test_a_regime_does_not_differ_from_itself() -> None:
    samples = [0.1, 0.7, 1e9, -3.3]

    assert difference(samples, samples) == Estimate(0.0, 0.0, 4)


def test_pairing_cancels_the_luck_that_both_met() -> None:
    assert difference([101.0, 2.0, 53.0], [100.0, 1.0, 52.0]) == Estimate(1.0, 0.0, 3)


def test_a_pair_without_one_of_its_values_is_left_out() -> None:
    assert difference([3.0, math.nan, 3.0], [1.0, 1.0, math.nan]) == Estimate(2.0, None, 1)


def test_pairs_of_different_numbers_are_an_error() -> None:
    with pytest.raises(ValueError, match="shorter"):
        difference([1.0, 2.0], [1.0])


def test_intervals_of_95_percent_cover_the_truth_in_95_percent_of_experiments(seed: int) -> None:
    experiments = np.random.default_rng(seed).normal(5.0, 2.0, size=(1000, 10))

    covered = sum(estimate(samples.tolist()).covers(5.0) for samples in experiments)

    # 950 and 3.3 binomial standard deviations of 6.9 to both sides.
    assert 927 <= covered <= 973


def test_the_mean_of_uniform_draws_is_a_half(seed: int) -> None:
    samples = np.random.default_rng(seed).random(20_000).tolist()

    assert_estimates(samples, 0.5, notices=0.011)


def test_the_assertion_notices_a_mean_that_is_off(seed: int) -> None:
    samples = np.random.default_rng(seed).random(20_000).tolist()

    with pytest.raises(AssertionError, match=r"expected 0\.52"):
        assert_estimates(samples, 0.52, notices=0.011)
    with pytest.raises(AssertionError, match="cannot see an error"):
        assert_estimates(samples[:100], 0.5, notices=0.011)
