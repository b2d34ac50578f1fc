"""The single values of a scenario: as written, what they mean, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from supplychain_sim.scenario.defaults import OWNER
from supplychain_sim.scenario.located import KeyPath
from supplychain_sim.scenario.meanings import written_default
from supplychain_sim.scenario.parse import Loaded
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.units import Rate

#: Of what a scenario leaves out and the schema fills in.
DEFAULT = Provenance("assumed", OWNER)

#: ``every 14 days``, ``below 10 % chance``, ``2300 units/week``.
_QUANTITY = re.compile(r"(?:every |below )?([0-9+._-]+(?:[eE][+-]?[0-9]+)?)\s*(\S.*)")


class Value(NamedTuple):
    """A single value of a scenario.

    Parameters
    ----------
    path
        Where it is in the scenario.
    written
        As the scenario says it: text, number, truth value or None.
    meaning
        In model units.
    owner
        Where it comes from.
    """

    path: KeyPath
    written: Any
    meaning: Any
    owner: Provenance

    @property
    def text(self) -> str:
        """The value as one line of text."""
        return shown(self.written)

    def quantity(self) -> tuple[str, str]:
        """Return the value as text, and the unit after it; empty if it has none."""
        counted = isinstance(self.meaning, int | float | Rate) and isinstance(self.written, str)
        match = _QUANTITY.fullmatch(" ".join(self.written.split())) if counted else None
        return (match[1], match[2]) if match else (self.text, "")


def shown(written: Any) -> str:
    """Return a single value as one line, as a scenario would say it."""
    if written is None:
        return "null"
    if isinstance(written, bool):
        return "true" if written else "false"
    return " ".join(str(written).split())


def values(loaded: Loaded) -> list[Value]:
    """Return every value of a scenario in its order, with those that the schema fills in."""
    return list(_below(loaded, loaded.tree, loaded.scenario, ()))


def member(meant: Any, step: str | int) -> Any:
    """Return what *meant*, in model units, holds under a key or position; None if nothing."""
    if isinstance(meant, Part):
        names = {field.alias or name: name for name, field in type(meant).model_fields.items()}
        return getattr(meant, names[str(step)]) if step in names else None
    if isinstance(meant, dict):
        return meant.get(step)
    inside = isinstance(meant, tuple) and isinstance(step, int) and step < len(meant)
    return meant[step] if inside else None


def _below(loaded: Loaded, written: Any, meant: Any, path: KeyPath) -> Iterator[Value]:
    if isinstance(written, dict):
        for key, inner in written.items():
            yield from _below(loaded, inner, member(meant, key), (*path, key))
        yield from _filled_in(written, meant, path)
    elif isinstance(written, list):
        for index, inner in enumerate(written):
            yield from _below(loaded, inner, member(meant, index), (*path, index))
    else:
        yield Value(path, written, meant, loaded.provenance[path])


def _filled_in(written: dict[str, Any], meant: Any, path: KeyPath) -> Iterator[Value]:
    """Yield what the schema fills in for keys that are not written, where that is a value."""
    if not isinstance(meant, Part):
        return
    for name, field in type(meant).model_fields.items():
        key, value = field.alias or name, getattr(meant, name)
        default = written_default(field)
        said = value if default is None else default
        if key not in written and isinstance(said, str | int | float):
            yield Value((*path, key), said, value, DEFAULT)
