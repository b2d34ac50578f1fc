"""Lot sampling by attributes: so many units are drawn, so many defectives are allowed.

References
----------
ISO 2859-1:1999, single sampling plans for normal inspection.
"""

from __future__ import annotations

from bisect import bisect_left

from scipy.special import bdtr

from supplychain_sim.scenario.governance import LotSampling


def binomial(uniform: float, trials: int, chance: float) -> int:
    """Return one binomial count by inversion.

    Examples
    --------
    One trial in two succeeds where the uniform is above one half:

    >>> binomial(0.49, 1, 0.5), binomial(0.51, 1, 0.5)
    (0, 1)
    """
    if not trials:
        return 0
    counts = range(trials)
    return bisect_left(counts, uniform, key=lambda count: float(bdtr(count, trials, chance)))


def defectives(plan: LotSampling, share: float, uniform: float) -> int:
    """Return the defectives in a sample from a lot of which a *share* is defective."""
    return binomial(uniform, plan.sample, share)


def accepted(plan: LotSampling, found: int) -> bool:
    """Return whether a lot passes with so many defectives in its sample."""
    return found <= plan.acceptance_number
