"""What a part is good for: the share of it that each operation carries, and what is demanded.

A part may have this attribute or not. Where it has, operations can be left out and added
again; where it has not, leaving them out would be a free win, and nobody can.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from supplychain_sim.scenario.products import Function
from supplychain_sim.streams import MASK, mix64

Kind = Literal["replace", "leave out", "add", "material"]

#: The function of a part from which nothing is left out, in fixed point.
WHOLE: Final = 1 << 40
#: The practice of an operation that is left out.
LEFT_OUT: Final = 0

_BY_OPERATION: Final = 0x9E3779B97F4A7C15
_SALT: Final = 0xE7037ED1A0B428DB
#: Weights are drawn with so many bits, so that WHOLE divides finely even among many operations.
_WEIGHT_SHIFT: Final = 64 - 20


@dataclass(frozen=True)
class FunctionShares:
    """The function attribute of a part.

    Parameters
    ----------
    weights
        What each operation adds to the function while it is not left out; WHOLE together.
    least
        What the customer demands, in the same fixed point.
    chances
        How often an idea is to leave out, to add, and to change a material.
    """

    weights: tuple[int, ...]
    least: int
    chances: tuple[tuple[Kind, float], ...]

    def kind(self, uniform: float) -> Kind:
        """Return what kind of idea a uniform draw amounts to."""
        for kind, chance in self.chances:
            if uniform < chance:
                return kind
            uniform -= chance
        return "replace"


def function_shares(rule: Function, seed: int, operations: int) -> FunctionShares:
    """Return the function attribute of a part with so many *operations*.

    Parameters
    ----------
    seed
        The part's own 64-bit seed: it decides what each operation is good for.
    """
    drawn = [
        (mix64((seed + i * _BY_OPERATION & MASK) ^ _SALT) >> _WEIGHT_SHIFT) + 1
        for i in range(operations)
    ]
    total, below, weights = sum(drawn), 0, []
    for share in drawn:
        above = below + share
        weights.append(above * WHOLE // total - below * WHOLE // total)
        below = above
    chances: tuple[tuple[Kind, float], ...] = (
        ("leave out", rule.leave_out),
        ("add", rule.add),
        ("material", rule.material),
    )
    return FunctionShares(tuple(weights), round(rule.least * WHOLE), chances)
