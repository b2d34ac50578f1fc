"""What one operation contributes at a site, and what a change of practices would do.

The outcome of an operation is a hash of its key; the key is linear in its practice and in
the practices that it depends on.  Everything is integer arithmetic modulo 2^64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from supplychain_sim.named import new
from supplychain_sim.streams import MASK, mix64

#: Attributes of an outcome, in this order everywhere.
ATTRIBUTES: Final = ("cost", "defects", "time")
COST: Final = 0
DEFECTS: Final = 1
TIME: Final = 2

#: One, in the fixed point of contributions.
ONE: Final = 1 << 40
#: Mean contribution of an operation whose practice is picked at random: E[u^3].
RANDOM_LEVEL: Final = 0.25

FIELD: Final = (1 << 21) - 1
CUBE_SHIFT: Final = 63 - 40
BY_OPERATION: Final = 0x9E3779B97F4A7C15
BY_PRACTICE: Final = 0xD1342543DE82EF95
SITE_SALT: Final = 0xA0761D6478BD642F
_MIX_1: Final = 0xBF58476D1CE4E5B9
_MIX_2: Final = 0x94D049BB133111EB


def slot_constant(slot: int) -> int:
    """Return the odd constant with which a dependency in *slot* enters the key."""
    return mix64((slot + 1) * BY_OPERATION & MASK) | 1


class Contribution(NamedTuple):
    """What one operation adds to the totals, in fixed point (ONE is one)."""

    cost: int
    defects: int
    time: int


NOTHING: Final = Contribution(0, 0, 0)


class Effect(NamedTuple):
    """What a change of practices would do at one site, at one moment.

    Parameters
    ----------
    change
        Pairs of operation and practice.
    delta
        Sum of the changes of contributions, by attribute, in fixed point; below
        zero is better.
    outcomes
        For each operation touched: its number, new key and new contribution.
    function
        Change of the share of the part's function, in fixed point (WHOLE is all).
    """

    change: tuple[tuple[int, int], ...]
    delta: tuple[int, int, int]
    outcomes: tuple[tuple[int, int, Contribution], ...]
    function: int = 0

    @property
    def total(self) -> int:
        """The unweighted change over all attributes, in fixed point."""
        return self.delta[0] + self.delta[1] + self.delta[2]

    def weighted(self, weights: Sequence[float]) -> float:
        """Return the change as *weights* see it, in units of one contribution."""
        return weighed(self.delta, weights)


def weighed(delta: tuple[int, int, int], weights: Sequence[float]) -> float:
    """Return a change of the totals as *weights* see it, in units of one contribution."""
    cost, defects, time = delta
    return (weights[0] * cost + weights[1] * defects + weights[2] * time) / ONE


def contribution(key: int, site_seed: int, threshold: int) -> Contribution:
    """Return what an operation with *key* contributes at a site, as :func:`cubes` has it."""
    return new(Contribution, cubes(key, site_seed, threshold))


def cubes(key: int, site_seed: int, threshold: int) -> tuple[int, int, int]:
    """Return what an operation with *key* adds at a site to cost, defects and time.

    The finaliser is written out: two calls for each operation would double
    the cost of a trial.

    Parameters
    ----------
    site_seed
        Decides the outcomes that are the site's own.
    threshold
        How many of 2^64 outcomes are.
    """
    z = key ^ SITE_SALT
    z = ((z ^ (z >> 30)) * _MIX_1) & MASK
    z = ((z ^ (z >> 27)) * _MIX_2) & MASK
    if (z ^ (z >> 31)) < threshold:
        key ^= site_seed
    z = ((key ^ (key >> 30)) * _MIX_1) & MASK
    z = ((z ^ (z >> 27)) * _MIX_2) & MASK
    z ^= z >> 31
    cost, defects, time = z & FIELD, (z >> 21) & FIELD, (z >> 42) & FIELD
    return (
        cost * cost * cost >> CUBE_SHIFT,
        defects * defects * defects >> CUBE_SHIFT,
        time * time * time >> CUBE_SHIFT,
    )
