"""How far a sweep is, as its folder says: while it runs, and after it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from supplychain_sim.errors import ResultsError
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep import presence
from supplychain_sim.sweep.conduct import Progress, Tally, tally
from supplychain_sim.sweep.lock import ALIVE, Holder, holder
from supplychain_sim.sweep.presence import Presence
from supplychain_sim.sweep.shards import share
from supplychain_sim.sweep.store import LOCK, Store


@dataclass(frozen=True)
class ShardCounts:
    """How far the shards are that a sweep was split into.

    Parameters
    ----------
    count
        How many there are.
    at_work, done
        How many of them say so.
    """

    count: int
    at_work: int
    done: int

    def __str__(self) -> str:
        return f"{self.at_work:,} of {self.count:,} shards at work, {self.done:,} done"


@dataclass(frozen=True)
class Status:
    """What a folder says of its sweep.

    Parameters
    ----------
    name
        What the sweep is called.
    state
        ``running``, ``finished``, ``prepared`` for jobs of which none has begun, or
        ``interrupted``.
    progress
        How far it is.
    holder
        Who is at work there, if anybody says so.
    command
        What goes on with it; empty if it was not started by one.
    shards
        How far they are, for each number of shards that the sweep was split into.
    rate, seconds_left
        Runs in a second since this session began, and seconds until it ends; None unless it
        runs and something is done. Of shards: since each that is at work began.
    """

    name: str
    state: str
    progress: Progress
    holder: Holder | None
    command: str
    shards: tuple[ShardCounts, ...]
    rate: float | None = None
    seconds_left: float | None = None

    @property
    def shards_told(self) -> str:
        """How many shards are at work, and how many are done; empty if none is at work."""
        return "; ".join(str(counts) for counts in self.shards if counts.at_work)


def status(folder: Path) -> Status:
    """Return how far the sweep in *folder* is.

    Raises
    ------
    ResultsError
        If there is none, or a journal of it is damaged.
    """
    manifest = manifests.read(folder)
    if manifest is None:
        raise ResultsError(f"{folder}: found no sweep, expected the folder of one")
    tallied = tally(Store(folder, manifest["sweep_hash"]), manifest["runs"])
    progress = tallied.progress
    session = manifest["sessions"][-1]
    at_work = holder(folder / LOCK)
    signed = presence.at_work(folder)
    shards = _counts(folder, signed)
    name, command = manifest["name"], session["command"]
    if at_work is not None and not at_work.gone and at_work.silent < ALIVE:
        settled = progress.total - progress.left - session.get("settled_before", 0)
        pace = _pace(_rate(settled, session["started"]), progress)
        return Status(name, "running", progress, at_work, command, shards, *pace)
    if signed:
        rate = sum(_share_rate(one, tallied, manifest) for one in signed)
        pace = _pace(rate, progress)
        return Status(name, "running", progress, signed[0].holder, command, shards, *pace)
    waits = session.get("prepared", False) and not presence.ever(folder)
    state = "finished" if manifest["complete"] else "prepared" if waits else "interrupted"
    return Status(name, state, progress, at_work, command, shards)


def _counts(folder: Path, signed: Sequence[Presence]) -> tuple[ShardCounts, ...]:
    """Return how far shards are, for each number of them."""
    done = presence.done_by_count(folder)
    working = Counter(one.shard.count for one in signed)
    return tuple(
        ShardCounts(count, working[count], done.get(count, 0))
        for count in sorted({*done, *working})
    )


def _share_rate(one: Presence, tallied: Tally, manifest: Mapping[str, Any]) -> float:
    """Return how many runs in a second a shard has done since it began."""
    tasks = share(one.shard, manifest["points"], manifest["replications"])
    settled = sum(task in tallied.done or task in tallied.failed for task in tasks)
    return _rate(settled - one.settled_before, one.holder.since)


def _rate(settled: int, since: str) -> float:
    """Return how many runs in a second that is; 0 if nothing is known."""
    try:
        began = datetime.fromisoformat(since)
    except ValueError:
        return 0.0
    seconds = (datetime.now(UTC) - began).total_seconds()
    return settled / seconds if seconds > 0 and settled > 0 else 0.0


def _pace(rate: float, progress: Progress) -> tuple[float, float] | tuple[None, None]:
    """Return a rate, and how long the rest takes at that; None if nothing is known."""
    return (rate, progress.left / rate) if rate else (None, None)
