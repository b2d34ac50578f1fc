"""What is kept of a supplier's trials: how often what was tried, and what is open to them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.trial import open_operations


@dataclass(slots=True)
class Attempts:
    """Numbers of attempts, and answers that hold until what they were found from changes."""

    _numbers: dict[int, int] = field(default_factory=dict)
    _schedule: tuple[tuple[float, set[int]], tuple[int, ...]] | None = None
    _none_open: tuple[tuple[int, ...], Cookbook, int, int, Retest] | None = None

    def number(self, key: int) -> int:
        """Take the number of the next attempt at what has this *key*."""
        attempt = self._numbers.get(key, 0)
        self._numbers[key] = attempt + 1
        return attempt

    def start_anew(self) -> None:
        """Count anew, for a supplier that has tried nothing yet."""
        self._numbers.clear()

    def scheduled(
        self, book: Cookbook, order: tuple[int, ...], share: float, pending: set[int]
    ) -> tuple[int, ...]:
        """Return the operations that a design *share* opens, without those still to be taught."""
        if self._schedule is None or self._schedule[0] != (share, pending):
            opened = open_operations(book.landscape, order, share)
            found = tuple([i for i in opened if i not in pending])
            self._schedule = (share, set(pending)), found
        return self._schedule[1]

    def first_open(
        self, book: Cookbook, agenda: Sequence[Retest], scheduled: tuple[int, ...]
    ) -> int | None:
        """Return the place on the *agenda* of the first that may be tried; None if none may.

        That none may holds until the schedule, the book or the agenda moves.
        """
        looked_at = scheduled, book, book.version, len(agenda), agenda[-1]
        if looked_at == self._none_open:
            return None
        eligible = frozenset(scheduled)
        for place, retest in enumerate(agenda):
            if _is_open(retest, book, eligible):
                return place
        self._none_open = looked_at
        return None


def _is_open(retest: Retest, book: Cookbook, eligible: Container[int]) -> bool:
    """Whether all of a change is open to trials, not in force yet, and leaves function enough."""
    change = retest.change
    return (
        all(operation in eligible for operation, _ in change)
        and not book.follows(change)
        and book.allows(change)
    )
