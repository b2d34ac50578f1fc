"""Teaching: the supplier copies the customer's book, cell by cell, one way."""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.streams import Table


@dataclass
class Lessons:
    """What is to be taught, and what has been tried so far.

    Parameters
    ----------
    book
        The practices that are taught, one for each operation; empty if nothing is.
    pending
        Operations not yet copied.
    queue
        Cells with pending operations, in the order in which they are taught.
    """

    book: tuple[int, ...] = ()
    pending: set[int] = field(default_factory=set)
    queue: deque[int] = field(default_factory=deque)
    _lessons: dict[int, int] = field(default_factory=dict)

    def next_cell(self, landscape: Landscape, own: Container[int]) -> int | None:
        """Take the next cell that still has something to copy; None if there is none.

        Operations that the supplier has changed with consent are let be.
        """
        while self.queue:
            cell = self.queue.popleft()
            self.pending.difference_update([i for i in landscape.members[cell] if i in own])
            if any(i in self.pending for i in landscape.members[cell]):
                return cell
        return None

    def lesson(self, operation: int) -> int:
        """Return how often *operation* was taught before."""
        count = self._lessons.get(operation, 0)
        self._lessons[operation] = count + 1
        return count

    def renew(
        self,
        book: Sequence[int],
        practices: Sequence[int],
        landscape: Landscape,
        own: Container[int],
    ) -> None:
        """Teach another *book* from now on.

        Parameters
        ----------
        practices
            Those in force at the supplier; what it does already is not taught.
        own
            Operations with an agreed change of the supplier's own: not overwritten.
        """
        self.book = tuple(book)
        self.pending = {
            i for i in landscape.owned_by("supplier") if practices[i] != book[i] and i not in own
        }
        cells = landscape.operations.cells
        self.queue = deque(sorted({cells[i] for i in self.pending}))


def chance_of_copying(success: float, exponent: float, capability: float) -> float:
    """Return the chance that one operation is copied in one lesson.

    Cohen & Levinthal (1990): what is taken in depends on what is already known.
    """
    return float(success * capability**exponent)


def teach_cell(
    lessons: Lessons,
    cell: int,
    book: Cookbook,
    own: Container[int],
    chance: float,
    draws: Table,
) -> int:
    """Copy what can be copied of one cell and return how many operations were.

    Copying is untested: what the practice is worth here, shows afterwards.
    What was not copied waits for another campaign.
    """
    copied = 0
    for operation in book.landscape.members[cell]:
        if operation in own:
            lessons.pending.discard(operation)
        if operation not in lessons.pending:
            continue
        if draws.uniform(operation, lessons.lesson(operation)) >= chance:
            continue
        book.adopt(book.effect(((operation, lessons.book[operation]),)))
        lessons.pending.discard(operation)
        copied += 1
    left = any(operation in lessons.pending for operation in book.landscape.members[cell])
    if left and cell not in lessons.queue:
        lessons.queue.append(cell)
    return copied
