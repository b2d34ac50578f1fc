"""Where values come from: told beside them, and taken off before they are read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, cast, get_args

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Place, Source
from supplychain_sim.scenario.wording import did_you_mean, nearest, unknown_key

Origin = Literal["text", "literature", "assumed", "yours"]

_ORIGINS: tuple[str, ...] = get_args(Origin)
_TELLS = frozenset({"from", "source"})
_WRAPPER = frozenset({"value"}) | _TELLS


class Provenance(NamedTuple):
    """Where a value comes from, and the source that says so."""

    from_: Origin
    source: str = ""


#: Of each single value, by its path.
Provenances = dict[KeyPath, Provenance]


def strip(source: Source) -> tuple[Source, Provenances]:
    """Return *source* without ``{value: ..., from: ..., source: ...}`` around values.

    Returns
    -------
    Source
        With the bare values, each at the place where it is written.
    dict
        The provenance of each single value; what says nothing has the one that
        the key ``provenance`` gives to the whole file.
    """
    default = source.tree.get("provenance")
    whole = Provenance(cast("Origin", default)) if default in _ORIGINS else Provenance("assumed")
    return strip_at((), source, whole)


def strip_at(path: KeyPath, source: Source, above: Provenance) -> tuple[Source, Provenances]:
    """Return the same of a *source* whose tree belongs at *path*, of the provenance *above*."""
    stripper = _Stripper(source)
    tree = stripper.bare(source.tree, path, path, above)
    bare = replace(
        source,
        tree=tree,
        places=stripper.places,
        values=stripper.values,
        problems=source.problems + tuple(stripper.problems),
        refused=frozenset(stripper.refused),
    )
    return bare, stripper.provenances


def _is_wrapper(value: Any) -> bool:
    """Whether *value* wraps another; a constant distribution has a value of its own."""
    if not isinstance(value, dict) or "value" not in value:
        return False
    if value.keys() <= _WRAPPER:
        return True
    # One that is misspelt, unless an id is called 'value'.
    tells = any(nearest(key, _TELLS) for key in value)
    return tells and "dist" not in value and not isinstance(value["value"], dict)


@dataclass
class _Stripper:
    """Copies a tree without its wrappers; what was at a wrapper's value moves up to the wrapper."""

    source: Source
    places: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    provenances: Provenances = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[KeyPath] = field(default_factory=set)

    def bare(self, value: Any, old: KeyPath, new: KeyPath, above: Provenance) -> Any:
        """Return the bare *value* that was written at *old* and belongs at *new*."""
        if new not in self.places and old in self.source.places:
            self.places[new] = self.source.places[old]
        self.values[new] = self.source.values[old]
        if old in self.source.refused:
            self.refused.add(new)
        if _is_wrapper(value):
            told = self.told(value, old, above)
            return self.bare(value["value"], (*old, "value"), new, told)
        if isinstance(value, dict):
            return {
                key: self.bare(inner, (*old, key), (*new, key), above)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [
                self.bare(inner, (*old, index), (*new, index), above)
                for index, inner in enumerate(value)
            ]
        self.provenances[new] = above
        return value

    def told(self, wrapper: dict[str, Any], path: KeyPath, above: Provenance) -> Provenance:
        """Return what a wrapper tells, and note what it tells wrongly."""
        for key in wrapper.keys() - _WRAPPER:
            self.problems.append(self.source.at_key((*path, key), unknown_key(key, _WRAPPER)))
        if self.source.is_refused((*path, "from")):
            return above
        origin, text = wrapper.get("from", above.from_), wrapper.get("source", "")
        if origin not in _ORIGINS:
            expected = ", ".join(_ORIGINS)
            message = f"found {units.found(origin)}, expected one of {expected}"
            message += did_you_mean(origin, _ORIGINS)
            self.problems.append(self.source.at_value((*path, "from"), message))
            return above
        if not isinstance(text, str):
            message = f"found {units.found(text)}, expected text"
            self.problems.append(self.source.at_value((*path, "source"), message))
            return above
        return Provenance(cast("Origin", origin), text)
