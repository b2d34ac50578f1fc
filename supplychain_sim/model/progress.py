"""What both parties have seen of deliveries so far, and nothing of what is to come."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from supplychain_sim.distributions import poisson
from supplychain_sim.model.cookbook import DEFECTS, TIME
from supplychain_sim.model.record import EventId
from supplychain_sim.model.targets import Window

_MILLION: Final = 1e6
#: Places of what is counted: arrivals with defects, and orders with late lines.
_DEFECTIVE: Final = 0
_LATE: Final = 1
_COUNTED: Final = {DEFECTS: _DEFECTIVE, TIME: _LATE}


class _Rolling:
    """Readings and running counts, as far back as a window reaches.

    Parameters
    ----------
    months
        Reviews that it reaches back.
    """

    def __init__(self, months: int) -> None:
        self._readings: deque[float] = deque(maxlen=months)
        self._counts: deque[tuple[int, ...]] = deque(maxlen=months)
        self._base: tuple[int, ...] = ()

    def start_anew(self, *counts: int) -> None:
        """Look back no further than to now, with *counts* so far."""
        self._readings.clear()
        self._counts.clear()
        self._base = counts

    def review(self, reading: float, *counts: int) -> tuple[tuple[float, ...], tuple[int, ...]]:
        """Take note of a reading and of counts so far; return what lies in the window of each."""
        reaches_back = len(self._counts) == self._counts.maxlen
        first = self._base or (0,) * len(counts)
        before = self._counts[0] if reaches_back else first
        self._readings.append(reading)
        self._counts.append(counts)
        within = tuple(now - then for now, then in zip(counts, before, strict=True))
        return tuple(self._readings), within


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

    Attributes
    ----------
    caught_for_each_delivered
        Defects that the inspection finds for each one that it lets through.
    """

    months: int
    finds: float
    units: int = 0
    caught: int = 0
    window: Window = field(default_factory=lambda: Window((), 0, 0, 0, 0))
    caught_for_each_delivered: float = field(init=False)
    _rolling: _Rolling = field(init=False)

    def __post_init__(self) -> None:
        self.caught_for_each_delivered = self.finds / (1.0 - self.finds)
        self._rolling = _Rolling(self.months)

    def catches(self, units: int, defects_per_million: float, uniform: float) -> int:
        """Return how many defects are found in a lot of *units* from which so many slip through."""
        slip_through = units * defects_per_million / _MILLION
        return poisson(uniform, slip_through * self.caught_for_each_delivered)

    def inspect(self, units: int, caught: int) -> None:
        """Count units that are shipped, and the defects that were found before."""
        self.units += units
        self.caught += caught

    def review(self, reading: float, customers: Window) -> Window:
        """Take a reading of the unit cost and return the supplier's window.

        Delivery is counted at the gate, by both alike; so are defects at receipt
        by a supplier that inspects nothing.
        """
        readings, (units, caught) = self._rolling.review(reading, self.units, self.caught)
        if self.finds:
            counted = self.caught_for_each_delivered
            own = replace(
                customers, readings=readings, units=units, defects=caught, counted=counted
            )
        else:
            own = replace(customers, readings=readings)
        self.window = own
        return own


@dataclass(slots=True)
class Progress:
    """Counts that become known with time, and the windows that reviews look at.

    Parameters
    ----------
    months
        Reviews that a window reaches back.
    defects, sorted_out
        Defects found on arrival, and those that the supplier reports to have sorted out of
        the same lots: together, what the process made.
    window
        What was seen at the last review; nothing before the first.
    supplier
        Number of the supplier that is watched: goods of an earlier one count no more.
    """

    months: int
    units: int = 0
    defects: int = 0
    sorted_out: int = 0
    lines: int = 0
    late: int = 0
    window: Window = field(default_factory=lambda: Window((), 0, 0, 0, 0))
    _promised: deque[tuple[int, EventId | None]] = field(default_factory=deque)
    supplier: int = 0
    _rolling: _Rolling = field(init=False)
    _events: deque[tuple[list[EventId], list[EventId]]] = field(init=False)

    def __post_init__(self) -> None:
        self._rolling = _Rolling(self.months)
        self._events = deque([([], [])], maxlen=self.months + 1)

    def promise(self, due: int, finished: int, ordered: EventId) -> None:
        """Note an order line; whether it was finished when *due* is not read before then."""
        self._promised.append((due, ordered if finished > due else None))

    def start_anew(self) -> None:
        """Watch another supplier from now on, whose lines and goods are still to come."""
        self.supplier += 1
        self.window = Window((), 0, 0, 0, 0)
        self._promised.clear()
        self._rolling.start_anew(self.units, self.defects + self.sorted_out, self.lines, self.late)

    def receive(
        self, units: int, defects: int, arrived: EventId, supplier: int = 0, sorted_out: int = 0
    ) -> None:
        """Count units delivered by a *supplier*, the defects in them, and those sorted out."""
        if supplier != self.supplier:
            return
        self.units += units
        self.defects += defects
        self.sorted_out += sorted_out
        if defects or sorted_out:
            self._events[-1][_DEFECTIVE].append(arrived)

    def behind(self, attribute: int) -> tuple[EventId, ...]:
        """Return what was counted against the supplier in the window of the last review.

        Defects by their arrivals, late lines by their orders, each once; there is no count
        of cost.
        """
        if attribute not in _COUNTED:
            return ()
        # The last list is of what has come since.
        reviewed = list(self._events)[:-1]
        return tuple(dict.fromkeys(event for one in reviewed for event in one[_COUNTED[attribute]]))

    def review(self, now: int, reading: float) -> Window:
        """Take a reading of the unit cost and return the window up to *now*.

        What was sorted out counts: a filter behind the process makes it no better, and a
        miss that it hid would come back with the next lot that nobody sorts.
        """
        while self._promised and self._promised[0][0] <= now:
            _, missed = self._promised.popleft()
            self.lines += 1
            if missed is not None:
                self.late += 1
                self._events[-1][_LATE].append(missed)
        self._events.append(([], []))
        made = self.defects + self.sorted_out
        readings, counts = self._rolling.review(reading, self.units, made, self.lines, self.late)
        self.window = Window(readings, *counts)
        return self.window
