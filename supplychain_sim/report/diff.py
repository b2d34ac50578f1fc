"""Two scenarios compared: what differs in meaning, what only one says, and who says it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from supplychain_sim.report.grid import WIDTH
from supplychain_sim.report.values import Value, member, values
from supplychain_sim.scenario.located import KeyPath
from supplychain_sim.scenario.parse import Loaded
from supplychain_sim.scenario.wording import dotted

#: A value of the first scenario, and that of the second at the same path.
Pair = tuple[Value, Value]

_INDENT = "  "


@dataclass(frozen=True)
class Differences:
    """How two scenarios differ.

    Parameters
    ----------
    changed
        Values that do not mean the same.
    first, second
        Values that only one of the two has.
    retold
        Values that mean the same, and come from elsewhere.
    """

    changed: tuple[Pair, ...]
    first: tuple[Value, ...]
    second: tuple[Value, ...]
    retold: tuple[Pair, ...]

    @property
    def in_meaning(self) -> int:
        """How many values differ in more than where they come from."""
        return len(self.changed) + len(self.first) + len(self.second)


def differences(first: Loaded, second: Loaded) -> Differences:
    """Return how the scenario *second* differs from the *first*.

    ``2 weeks`` is ``14 days``, and a default that is written out is no difference.
    """
    ours, theirs = _owned(first), _owned(second)
    same = [path for path in ours | theirs if _mean_the_same(first, second, path)]
    known = set(same)
    return Differences(
        tuple((ours[p], theirs[p]) for p in ours if p in theirs and p not in known),
        tuple(ours[p] for p in ours if p not in theirs and p not in known),
        tuple(theirs[p] for p in theirs if p not in ours and p not in known),
        tuple(
            (ours[p], theirs[p])
            for p in same
            if p in ours and p in theirs and ours[p].owner != theirs[p].owner
        ),
    )


def _owned(loaded: Loaded) -> dict[KeyPath, Value]:
    """Return values by path, without the provenance of a file, which each value has by itself."""
    return {v.path: v for v in values(loaded) if v.path != ("provenance",)}


def _mean_the_same(first: Loaded, second: Loaded, path: KeyPath) -> bool:
    """Whether both scenarios hold the same at *path* or at something that it is part of."""
    ours: Any = first.scenario
    theirs: Any = second.scenario
    for step in path:
        ours, theirs = member(ours, step), member(theirs, step)
        if ours is None or theirs is None:
            return False
        if ours == theirs:
            return True
    return False


def as_text(found: Differences, first: str, second: str) -> str:
    """Return what was *found* between the scenarios *first* and *second*, in 100 columns."""
    names = (first, second)
    lines = textwrap.wrap(_summary(found, names), WIDTH)
    if found.changed:
        lines += ["", "differing", *_pairs(found.changed, names)]
    for name, only in zip(names, (found.first, found.second), strict=True):
        if only:
            lines += ["", *textwrap.wrap(f"only in {name}", WIDTH), *_singles(only)]
    if found.retold:
        lines += ["", "same value, other provenance", *_pairs(found.retold, names)]
    return "\n".join(lines) + "\n"


def as_json(found: Differences, first: str, second: str) -> str:
    """Return the same as one JSON object."""
    compared = {
        "first": first,
        "second": second,
        "equal": found.in_meaning == 0,
        "differing": [_pair(*pair) for pair in found.changed],
        "only_in_first": [{"path": dotted(value.path), **_told(value)} for value in found.first],
        "only_in_second": [{"path": dotted(value.path), **_told(value)} for value in found.second],
        "other_provenance": [_pair(*pair) for pair in found.retold],
    }
    return json.dumps(compared, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _pair(ours: Value, theirs: Value) -> dict[str, Any]:
    return {"path": dotted(ours.path), "first": _told(ours), "second": _told(theirs)}


def _told(value: Value) -> dict[str, Any]:
    return {"value": value.written, "from": value.owner.from_, "source": value.owner.source}


def _summary(found: Differences, names: tuple[str, str]) -> str:
    between = f"{names[0]} and {names[1]}"
    if not found.in_meaning:
        return f"{between} mean the same"
    values_differ = (
        "1 value differs" if found.in_meaning == 1 else f"{found.in_meaning} values differ"
    )
    return f"{values_differ} between {between}"


def _pairs(pairs: Sequence[Pair], names: tuple[str, str]) -> list[str]:
    width = max(map(len, names))
    lines: list[str] = []
    for pair in pairs:
        lines += textwrap.wrap(dotted(pair[0].path), WIDTH, initial_indent=_INDENT)
        for name, value in zip(names, pair, strict=True):
            lines += _filled(f"{name:{width}}{_INDENT}", value, 2 * _INDENT)
    return lines


def _singles(found: Sequence[Value]) -> list[str]:
    return [line for value in found for line in _filled(f"{dotted(value.path)}: ", value, _INDENT)]


def _filled(label: str, value: Value, indent: str) -> list[str]:
    """Return *label*, value and owner, in as many lines as it takes."""
    source = " ".join(value.owner.source.split())
    owner = f"{value.owner.from_}: {source}" if source else value.owner.from_
    text = f"{indent}{label}{value.text} ({owner})"
    hanging = indent + _INDENT
    return textwrap.wrap(text, WIDTH, subsequent_indent=hanging)
