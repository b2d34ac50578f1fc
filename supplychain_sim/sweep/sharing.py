"""A shard of a sweep from its share to its end, beside any number of others in one folder.

Nobody hands out tasks, and nobody waits: a shard does what no journal holds of its share, says that
it is done, and whoever finds that all are finishes the sweep.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from supplychain_sim.errors import ForeignFolderError
from supplychain_sim.sweep import lock as locks
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep import presence, signing
from supplychain_sim.sweep.conduct import Progress, Tally, caught_up
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.running import (
    SIMULATE,
    Permissions,
    Ways,
    carry_out,
    made,
    prepared,
    work,
)
from supplychain_sim.sweep.shards import Shard, ShareSet, share
from supplychain_sim.sweep.store import (
    JOURNALS,
    LOCK,
    MANIFEST,
    QUARANTINE,
    SHARDS,
    Store,
    owner_of,
)
from supplychain_sim.sweep.tasks import TaskSet
from supplychain_sim.sweep.worker import found

#: Seconds within which a manifest is whole, where files cannot be linked, and between two looks.
_WRITTEN_WITHIN = 10.0
_LOOKED_EVERY = 0.1


@dataclass(frozen=True)
class Ended:
    """How a shard ended.

    Parameters
    ----------
    share
        How far its share is.
    worked
        Whether there was anything to do.
    shards_done
        How many shards of its count are done.
    whole
        How far the whole sweep is, if this shard finished it; else None.
    """

    share: Progress
    worked: bool
    shards_done: int
    whole: Progress | None


class ShareStore(Store):
    """The folder of a sweep as one of its shards sees it.

    Parameters
    ----------
    folder, sweep
        Where, and the hash of the sweep.
    shard, tasks
        Which shard, and its share.
    """

    def __init__(self, folder: Path, sweep: str, shard: Shard, tasks: Sequence[int]) -> None:
        super().__init__(folder, sweep)
        self.owner = shard.name
        self._shard = shard
        self._tasks = tasks
        self._others_read = False

    def prepare(self) -> None:
        """Make the folders, also that of the signs of shards.

        What others left half-written is taken away by who finishes: of ten thousand shards that
        begin at once, each would look at what all others are about to write.
        """
        self._make(JOURNALS, QUARANTINE, SHARDS)

    def journals(self) -> list[Path]:
        """Return the journals that may hold tasks of this share; no other one is opened."""
        return [path for path in super().journals() if self._may_hold_ours(path)]

    def own_journals(self) -> list[Path]:
        """Return the journals of this shard."""
        return [path for path in super().journals() if owner_of(path) == self.owner]

    def catch_up(self, done: TaskSet) -> None:
        """Add to *done* what was recorded since the last time; by others, the first time alone.

        What another process records of this share meanwhile is done twice, and merged once.
        """
        self.take_in(self.own_journals() if self._others_read else self.journals(), done)
        self._others_read = True

    def quarantined(self) -> Iterator[int]:
        """Yield the tasks of this share that failed for good."""
        return (task for task in super().quarantined() if task in self._tasks)

    def _may_hold_ours(self, journal: Path) -> bool:
        owner = Shard.named(owner_of(journal))
        return owner is None or not owner.shares_nothing_with(self._shard)


def work_on(plan: Plan, folder: Path, shard: Shard, ways: Ways, allowed: Permissions) -> Ended:
    """Run what is left of a share, and finish the sweep if it was the last.

    Raises
    ------
    ForeignFolderError
        If this shard or a whole sweep is at work in the folder, or it holds something else.
    ResultsError
        If a journal is damaged.
    OutputError
        If results cannot be written.
    SimulationError
        If what is to simulate cannot be found.
    """
    if ways.simulate != SIMULATE:
        found(ways.simulate)
    manifest_in(folder)
    made(folder)
    _joined(plan, folder, ways)
    tasks = share(shard, plan.size, plan.replications)
    store = ShareStore(folder, manifests.sweep_hash(plan), shard, tasks)
    store.prepare()
    asked = allowed.repair or allowed.retry_failed
    tallied = Tally(ShareSet(tasks), ShareSet(tasks), len(tasks))
    worked = asked or bool(caught_up(store, tallied).progress.left)
    if worked:
        with signing.signed(folder, shard, ways.say, force=allowed.force) as sign:
            # After the sign is given: of a sweep and a shard that begin at once, one sees this.
            locks.refuse_unless_free(folder / LOCK, force=allowed.force)
            prepared(store, ways, allowed)
            tallied = caught_up(store, replace(tallied, failed=ShareSet(tasks)))
            sign.began(tallied.total - tallied.progress.left)
            ours = replace(ways, order=tasks)
            work(plan, store, tallied, ours, sign.sign, presence.SIGN_EVERY)
            before = _sessions(folder)
            sign.done()
    else:
        before = _sessions(folder)
        signing.mark_done(folder, shard)
    whole = _finished(plan, folder, shard, ways, before if worked else None, force=allowed.force)
    return Ended(tallied.progress, worked, presence.done(folder, shard.count), whole)


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """Return the manifest in *folder*; None if there is none.

    Raises
    ------
    ForeignFolderError
        If it is not that of a sweep, and is not about to become one.
    """
    deadline = time.monotonic() + _WRITTEN_WITHIN
    while True:
        try:
            return manifests.read(folder)
        except ForeignFolderError:
            age = time.time() - (folder / MANIFEST).stat().st_mtime
            if age > _WRITTEN_WITHIN or time.monotonic() > deadline:
                raise
            time.sleep(_LOOKED_EVERY)


def _joined(plan: Plan, folder: Path, ways: Ways) -> None:
    """See that the folder holds this sweep: say so if nothing does, else compare.

    Raises
    ------
    ForeignFolderError
        If it holds another one, or results of other versions.
    """
    now = manifests.counted(manifests.begun(plan, ways.simulate, ways.command), 0)
    earlier = manifest_in(folder)
    if earlier is None:
        if manifests.write_first(folder, now):
            return
        earlier = manifest_in(folder) or now
    manifests.gone_on(earlier, now, folder, allow_mixed=False)


def _finished(
    plan: Plan, folder: Path, shard: Shard, ways: Ways, before: int | None, *, force: bool
) -> Progress | None:
    """Finish the sweep if all shards are done and nobody else does; return how far it is then.

    Parameters
    ----------
    plan, folder, shard, ways
        What, where, and how.
    before
        How many sessions the manifest named once the results of this shard were recorded; None if
        it recorded none.
    force
        Take the lock over from whoever holds it and has fallen silent.
    """
    if presence.done(folder, shard.count) < shard.count or _whole_since(folder, before):
        return None
    silent = _is_silent(folder / LOCK)
    try:
        with locks.held(folder / LOCK, force=force and silent) as lock:
            # Looked at once more: a shard that is asked to try again what failed takes its word
            # back first, and then looks at the lock.
            all_done = presence.done(folder, shard.count) >= shard.count
            if not all_done or _whole_since(folder, before):
                return None
            store = Store(folder, manifests.sweep_hash(plan))
            return carry_out(plan, store, ways, Permissions(resume=True), lock)
    except locks.HeldError as held:
        if silent:
            ways.say(f"all {shard.count:,} shards are done, and nobody finishes: {held}")
        return None


def _is_silent(lock: Path) -> bool:
    """Return whether somebody holds the *lock* who has given no sign of life for long."""
    if locks.holder(lock) is None:
        return False
    # Times are those of the file system, and so has now to be.
    holder = locks.holder(lock, presence.clock(lock))
    return holder is not None and holder.silent >= locks.ALIVE


def _whole_since(folder: Path, before: int | None) -> bool:
    """Return whether the sweep was finished by a session that began after so many."""
    manifest = manifests.read(folder)
    if manifest is None or not manifest["complete"]:
        return False
    return before is None or len(manifest["sessions"]) > before


def _sessions(folder: Path) -> int:
    manifest = manifests.read(folder)
    return 0 if manifest is None else len(manifest["sessions"])
