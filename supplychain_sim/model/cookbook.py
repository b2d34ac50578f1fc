"""Cookbooks: which practice each operation follows at a site, and what comes of it.

The outcome of an operation is a hash of its practice and of the practices it
depends on, computed when it is asked for: nothing is tabulated, and the same
practice can be copied, refused, forgotten or tried elsewhere.  An operation that is
left out contributes nothing, and carries nothing of the part's function; those that
depend on it are others without it.

Everything is integer arithmetic modulo 2^64, so that totals kept up to date
equal totals computed anew bit for bit, on every processor.

References
----------
McNerney et al. (2011) for the acceptance of changes; an operation's outcome u^3
has F(c) ~ c^(1/3), which for three attributes accepted on their sum makes the
learning exponent 1/(K+1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from supplychain_sim.model.function import LEFT_OUT, WHOLE
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.streams import MASK, mix64

#: Attributes of an outcome, in this order everywhere.
ATTRIBUTES = ("cost", "defects", "time")
COST, DEFECTS, TIME = range(3)

#: One, in the fixed point of contributions.
ONE = 1 << 40
#: Mean contribution of an operation whose practice is picked at random: E[u^3].
RANDOM_LEVEL = 0.25

_FIELD = (1 << 21) - 1
_CUBE_SHIFT = 63 - 40
_BY_OPERATION = 0x9E3779B97F4A7C15
_BY_PRACTICE = 0xD1342543DE82EF95
_SITE_SALT = 0xA0761D6478BD642F
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB


def _slot_constant(slot: int) -> int:
    """Return the odd constant with which a dependency in *slot* enters the key."""
    return mix64((slot + 1) * _BY_OPERATION & MASK) | 1


class Contribution(NamedTuple):
    """What one operation adds to the totals, in fixed point (ONE is one)."""

    cost: int
    defects: int
    time: int


_NOTHING = Contribution(0, 0, 0)


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
        cost, defects, time = self.delta
        return (weights[0] * cost + weights[1] * defects + weights[2] * time) / ONE


class Cookbook:
    """The practices in force at one site, with keys, contributions and totals kept.

    Parameters
    ----------
    landscape
        The part.
    site_seed
        64-bit seed of the site: it decides the outcomes that are the site's own.
    practices
        One 64-bit practice for each operation; 0 ("left out") only where the part has a
        function attribute, since leaving operations out would be a free win otherwise.
    """

    def __init__(self, landscape: Landscape, site_seed: int, practices: Sequence[int]) -> None:
        self.landscape = landscape
        self.site_seed = site_seed & MASK
        self.practices = list(practices)
        self._threshold = round(landscape.site_share * (MASK + 1))
        slots = [_slot_constant(slot) for slot in range(max(map(len, landscape.dependencies)))]
        self._reach = tuple(
            ((i, _BY_PRACTICE), *((other, slots[slot]) for other, slot in landscape.dependents[i]))
            for i in range(len(landscape))
        )
        self._keys = self._rebuilt_keys(slots)
        self.contributions = [self._outcome(key) for key in self._keys]
        self._weights = landscape.function.weights if landscape.function else ()
        self._function = WHOLE
        if self._weights:
            self._drop_what_is_left_out()
        self._sums = [sum(contribution) for contribution in self.contributions]
        self._totals = [sum(c[a] for c in self.contributions) for a in range(3)]

    def _rebuilt_keys(self, slots: list[int]) -> list[int]:
        keys = []
        for i, others in enumerate(self.landscape.dependencies):
            key = self.landscape.seed + i * _BY_OPERATION + self.practices[i] * _BY_PRACTICE
            for slot, other in enumerate(others):
                key += self.practices[other] * slots[slot]
            keys.append(key & MASK)
        return keys

    def _drop_what_is_left_out(self) -> None:
        for operation, practice in enumerate(self.practices):
            if practice == LEFT_OUT:
                self.contributions[operation] = _NOTHING
                self._function -= self._weights[operation]

    def _outcome(self, key: int) -> Contribution:
        """Return what an operation with *key* contributes at this site.

        The finaliser is written out: two calls for each operation would double
        the cost of a trial.
        """
        z = key ^ _SITE_SALT
        z = ((z ^ (z >> 30)) * _MIX_1) & MASK
        z = ((z ^ (z >> 27)) * _MIX_2) & MASK
        if (z ^ (z >> 31)) < self._threshold:
            key ^= self.site_seed
        z = ((key ^ (key >> 30)) * _MIX_1) & MASK
        z = ((z ^ (z >> 27)) * _MIX_2) & MASK
        z ^= z >> 31
        cost, defects, time = z & _FIELD, (z >> 21) & _FIELD, (z >> 42) & _FIELD
        return Contribution(
            cost * cost * cost >> _CUBE_SHIFT,
            defects * defects * defects >> _CUBE_SHIFT,
            time * time * time >> _CUBE_SHIFT,
        )

    def effect(self, change: Iterable[tuple[int, int]]) -> Effect:
        """Return what *change* would do here now; only the operations it reaches are read.

        Parameters
        ----------
        change
            Pairs of operation and practice; a dependency patch has several.
        """
        pairs = tuple(change)
        if self._weights:
            return self._effect_of_steps(pairs)
        keys: dict[int, int] = {}
        for operation, practice in pairs:
            step = practice - self.practices[operation]
            for reached, constant in self._reach[operation]:
                keys[reached] = keys.get(reached, self._keys[reached]) + step * constant
        cost = defects = time = 0
        outcomes = []
        for reached, unbounded in keys.items():
            key = unbounded & MASK
            before = self.contributions[reached]
            after = self._outcome(key)
            cost += after[0] - before[0]
            defects += after[1] - before[1]
            time += after[2] - before[2]
            outcomes.append((reached, key, after))
        return Effect(pairs, (cost, defects, time), tuple(outcomes))

    def _effect_of_steps(self, pairs: tuple[tuple[int, int], ...]) -> Effect:
        """Return the effect where operations may be left out.

        Apart from :meth:`effect`, whose loop parts without a function attribute share with
        every trial there is.
        """
        future = dict(pairs)
        keys: dict[int, int] = {}
        for operation, practice in future.items():
            step = practice - self.practices[operation]
            for reached, constant in self._reach[operation]:
                keys[reached] = keys.get(reached, self._keys[reached]) + step * constant
        outcomes = []
        delta = [0, 0, 0]
        for reached, unbounded in keys.items():
            key = unbounded & MASK
            present = future.get(reached, self.practices[reached]) != LEFT_OUT
            after = self._outcome(key) if present else _NOTHING
            for attribute in range(3):
                delta[attribute] += after[attribute] - self.contributions[reached][attribute]
            outcomes.append((reached, key, after))
        moved = delta[COST], delta[DEFECTS], delta[TIME]
        return Effect(pairs, moved, tuple(outcomes), self._function_moved(future))

    def _function_moved(self, change: Mapping[int, int]) -> int:
        """Return by how much *change* moves the share of the part's function."""
        return sum(
            ((practice != LEFT_OUT) - (self.practices[operation] != LEFT_OUT))
            * self._weights[operation]
            for operation, practice in change.items()
        )

    def follows(self, change: Iterable[tuple[int, int]]) -> bool:
        """Return whether all practices of *change* are in force."""
        return all(self.practices[operation] == practice for operation, practice in change)

    def allows(self, change: Iterable[tuple[int, int]]) -> bool:
        """Return whether the function that is demanded stands after *change*.

        What takes nothing from the function is allowed even where it is short already.
        """
        demanded = self.landscape.function
        if demanded is None:
            return True
        moved = self._function_moved(dict(change))
        return moved >= 0 or self._function + moved >= demanded.least

    def adopt(self, effect: Effect) -> None:
        """Make the change of *effect* standard practice.

        The effect has to have been computed on the book as it is now: between
        test and adoption other changes may have moved the context.
        """
        for operation, practice in effect.change:
            self.practices[operation] = practice
        for reached, key, contribution in effect.outcomes:
            self._keys[reached] = key
            self.contributions[reached] = contribution
            self._sums[reached] = sum(contribution)
        for attribute in range(3):
            self._totals[attribute] += effect.delta[attribute]
        self._function += effect.function

    def level(self, attribute: int) -> float:
        """Return the mean contribution of *attribute* (0.25 in a book picked at random)."""
        return self._totals[attribute] / (ONE * len(self.practices))

    def asked_levels(self) -> tuple[float, float]:
        """Return the levels that targets are set for: mean contributions to cost and defects."""
        return self.level(COST), self.level(DEFECTS)

    @property
    def totals(self) -> tuple[int, int, int]:
        """Sums of contributions by attribute, in fixed point."""
        cost, defects, time = self._totals
        return cost, defects, time

    @property
    def function(self) -> int:
        """Share of the part's function that the operations carry, in fixed point."""
        return self._function

    @property
    def gap(self) -> float:
        """The normalised gap: 1 is a site that picks every practice at random."""
        return sum(self._totals) / (3 * RANDOM_LEVEL * ONE * len(self.practices))

    def worst(self, operations: Sequence[int], attribute: int | None, share: float) -> list[int]:
        """Return the worst *share* of *operations*, at least one, worst first.

        Parameters
        ----------
        operations
            Those to choose among.
        attribute
            Whose contribution counts; None for the sum of all.
        share
            How many of them, in (0, 1].
        """
        # Equal contributions keep the order of *operations*: the sort is stable.
        if attribute is None:
            ranked = sorted(operations, key=self._sums.__getitem__, reverse=True)
        else:
            contributions = self.contributions
            ranked = sorted(operations, key=lambda i: contributions[i][attribute], reverse=True)
        return ranked[: max(1, int(len(ranked) * share))]


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
        ) * np.uint64(_BY_OPERATION)
        keys = keys + practices * np.uint64(_BY_PRACTICE)
        for i, others in enumerate(landscape.dependencies):
            for slot, other in enumerate(others):
                keys[i] += practices[other] * np.uint64(_slot_constant(slot))
        own = np.array(
            [
                mix64(int(key) ^ _SITE_SALT) < round(landscape.site_share * (MASK + 1))
                for key in keys
            ]
        )
        keys = np.where(own, keys ^ np.uint64(book.site_seed), keys)
        bits = np.array([mix64(int(key)) for key in keys], dtype=np.uint64)
        fields = [(bits >> np.uint64(21 * a)) & np.uint64(_FIELD) for a in range(3)]
        cubes = [f * f * f >> np.uint64(_CUBE_SHIFT) for f in fields]
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
