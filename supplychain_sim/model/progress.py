"""What both parties have seen of deliveries so far, and nothing of what is to come."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from supplychain_sim.model.targets import Window


@dataclass
class Progress:
    """Counts that become known with time, and the windows that reviews look at.

    Parameters
    ----------
    months
        Reviews that a window reaches back.
    """

    months: int
    units: int = 0
    defects: int = 0
    lines: int = 0
    late: int = 0
    _promised: deque[tuple[int, bool]] = field(default_factory=deque)
    _readings: deque[float] = field(default_factory=deque)
    _past: deque[tuple[int, int, int, int]] = field(default_factory=lambda: deque([(0, 0, 0, 0)]))

    def promise(self, due: int, finished: int) -> None:
        """Note an order line; whether it was finished when *due* is not read before then."""
        self._promised.append((due, finished > due))

    def receive(self, units: int, defects: int) -> None:
        """Count units delivered, and the defects found in them."""
        self.units += units
        self.defects += defects

    def review(self, now: int, reading: float) -> Window:
        """Take a reading of the unit cost and return the window up to *now*."""
        while self._promised and self._promised[0][0] <= now:
            _, missed = self._promised.popleft()
            self.lines += 1
            self.late += missed
        self._readings.append(reading)
        self._past.append((self.units, self.defects, self.lines, self.late))
        if len(self._readings) > self.months:
            self._readings.popleft()
            self._past.popleft()
        units, defects, lines, late = self._past[0]
        return Window(
            tuple(self._readings),
            self.units - units,
            self.defects - defects,
            self.lines - lines,
            self.late - late,
        )
