"""Assertions about random samples."""

from __future__ import annotations

from collections.abc import Sequence

from supplychain_sim.estimates import estimate

#: So that a correct program fails once in a million assertions.
CONFIDENCE = 1 - 1e-6
#: Standard errors to either side that this is, and beyond which 1 % of estimates fall on one.
_SIDE, _TAIL = 4.892, 2.326


def assert_estimates(samples: Sequence[float], expected: float, *, notices: float) -> None:
    """Assert that *expected* is the mean of what *samples* come from.

    The tolerance is the samples' own interval; *notices* is the smallest error
    that the test exists to catch.
    """
    found = estimate(samples, CONFIDENCE)
    assert found.half_width is not None
    assert found.half_width <= notices, f"{found} cannot see an error of {notices}"
    assert found.covers(expected), f"{found}, expected {expected:.4g}"


def assert_finds(samples: Sequence[float], expected: float, *, error: float) -> None:
    """Assert that *expected* is the mean of what *samples* come from, with stated power.

    A mean that is off by *error* is found with a chance of 99 % or more: it lies beyond the
    samples' own interval by the standard errors that one estimate in a hundred misses.
    """
    found = estimate(samples, CONFIDENCE)
    assert found.half_width is not None
    sees = found.half_width * (1 + _TAIL / _SIDE)
    assert sees <= error, f"{found} finds an error of {sees:.3g}, not yet of {error}"
    assert found.covers(expected), f"{found}, expected {expected:.4g}"
