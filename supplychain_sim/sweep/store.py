"""The folder of a sweep: what it holds, and what of the sweep is done by it.

::

    manifest.json      what is swept, with which versions, and how far it got
    lock.json          who is at work here
    shards/            which shards are at work, and which are done, see ``presence``
    journals/          a file for each worker process, see ``journal``
    quarantine/        a file for each task that failed for good
    damaged/           what --repair set aside
    measures.parquet   all results, once the sweep is finished
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from supplychain_sim.durable import abandoned, machine, unwritable, write_whole
from supplychain_sim.sweep.journal import Journal
from supplychain_sim.sweep.reading import Reader, repair
from supplychain_sim.sweep.tasks import TaskSet

MANIFEST = "manifest.json"
LOCK = "lock.json"
MEASURES = "measures.parquet"
JOURNALS = "journals"
QUARANTINE = "quarantine"
DAMAGED = "damaged"
SHARDS = "shards"
_JOURNAL = "*.journal"
#: Between the owner of a journal and the process: names of machines do not hold it.
_OWNED = "_"
#: What a killed process left of a file that it was writing.
_PARTIAL = ".*.partial"
_FAILED = "task-{:09d}.json"


class Store:
    """What a sweep's folder holds, read as it grows.

    Parameters
    ----------
    folder
        Where.
    sweep
        Hash of the sweep, in hexadecimal.
    """

    #: What the names of new journals begin with.
    owner = ""

    def __init__(self, folder: Path, sweep: str) -> None:
        self.folder = folder
        self.sweep = sweep
        self._readers: dict[Path, Reader] = {}

    def prepare(self) -> None:
        """Make the folders, and take away what killed processes left half-written.

        Raises
        ------
        OutputError
            If nothing can be written there.
        """
        self._make(JOURNALS, QUARANTINE)
        try:
            for part in ("", JOURNALS, QUARANTINE, SHARDS):
                for partial in (self.folder / part).glob(_PARTIAL):
                    if abandoned(partial):
                        partial.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def _make(self, *parts: str) -> None:
        try:
            for part in parts:
                (self.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def catch_up(self, done: TaskSet) -> None:
        """Add to *done* what was recorded since the last time.

        Raises
        ------
        ResultsError
            If a journal is damaged, or belongs to another sweep.
        """
        self.take_in(self.journals(), done)

    def take_in(self, journals: Iterable[Path], done: TaskSet) -> None:
        """Add to *done* what was recorded in *journals* since the last time."""
        for path in journals:
            reader = self._readers.setdefault(path, Reader(path, self.sweep))
            for record in reader.results():
                done.add(record.number)

    def journals(self) -> list[Path]:
        """Return the journals that are there, in the order of their names."""
        return sorted((self.folder / JOURNALS).glob(_JOURNAL))

    def own_journals(self) -> list[Path]:
        """Return the journals that nobody but this process and its workers may write now."""
        return self.journals()

    def repair(self) -> list[str]:
        """Set aside what is damaged in the journals, and return what was done about it."""
        aside = self.folder / DAMAGED
        return [told for path in self.own_journals() for told in repair(path, self.sweep, aside)]

    def sync(self) -> None:
        """Bring to the disk what ended workers have written."""
        for path in self.own_journals():
            try:
                descriptor = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(descriptor)
                finally:
                    os.close(descriptor)
            except OSError as error:
                raise unwritable(path, error) from error

    def quarantine(self, task: int, told: Mapping[str, Any]) -> None:
        """Keep what is *told* of a task that failed for good."""
        content = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        write_whole(self.folder / QUARANTINE / _FAILED.format(task), content.encode())

    def quarantined(self) -> Iterator[int]:
        """Yield the tasks that failed for good, in their order."""
        for path in sorted((self.folder / QUARANTINE).glob("task-*.json")):
            yield int(path.stem.partition("-")[2])

    def release(self) -> None:
        """Forget which tasks failed, so that they are tried once more."""
        for task in list(self.quarantined()):
            (self.folder / QUARANTINE / _FAILED.format(task)).unlink(missing_ok=True)


def new_journal(folder: Path, sweep: str, owner: str = "") -> Journal:
    """Return a journal for this process, of a name that no other one has.

    Parameters
    ----------
    folder, sweep
        The folder of the sweep, and its hash.
    owner
        What the name begins with: what the process works for, if it is a share.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    stem = f"{owner}{_OWNED if owner else ''}{machine()}-{os.getpid()}"
    number = 0
    while True:
        # Numbers of processes come again, and containers share them; names of journals do not.
        try:
            return Journal(folder / JOURNALS / f"{stem}-{number}.journal", sweep)
        except FileExistsError:
            number += 1


def recorded_by(folder: Path, sweep: str, pid: int) -> set[int]:
    """Return the tasks that a process of this machine has recorded, which has ended.

    Only its own journals are read; other processes of that number may have left some as well.
    """
    journals = (folder / JOURNALS).glob(f"*{machine()}-{pid}-*{Path(_JOURNAL).suffix}")
    return {record.number for path in journals for record in Reader(path, sweep).results()}


def owner_of(journal: Path) -> str:
    """Return what a journal was written for; empty if it says nothing."""
    owner, owned, _ = journal.name.partition(_OWNED)
    return owner if owned else ""
