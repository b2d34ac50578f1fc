"""Plain tables of a label and columns, for a terminal of 100 columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDTH = 100
_GAP = "  "
_HEAD_WIDTH = 16


def aligned(cells: Sequence[tuple[str, str]]) -> list[str]:
    """Return a column of ``mean ±half-width`` with the signs below one another."""
    left = max((len(mean) for mean, _ in cells), default=0)
    lines = [f"{mean:>{left}}" + (f" ±{half}" if half else "") for mean, half in cells]
    right = max(map(len, lines), default=0)
    return [line.ljust(right) for line in lines]


def grid(
    labels: Sequence[str], heads: Sequence[str], columns: Sequence[Sequence[str]]
) -> list[str]:
    """Return the lines of a table; columns that do not fit come in a further block below.

    Parameters
    ----------
    labels
        One for each row.
    heads
        One for each column; a long one is broken after ``_``, a dot, a dash or a space.
    columns
        Cells by column and row, those of a column equally wide.
    """
    label_width = max(map(len, labels), default=0)
    lines: list[str] = []
    block: list[list[str]] = []
    room = WIDTH - label_width
    for head, column in zip(heads, columns, strict=True):
        stacked = _column(head, column)
        width = len(_GAP) + len(stacked[0])
        if block and width > room:
            lines += [*_joined(labels, label_width, block), ""]
            block, room = [], WIDTH - label_width
        block.append(stacked)
        room -= width
    return lines + _joined(labels, label_width, block)


def _column(head: str, cells: Sequence[str]) -> list[str]:
    """Return head lines, a rule and *cells*, all of one width and aligned to the right."""
    broken = _broken(head)
    width = max(map(len, [*broken, *cells]))
    return [line.rjust(width) for line in [*broken, "-" * width, *cells]]


def _joined(labels: Sequence[str], label_width: int, block: Sequence[list[str]]) -> list[str]:
    height = max(map(len, block))
    margin = [""] * (height - len(labels)) + list(labels)
    # Short heads are pushed down, so that all rules meet.
    stacks = [[" " * len(stack[0])] * (height - len(stack)) + stack for stack in block]
    return [
        _GAP.join([label.ljust(label_width), *cells]).rstrip()
        for label, *cells in zip(margin, *stacks, strict=True)
    ]


def _broken(head: str) -> list[str]:
    """Return *head* in lines of about 16 characters, after ``_``, ``.``, ``-`` and spaces."""
    lines = [""]
    for piece in re.findall(r"[^_ .-]*[_ .-]*", head):
        if lines[-1] and len(lines[-1]) + len(piece) > _HEAD_WIDTH:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
