"""Shards: a sweep split into shares, for processes that know nothing of one another.

Which tasks are whose follows from two numbers alone, so that nobody hands them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from supplychain_sim.sweep.tasks import TaskSet

_NAME = re.compile(r"(\d{5,})-of-(\d{5,})")


@dataclass(frozen=True, order=True)
class Shard:
    """One of the shares of a sweep.

    Parameters
    ----------
    number
        Which one, counted from 1.
    count
        How many there are.
    """

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @property
    def name(self) -> str:
        """What its files are called; those of one count are in order."""
        return f"{self.number:05}-of-{self.count:05}"

    @classmethod
    def named(cls, name: str) -> Shard | None:
        """Return the shard whose files are called *name*; None if none's are."""
        found = _NAME.fullmatch(name)
        return None if found is None else cls(int(found[1]), int(found[2]))

    def shares_nothing_with(self, other: Shard) -> bool:
        """Return whether no task is in both, which their numbers alone say."""
        return self.count == other.count and self.number != other.number


class Interleaved(Sequence[int]):
    """The tasks of every so many-th point, computed when they are asked for.

    Parameters
    ----------
    points, replications
        How many points there are, and tasks of each.
    first, step
        The first point, and how far the next one is.
    """

    def __init__(self, points: int, replications: int, first: int, step: int) -> None:
        self._points = range(first, points, step)
        self._replications = replications

    def __len__(self) -> int:
        return len(self._points) * self._replications

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> list[int]: ...

    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"found the place {index}, expected one of {len(self)}")
        return self._at(index % len(self))

    def __iter__(self) -> Iterator[int]:
        for point in self._points:
            yield from range(point * self._replications, (point + 1) * self._replications)

    def __contains__(self, task: object) -> bool:
        return isinstance(task, int) and task // self._replications in self._points

    def index(self, task: int, *_: int) -> int:
        """Return the place of a *task*."""
        point, replication = divmod(task, self._replications)
        return self._points.index(point) * self._replications + replication

    def _at(self, place: int) -> int:
        point, replication = divmod(place, self._replications)
        return self._points[point] * self._replications + replication


def share(shard: Shard, points: int, replications: int) -> Sequence[int]:
    """Return the tasks of a shard; those of all shards of one count are all tasks, each once.

    Points stay whole, since a worker keeps the scenario of a point, and are dealt out in turn,
    since runs at one end of a grid often take longer than at the other. Only where there are
    fewer points than shards are points split.

    >>> [*share(Shard(2, 3), points=5, replications=2)]
    [2, 3, 8, 9]
    """
    if points >= shard.count:
        return Interleaved(points, replications, shard.number - 1, shard.count)
    least, more = divmod(points * replications, shard.count)
    before = shard.number - 1
    first = before * least + min(before, more)
    return range(first, first + least + (before < more))


class ShareSet(TaskSet):
    """A set of tasks of one share: others are never in it, and it is as large as the share."""

    def __init__(self, share: Sequence[int]) -> None:
        super().__init__(len(share))
        self._share = share

    def __contains__(self, task: int) -> bool:
        return task in self._share and self._holds(self._share.index(task))

    def add(self, task: int) -> None:
        """Take in a task of the share, if it is not in yet; pass over any other."""
        if task in self._share:
            self._take(self._share.index(task))
