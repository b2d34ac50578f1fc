"""Assertions about random samples."""

from __future__ import annotations

from collections.abc import Sequence

from supplychain_sim.estimates import estimate

#: So that a correct program fails once in a million assertions.
CONFIDENCE = 1 - 1e-6


def assert_estimates(samples: Sequence[float], expected: float, *, notices: float) -> None:
    """Assert that *expected* is the mean of what *samples* come from.

    The tolerance is the samples' own interval; *notices* is the smallest error
    that the test exists to catch.
    """
    found = estimate(samples, CONFIDENCE)
    assert found.half_width is not None
    assert found.half_width <= notices, f"{found} cannot see an error of {notices}"
    assert found.covers(expected), f"{found}, expected {expected:.4g}"
