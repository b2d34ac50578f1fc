"""The chronicle of books: every change of a practice, written to the record and read back.

All changes of a book are events of one kind in the history of its site, so that the
book of any day can be rebuilt from the record alone.  What a change was approved on
is an event of its own kind, found by the causes of the change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, Literal, NamedTuple

from supplychain_sim.model.record import Event, EventId, Record

#: Kinds of event.
BOOK: Final = "book"
EVIDENCE: Final = "evidence"

#: How a practice came into a book.
Origin = Literal[
    "first practice",
    "drawing",
    "home history",
    "machine",
    "taught",
    "own idea",
    "correction",
    "doubt",
    "taken over",
    "context",
    "put back",
    "forgotten",
]
#: What is meant by each, for readers.
ORIGINS: Final[Mapping[str, str]] = {
    "first practice": "picked at random when the supplier began",
    "drawing": "came with the customer's drawing",
    "home history": "learned at home before the start",
    "machine": "came with a machine that was handed over",
    "taught": "copied from the teachers' book, untested",
    "own idea": "tried by the site of its own accord",
    "correction": "tried to correct a missed target",
    "doubt": "an idea of its own, after another site had deviated",
    "taken over": "another site's change, tested anew",
    "context": "taken over with a change that depends on it",
    "put back": "the practice before a change that did not hold",
    "forgotten": "the practice before a change that left with its people",
}
#: Who decides on evidence.
Approver = Literal["trial", "review", "procedure review", "plant test"]

#: Changes that nobody tests have no evidence, whatever came before them.
_UNTESTED: Final = frozenset(
    {"first practice", "drawing", "home history", "machine", "taught", "forgotten"}
)
_MILLION: Final = 1_000_000
#: From a change to its evidence: introduced, then accepted or tried.
_STEPS: Final = 2


class Evidence(NamedTuple):
    """What a change was approved on.

    Parameters
    ----------
    approved
        By what: a trial alone, a review, a procedure review, a test at a plant.
    estimate
        Of its effect, summed over attributes, in contributions; below zero is better.
    standard_error
        Of the estimate.
    observations
        Behind the estimate.
    """

    approved: str
    estimate: float
    standard_error: float
    observations: int


class Entry(NamedTuple):
    """One practice that came into force.

    Parameters
    ----------
    site
        Entity of the site whose book it is.
    event
        Number of the event in the site's history; a change of several operations has one.
    time
        In minutes from the start.
    operation, practice
        What is done how from then on.
    origin
        How it came there, one of :data:`ORIGINS`.
    source
        Entity of the site that it came from; empty for the site itself.
    evidence
        None where nothing was tested.
    """

    site: str
    event: int
    time: int
    operation: int
    practice: int
    origin: str
    source: str
    evidence: Evidence | None


def write(
    record: Record,
    site: str,
    now: int,
    origin: Origin,
    practices: Iterable[tuple[int, int]],
    *causes: EventId,
    source: str = "",
) -> None:
    """Record that *practices* came into force at *site*; nothing if there are none.

    Parameters
    ----------
    practices
        Pairs of operation and practice.
    causes
        What led to it.
    source
        Entity of the site or the relation that they came from.
    """
    pairs = [fact for pair in practices for fact in pair]
    if pairs:
        record.add(site, now, BOOK, origin, source, *pairs, causes=causes)


def write_evidence(
    record: Record,
    site: str,
    now: int,
    approver: Approver,
    operation: int,
    estimate: float,
    noise: float,
    observations: int,
    cause: EventId,
) -> None:
    """Record what a change of *operation* is judged on, in millionths of a contribution.

    Parameters
    ----------
    noise
        Standard deviation of one observation.
    cause
        The trial, retest or session; the change has it among its own causes.
    """
    found = (round(_MILLION * estimate), round(_MILLION * noise / math.sqrt(observations)))
    record.add(site, now, EVIDENCE, approver, operation, *found, observations, causes=(cause,))


def changed(before: Sequence[int], after: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of operation and practice in which *after* differs from *before*.

    >>> changed([7, 8, 9], [7, 5, 9])
    [(1, 5)]
    """
    pairs = enumerate(zip(before, after, strict=True))
    return [(operation, now) for operation, (was, now) in pairs if was != now]


def entries(record: Record) -> list[Entry]:
    """Return every change of every book, by site and then as they happened."""
    suppliers = _suppliers(record)
    proofs = _proofs(record)
    found: list[Entry] = []
    for site in record:
        for number, event in enumerate(record.history(site)):
            if event.kind == BOOK:
                found += _entries(record, site, number, event, suppliers, proofs)
    return found


def book_at(changes: Iterable[Entry], site: str, before: int) -> dict[int, Entry]:
    """Return what was in force at *site* just before a time, by operation.

    Parameters
    ----------
    changes
        As :func:`entries` orders them.
    before
        In minutes, above 0: the first books are of minute 0.
    """
    book: dict[int, Entry] = {}
    for entry in changes:
        if entry.site == site and entry.time < before:
            book[entry.operation] = entry
    return book


def _entries(
    record: Record,
    site: str,
    number: int,
    event: Event,
    suppliers: Mapping[str, str],
    proofs: Mapping[tuple[EventId, int], Evidence],
) -> Iterator[Entry]:
    origin, source, *pairs = event.facts
    source = suppliers.get(str(source), str(source))
    operations = [int(operation) for operation in pairs[::2]]
    evidence = None if origin in _UNTESTED else _evidence(record, event, operations, proofs)
    for operation, practice in zip(operations, pairs[1::2], strict=True):
        yield Entry(
            site, number, event.time, operation, int(practice), str(origin), source, evidence
        )


def _evidence(
    record: Record,
    event: Event,
    operations: Sequence[int],
    proofs: Mapping[tuple[EventId, int], Evidence],
) -> Evidence | None:
    """Return the evidence nearest to *event* among its causes.

    Operations that change together were tested together, under the name of one of them.
    """
    causes = event.causes
    for _ in range(_STEPS):
        for place in product(causes, operations):
            if place in proofs:
                return proofs[place]
        causes = tuple(earlier for cause in causes for earlier in record.event(cause).causes)
    return None


def _proofs(record: Record) -> dict[tuple[EventId, int], Evidence]:
    """Return all evidence by the event in which it was gathered, and the operation."""
    proofs = {}
    for entity in record:
        for event in record.history(entity):
            if event.kind == EVIDENCE:
                approver, operation, estimate, error, count = event.facts
                proofs[event.causes[0], int(operation)] = Evidence(
                    str(approver), int(estimate) / _MILLION, int(error) / _MILLION, int(count)
                )
    return proofs


def _suppliers(record: Record) -> dict[str, str]:
    """Return the supplier's site of each relation: the one whose first book it brought about."""
    return {
        event.causes[0][0]: site
        for site in record
        for event in record.history(site)
        if event.kind == BOOK and event.time == 0 and event.causes
    }
