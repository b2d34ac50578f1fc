"""Cookbooks as text for people, and as JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from textwrap import wrap
from typing import Any

from supplychain_sim.model.chronicle import ORIGINS, Entry
from supplychain_sim.report.cookbooks import Book, Shown, short
from supplychain_sim.report.explain import harmless
from supplychain_sim.report.grid import WIDTH
from supplychain_sim.units import DAY

_GAP = "  "
_DIFFERS = "*"
#: What stands for evidence where nothing was tested.
_WITHOUT = {
    "first practice": "nobody",
    "drawing": "the drawing",
    "home history": "before the start",
    "machine": "untested copy",
    "taught": "untested copy",
    "forgotten": "nobody",
}
_COLUMNS = (
    *("operation", "area", "differs", "regime", "site", "practice", "origin", "from"),
    *("since", "changed", "approved", "estimate", "standard_error", "observations"),
)


def as_text(view: Shown, *, everything: bool) -> str:
    """Return the books for a reader, by area; only what changed or differs unless *everything*."""
    lines = [*wrap(_title(view), WIDTH), "", *_summary(view), "", *_legend(view)]
    areas = view.areas
    for area in dict.fromkeys(areas.values()):
        operations = [i for i in areas if areas[i] == area]
        listed = [i for i in operations if everything or view.matters(i)]
        lines += ["", *wrap(f"{area}: {_counted(view, operations)}", WIDTH)]
        if listed:
            lines += ["", *_table(view, listed)]
    return "\n".join(lines) + "\n"


def as_json(view: Shown, *, everything: bool) -> str:
    """Return the books as one JSON object."""
    content = {
        "replication": view.chronicles.replication,
        "day": view.day.isoformat(),
        "books": [
            {
                "regime": book.regime,
                "site": short(book.site),
                "operations": len(book.entries),
                "changed": sum(map(book.changed, book.entries)),
            }
            for book in view.books
        ],
        "differ": sum(map(view.differs, view.areas)),
        "practices": [
            dict(zip(_COLUMNS, row, strict=True)) for row in _rows(view, everything=everything)
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(view: Shown, *, everything: bool) -> str:
    """Return one line for each practice; no cell is taken for a formula by a spreadsheet."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in _rows(view, everything=everything):
        writer.writerow([_cell(value) for value in row])
    return sheet.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else harmless(str(value))


def _rows(view: Shown, *, everything: bool) -> list[tuple[Any, ...]]:
    """Return a row for each operation and book, in the order of the columns."""
    return [
        (
            *(operation, area, view.differs(operation), book.regime, short(book.site)),
            *(view.codes[operation, entry.practice], entry.origin, short(entry.source) or None),
            *(_since(view, entry).isoformat(), book.changed(operation)),
            *(entry.evidence or (None,) * 4),
        )
        for operation, area in view.areas.items()
        if everything or view.matters(operation)
        for book in view.books
        for entry in [book.entries[operation]]
    ]


def _since(view: Shown, entry: Entry) -> date:
    return view.chronicles.first_day + timedelta(days=entry.time // DAY)


def _title(view: Shown) -> str:
    names = " and ".join(f"{short(book.site)} ({book.regime})" for book in view.books)
    books = "Cookbook" if len(view.books) == 1 else "Cookbooks"
    return f"{books} of {names} on {view.day}, replication {view.chronicles.replication}"


def _summary(view: Shown) -> list[str]:
    """Return how many operations changed and differ, and where all practices came from."""
    lines = wrap(f"{_counted(view, list(view.areas))}.", WIDTH)
    for book in view.books:
        came = Counter(_origin(entry) for entry in book.entries.values())
        told = ", ".join(f"{count} {origin}" for origin, count in sorted(came.items(), key=_most))
        lines += wrap(f"Practices at {_called(view, book)}: {told}.", WIDTH)
    return lines


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _counted(view: Shown, operations: Sequence[int]) -> str:
    """Return how many operations there are, differ, and have changed since the start."""
    counts = [sum(map(book.changed, operations)) for book in view.books]
    noun = "operation" if len(operations) == 1 else "operations"
    told = f"{len(operations)} {noun}"
    if len(counts) == 1:
        return f"{told}, {counts[0]} changed since the start"
    pairs = zip(counts, view.books, strict=True)
    changed = ", ".join(f"{count} at {_called(view, book)}" for count, book in pairs)
    differing = sum(map(view.differs, operations))
    return f"{told}, {differing} with other practices; changed since the start: {changed}"


def _called(view: Shown, book: Book) -> str:
    """Return the site; the regime too, where both books are of the same site."""
    alike = len({other.site for other in view.books}) < len(view.books)
    return f"{short(book.site)} ({book.regime})" if alike else short(book.site)


def _legend(view: Shown) -> list[str]:
    """Return what the columns mean, of the origins only those that there are."""
    lines = [
        "A practice is named by the first digits of its number: within an operation, the same",
        "digits are the same practice, at whatever site.",
        "Approved by: the effect seen, in the sum of cost, defects and time of an operation",
        "(0.75 if picked at random), below 0 is better; ± its standard error (observations).",
    ]
    if len(view.books) > 1:
        lines.append(f"{_DIFFERS} marks operations whose practices differ.")
    there = {entry.origin for book in view.books for entry in book.entries.values()}
    width = max(map(len, there))
    return [
        *lines,
        "",
        *(f"{o:<{width}}{_GAP}{meaning}" for o, meaning in ORIGINS.items() if o in there),
    ]


def _table(view: Shown, operations: Sequence[int]) -> list[str]:
    """Return the operations with what each book does, side by side if there are two."""
    if len(view.books) == 1:
        (book,) = view.books
        columns = [["operation", *map(str, operations)], *_facts(view, book, operations)]
        aligned = [_column(cells, right=number == 0) for number, cells in enumerate(columns)]
        return [_GAP.join(cells).rstrip() for cells in zip(*aligned, strict=True)]
    marks = [_DIFFERS if view.differs(operation) else "" for operation in operations]
    numbers = [f"{mark}{operation}" for mark, operation in zip(marks, operations, strict=True)]
    first = _aligned(["operation", "", *(cell for n in numbers for cell in (n, ""))], right=True)
    blocks = [first, *(_block(view, book, operations) for book in view.books)]
    head = [" " * len(first[0])]
    head += [
        _called(view, book).ljust(len(block[0]))
        for book, block in zip(view.books, blocks[1:], strict=True)
    ]
    return [" | ".join(cells).rstrip() for cells in (head, *_ruled(blocks))]


def _facts(view: Shown, book: Book, operations: Sequence[int]) -> list[list[str]]:
    """Return the columns of a book, each with its name: practice, origin, date and evidence."""
    entries = [book.entries[operation] for operation in operations]
    return [
        ["practice", *(view.codes[entry.operation, entry.practice] for entry in entries)],
        ["how it came", *map(_origin, entries)],
        ["since", *(_day(view, entry) for entry in entries)],
        ["approved by", *map(_approval, entries)],
    ]


def _day(view: Shown, entry: Entry) -> str:
    """Return since when a practice is in force; the month where space is short."""
    day = _since(view, entry)
    return str(day) if len(view.books) == 1 else f"{day:%Y-%m}"


def _block(view: Shown, book: Book, operations: Sequence[int]) -> list[str]:
    """Return a book in half the width: each operation takes two lines."""
    practices, came, since, approved = _facts(view, book, operations)
    left = _aligned([cell for pair in zip(practices, since, strict=True) for cell in pair])
    right = _aligned([cell for pair in zip(came, approved, strict=True) for cell in pair])
    return [_GAP.join(cells) for cells in zip(left, right, strict=True)]


def _ruled(blocks: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the lines of *blocks*, with a rule below the two that name the columns."""
    lines = list(zip(*blocks, strict=True))
    return [*lines[:2], tuple("-" * len(block[0]) for block in blocks), *lines[2:]]


def _aligned(cells: Sequence[str], *, right: bool = False) -> list[str]:
    width = max(map(len, cells))
    return [cell.rjust(width) if right else cell.ljust(width) for cell in cells]


def _column(cells: Sequence[str], *, right: bool = False) -> list[str]:
    """Return *cells* of one width, with a rule below the first."""
    head, *rest = _aligned(cells, right=right)
    return [head, "-" * len(head), *rest]


def _origin(entry: Entry) -> str:
    return f"{entry.origin} from {short(entry.source)}" if entry.source else entry.origin


def _approval(entry: Entry) -> str:
    if entry.evidence is None:
        return _WITHOUT.get(entry.origin, "unknown")
    approved, estimate, error, observations = entry.evidence
    return f"{approved} {estimate:+.2f} ±{error:.2f} ({observations})"
