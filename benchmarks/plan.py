"""The plan of docs/scale.md, worked out from its own constants: ``python -m benchmarks.plan``.

The formulas are those that stand on the page, as they stand there.
"""

from __future__ import annotations

import re
from math import ceil
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parent.parent / "docs" / "scale.md"
#: The columns that hold numbers.
COLUMNS = ("starter", "flagship")
_ROW = re.compile(r"^\| `(\w+)` \|(.*)\|$", re.MULTILINE)


class Formula(NamedTuple):
    """A formula of the page, and what the page says comes of it in each column."""

    name: str
    text: str
    told: tuple[str, ...]


def constants(page: str) -> list[dict[str, float]]:
    """Return, for each column, what the page measured, counted or chose; one value is of both."""
    found: list[dict[str, float]] = [{}, {}]
    for name, first, second in (row for row in _rows(page) if not row[1].startswith("`")):
        found[0][name] = _number(first)
        found[1][name] = _number(second or first)
    return found


def formulas(page: str) -> list[Formula]:
    """Return the formulas of the page, each of which may use those before it."""
    return [
        Formula(name, cells[0].strip("`"), tuple(cells[1:]))
        for name, *cells in _all_rows(page)
        if cells[0].startswith("`")
    ]


def worked_out(page: str) -> list[tuple[str, list[str]]]:
    """Return what comes of each formula in each column, as the page would say it."""
    spaces = constants(page)
    rows = []
    for formula in formulas(page):
        for space in spaces:
            functions = {"ceil": ceil, "min": min, "max": max}
            space[formula.name] = eval(formula.text, {"__builtins__": {}}, {**functions, **space})
        rows.append((formula.name, [shown(space[formula.name]) for space in spaces]))
    return rows


def shown(value: float) -> str:
    """Return a number by its first three digits."""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:g}"


def _number(text: str) -> float:
    return float(text.replace(",", ""))


def _all_rows(page: str) -> list[list[str]]:
    return [
        [name, *(cell.strip() for cell in rest.split("|"))] for name, rest in _ROW.findall(page)
    ]


def _rows(page: str) -> list[tuple[str, str, str]]:
    return [(name, cells[0], cells[1]) for name, *cells in _all_rows(page)]


def main() -> None:
    """Print the plan."""
    page = PAGE.read_text(encoding="utf-8")
    for formula, (name, values) in zip(formulas(page), worked_out(page), strict=True):
        cells = " | ".join(values)
        print(f"| `{name}` | `{formula.text}` | {cells} | {formula.told[-1]} |")  # noqa: T201


if __name__ == "__main__":
    main()
