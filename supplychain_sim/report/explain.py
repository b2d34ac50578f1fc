"""A scenario explained: every value with its unit and owner, and its regimes side by side."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from supplychain_sim.report.computed import told
from supplychain_sim.report.grid import WIDTH, grid
from supplychain_sim.report.values import Value, shown
from supplychain_sim.scenario.located import KeyPath
from supplychain_sim.scenario.parse import Loaded
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.scenario.wording import dotted

#: What makes a spreadsheet take a cell for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("path", "value", "unit", "from", "source", "differs")

#: Widest columns of labels and of values as text; what is longer is broken.
_WIDEST_LABEL = 34
_WIDEST_VALUE = 30
_OWNER_WIDTH = len("literature")
_GAP = "  "
_INDENT = "  "

_SIDE_BY_SIDE = "regimes side by side"
_DIFFERS = "* "
#: In place of what a regime does not say.
_NOTHING = "-"


def as_text(loaded: Loaded, name: str) -> str:
    """Return what scenario *name* says, for a terminal of 100 columns."""
    found = told(loaded)
    counts = ", ".join(f"{count} {owner}" for owner, count in _owners(found))
    lines = textwrap.wrap(f"{name}: {len(found)} values, of which {counts}", WIDTH)
    for section, rows in groupby(found, key=lambda value: _section(loaded, value.path)):
        lines += ["", dotted(section) or "scenario", *_table(len(section), list(rows))]
    return "\n".join([*lines, "", *_side_by_side(found)]) + "\n"


def as_json(loaded: Loaded, name: str) -> str:
    """Return the same as one JSON object; numbers of quantities are in their own unit."""
    found = told(loaded)
    listed = [
        {
            "path": dotted(value.path),
            "written": value.written,
            "value": _counted(value),
            "unit": value.quantity()[1],
            "from": value.owner.from_,
            "source": value.owner.source,
        }
        for value in found
    ]
    regimes = [
        {"choice": choice, "differs": _differs(chosen), "regimes": chosen}
        for choice, chosen in _choices(found).items()
    ]
    explained = {"scenario": name, "values": listed, "choices": regimes}
    return json.dumps(explained, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_csv(loaded: Loaded) -> str:
    """Return one line for each value; no cell is taken for a formula by a spreadsheet."""
    found = told(loaded)
    choices = _choices(found)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for value in found:
        amount, unit = value.quantity()
        differs = "yes" if _is_choice(value.path) and _differs(choices[str(value.path[2])]) else ""
        cells = (dotted(value.path), amount, unit, *value.owner, differs)
        writer.writerow([harmless(cell) for cell in cells])
    return sheet.getvalue()


def harmless(cell: str) -> str:
    """Return *cell* so that a spreadsheet takes it for text; a number is none the worse."""
    if not cell.startswith(_FORMULA_STARTS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _counted(value: Value) -> Any:
    """Return the number of a quantity, anything else as it is written."""
    amount, unit = value.quantity()
    if not unit:
        return value.written
    number = float(amount.replace("_", ""))
    return int(number) if number.is_integer() else number


def _owners(found: Sequence[Value]) -> list[tuple[str, int]]:
    owners = [value.owner.from_ for value in found]
    return sorted((owner, owners.count(owner)) for owner in set(owners))


def _section(loaded: Loaded, path: KeyPath) -> KeyPath:
    """Return the things that values are listed under: a thing of the user's, or a key."""
    if len(path) == 1:
        return ()
    things = loaded.tree[str(path[0])]
    named = isinstance(things, dict) and all(isinstance(t, dict) for t in things.values())
    return path[: 2 if named else 1]


def _table(depth: int, rows: Sequence[Value]) -> list[str]:
    """Return lines of label, value, owner and source, each broken within its column."""
    cells = [
        (dotted(path[depth:]), text, owner.from_, " ".join(owner.source.split()))
        for path, text, owner in _joined(rows)
    ]
    widest = [max(len(row[column]) for row in cells) for column in range(4)]
    label, owner = min(widest[0], _WIDEST_LABEL), _OWNER_WIDTH
    room = WIDTH - len(_INDENT) - label - owner - 3 * len(_GAP)
    value = min(widest[1], max(_WIDEST_VALUE, room - widest[3]))
    widths = (label, value, owner, max(room - value, 1))
    return [line for row in cells for line in _broken(row, widths)]


def _joined(rows: Sequence[Value]) -> list[tuple[KeyPath, str, Provenance]]:
    """Return path, text and owner of *rows*, the items of a list of one owner as one."""
    joined: list[tuple[KeyPath, str, Provenance]] = []
    for row in rows:
        item = isinstance(row.path[-1], int)
        path = row.path[:-1] if item else row.path
        if item and joined and joined[-1][::2] == (path, row.owner):
            joined[-1] = (path, f"{joined[-1][1]}, {row.text}", row.owner)
        else:
            joined.append((path, row.text, row.owner))
    return joined


def _broken(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return the lines of one row of a table."""
    columns = [textwrap.wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    height = max(map(len, columns))
    padded = [column + [""] * (height - len(column)) for column in columns]
    return [
        (
            _INDENT
            + _GAP.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        ).rstrip()
        for cells in zip(*padded, strict=True)
    ]


def _choices(found: Sequence[Value]) -> dict[str, dict[str, Any]]:
    """Return what each regime chooses, by choice and regime."""
    choices: dict[str, dict[str, Any]] = {}
    regimes = dict.fromkeys(str(value.path[1]) for value in found if _is_choice(value.path))
    for value in found:
        if _is_choice(value.path):
            # What follows a regime is none of the others' business.
            chosen = choices.setdefault(str(value.path[2]), dict.fromkeys(regimes, _NOTHING))
            chosen[str(value.path[1])] = value.written
    return choices


def _differs(chosen: dict[str, Any]) -> bool:
    return len(set(map(repr, chosen.values()))) > 1


def _is_choice(path: KeyPath) -> bool:
    return path[0] == "regimes" and len(path) == len(("regimes", "name", "choice"))


def _side_by_side(found: Sequence[Value]) -> list[str]:
    choices = _choices(found)
    regimes = list(dict.fromkeys(regime for chosen in choices.values() for regime in chosen))
    labels = [
        (_DIFFERS if _differs(chosen) else _INDENT) + name for name, chosen in choices.items()
    ]
    columns = [[shown(chosen[regime]) for chosen in choices.values()] for regime in regimes]
    note = f" ({_DIFFERS.strip()} where choices differ)" if len(regimes) > 1 else ""
    return [f"{_SIDE_BY_SIDE}{note}", "", *grid(labels, regimes, columns)]
