"""One scenario over another: mappings merge deeply, lists replace, null removes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.provenance import Provenances

T = TypeVar("T")

#: Keys of a regime that name what it starts from.
STARTS = ("preset", "extends")

#: A bare source and the provenance of its values.
Told = tuple[Source, Provenances]


def overlay(below: Told, above: Told, path: KeyPath = ()) -> Told:
    """Return *below* with *above* laid over it.

    What is overridden loses its place and its provenance with its value.  A mapping
    that names another ``dist`` replaces the one below, and so does a regime that says
    what it starts from: keys of the one mean nothing in the other.  Null stays where
    there is nothing to remove, for the schema to tell about.

    Parameters
    ----------
    below
        A whole scenario.
    above
        What belongs at *path* in it.
    path
        Of a key or position whose holder is there; empty for a whole scenario.
    """
    (lower, owners), (upper, own) = below, above
    layers = _Layers()
    tree = layers.placed(deepcopy(lower.tree), path, upper.tree)
    merged = replace(
        lower,
        file=lower.file if path else upper.file,
        tree=tree,
        # Where something was removed is where it is missing, if it is needed.
        places={**layers.within(lower.places), **upper.places},
        values={**layers.within(lower.values), **layers.left(upper.values)},
        spread=lower.spread or upper.spread,
        problems=lower.problems + upper.problems,
        refused=frozenset({p for p in lower.refused if not layers.over(p)} | upper.refused),
    )
    kept = {p: tells for p, tells in owners.items() if not layers.over(p)}
    return merged, {**kept, **layers.left(own)}


@dataclass
class _Layers:
    """Lays values over values, and notes which paths were replaced and which removed."""

    replaced: set[KeyPath] = field(default_factory=set)
    removed: set[KeyPath] = field(default_factory=set)

    def placed(self, tree: Any, path: KeyPath, upper: Any) -> Any:
        """Return *tree* with *upper* laid over what is at *path*."""
        if not path:
            return self.laid(path, tree, upper)
        holder = tree
        for above in path[:-1]:
            holder = holder[above]
        if isinstance(holder, list):
            position = int(path[-1])
            holder[position] = self.laid(path, holder[position], upper)
            return tree
        merged = self.laid(path[:-1], holder, {path[-1]: upper})
        holder.clear()
        holder.update(merged)
        return tree

    def laid(self, path: KeyPath, lower: Any, upper: Any) -> Any:
        """Return *upper* over *lower*, both at *path*."""
        if not (isinstance(lower, dict) and isinstance(upper, dict)) or _afresh(path, lower, upper):
            self.replaced.add(path)
            return upper
        merged = dict(lower)
        for key, value in upper.items():
            inner = (*path, key)
            if key not in lower:
                merged[key] = value
            elif value is None and not _may_return(path, lower, key):
                self.removed.add(inner)
                del merged[key]
            else:
                merged[key] = self.laid(inner, lower[key], value)
        return merged

    def over(self, path: KeyPath) -> bool:
        """Whether *path* is or lies in what was replaced or removed."""
        return any(
            path[:length] in self.replaced or path[:length] in self.removed
            for length in range(len(path) + 1)
        )

    def within(self, below: Mapping[KeyPath, T]) -> dict[KeyPath, T]:
        """Return what is left of the layer *below*; a key stays where its value was replaced."""
        return {p: v for p, v in below.items() if not self.over(p[:-1]) and p not in self.removed}

    def left(self, above: Mapping[KeyPath, T]) -> dict[KeyPath, T]:
        """Return *above* without the nulls that removed something."""
        return {path: value for path, value in above.items() if path not in self.removed}


def _afresh(path: KeyPath, lower: dict[str, Any], upper: dict[str, Any]) -> bool:
    if _is_regime(path):
        return any(upper.get(key) is not None for key in STARTS)
    return "dist" in upper and upper["dist"] != lower.get("dist")


def _may_return(path: KeyPath, lower: dict[str, Any], key: str) -> bool:
    """Whether a choice that is removed would come back from what its regime starts from."""
    return _is_regime(path) and key not in STARTS and not lower.keys().isdisjoint(STARTS)


def _is_regime(path: KeyPath) -> bool:
    return path[:1] == ("regimes",) and len(path) == len(("regimes", "name"))
