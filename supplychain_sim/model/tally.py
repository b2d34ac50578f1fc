"""Counts and sums of a run, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from supplychain_sim.units import YEAR


def _totals() -> defaultdict[str, float]:
    return defaultdict(float)


class Tally:
    """Named totals, kept by year of the event that moved them.

    Year 1 is the first 365.25 days; an event at the very end of a year belongs
    to the next.
    """

    __slots__ = ("_years",)

    def __init__(self) -> None:
        self._years: defaultdict[int, defaultdict[str, float]] = defaultdict(_totals)

    def add(self, name: str, time: int, amount: float = 1) -> None:
        """Add *amount* to total *name* at *time* in minutes."""
        self._years[time // YEAR + 1][name] += amount

    def at(self, time: int) -> defaultdict[str, float]:
        """Return the totals of the year of *time*, to add to several of them."""
        return self._years[time // YEAR + 1]

    def span(self, name: str, start: int, end: int) -> None:
        """Add the minutes from *start* to *end*, each to the year it lies in."""
        while start < end:
            year = start // YEAR + 1
            stop = min(end, year * YEAR)
            self._years[year][name] += stop - start
            start = stop

    def of(self, name: str, year: int | None = None) -> float:
        """Return a total of one *year*, or of the whole run."""
        if year is None:
            return sum((t[name] for t in self._years.values() if name in t), 0.0)
        return self._years[year].get(name, 0.0) if year in self._years else 0.0

    def items(self) -> Iterator[tuple[str, int, float]]:
        """Yield name, year and amount of every total."""
        for year, totals in self._years.items():
            for name, amount in totals.items():
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
        names = {name for totals in self._years.values() for name in totals}
        return sum(self.of(name, year) for name in sorted(names) if name.startswith(prefix))


def combined(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies."""
    total = Tally()
    for tally in tallies:
        for name, year, amount in tally.items():
            total.add(name, (year - 1) * YEAR, amount)
    return total
