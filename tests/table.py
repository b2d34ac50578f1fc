"""The table of mechanisms, read."""

from __future__ import annotations

import re
from typing import NamedTuple

from flagship import ROOT

PAGE = ROOT / "docs" / "mechanisms.md"
NOT_HERE = "not here yet: "
#: What such a row may say: to which later work it belongs.
LATER = (
    "markets, rivals and leakage",
    "none that is planned",
)
PART_OF_EVERY_RUN = "nothing: part of every run"
HEAD = ["number", "mechanism", "where", "seen under", "switched off by", "test"]


class Row(NamedTuple):
    """One mechanism, or a part of one.

    Parameters
    ----------
    number
        In the inventory.
    says
        What it is.
    where
        The cell that names its modules, or the later work that it belongs to.
    seen_under
        A regime, and settings that bring it about.
    off
        Settings that turn it off.
    test
        That shows its effect, by its id.
    """

    number: str
    says: str
    where: str
    seen_under: tuple[str, ...]
    off: tuple[str, ...]
    off_cell: str
    test: str

    @property
    def here(self) -> bool:
        return not self.where.startswith(NOT_HERE)

    @property
    def regime(self) -> str:
        """Name the regime under which it is seen."""
        named = [span for span in self.seen_under if "=" not in span]
        of_switch = [span.split(".")[1] for span in self.off if span.startswith("regimes.")]
        return (named + of_switch + ["mutual_learning"])[0]

    @property
    def on(self) -> tuple[str, ...]:
        """Settings that bring it about."""
        return tuple(span for span in self.seen_under if "=" in span)


def _spans(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]*)`", cell))


def _cells() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]


def rows() -> list[Row]:
    """Return all rows, in the order of the page."""
    head, _, *body = _cells()
    assert head == HEAD
    return [
        Row(number, says, where, _spans(seen), _spans(off), off, "".join(_spans(test)))
        for number, says, where, seen, off, test in body
    ]
