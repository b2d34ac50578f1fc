"""Counts and sums of a run, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from supplychain_sim.units import YEAR


class Tally:
    """Named totals, kept by year of the event that moved them.

    Year 1 is the first 365.25 days; an event at the very end of a year belongs
    to the next.
    """

    def __init__(self) -> None:
        self._years: dict[str, defaultdict[int, float]] = {}

    def add(self, name: str, time: int, amount: float = 1) -> None:
        """Add *amount* to total *name* at *time* in minutes."""
        years = self._years.get(name)
        if years is None:
            years = self._years[name] = defaultdict(float)
        years[time // YEAR + 1] += amount

    def span(self, name: str, start: int, end: int) -> None:
        """Add the minutes from *start* to *end*, each to the year it lies in."""
        while start < end:
            stop = min(end, (start // YEAR + 1) * YEAR)
            self.add(name, start, stop - start)
            start = stop

    def of(self, name: str, year: int | None = None) -> float:
        """Return a total of one *year*, or of the whole run."""
        years = self._years.get(name)
        if years is None:
            return 0.0
        return sum(years.values()) if year is None else years.get(year, 0.0)

    def items(self) -> Iterator[tuple[str, int, float]]:
        """Yield name, year and amount of every total."""
        for name, years in self._years.items():
            for year, amount in years.items():
                yield name, year, amount

    def ending_with(self, suffix: str) -> Tally:
        """Return the totals whose name ends with *suffix*, without it."""
        found = Tally()
        for name, year, amount in self.items():
            if name.endswith(suffix):
                found.add(name.removesuffix(suffix), (year - 1) * YEAR, amount)
        return found

    def starting_with(self, prefix: str, year: int | None = None) -> float:
        """Return the sum of all totals whose name starts with *prefix*."""
        return sum(self.of(name, year) for name in sorted(self._years) if name.startswith(prefix))


def combined(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies."""
    total = Tally()
    for tally in tallies:
        for name, year, amount in tally.items():
            total.add(name, (year - 1) * YEAR, amount)
    return total
