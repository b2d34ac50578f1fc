"""A sweep conducted: work handed out, what came of it noted, until nothing is left.

What goes out and what follows is decided in ``schedule``; here is what waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.protocol import Crew, Result
from supplychain_sim.sweep.schedule import Schedule, attempts_of
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.tasks import Failure, TaskSet, missing, run_of

#: Seconds between two looks at everything but the work.
_TICK = 0.25


@dataclass(frozen=True)
class Progress:
    """How far a sweep is."""

    done: int
    failed: int
    total: int

    def __str__(self) -> str:
        return f"{self.done:,} done, {self.failed:,} failed, {self.left:,} left"

    @property
    def left(self) -> int:
        """How many tasks are neither done nor given up."""
        return self.total - self.done - self.failed


@dataclass(frozen=True)
class Tally:
    """Which tasks are done, and which have failed for good."""

    done: TaskSet
    failed: TaskSet
    total: int

    @property
    def progress(self) -> Progress:
        """How far this is."""
        return Progress(len(self.done), len(self.failed), self.total)


def tally(store: Store, total: int) -> Tally:
    """Return what a folder says of *total* tasks.

    Raises
    ------
    ResultsError
        If a journal is damaged, or belongs to another sweep.
    """
    return caught_up(store, Tally(TaskSet(total), TaskSet(total), total))


def caught_up(store: Store, tallied: Tally) -> Tally:
    """Return *tallied* with what a folder says by now.

    Raises
    ------
    ResultsError
        If a journal is damaged, or belongs to another sweep.
    """
    store.catch_up(tallied.done)
    for task in store.quarantined():
        if task not in tallied.done:
            tallied.failed.add(task)
    return tallied


def conduct(
    plan: Plan,
    store: Store,
    tallied: Tally,
    crew: AbstractContextManager[Crew],
    order: Sequence[int],
    tick: Callable[[Progress], None],
) -> None:
    """Have all tasks done that are not, and keep account of them in *tallied*.

    Parameters
    ----------
    plan, store
        What is swept, and its folder.
    tallied
        What is done already.
    crew
        Who works.
    order
        The tasks, in the order in which they are handed out.
    tick
        Called a few times a second, and whenever chunks came back.
    """
    wanted = missing(order, tallied.done, tallied.failed)
    with crew as workers:
        schedule = Schedule(wanted, tallied.progress.left)
        under_way = _handed_out(schedule, workers)
        while under_way:
            for result in workers.results(_TICK):
                under_way -= 1
                failure = _settled(result, schedule, store, tallied)
                if failure is not None:
                    tallied.failed.add(failure.task)
                    store.quarantine(failure.task, told(failure, plan))
            under_way += _handed_out(schedule, workers)
            tick(tallied.progress)


def told(failure: Failure, plan: Plan) -> dict[str, object]:
    """Return what is kept of a task that failed for good."""
    run = run_of(failure.task, plan.replications)
    return {
        "task": failure.task,
        "point": run.point,
        "values": dict(plan.point(run.point).values),
        "replication": run.replication,
        "seed": plan.seed,
        "kind": failure.kind,
        "error": failure.error,
        "traceback": failure.traceback,
        "attempts": attempts_of(failure),
    }


def _handed_out(schedule: Schedule, workers: Crew) -> int:
    count = 0
    while workers.room() and (chunk := schedule.next(workers.slots, workers.lasts)) is not None:
        workers.submit(chunk)
        count += 1
    return count


def _settled(result: Result, schedule: Schedule, store: Store, tallied: Tally) -> Failure | None:
    for task in result.chunk[: result.done]:
        tallied.done.add(task)
    if result.loss is not None or not (result.done or result.failure):
        # Its worker ended, and only the journals know how far it got.
        store.catch_up(tallied.done)
    return schedule.settle(result, tallied.done)
