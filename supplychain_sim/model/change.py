"""Changes at the supplier: what became standard practice, and what a team does next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from supplychain_sim.model.function import Kind
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.trial import Idea

#: Keeps the attempts of one supplier apart from those of the next.
_SUCCESSORS = 1 << 40


@dataclass(frozen=True)
class Change:
    """A change that became standard practice at the supplier.

    Parameters
    ----------
    operation, practice, before
        What was changed, into what, and what it replaced.
    attempt
        Keys the draws of its trial, with the operation.
    own
        Whether the idea was the supplier's own, and not another site's.
    event
        Its introduction.
    others
        Further operations changed with it: each with its practice, and what that replaced.
    kind
        What kind of change it is.
    documented
        Whether it was written down when it was introduced.
    supplier
        Number of the supplier whose it is, in the relation.
    """

    operation: int
    practice: int
    before: int
    attempt: int
    own: bool
    event: EventId
    others: tuple[tuple[int, int, int], ...] = ()
    kind: Kind = "replace"
    documented: bool = False
    supplier: int = 0

    @cached_property
    def parts(self) -> tuple[tuple[int, int, int], ...]:
        """Operation, practice and what that replaced, for all that was changed."""
        return (self.operation, self.practice, self.before), *self.others

    @cached_property
    def made(self) -> tuple[tuple[int, int], ...]:
        """All that was changed, as pairs of operation and practice."""
        return tuple((i, new) for i, new, _ in self.parts)

    @property
    def place(self) -> tuple[int, int]:
        """Where draws on it are looked up, apart from those on an earlier supplier's change."""
        return self.operation, self.attempt + self.supplier * _SUCCESSORS

    @property
    def back(self) -> tuple[tuple[int, int], ...]:
        """What puts back all that it replaced."""
        return tuple((i, old) for i, _, old in self.parts)


class Job(NamedTuple):
    """What a team does next: an idea, the loop that it is to correct, and of which supplier."""

    idea: Idea
    loop: Loop | None
    supplier: int = 0
