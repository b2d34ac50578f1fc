"""Teaching: the supplier copies the customer's book, cell by cell, one way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Sequence
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
    only
        Operations that are taught at all; every one of the supplier's unless given.
    taught
        How many there are to be taught, those that are copied among them.
    """

    book: tuple[int, ...] = ()
    pending: set[int] = field(default_factory=set)
    queue: deque[int] = field(default_factory=deque)
    only: frozenset[int] | None = None
    taught: int = 0
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

    def put_back(self, cell: int) -> None:
        """Let a cell that was taken be the next again, as nobody could come to teach it."""
        self.queue.appendleft(cell)

    def lesson(self, operation: int) -> int:
        """Return how often *operation* was taught before."""
        count = self._lessons.get(operation, 0)
        self._lessons[operation] = count + 1
        return count

    def content(self) -> float:
        """Return the share of what is taught that is done here, copied or in an agreed way."""
        return 1.0 - len(self.pending) / self.taught if self.taught else 1.0

    def rest(self) -> None:
        """Teach nothing from now on."""
        self.pending.clear()
        self.queue.clear()

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
        owned = landscape.owned_by("supplier")
        taught = owned if self.only is None else [i for i in owned if i in self.only]
        self.taught = len(taught)
        self.pending = {i for i in taught if practices[i] != book[i] and i not in own}
        cells = landscape.operations.cells
        self.queue = deque(sorted({cells[i] for i in self.pending}))


def chance_of_copying(success: float, exponent: float, capability: float, fresh: float) -> float:
    """Return the chance that one operation is copied in one lesson.

    Cohen & Levinthal (1990): what is taken in depends on what is already known.

    Parameters
    ----------
    success
        The chance at full capability on the day of a visit.
    exponent
        Power of the capability.
    fresh
        What is left of the last visit by people who are good at setting up, in [0, 1].
    """
    return float(success * capability**exponent * fresh)


def teach_cell(
    lessons: Lessons,
    cell: int,
    book: Cookbook,
    own: Container[int],
    chance: Callable[[int], float],
    draws: Table,
) -> int:
    """Copy what can be copied of one cell and return how many operations were.

    Copying is untested: what the practice is worth here, shows afterwards.
    What was not copied waits for another campaign.

    Parameters
    ----------
    chance
        That an operation is copied, by its number.
    """
    copied = 0
    for operation in book.landscape.members[cell]:
        if operation in own:
            lessons.pending.discard(operation)
        if operation not in lessons.pending:
            continue
        if draws.uniform(operation, lessons.lesson(operation)) >= chance(operation):
            continue
        lessons.pending.discard(operation)
        lesson = ((operation, lessons.book[operation]),)
        # The teachers' book leaves out what this one, with changes of its own, still needs.
        if not book.allows(lesson):
            continue
        book.adopt(book.effect(lesson))
        copied += 1
    left = any(operation in lessons.pending for operation in book.landscape.members[cell])
    if left and cell not in lessons.queue:
        lessons.queue.append(cell)
    return copied
