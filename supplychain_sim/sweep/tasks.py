"""Tasks: one replication of one point, under all regimes; numbered, so that none has to be kept.

All regimes of a replication are one task since they share its landscape and its luck, and
since a replication that fails is then missing under all of them, and pairs stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: Numbers of tasks that are handed out together, in the order in which they are done.
Chunk = tuple[int, ...]


class Run(NamedTuple):
    """Which replication of which point a task is."""

    point: int
    replication: int


def run_of(task: int, replications: int) -> Run:
    """Return which run a task is: all replications of a point follow one another."""
    return Run(*divmod(task, replications))


@dataclass(frozen=True)
class Failure:
    """A task that did not finish, and why.

    Parameters
    ----------
    task
        Its number.
    kind
        ``error``, ``time``, ``memory``, ``died``, ``lost``, ``too large`` or ``not finite``.
    error
        What was told, in one line.
    traceback
        Where it happened, if that is known.
    """

    task: int
    kind: str
    error: str
    traceback: str = ""


class TaskSet:
    """A set of numbers of tasks, in a bit for each of all *size*."""

    def __init__(self, size: int) -> None:
        self._bits = bytearray((size + 7) // 8)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __contains__(self, task: int) -> bool:
        return self._holds(task)

    def add(self, task: int) -> None:
        """Take in a task, if it is not in yet."""
        self._take(task)

    def _holds(self, place: int) -> bool:
        return bool(self._bits[place >> 3] & 1 << (place & 7))

    def _take(self, place: int) -> None:
        if not self._holds(place):
            self._bits[place >> 3] |= 1 << (place & 7)
            self._count += 1


def missing(order: Sequence[int], *done: TaskSet) -> Iterator[int]:
    """Yield the tasks of *order* that are in none of the sets when their turn comes."""
    return (task for task in order if not any(task in some for some in done))
