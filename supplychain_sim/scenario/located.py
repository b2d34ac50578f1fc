"""A tree of plain values, with the place where each was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from supplychain_sim.errors import Problem
from supplychain_sim.scenario.wording import dotted

#: What a problem in a ``--set`` names as its file.
SETTING = "--set"
#: What a problem with a shipped value names as its file.
DEFAULT = "default"

#: Keys and list positions from the top of a scenario down to a value.
KeyPath = tuple[str | int, ...]


class Place(NamedTuple):
    """Where something was written, counted from 1; line 0 if in no file."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Source:
    """What was written, and where.

    Parameters
    ----------
    file
        The file as the user named it.
    tree
        Mappings, lists, text, numbers, truth values, dates and None.
    places
        Of each key of a mapping and each item of a list, by its path.
    values
        Of each value; for an item the same as in *places*.
    problems
        What was refused so far without giving up the rest.
    refused
        Paths whose contents count for nothing, since a problem tells about them.
    spread
        Whether it was written in several files, so that a line alone does not say where.
    whole
        Whether all that it extends could be read: else what is missing may be there.
    unfilled
        Shipped values that were not filled in, being money of another currency.
    """

    file: str
    tree: Any
    places: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]
    problems: tuple[Problem, ...] = ()
    refused: frozenset[KeyPath] = frozenset()
    spread: bool = False
    whole: bool = True
    unfilled: Mapping[KeyPath, str] = field(default_factory=dict)

    def at_key(self, path: KeyPath, message: str) -> Problem:
        """Return a problem at the key, or at the nearest thing above that was written."""
        above = (path[:length] for length in range(len(path), -1, -1))
        place = next((self.places[step] for step in above if step in self.places), None)
        return Problem(*(place or Place(self.file, 0, 0)), dotted(path), message)

    def at_missing(self, path: KeyPath, keys: Sequence[str], message: str) -> Problem:
        """Return a problem at the mapping that lacks all *keys*, or at the null that removed one.

        Nulls leave a place behind, and no value.
        """
        removed = (key for key in keys if (*path, key) in self.places)
        found = self.at_key((*path, next(removed, keys[0])), message)
        return replace(found, path=dotted(path))

    def at_value(self, path: KeyPath, message: str) -> Problem:
        """Return a problem at the value, or at the nearest thing above that was written."""
        if path in self.values:
            return Problem(*self.values[path], dotted(path), message)
        return self.at_key(path, message)

    def get(self, *path: Any) -> Any:
        """Return what is at *path*; None if nothing is."""
        value = self.tree
        for step in path:
            if not _holds(value, step):
                return None
            value = value[step]
        return value

    def mapping(self, *path: Any) -> dict[str, Any]:
        """Return the mapping at *path*; an empty one if there is none."""
        value = self.get(*path)
        return value if isinstance(value, dict) else {}

    def holds(self, path: KeyPath) -> bool:
        """Whether anything, be it null, is at *path*."""
        return not path or _holds(self.get(*path[:-1]), path[-1])

    def matches(self, pattern: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
        """Yield each path that is there and like *pattern*, ``*`` for any step, and its value."""
        found: list[tuple[KeyPath, Any]] = [((), self.tree)]
        for step in pattern:
            found = [
                ((*path, inner), value[inner])
                for path, value in found
                for inner in (_steps(value) if step == "*" else (step,))
                if _holds(value, inner)
            ]
        yield from found

    def scalars(self) -> Iterator[tuple[KeyPath, Any]]:
        """Yield each single value with its path."""
        rest: list[tuple[KeyPath, Any]] = [((), self.tree)]
        while rest:
            path, value = rest.pop()
            if isinstance(value, dict | list):
                rest.extend(((*path, step), value[step]) for step in _steps(value))
            else:
                yield path, value

    def line(self, path: KeyPath) -> str:
        """Return where the value is, for the second place of a message."""
        return self._told(self.values.get(path), path)

    def key_line(self, path: KeyPath) -> str:
        """Return where the key is, for the second place of a message."""
        return self._told(self.places.get(path) or self.values.get(path), path)

    def is_shipped(self, path: KeyPath) -> bool:
        """Whether the value is one that nobody wrote: a default."""
        place = self.values.get(path)
        return place is not None and place.file == DEFAULT

    def _told(self, place: Place | None, path: KeyPath) -> str:
        if place is not None and place.file == DEFAULT:
            return "its default"
        if place is None and len(path) > 1:
            # What a preset says has no place: it is where the preset is asked for.
            return self.line(path[:-1])
        if place is None or not place.line:
            return f"{place.file if place else SETTING} {dotted(path)}"
        return f"{place.file}:{place.line}" if self.spread else f"line {place.line}"

    def refusing(self, path: KeyPath, *problems: Problem) -> Source:
        """Return the same source with more *problems*, which tell all about *path*."""
        return replace(self, problems=self.problems + problems, refused=self.refused | {path})

    def is_refused(self, path: KeyPath) -> bool:
        """Whether a problem tells about *path* or about something that it is part of."""
        return any(path[:length] in self.refused for length in range(len(path) + 1))


def _steps(value: Any) -> Iterable[Any]:
    """Return the keys of a mapping or the positions of a list."""
    if isinstance(value, dict):
        return value
    return range(len(value)) if isinstance(value, list) else ()


def _holds(value: Any, step: Any) -> bool:
    if isinstance(value, dict):
        return isinstance(step, str) and step in value
    return isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
