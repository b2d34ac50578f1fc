"""A book's totals computed anew from its practices: a second path to the same integers."""

from __future__ import annotations

import numpy as np

from supplychain_sim.model.contribution import (
    BY_OPERATION,
    BY_PRACTICE,
    CUBE_SHIFT,
    FIELD,
    SITE_SALT,
    slot_constant,
)
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.function import LEFT_OUT, WHOLE
from supplychain_sim.streams import MASK, mix64


def rebuilt_totals(book: Cookbook) -> tuple[int, int, int]:
    """Return the totals of *book* computed anew from its practices, vectorised.

    An independent path to the same integers, for checks: it shares the
    constants with :class:`Cookbook`, not the arithmetic.
    """
    landscape = book.landscape
    with np.errstate(over="ignore"):
        practices = np.array(book.practices, dtype=np.uint64)
        keys = np.uint64(landscape.seed & MASK) + np.arange(
            len(practices), dtype=np.uint64
        ) * np.uint64(BY_OPERATION)
        keys = keys + practices * np.uint64(BY_PRACTICE)
        for i, others in enumerate(landscape.dependencies):
            for slot, other in enumerate(others):
                keys[i] += practices[other] * np.uint64(slot_constant(slot))
        own = np.array(
            [mix64(int(key) ^ SITE_SALT) < round(landscape.site_share * (MASK + 1)) for key in keys]
        )
        keys = np.where(own, keys ^ np.uint64(book.site_seed), keys)
        bits = np.array([mix64(int(key)) for key in keys], dtype=np.uint64)
        fields = [(bits >> np.uint64(21 * a)) & np.uint64(FIELD) for a in range(3)]
        cubes = [f * f * f >> np.uint64(CUBE_SHIFT) for f in fields]
        if landscape.function:
            cubes = [np.where(practices == LEFT_OUT, np.uint64(0), c) for c in cubes]
    cost, defects, time = (int(c.sum()) for c in cubes)
    return cost, defects, time


def rebuilt_function(book: Cookbook) -> int:
    """Return the share of function of *book* computed anew from its practices, in fixed point."""
    function = book.landscape.function
    if function is None:
        return WHOLE
    return sum(w for w, x in zip(function.weights, book.practices, strict=True) if x != LEFT_OUT)
