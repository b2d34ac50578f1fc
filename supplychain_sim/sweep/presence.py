"""Signs of life of shards: which of them are at work in a folder, and which are done.

No result depends on them: they keep work from being done twice, and tell when all is done.
A shard has a file whose name says how far it is, so that a listing tells this of ten thousand
shards of which none is opened::

    00003-of-00064.working.json    at work: by which process, on which machine, since when
    00003-of-00064.done.json       nothing of its share is left

As for the lock, no lock of the file system's is used, and times are compared as the file
system tells them, since clocks of machines differ.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from supplychain_sim.durable import partial_of, unwritable
from supplychain_sim.sweep.lock import ALIVE, HeldError, Holder
from supplychain_sim.sweep.shards import Shard
from supplychain_sim.sweep.store import SHARDS

#: Seconds between two signs of life: ten thousand shards give a thousand a second.
SIGN_EVERY = 10.0
#: How names of files end that say how far a shard is.
WORKING = ".working.json"
DONE = ".done.json"


@dataclass(frozen=True)
class Presence:
    """A shard that says it is at work.

    Parameters
    ----------
    shard
        Which one.
    holder
        The process, and since when it has been silent.
    job
        Its Slurm job; empty if it is in none.
    signed
        When it gave the last sign, by the clock of the file system.
    settled_before
        How many runs of its share were done or given up when it began.
    """

    shard: Shard
    holder: Holder
    job: str
    signed: float
    settled_before: int

    def __str__(self) -> str:
        return f"{self.holder}, Slurm job {self.job}" if self.job else str(self.holder)

    @property
    def alive(self) -> bool:
        """Whether it counts as at work."""
        return not self.holder.gone and self.holder.silent < ALIVE


class Standing(Enum):
    """What is known of a process that said it works on a shard."""

    AT_WORK = "at work"
    ENDED = "ended"
    UNKNOWN = "unknown"


def standing(found: Presence, earlier: Presence | None, job: str) -> Standing:
    """Return what is known of a process that is *found* to be at work on a shard.

    Parameters
    ----------
    found
        As it is now.
    earlier
        As it was when it was first looked at.
    job
        The Slurm job of who asks: if it is the same, it was put back into the queue.
    """
    holder = found.holder
    if holder.gone or holder.silent >= ALIVE:
        return Standing.ENDED
    # In containers the number of this very process may be that of an earlier one.
    known = holder.here and holder.pid != os.getpid()
    if known and holder.silent < 2 * SIGN_EVERY:
        return Standing.AT_WORK
    if job and found.job == job:
        return Standing.ENDED
    if earlier is not None and found.signed != earlier.signed:
        return Standing.AT_WORK
    return Standing.UNKNOWN


def done(folder: Path, count: int) -> int:
    """Return how many of *count* shards are done."""
    return sum(shard.count == count for shard in _listed(folder, DONE))


def done_by_count(folder: Path) -> dict[int, int]:
    """Return how many shards are done, of each number of shards that there was."""
    found: dict[int, int] = {}
    for shard in _listed(folder, DONE):
        found[shard.count] = found.get(shard.count, 0) + 1
    return found


def take_back(folder: Path) -> None:
    """Forget which shards were done, for something of them is left again.

    Raises
    ------
    OutputError
        If that cannot be done.
    """
    for shard in _listed(folder, DONE):
        path = file_of(folder, shard, DONE)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error


def at_work(folder: Path, now: float | None = None) -> list[Presence]:
    """Return the shards that are at work in the *folder* of a sweep.

    Parameters
    ----------
    folder
        Where.
    now
        By the clock of its file system; by that of this machine unless given.
    """
    found = (presence_at(file_of(folder, shard, WORKING), shard, now) for shard in _working(folder))
    return [one for one in found if one is not None and one.alive]


def ever(folder: Path) -> bool:
    """Return whether any shard has begun in the *folder* of a sweep, whatever became of it."""
    return any(_working(folder)) or bool(done_by_count(folder))


def refuse_while_at_work(folder: Path) -> None:
    """See that no shard is at work in the *folder* of a sweep.

    Raises
    ------
    HeldError
        If any is; with how many, and one of them.
    """
    if not any(_working(folder)):
        return
    found = at_work(folder, clock(folder / SHARDS))
    if found:
        first, several = found[0], len(found) > 1
        raise HeldError(
            f"{folder}: {len(found)} shard{'s are' if several else ' is'} at work here, "
            f"{'among them ' if several else ''}{first.shard} ({first}); wait until "
            f"{'they end' if several else 'it ends'}, or use --force"
        )


def _working(folder: Path) -> Iterator[Shard]:
    return _listed(folder, WORKING)


def _listed(folder: Path, ending: str) -> Iterator[Shard]:
    """Yield the shards that have a file of that *ending*, in the order of their names."""
    try:
        names = sorted(file.name for file in (folder / SHARDS).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return
    for name in names:
        shard = Shard.named(name.removesuffix(ending)) if name.endswith(ending) else None
        if shard is not None:
            yield shard


def presence_at(path: Path, shard: Shard, now: float | None) -> Presence | None:
    """Return what the file at *path* says of a *shard*; None if it is gone."""
    try:
        told: Any = json.loads(path.read_bytes())
        changed = path.stat().st_mtime
    except FileNotFoundError:
        return None
    except ValueError:
        # Where there are no links, a file that has just appeared may not be whole yet.
        told, changed = {}, path.stat().st_mtime
    silent = (time.time() if now is None else now) - changed
    holder = Holder(
        told.get("pid", 0), told.get("host", ""), told.get("since", "an unknown time"), silent
    )
    job = told.get("slurm_job", "")
    return Presence(shard, holder, job, changed, told.get("settled_before", 0))


def clock(path: Path) -> float:
    """Return what time it is by the clock of the file system that *path* is on."""
    probe = partial_of(path)
    try:
        probe.touch()
        try:
            return probe.stat().st_mtime
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path.parent, error) from error


def file_of(folder: Path, shard: Shard, ending: str) -> Path:
    """Return where a *shard* says how far it is: the *ending* tells what it says."""
    return folder / SHARDS / f"{shard.name}{ending}"
