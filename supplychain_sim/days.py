"""What comes due on the days to come, which nobody need put in order before its day."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import Any

from supplychain_sim.units import DAY

#: What a belt carries: when it comes due, its place then, who takes it, and what it is.
#: Compared as a whole by what waits in the queue, so that it is kept as one object.
Carried = tuple[Any, ...]


class Later(dict[int, list[Carried]]):
    """What comes due after today, by day, in no order until its day comes.

    References
    ----------
    Brown (1988), Calendar queues: a fast O(1) priority queue implementation for the
    simulation event set problem.
    """

    def __init__(self) -> None:
        super().__init__()
        self._days: list[int] = []

    def __missing__(self, day: int) -> list[Carried]:
        heappush(self._days, day)
        found: list[Carried] = []
        self[day] = found
        return found

    def turn(self, today: deque[Carried]) -> int:
        """Put what comes due on the first day of which there is anything, and return its end."""
        day = heappop(self._days)
        due = self.pop(day)
        due.sort()
        today.extend(due)
        return (day + 1) * DAY
