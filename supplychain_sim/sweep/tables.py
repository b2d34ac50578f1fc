"""Points listed in a CSV file: a column for each factor, a row for each point."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from supplychain_sim import units
from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario.located import Place, Source
from supplychain_sim.scenario.provenance import Provenance, Provenances, strip_at
from supplychain_sim.scenario.source import read_cell
from supplychain_sim.scenario.textfile import text_of
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.sweep.amounts import alike, number_of
from supplychain_sim.sweep.designs import Table
from supplychain_sim.sweep.factor_reading import COLUMNS, overlapping, unsettable
from supplychain_sim.sweep.factors import Factor, Laid, Level, Listed


class Cell(NamedTuple):
    """What stands in a field of a table, and where."""

    text: str
    place: Place


def read_table(path: Path) -> list[list[Cell]]:
    """Return the rows of a CSV file, the names of its columns first; empty lines are left out.

    Raises
    ------
    ScenarioError
        If it cannot be read, or holds no row.
    """
    file = str(path)
    lines = text_of(file).split("\n")
    rows = [
        _cells(line, file, number) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if len(rows) < 2:  # noqa: PLR2004 - names and one point
        found = "a row of names alone" if rows else "nothing"
        message = f"found {found}, expected the names of factors and a row for each point"
        raise ScenarioError([Problem(file, 0, 0, "", message)])
    return rows


def _cells(line: str, file: str, number: int) -> list[Cell]:
    try:
        texts = next(csv.reader([line], skipinitialspace=True))
    except csv.Error as error:
        message = f"not CSV: {error}"
        raise ScenarioError([Problem(file, number, 1, "", message)]) from None
    cells, at = [], 0
    for text in texts:
        # Quotes and spaces may come before the text itself.
        found = line.find(text, at) if text else at
        column = max(found, at)
        cells.append(Cell(text.strip(), Place(file, number, column + 1)))
        at = line.find(",", column + len(text)) + 1
    return cells


@dataclass
class TableReading:
    """Reads the points of a table, and notes what is wrong with them.

    Parameters
    ----------
    base
        The scenario that points are laid over; None if it could not be read.
    linked
        Factors of the sweep file, whose columns hold the names of levels.
    """

    base: Source | None
    linked: Mapping[str, Factor]
    problems: list[Problem] = field(default_factory=list)

    def read(self, rows: list[list[Cell]]) -> tuple[list[Factor], Table]:
        """Return the factors and points in *rows*."""
        names, *points = rows
        self.named(names)
        whole = [row for row in points if self.is_whole(row, names)]
        factors: list[Factor] = []
        columns: list[list[int]] = []
        for position, name in enumerate(names):
            factor, indices = self.column(name, [row[position] for row in whole])
            factors.append(factor)
            columns.append(indices)
        return factors, Table(tuple(zip(*columns, strict=True)))

    def named(self, names: list[Cell]) -> None:
        """Note what is wrong with the *names* of columns."""
        seen: dict[str, Place] = {}
        for text, place in names:
            wrong = None
            if text in seen:
                wrong = f"found the column {units.found(text)} twice, expected each once"
            elif text in COLUMNS:
                wrong = f"found {text!r}, a column of the results; expected a path"
            elif text not in self.linked:
                words = tuple(text.split("."))
                wrong = unsettable(self.base, words) or self.overlap(words, seen)
            seen[text] = place
            if wrong is not None:
                self.problems.append(Problem(*place, text, wrong))
        place = names[0].place
        for name in self.linked:
            if name not in seen:
                message = f"found no column for the factor {units.found(name)}, expected one"
                self.problems.append(Problem(*place, "", message))

    def overlap(self, words: tuple[str, ...], seen: Mapping[str, Place]) -> str | None:
        """Return that another column sets the same or a part of it, if one does."""
        for name in seen:
            linked = self.linked.get(name)
            for other in [tuple(name.split("."))] if linked is None else linked.paths:
                if overlapping(words, other):
                    return (
                        f"found {'.'.join(words)}, of which the column {units.found(name)} sets "
                        "the same or a part; expected each path in one column"
                    )
        return None

    def is_whole(self, row: list[Cell], names: list[Cell]) -> bool:
        """Whether a *row* has as many cells as there are *names*."""
        if len(row) == len(names):
            return True
        message = f"found cells: {len(row)}, expected {len(names)}, one for each factor"
        self.problems.append(Problem(*row[0].place, "", message))
        return False

    def column(self, name: Cell, cells: list[Cell]) -> tuple[Factor, list[int]]:
        """Return the factor of a column, and which of its levels stands in each cell."""
        linked = self.linked.get(name.text)
        if linked is not None:
            return linked, [self.label(linked, name.text, cell) for cell in cells]
        words = tuple(name.text.split("."))
        levels: dict[str, tuple[Source, Provenances]] = {}
        for cell in cells:
            if cell.text not in levels:
                read = self.value(cell, name.text)
                levels[cell.text] = read
        values = [source.tree for source, _ in levels.values()]
        form = alike(*values)
        listed = [
            Level(
                source.tree, number_of(source.tree) if form else None, (Laid(words, source, own),)
            )
            for source, own in levels.values()
        ]
        at = {text: index for index, text in enumerate(levels)}
        unit = None if form is None else form.unit
        return Listed(name.text, (words,), listed, unit), [at[cell.text] for cell in cells]

    def value(self, cell: Cell, name: str) -> tuple[Source, Provenances]:
        """Return what stands in a *cell*."""
        try:
            read = read_cell(cell.text, cell.place)
        except ScenarioError as error:
            self.problems += [Problem(*cell.place, name, one.message) for one in error.problems]
            read = Source(cell.place.file, None, {(): cell.place}, {(): cell.place})
        self.problems += [Problem(*cell.place, name, one.message) for one in read.problems]
        return strip_at((), read, Provenance("yours", cell.place.file))

    def label(self, factor: Factor, name: str, cell: Cell) -> int:
        """Return which level of a *factor* a *cell* names."""
        labels = [str(level.value) for level in _levels(factor)]
        if cell.text in labels:
            return labels.index(cell.text)
        self.problems.append(Problem(*cell.place, name, no_such("level", cell.text, labels)))
        return 0


def _levels(factor: Factor) -> Iterator[Level]:
    return (factor.level(index) for index in range(factor.count or 0))
