"""What both parties have seen of deliveries so far, and nothing of what is to come."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace

from supplychain_sim.model.targets import Window


@dataclass
class OwnCount:
    """What the supplier reads of its own plant: its unit cost, and what its inspection finds.

    Defects are scarce and independent, so those that its inspection finds and those
    that slip through are two counts of one rate, of which luck in the one says
    nothing about the other.

    Parameters
    ----------
    months
        Reviews that a window reaches back.
    finds
        Share of the defects made that its inspection finds.
    """

    months: int
    finds: float
    units: int = 0
    caught: int = 0
    window: Window = field(default_factory=lambda: Window((), 0, 0, 0, 0))
    _readings: deque[float] = field(default_factory=deque)
    _past: deque[tuple[int, int]] = field(default_factory=lambda: deque([(0, 0)]))

    @property
    def caught_for_each_delivered(self) -> float:
        """Defects that the inspection finds for each one that it lets through."""
        return self.finds / (1.0 - self.finds)

    def inspect(self, units: int, caught: int) -> None:
        """Count units that are shipped, and the defects that were found before."""
        self.units += units
        self.caught += caught

    def review(self, reading: float, customers: Window) -> Window:
        """Take a reading of the unit cost and return the supplier's window.

        Delivery is counted at the gate, by both alike; so are defects at receipt
        by a supplier that inspects nothing.
        """
        self._readings.append(reading)
        self._past.append((self.units, self.caught))
        if len(self._readings) > self.months:
            self._readings.popleft()
            self._past.popleft()
        self.window = replace(customers, readings=tuple(self._readings))
        if self.finds:
            units, caught = self._past[0]
            self.window = replace(
                self.window,
                units=self.units - units,
                defects=self.caught - caught,
                counted=self.caught_for_each_delivered,
            )
        return self.window

    def unit_cost(self) -> float | None:
        """Return the unit cost by the readings of the last window, None before the first."""
        readings = self.window.readings
        return sum(readings) / len(readings) if readings else None


@dataclass
class Progress:
    """Counts that become known with time, and the windows that reviews look at.

    Parameters
    ----------
    months
        Reviews that a window reaches back.
    window
        What was seen at the last review; nothing before the first.
    """

    months: int
    units: int = 0
    defects: int = 0
    lines: int = 0
    late: int = 0
    window: Window = field(default_factory=lambda: Window((), 0, 0, 0, 0))
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
        self.window = Window(
            tuple(self._readings),
            self.units - units,
            self.defects - defects,
            self.lines - lines,
            self.late - late,
        )
        return self.window
