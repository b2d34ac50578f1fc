"""What a site of the customer's is still to test, in order, with what takes whose place."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from supplychain_sim.model.function import Kind
from supplychain_sim.model.record import EventId


class Retest(NamedTuple):
    """Somebody else's accepted change, or doubt about one's own operation.

    Parameters
    ----------
    change
        The operation and its practice; empty for doubt, which tries an idea of
        one's own on the operation in question.
    operation
        The operation in question.
    origin
        Site where the change was accepted.
    cause
        The event that handed it on.
    with_context
        Whether to test it with the practices it depends on where it comes from.
    kind
        What kind of change it is.
    """

    change: tuple[tuple[int, int], ...]
    operation: int
    origin: str
    cause: EventId
    with_context: bool = False
    kind: Kind = "replace"

    @property
    def subject(self) -> tuple[int, str, bool]:
        """What a newer one has in common with the one that it takes the place of."""
        return self.operation, self.origin, bool(self.change)


class Agenda:
    """Retests in the order in which they are held.

    Home's may hold thousands, so that what a newer retest takes the place of is looked up
    and not searched for.
    """

    def __init__(self, retests: Iterable[Retest] = ()) -> None:
        # By ticket; tickets rise from the first to the last.
        self._waiting: OrderedDict[int, Retest] = OrderedDict()
        self._tickets: defaultdict[tuple[int, str, bool], deque[int]] = defaultdict(deque)
        self._next = 0
        self._first = 0
        for retest in retests:
            self.append(retest)

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Retest]:
        return iter(self._waiting.values())

    def append(self, retest: Retest) -> None:
        """Put *retest* last."""
        self._waiting[self._next] = retest
        self._tickets[retest.subject].append(self._next)
        self._next += 1

    def receive(self, retest: Retest) -> None:
        """Put *retest* in the place of the first of the same subject, or last."""
        tickets = self._tickets.get(retest.subject)
        if tickets:
            self._waiting[tickets[0]] = retest
        else:
            self.append(retest)

    def put_back(self, retest: Retest) -> None:
        """Put *retest* first, whatever else there is."""
        self._first -= 1
        self._waiting[self._first] = retest
        self._waiting.move_to_end(self._first, last=False)
        self._tickets[retest.subject].appendleft(self._first)

    def take(self) -> Retest:
        """Return the first, which is taken off."""
        _, retest = self._waiting.popitem(last=False)
        self._tickets[retest.subject].popleft()
        return retest
