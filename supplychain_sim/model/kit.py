"""Kits: what an assembly needs of several relations, ordered together, complete with the last lot.

References
----------
David & Nagaraja (2003), Order Statistics, section 2.1: the largest of n independent times has the
product of their distribution functions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from supplychain_sim.model.tally import Tally


@dataclass
class _Review:
    """What was ordered for kits at one review.

    Parameters
    ----------
    missing
        Lots that have not come, by relation.
    due
        When all of it was promised, in minutes.
    first
        When all lots of one relation had come, None before.
    """

    missing: dict[str, int] = field(default_factory=dict)
    due: int = 0
    first: int | None = None


class Kit:
    """The parts of one assembly, which are ordered at the same reviews.

    A review at which one of them is not ordered makes no kit.

    Parameters
    ----------
    relations
        Of whose parts the kit consists.
    tally
        Counts kits and their times.
    """

    def __init__(self, relations: Iterable[str], tally: Tally) -> None:
        self.relations = frozenset(relations)
        self.tally = tally
        self._reviews: dict[int, _Review] = {}

    def order(self, relation: str, lots: int, promised: int, now: int) -> None:
        """Take note that *lots* of a relation's part were ordered.

        Parameters
        ----------
        promised
            Minutes from order to arrival that were promised.
        """
        review = self._reviews.setdefault(now, _Review())
        review.missing[relation] = lots
        review.due = max(review.due, now + promised)

    def receive(self, relation: str, ordered: int, now: int) -> None:
        """Take note that a lot of a relation's part, which was *ordered* then, has come."""
        review = self._reviews[ordered]
        review.missing[relation] -= 1
        if review.missing[relation]:
            return
        if review.first is None:
            review.first = now
        if any(review.missing.values()):
            return
        del self._reviews[ordered]
        if review.missing.keys() == self.relations:
            self._complete(review, ordered, review.first, now)

    def _complete(self, review: _Review, ordered: int, first: int, now: int) -> None:
        self.tally.add("kits", now)
        self.tally.add("minutes to complete", now, now - ordered)
        self.tally.add("minutes first waited for last", now, now - first)
        self.tally.add("kits in promise", now, now <= review.due)
        self.tally.note("to complete", now, now - ordered)
