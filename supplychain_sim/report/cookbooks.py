"""Cookbooks of a results folder: the book of a site on a day, alone or beside another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from supplychain_sim.errors import ResultsError
from supplychain_sim.model.chronicle import Entry, Evidence, book_at
from supplychain_sim.model.function import LEFT_OUT
from supplychain_sim.report import stored
from supplychain_sim.report.files import COOKBOOKS
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.units import DAY

#: Digits of a practice's number that are shown at least, of all there are.
_SHOWN, _ALL = 4, 16
_SITE = "site/"


@dataclass(frozen=True)
class Chronicles:
    """All changes of the books that a results folder holds of one replication.

    Parameters
    ----------
    folder
        As the user named it.
    replication
        Its number.
    first_day, last_day
        Of the run.
    regimes
        In the order of the scenario.
    areas
        Name of the area of each operation, by site and operation.
    changes
        By regime, as they happened.
    """

    folder: Path
    replication: int
    first_day: date
    last_day: date
    regimes: tuple[str, ...]
    areas: Mapping[tuple[str, int], str]
    changes: Mapping[str, Sequence[Entry]]


class Book(NamedTuple):
    """The practices of a site on the evening of a day, by operation."""

    regime: str
    site: str
    entries: Mapping[int, Entry]

    def changed(self, operation: int) -> bool:
        """Return whether the practice came into force after the start."""
        return self.entries[operation].time > 0


@dataclass(frozen=True)
class Shown:
    """One book, or two to be compared, and what tells their practices apart.

    Parameters
    ----------
    chronicles
        Where they come from.
    day
        On whose evening.
    books
        One or two.
    codes
        What a practice is called: the fewest digits, at least four, that tell it
        from every other practice of its operation in the folder.
    """

    chronicles: Chronicles
    day: date
    books: tuple[Book, ...]
    codes: Mapping[tuple[int, int], str]

    @property
    def areas(self) -> Mapping[int, str]:
        """Name of the area of each operation, in order."""
        return _areas(self.chronicles, self.books[0])

    def differs(self, operation: int) -> bool:
        """Return whether the books follow different practices."""
        return len({book.entries[operation].practice for book in self.books}) > 1

    def matters(self, operation: int) -> bool:
        """Return whether a practice is another than at the start, or than in the other book."""
        return self.differs(operation) or any(book.changed(operation) for book in self.books)


def read(folder: Path, replication: int) -> Chronicles:
    """Return the changes of books in a results *folder*.

    Raises
    ------
    ResultsError
        If there are none, they cannot be read, or not of that replication.
    """
    from supplychain_sim.report.columns import COOKBOOKS as COLUMNS

    manifest = stored.manifest(folder)
    rows = stored.parquet(folder / COOKBOOKS, COLUMNS, "books").read(use_threads=False).to_pylist()
    kept = sorted({row["replication"] for row in rows})
    if not kept:
        raise ResultsError(f"{folder}: found no books of any replication; run the scenario again")
    rows = [row for row in rows if row["replication"] == replication]
    if not rows:
        raise ResultsError(
            f"{folder}: no books of replication {replication}, expected one of "
            f"{', '.join(map(str, kept))}; run --log keeps those of all"
        )
    changes: defaultdict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        changes[row["regime"]].append(_entry(row))
    # As the scenario orders them; those of another run come last.
    order = {name: number for number, name in enumerate(manifest["regimes"])}
    regimes = tuple(sorted(changes, key=lambda name: order.get(name, len(order))))
    areas = {(row["site"], row["operation"]): row["area"] for row in rows}
    first, last = (date.fromisoformat(manifest[name]) for name in ("first_day", "last_day"))
    return Chronicles(folder, replication, first, last, regimes, areas, changes)


def shown(
    chronicles: Chronicles, wanted: Sequence[tuple[str | None, str]], at: str | None
) -> Shown:
    """Return the books that are *wanted*, as they were on a day.

    Parameters
    ----------
    wanted
        Regime and site of each; the first regime of the scenario if it is None.
    at
        A date, or a year such as ``year 4``, whose end is meant; the last day if None.

    Raises
    ------
    ResultsError
        If there is no such regime, site or day, or twice the same book is wanted.
    """
    first, last = chronicles.first_day, chronicles.last_day
    day = last if at is None else stored.day(at, "--at", first, last)
    before = ((day - chronicles.first_day).days + 1) * DAY
    books = tuple(_book(chronicles, regime, site, before) for regime, site in wanted)
    if len(books) > 1 and books[0][:2] == books[1][:2]:
        raise ResultsError(
            f"{chronicles.folder}: found the book of {short(books[0].site)} twice, expected "
            "another site, or another regime with --against-regime"
        )
    if len({tuple(_areas(chronicles, book).items()) for book in books}) > 1:
        raise ResultsError(
            f"{chronicles.folder}: found that {short(books[0].site)} and {short(books[1].site)} "
            "make parts of other operations, expected two books of one part"
        )
    return Shown(chronicles, day, books, _codes(chronicles.changes.values()))


def short(site: str) -> str:
    """Return a site as users name it.

    >>> short("site/foundry")
    'foundry'
    """
    return site.removeprefix(_SITE)


def _areas(chronicles: Chronicles, book: Book) -> dict[int, str]:
    return {operation: chronicles.areas[book.site, operation] for operation in sorted(book.entries)}


def _entry(row: Mapping[str, Any]) -> Entry:
    evidence = None
    if row["approved"] is not None:
        numbers = (row["estimate"], row["standard_error"], row["observations"])
        evidence = Evidence(row["approved"], *numbers)
    what = (row["operation"], row["practice"], row["origin"], row["source"] or "")
    return Entry(row["site"], row["event"], row["time"], *what, evidence)


def _book(chronicles: Chronicles, regime: str | None, name: str, before: int) -> Book:
    regime = chronicles.regimes[0] if regime is None else regime
    if regime not in chronicles.changes:
        known = chronicles.regimes
        raise ResultsError(f"{chronicles.folder}: {no_such('regime', regime, known)}")
    changes = chronicles.changes[regime]
    site = name if name.startswith(_SITE) else f"{_SITE}{name}"
    sites = {short(entry.site) for entry in changes}
    if short(site) not in sites:
        raise ResultsError(f"{chronicles.folder}: {no_such('site', short(name), sites)}")
    return Book(regime, site, book_at(changes, site, before))


def _telling(one: str, other: str) -> int:
    """Return how many digits tell two different numbers apart."""
    return 1 + next(n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)


def _codes(changes: Iterable[Sequence[Entry]]) -> dict[tuple[int, int], str]:
    practices: defaultdict[int, set[int]] = defaultdict(set)
    for entries in changes:
        for entry in entries:
            practices[entry.operation].add(entry.practice)
    codes = {}
    for operation, numbers in practices.items():
        digits = {number: f"{number:0{_ALL}x}" for number in sorted(numbers)}
        texts = list(digits.values())
        # Sorted, so that the nearest ones are neighbours.
        length = max([_SHOWN, *(_telling(one, other) for one, other in pairwise(texts))])
        codes.update({(operation, number): text[:length] for number, text in digits.items()})
        codes[operation, LEFT_OUT] = "left out"
    return codes
