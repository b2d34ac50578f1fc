"""Changes at the supplier: what became standard practice, and what a team does next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from supplychain_sim.model.function import Kind
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId
from supplychain_sim.model.trial import Idea

#: Keeps the attempts of one supplier apart from those of the next.
_SUCCESSORS: Final = 1 << 40


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

    Attributes
    ----------
    parts
        Operation, practice and what that replaced, for all that was changed.
    made
        All that was changed, as pairs of operation and practice.
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
    parts: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    made: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        parts = (self.operation, self.practice, self.before), *self.others
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "made", tuple((i, new) for i, new, _ in parts))

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
