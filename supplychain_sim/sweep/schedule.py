"""Which tasks go out next, in chunks of what size, and what follows when one fails.

Nothing here waits: it is told what came of chunks, and asked for the next.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from supplychain_sim.sweep.protocol import Result
from supplychain_sim.sweep.tasks import Chunk, Failure, TaskSet

#: Seconds that a chunk is meant to take: long beside what it costs to hand it out, and short
#: beside what anybody waits for.
_LASTS = 0.2
#: Most runs in a chunk, and by how much chunks may grow from one to the next.
_LARGEST = 500
_GROWTH = 4
#: How much the last chunk counts in what a run is thought to take.
_WEIGHT = 0.25
#: How often a task is tried.
ATTEMPTS = 2


class Schedule:
    """The tasks of a sweep that are still to be done.

    Parameters
    ----------
    tasks
        Their numbers, taken from as they are handed out.
    count
        How many there are about: it makes the last chunks smaller.
    slots
        How many workers there are.
    """

    def __init__(self, tasks: Iterator[int], count: int, slots: int) -> None:
        self._tasks = tasks
        self._left = count
        self._slots = slots
        self._back: deque[int] = deque()
        self._alone: deque[int] = deque()
        self._attempts: dict[int, int] = {}
        self._size = 1
        self._seconds: float | None = None

    def next(self) -> Chunk | None:
        """Return what goes out next; None if nothing is left to hand out."""
        if self._alone:
            return (self._alone.popleft(),)
        size = max(1, min(self._size, self._left // (2 * self._slots)))
        taken = [self._back.popleft() for _ in range(min(size, len(self._back)))]
        fresh = list(islice(self._tasks, size - len(taken)))
        self._left -= len(fresh)
        return (*taken, *fresh) or None

    def settle(self, result: Result, recorded: TaskSet) -> Failure | None:
        """Take in what came of a chunk; return the failure of a task that is not tried again.

        Parameters
        ----------
        result
            What the engine told.
        recorded
            What the journals hold by now.
        """
        self._learn(result)
        rest = result.chunk[result.done :]
        failure = result.failure
        if failure is not None:
            rest = rest[1:]
        else:
            rest = tuple(task for task in rest if task not in recorded)
            if result.loss is not None and rest:
                failure = Failure(rest[0], *result.loss)
                rest = rest[1:]
        self._back.extend(rest)
        return None if failure is None else self._tried(failure)

    def _tried(self, failure: Failure) -> Failure | None:
        task = failure.task
        attempts = self._attempts.get(task, 0) + 1
        if attempts >= ATTEMPTS:
            self._attempts.pop(task, None)
            return failure
        self._attempts[task] = attempts
        self._alone.append(task)
        return None

    def _learn(self, result: Result) -> None:
        """Let the next chunk last about as long as one should."""
        if not result.done:
            return
        found = result.seconds / result.done
        before = found if self._seconds is None else self._seconds
        self._seconds = before + _WEIGHT * (found - before)
        fitting = int(_LASTS / max(self._seconds, _LASTS / _LARGEST))
        self._size = max(1, min(fitting, self._size * _GROWTH))
