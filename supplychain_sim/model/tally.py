"""Counts, sums and single values of a run, by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from supplychain_sim.units import YEAR


def _totals() -> defaultdict[str, float]:
    return defaultdict(float)


def _values() -> defaultdict[str, list[int]]:
    return defaultdict(list)


class Tally:
    """Named totals and values, kept by year of the event that moved them.

    Year 1 is the first 365.25 days; an event at the very end of a year belongs
    to the next.
    """

    __slots__ = ("_values", "_years")

    def __init__(self) -> None:
        self._years: defaultdict[int, defaultdict[str, float]] = defaultdict(_totals)
        self._values: defaultdict[int, defaultdict[str, list[int]]] = defaultdict(_values)

    def add(self, name: str, time: int, amount: float = 1) -> None:
        """Add *amount* to total *name* at *time* in minutes."""
        self._years[time // YEAR + 1][name] += amount

    def at(self, time: int) -> defaultdict[str, float]:
        """Return the totals of the year of *time*, to add to several of them."""
        return self._years[time // YEAR + 1]

    def span(self, name: str, start: int, end: int, level: int = 1) -> None:
        """Add *level* for each minute from *start* to *end*, to the year it lies in."""
        while start < end:
            year = start // YEAR + 1
            stop = min(end, year * YEAR)
            self._years[year][name] += level * (stop - start)
            start = stop

    def note(self, name: str, time: int, value: int) -> None:
        """Keep a single *value* under *name*, such as the minutes that one shipment took."""
        self._values[time // YEAR + 1][name].append(value)

    def note_all(self, name: str, year: int, values: Iterable[int]) -> None:
        """Keep *values* of a *year* under *name*."""
        self._values[year][name].extend(values)

    def values(self, name: str, year: int | None = None) -> list[int]:
        """Return the values kept in one *year*, or in the whole run."""
        if year is None:
            return [value for kept in self._values.values() for value in kept.get(name, ())]
        return self._values[year].get(name, []) if year in self._values else []

    def of(self, name: str, year: int | None = None) -> float:
        """Return a total of one *year*, or of the whole run."""
        if year is None:
            return sum([t[name] for t in self._years.values() if name in t], 0.0)
        return self._years[year].get(name, 0.0) if year in self._years else 0.0

    def items(self) -> Iterator[tuple[str, int, float]]:
        """Yield name, year and amount of every total."""
        for year, totals in self._years.items():
            for name, amount in totals.items():
                yield name, year, amount

    def noted(self) -> Iterator[tuple[str, int, list[int]]]:
        """Yield name, year and values of all that was kept singly."""
        for year, kept in self._values.items():
            for name, values in kept.items():
                yield name, year, values

    def ending_with(self, suffix: str) -> Tally:
        """Return the totals and values whose name ends with *suffix*, without it."""
        found = Tally()
        for name, year, amount in self.items():
            if name.endswith(suffix):
                found.add(name.removesuffix(suffix), (year - 1) * YEAR, amount)
        for name, year, values in self.noted():
            if name.endswith(suffix):
                found.note_all(name.removesuffix(suffix), year, values)
        return found

    def starting_with(self, prefix: str, year: int | None = None) -> float:
        """Return the sum of all totals whose name starts with *prefix*."""
        names = {name for totals in self._years.values() for name in totals}
        return sum([self.of(name, year) for name in sorted(names) if name.startswith(prefix)], 0.0)


def combined(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of several tallies, with the values of all."""
    total = Tally()
    for tally in tallies:
        for name, year, amount in tally.items():
            total.add(name, (year - 1) * YEAR, amount)
        for name, year, values in tally.noted():
            total.note_all(name, year, values)
    return total
