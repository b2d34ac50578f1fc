"""A sweep from its file to its results, in a folder that it can be resumed from."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supplychain_sim.durable import unwritable
from supplychain_sim.errors import ForeignFolderError, OutputError
from supplychain_sim.sweep import lock as locks
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep import parquet, presence
from supplychain_sim.sweep.conduct import Progress, Tally, conduct, tally
from supplychain_sim.sweep.merge import Index, Result
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.protocol import Engine, Limits
from supplychain_sim.sweep.store import LOCK, MEASURES, Store
from supplychain_sim.sweep.tasks import TaskSet
from supplychain_sim.sweep.worker import Setup, found

#: What simulates unless another function is named.
SIMULATE = "supplychain_sim.simulation:simulate"
#: Seconds within which a network file system shows what other machines wrote, and between two looks
#: (nfs(5), ``acdirmax``: names in a folder may be as old as a minute).
_SHOWN_WITHIN = 90.0
_LOOKED_EVERY = 1.0


@dataclass(frozen=True)
class Permissions:
    """What may be done with what is found in a folder.

    Parameters
    ----------
    resume
        Go on with a sweep that was begun there.
    retry_failed
        Try again what failed.
    repair
        Set aside what is damaged, and run it again.
    allow_mixed
        Mix results of this version with those of others.
    force
        Take over from a sweep that cannot be shown to have ended.
    """

    resume: bool = False
    retry_failed: bool = False
    repair: bool = False
    allow_mixed: bool = False
    force: bool = False


@dataclass(frozen=True)
class Ways:
    """How a sweep is run; none of it can be seen in the results.

    Parameters
    ----------
    engine
        Who works.
    limits
        What a run may take.
    simulate
        What simulates one replication, as ``module:function``.
    order
        Numbers of tasks in the order in which they are handed out; by number unless given.
    progress
        Called with how far the sweep is.
    say
        Called with what is to be told.
    finish
        Called with how far the sweep got, once the file of its results is written and before the
        manifest says so: what is read off the results belongs to them.
    command
        What goes on with the sweep if it is interrupted, for whoever asks later.
    """

    engine: Engine
    limits: Limits = field(default_factory=Limits)
    simulate: str = SIMULATE
    order: Sequence[int] | None = None
    progress: Callable[[Progress], None] = lambda _: None
    say: Callable[[str], None] = lambda _: None
    finish: Callable[[Progress], None] = lambda _: None
    command: str = ""


def sweep(plan: Plan, folder: Path, ways: Ways, allowed: Permissions) -> Progress:
    """Run what is left of a sweep, and write its results to *folder*.

    Raises
    ------
    ForeignFolderError
        If the folder is in use, or holds something that may not be gone on with.
    ResultsError
        If a journal is damaged.
    OutputError
        If results cannot be written.
    SimulationError
        If what is to simulate cannot be found.
    """
    store = Store(folder, manifests.sweep_hash(plan))
    with _alone_in(folder, ways, allowed) as lock:
        return carry_out(plan, store, ways, allowed, lock)


def carry_out(
    plan: Plan, store: Store, ways: Ways, allowed: Permissions, lock: locks.Lock
) -> Progress:
    """Run what is left of a sweep, and write its results, as the holder of its *lock*."""
    folder = store.folder
    manifest = _usable(folder, plan, ways, allowed)
    store.prepare()
    prepared(store, ways, allowed)
    tallied = tally(store, plan.size * plan.replications)
    manifest = manifests.counted(manifest, tallied.total - tallied.progress.left)
    manifests.write(folder, manifest)
    work(plan, store, tallied, ways, lock.sign, locks.SIGN_EVERY)
    progress = tallied.progress
    with closing(_index(store, plan, tallied.done, lock).results()) as results:
        parquet.write(folder / MEASURES, plan, _signing(results, lock))
    ways.finish(progress)
    manifests.write(
        folder, manifests.finished(manifest, complete=not progress.left, failed=progress.failed)
    )
    return progress


def begin(plan: Plan, folder: Path, ways: Ways, allowed: Permissions) -> None:
    """Say in *folder* what is swept, for those who are to run it, and run nothing.

    Raises
    ------
    ForeignFolderError
        If the folder is in use, or holds something that may not be gone on with.
    ResultsError
        If a journal is damaged.
    OutputError
        If nothing can be written there.
    SimulationError
        If what is to simulate cannot be found.
    """
    store = Store(folder, manifests.sweep_hash(plan))
    with _alone_in(folder, ways, allowed):
        manifest = _usable(folder, plan, ways, allowed)
        store.prepare()
        prepared(store, ways, allowed)
        if allowed.retry_failed or allowed.repair:
            # Else whoever ends first would find that all are done, and do the rest alone.
            presence.take_back(folder)
        progress = tally(store, plan.size * plan.replications).progress
        manifest = manifests.counted(manifest, progress.total - progress.left)
        manifests.write(folder, manifests.prepared(manifest))


@contextmanager
def _alone_in(folder: Path, ways: Ways, allowed: Permissions) -> Iterator[locks.Lock]:
    """Hold the lock of a folder, which is made if it is not there."""
    if ways.simulate != SIMULATE:
        found(ways.simulate)
    # What holds something else is left as it is, without so much as a lock.
    manifests.read(folder)
    made(folder)
    with locks.held(folder / LOCK, force=allowed.force) as lock:
        if not allowed.force:
            presence.refuse_while_at_work(folder)
        yield lock


def _index(store: Store, plan: Plan, done: TaskSet, lock: locks.Lock) -> Index:
    """Return where the results of all tasks are that are *done*.

    Raises
    ------
    OutputError
        If some are not there: workers wrote them to a disk that this machine does not see.
    """
    deadline = time.monotonic() + _SHOWN_WITHIN
    while True:
        index = Index(store, plan)
        lacking = index.lacks(done)
        if not lacking:
            return index
        if time.monotonic() > deadline:
            raise OutputError(
                f"{store.folder}: found no results of {lacking:,} runs that workers have done, "
                "expected them here; is this folder on a disk that all machines share?"
            )
        lock.sign()
        time.sleep(_LOOKED_EVERY)


def _signing(results: Iterator[Result], lock: locks.Lock) -> Iterator[Result]:
    """Yield *results*, and show meanwhile that this process is alive."""
    signed = time.monotonic()
    for result in results:
        if time.monotonic() - signed >= locks.SIGN_EVERY:
            lock.sign()
            signed = time.monotonic()
        yield result


def prepared(store: Store, ways: Ways, allowed: Permissions) -> None:
    """Set aside what is damaged, and forget what failed, if that is allowed."""
    for told in store.repair() if allowed.repair else []:
        ways.say(told)
    if allowed.retry_failed:
        store.release()


def made(folder: Path) -> None:
    """Make *folder*, if it is not there.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def _usable(folder: Path, plan: Plan, ways: Ways, allowed: Permissions) -> dict[str, Any]:
    """Return the manifest of what is about to run in *folder*.

    Raises
    ------
    ForeignFolderError
        If the folder holds something that may not be gone on with.
    """
    earlier = manifests.read(folder)
    now = manifests.begun(plan, ways.simulate, ways.command)
    if earlier is None:
        return now
    if not allowed.resume:
        state = "finished" if earlier.get("complete") else "begun"
        raise ForeignFolderError(
            f"{folder}: found a sweep that was {state} there; go on with it by --resume, or name "
            "another folder with --out"
        )
    return manifests.gone_on(earlier, now, folder, allow_mixed=allowed.allow_mixed)


def work(
    plan: Plan,
    store: Store,
    tallied: Tally,
    ways: Ways,
    sign: Callable[[], None],
    sign_every: float,
) -> None:
    """Have done what is left, and bring it to the disk.

    Parameters
    ----------
    plan, store
        What is swept, and its folder.
    tallied
        What is done already; it is brought up to date.
    ways
        How.
    sign, sign_every
        What shows that this process is alive, and how many seconds lie between two times.
    """
    if not tallied.progress.left:
        return
    signed = time.monotonic()

    def tick(progress: Progress) -> None:
        nonlocal signed
        if time.monotonic() - signed >= sign_every:
            sign()
            signed = time.monotonic()
        ways.progress(progress)

    ways.progress(tallied.progress)
    setup = Setup(plan, store.folder.absolute(), store.sweep, ways.simulate, store.owner)
    order = ways.order if ways.order is not None else range(tallied.total)
    crew = ways.engine.open(setup, ways.limits, tallied.progress.left)
    with _brought_to_disk(store):
        conduct(plan, store, tallied, crew, order, tick)


@contextmanager
def _brought_to_disk(store: Store) -> Iterator[None]:
    """Bring to the disk what workers wrote, however the block ends."""
    try:
        yield
    finally:
        store.sync()
