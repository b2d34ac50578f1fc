"""Which tasks go out next, in chunks of what size, and what follows when one fails.

Nothing here waits: it is told what came of chunks, and asked for the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from supplychain_sim.sweep.protocol import LOST, Result
from supplychain_sim.sweep.tasks import Chunk, Failure, TaskSet

#: Most runs in a chunk, and by how much chunks may grow from one to the next.
_LARGEST = 500
_GROWTH = 4
#: How much the last chunk counts in what a run is thought to take.
_WEIGHT = 0.25
#: How often a task is tried.
ATTEMPTS = 2
#: How often a task may be at work when what it runs on is lost, among others and then by itself.
LOST_AMONG_OTHERS = 3
LOST_BY_ITSELF = 3


def attempts_of(failure: Failure) -> int:
    """Return how often a task was tried that was given up for this."""
    return LOST_AMONG_OTHERS + LOST_BY_ITSELF if failure.kind == LOST else ATTEMPTS


class Schedule:
    """The tasks of a sweep that are still to be done.

    A task that fails is tried once more, and then given up.  One that was at work several times
    when a machine was lost may be what brought it down, or have had bad luck: it is tried when
    nothing else is under way any more, so that nobody else can be what it was, and is given up
    when that ends likewise again and again.

    Parameters
    ----------
    tasks
        Their numbers, taken from as they are handed out.
    count
        How many there are about: it makes the last chunks smaller.
    """

    def __init__(self, tasks: Iterator[int], count: int) -> None:
        self._tasks = tasks
        self._left = count
        self._back: deque[int] = deque()
        self._alone: deque[int] = deque()
        self._suspects: deque[int] = deque()
        self._attempts: dict[int, int] = {}
        self._losses: dict[int, int] = {}
        self._under_way = 0
        self._seconds: float | None = None
        self._size = self._grown = 1

    def next(self, slots: int, lasts: float) -> Chunk | None:
        """Return what goes out next; None if nothing is left to hand out for now.

        Parameters
        ----------
        slots
            How many chunks are worked at together.
        lasts
            Seconds that a chunk is meant to take.
        """
        chunk = self._next(slots, lasts)
        if chunk is not None:
            self._under_way += 1
        return chunk

    def _next(self, slots: int, lasts: float) -> Chunk | None:
        if self._alone:
            return (self._alone.popleft(),)
        size = max(1, min(self._fitting(lasts), self._left // (2 * slots)))
        taken = [self._back.popleft() for _ in range(min(size, len(self._back)))]
        fresh = list(islice(self._tasks, size - len(taken)))
        self._left -= len(fresh)
        if taken or fresh:
            return (*taken, *fresh)
        if self._suspects and not self._under_way:
            return (self._suspects.popleft(),)
        return None

    def _fitting(self, lasts: float) -> int:
        """Return of how many tasks a chunk is that lasts so long, growing from one."""
        if self._seconds is None:
            return 1
        fitting = int(lasts / max(self._seconds, lasts / _LARGEST))
        self._size = max(1, min(fitting, self._grown))
        return self._size

    def settle(self, result: Result, recorded: TaskSet) -> Failure | None:
        """Take in what came of a chunk; return the failure of a task that is not tried again.

        Parameters
        ----------
        result
            What the engine told.
        recorded
            What the journals hold by now.
        """
        self._under_way -= 1
        self._learn(result)
        rest = result.chunk[result.done :]
        failure = result.failure
        if failure is not None:
            rest = rest[1:]
        else:
            rest = tuple(task for task in rest if task not in recorded)
            if result.loss is not None and rest:
                failure = Failure(rest[0], result.loss.kind, result.loss.error)
                rest = rest[1:]
        self._back.extend(rest)
        if failure is None:
            return None
        lost = result.loss is not None and not result.loss.certain
        return self._lost(failure) if lost else self._tried(failure)

    def _tried(self, failure: Failure) -> Failure | None:
        task = failure.task
        attempts = self._attempts.get(task, 0) + 1
        if attempts >= ATTEMPTS:
            self._attempts.pop(task, None)
            return failure
        self._attempts[task] = attempts
        self._alone.append(task)
        return None

    def _lost(self, failure: Failure) -> Failure | None:
        task = failure.task
        losses = self._losses[task] = self._losses.get(task, 0) + 1
        if losses < LOST_AMONG_OTHERS:
            self._back.append(task)
        elif losses < LOST_AMONG_OTHERS + LOST_BY_ITSELF:
            self._suspects.append(task)
        else:
            return failure
        return None

    def _learn(self, result: Result) -> None:
        """Let the next chunk last about as long as one should."""
        if not result.done or result.loss is not None:
            return
        found = result.seconds / result.done
        before = found if self._seconds is None else self._seconds
        self._seconds = before + _WEIGHT * (found - before)
        self._grown = self._size * _GROWTH
