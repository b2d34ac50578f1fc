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
from typing import Final

from supplychain_sim.model.contribution import (
    ATTRIBUTES,
    BY_OPERATION,
    BY_PRACTICE,
    COST,
    DEFECTS,
    NOTHING,
    ONE,
    RANDOM_LEVEL,
    TIME,
    Contribution,
    Effect,
    contribution,
    cubes,
)
from supplychain_sim.model.function import LEFT_OUT, WHOLE
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.streams import MASK

__all__ = [
    "ATTRIBUTES",
    "COST",
    "DEFECTS",
    "ONE",
    "RANDOM_LEVEL",
    "TIME",
    "Contribution",
    "Cookbook",
    "Effect",
]


#: What sums of weighted contributions may lose by rounding, many times over.
_ROUNDED: Final = 1e-9


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
        self._reach = landscape.reach
        self._keys = self._rebuilt_keys()
        self.contributions = [
            contribution(key, self.site_seed, self._threshold) for key in self._keys
        ]
        self._weights = landscape.function.weights if landscape.function else ()
        self._function = WHOLE
        # What was found among operations, with these, by which sequence they are: to hash so
        # many numbers would take as long as to look through them.
        self._present: dict[int, tuple[Sequence[int], tuple[int, ...]]] = {}
        self._left_out: dict[int, tuple[Sequence[int], tuple[int, ...]]] = {}
        self._ranked: dict[tuple[int | None, int], tuple[Sequence[int], list[int]]] = {}
        #: How many changes have been adopted: what is computed from a book holds until the next.
        self.version = 0
        if self._weights:
            self._drop_what_is_left_out()
        #: Contributions by attribute, and last their sums.
        self._columns = [
            *([each[attribute] for each in self.contributions] for attribute in range(3)),
            [sum(each) for each in self.contributions],
        ]
        self._totals = [sum(column) for column in self._columns[:3]]

    def _rebuilt_keys(self) -> list[int]:
        keys, constants = [], self.landscape.slot_constants
        for i, others in enumerate(self.landscape.dependencies):
            key = self.landscape.seed + i * BY_OPERATION + self.practices[i] * BY_PRACTICE
            for constant, other in zip(constants, others, strict=False):
                key += self.practices[other] * constant
            keys.append(key & MASK)
        return keys

    def _drop_what_is_left_out(self) -> None:
        for operation, practice in enumerate(self.practices):
            if practice == LEFT_OUT:
                self.contributions[operation] = NOTHING
                self._function -= self._weights[operation]

    def effect(self, change: Iterable[tuple[int, int]]) -> Effect:
        """Return what *change* would do here now; only the operations it reaches are read.

        Parameters
        ----------
        change
            Pairs of operation and practice; a dependency patch has several.
        """
        pairs = tuple(change)
        return self._effect_of_one(pairs) if len(pairs) == 1 else self._effect_of_many(pairs)

    def _effect_of_one(self, pairs: tuple[tuple[int, int], ...]) -> Effect:
        """Return the effect of a change of one operation, as most changes are."""
        ((operation, practice),) = pairs
        practices, contributions, keys = self.practices, self.contributions, self._keys
        step = practice - practices[operation]
        partial, site_seed, threshold = bool(self._weights), self.site_seed, self._threshold
        cost = defects = time = 0
        outcomes = []
        for reached, constant in self._reach[operation]:
            key = (keys[reached] + step * constant) & MASK
            there = practice if reached == operation else practices[reached]
            gone = partial and there == LEFT_OUT
            after = NOTHING if gone else contribution(key, site_seed, threshold)
            before = contributions[reached]
            cost += after[0] - before[0]
            defects += after[1] - before[1]
            time += after[2] - before[2]
            outcomes.append((reached, key, after))
        moved = 0
        if partial:
            moved = (practice != LEFT_OUT) - (practices[operation] != LEFT_OUT)
            moved *= self._weights[operation]
        return Effect(pairs, (cost, defects, time), tuple(outcomes), moved)

    def delta(self, change: Iterable[tuple[int, int]]) -> tuple[int, int, int]:
        """Return by how much *change* would move the totals, as :meth:`effect` has it.

        Most trials end there, and need no more.
        """
        pairs = tuple(change)
        if len(pairs) != 1:
            return self._effect_of_many(pairs).delta
        ((operation, practice),) = pairs
        practices, contributions, keys = self.practices, self.contributions, self._keys
        step = practice - practices[operation]
        partial, site_seed, threshold = bool(self._weights), self.site_seed, self._threshold
        cost = defects = time = 0
        for reached, constant in self._reach[operation]:
            if partial and not (practice if reached == operation else practices[reached]):
                after: Sequence[int] = NOTHING
            else:
                key = (keys[reached] + step * constant) & MASK
                after = cubes(key, site_seed, threshold)
            before = contributions[reached]
            cost += after[0] - before[0]
            defects += after[1] - before[1]
            time += after[2] - before[2]
        return cost, defects, time

    def may_fall(
        self, change: tuple[tuple[int, int], ...], weights: Sequence[float], below: float
    ) -> bool:
        """Return whether *change* may move the totals *below* a bound; if not, it does not.

        Most trials fail, and most of these are lost with the first outcomes: what else a
        change reaches can give back no more than it contributes now.

        Parameters
        ----------
        weights
            Of cost, defects and time, at least 0.
        below
            In units of one contribution, weighted.
        """
        if len(change) != 1:
            return True
        ((operation, practice),) = change
        of_cost, of_defects, of_time = weights
        contributions, reach = self.contributions, self._reach[operation]
        # The least that can come of it: that all it reaches costs nothing any more.
        least = -(below + _ROUNDED) * ONE
        for reached, _ in reach:
            cost, defects, time = contributions[reached]
            least -= of_cost * cost + of_defects * defects + of_time * time
        practices, keys = self.practices, self._keys
        step = practice - practices[operation]
        partial, site_seed, threshold = bool(self._weights), self.site_seed, self._threshold
        for reached, constant in reach:
            if partial and not (practice if reached == operation else practices[reached]):
                continue
            key = (keys[reached] + step * constant) & MASK
            cost, defects, time = cubes(key, site_seed, threshold)
            least += of_cost * cost + of_defects * defects + of_time * time
            if least > 0.0:
                return False
        return True

    def _effect_of_many(self, pairs: tuple[tuple[int, int], ...]) -> Effect:
        """Return the effect of a change of several operations, or of none."""
        future = dict(pairs)
        partial, site_seed, threshold = bool(self._weights), self.site_seed, self._threshold
        keys: dict[int, int] = {}
        for operation, practice in future.items():
            step = practice - self.practices[operation]
            for reached, constant in self._reach[operation]:
                keys[reached] = keys.get(reached, self._keys[reached]) + step * constant
        cost = defects = time = 0
        outcomes = []
        for reached, unbounded in keys.items():
            key = unbounded & MASK
            there = future.get(reached, self.practices[reached])
            gone = partial and there == LEFT_OUT
            after = NOTHING if gone else contribution(key, site_seed, threshold)
            before = self.contributions[reached]
            cost += after[0] - before[0]
            defects += after[1] - before[1]
            time += after[2] - before[2]
            outcomes.append((reached, key, after))
        moved = self._function_moved(future) if partial else 0
        return Effect(pairs, (cost, defects, time), tuple(outcomes), moved)

    def _function_moved(self, change: Mapping[int, int]) -> int:
        """Return by how much *change* moves the share of the part's function."""
        return sum(
            ((practice != LEFT_OUT) - (self.practices[operation] != LEFT_OUT))
            * self._weights[operation]
            for operation, practice in change.items()
        )

    def follows(self, change: Iterable[tuple[int, int]]) -> bool:
        """Return whether all practices of *change* are in force."""
        practices = self.practices
        # A generator for each change looked at would take longer than to look.
        for operation, practice in change:  # noqa: SIM110
            if practices[operation] != practice:
                return False
        return True

    def allows(self, change: Iterable[tuple[int, int]]) -> bool:
        """Return whether the function that is demanded stands after *change*.

        What takes nothing from the function is allowed even where it is short already.
        """
        demanded = self.landscape.function
        if demanded is None:
            return True
        pairs = tuple(change)
        if len(pairs) == 1:
            # One operation that stays, or comes back, takes nothing: no need to weigh it.
            ((operation, practice),) = pairs
            if practice != LEFT_OUT or self.practices[operation] == LEFT_OUT:
                return True
        moved = self._function_moved(dict(pairs))
        return moved >= 0 or self._function + moved >= demanded.least

    def adopt(self, effect: Effect) -> None:
        """Make the change of *effect* standard practice.

        The effect has to have been computed on the book as it is now: between
        test and adoption other changes may have moved the context.
        """
        for operation, practice in effect.change:
            self.practices[operation] = practice
        costs, defects, times, sums = self._columns
        for reached, key, added in effect.outcomes:
            self._keys[reached] = key
            self.contributions[reached] = added
            costs[reached], defects[reached], times[reached] = added
            sums[reached] = sum(added)
        for attribute in range(3):
            self._totals[attribute] += effect.delta[attribute]
        self._function += effect.function
        self.version += 1
        self._ranked.clear()
        if effect.function:
            self._present.clear()
            self._left_out.clear()

    def level(self, attribute: int) -> float:
        """Return the mean contribution of *attribute* (0.25 in a book picked at random)."""
        # Not by their product: whole numbers above 2^53 would be rounded once more where compiled.
        return self._totals[attribute] / ONE / len(self.practices)

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

    def present(self, operations: Sequence[int]) -> Sequence[int]:
        """Return those of *operations* that are not left out.

        Parameters
        ----------
        operations
            A tuple or a range: what is found is kept until another operation is left out
            or brought back.
        """
        if self._function == WHOLE:
            return operations
        kept = self._present.get(id(operations))
        if kept is None:
            practices = self.practices
            kept = operations, tuple([i for i in operations if practices[i] != LEFT_OUT])
            self._present[id(operations)] = kept
        return kept[1]

    def left_out(self, operations: Sequence[int]) -> tuple[int, ...]:
        """Return those of *operations*, as of :meth:`present`, that are left out."""
        if self._function == WHOLE:
            return ()
        kept = self._left_out.get(id(operations))
        if kept is None:
            practices = self.practices
            kept = operations, tuple([i for i in operations if practices[i] == LEFT_OUT])
            self._left_out[id(operations)] = kept
        return kept[1]

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
        kept = self._ranked.get((attribute, id(operations)))
        if kept is None:
            column = self._columns[-1 if attribute is None else attribute]
            # Equal contributions keep the order of *operations*: the sort is stable.
            kept = operations, sorted(operations, key=column.__getitem__, reverse=True)
            self._ranked[attribute, id(operations)] = kept
        ranked = kept[1]
        return ranked[: max(1, int(len(ranked) * share))]
