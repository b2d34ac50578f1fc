"""Journals merged: the result of each task once, in the order of tasks, however they came about."""

from __future__ import annotations

from array import array
from collections.abc import Generator
from contextlib import closing
from hashlib import blake2b
from typing import BinaryIO, NamedTuple

from supplychain_sim.errors import OutputError
from supplychain_sim.sweep.journal import Layout, Record, values_of
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.reading import Reader, read_record
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.tasks import TaskSet, run_of

#: Journals that are held open at once.
_OPEN = 64
_NOWHERE = -1


class NotDeterministicError(OutputError):
    """A task that yielded one thing once and another thing once more."""


class Result(NamedTuple):
    """What a task yielded: eight bytes for each row of a layout."""

    task: int
    layout: Layout
    values: bytes


class Index:
    """Where the result of each task is."""

    def __init__(self, store: Store, plan: Plan) -> None:
        total = plan.size * plan.replications
        self._replications = plan.replications
        self._readers = [Reader(path, store.sweep) for path in store.journals()]
        self._journals = array("i", [_NOWHERE]) * total
        self._offsets = array("q", [0]) * total
        self._files: dict[int, BinaryIO] = {}
        try:
            for number, reader in enumerate(self._readers):
                with closing(reader.results()) as records:
                    for record in records:
                        self._take_in(number, record)
        finally:
            self._close()

    def lacks(self, done: TaskSet) -> int:
        """Return of how many tasks that are *done* no result is here."""
        return sum(
            journal == _NOWHERE and task in done for task, journal in enumerate(self._journals)
        )

    def results(self) -> Generator[Result, None, None]:
        """Yield what every task yielded that is done, in their order."""
        try:
            for task, journal in enumerate(self._journals):
                if journal != _NOWHERE:
                    yield self._read(task)
        finally:
            self._close()

    def _take_in(self, number: int, record: Record) -> None:
        task = record.number
        if self._journals[task] != _NOWHERE:
            reader = self._readers[number]
            new = Result(task, reader.layout(record), values_of(record.payload))
            _refuse_to_choose(self._read(task), new, self._replications)
            return
        self._journals[task] = number
        self._offsets[task] = record.offset

    def _read(self, task: int) -> Result:
        number, offset = self._journals[task], self._offsets[task]
        reader = self._readers[number]
        file = self._files.get(number)
        if file is None:
            if len(self._files) >= _OPEN:
                self._close()
            file = self._files[number] = reader.path.open("rb")
        file.seek(offset)
        record = read_record(file, offset, reader.end)
        return Result(task, reader.layout(record), values_of(record.payload))

    def _close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()


def _refuse_to_choose(one: Result, other: Result, replications: int) -> None:
    """See that a task which was done twice yielded the same both times.

    Raises
    ------
    NotDeterministicError
        If it did not.
    """
    digests = [
        blake2b(repr(found.layout).encode() + found.values, digest_size=8).hexdigest()
        for found in (one, other)
    ]
    if digests[0] != digests[1]:
        run = run_of(one.task, replications)
        raise NotDeterministicError(
            f"point {run.point}, replication {run.replication}: not deterministic: found two "
            f"results that differ, {digests[0]} and {digests[1]}"
        )
