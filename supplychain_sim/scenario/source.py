"""YAML read as plain Python, with the place of everything in it.

Built over the event stream rather than over a loader, so that nothing is ever
constructed but text, numbers, truth values, dates, lists and mappings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from supplychain_sim import units
from supplychain_sim.errors import Problem, ScenarioError, UnitError
from supplychain_sim.scenario import scalars
from supplychain_sim.scenario.located import SETTING, KeyPath, Place, Source
from supplychain_sim.scenario.textfile import text_of
from supplychain_sim.scenario.wording import dotted

#: Tags, tabs, rare line breaks, marks of byte order, comments right after ``|`` or ``>``, and
#: question marks but at the end of a key's text, which libyaml does not read like PyYAML.
_READ_OTHERWISE = re.compile("[!\t\x85\u2028\u2029\ufeff]|[|>][-+0-9]*#|\\?(?!\n[a-z])")

DEEPEST = 50
MOST_NODES = 10_000


def read(path: str | Path) -> Source:
    """Return the one YAML document in a file.

    Raises
    ------
    ScenarioError
        If nothing can be made of the file; what is wrong with single values is
        left in :attr:`Source.problems`.
    """
    file = str(path)
    source = _compose(text_of(file), (), lambda line, column: Place(file, line, column), file)
    if not isinstance(source.tree, dict):
        raise ScenarioError(
            [Problem(file, 1, 1, "", f"found {units.found(source.tree)}, expected a mapping")]
        )
    return source


def read_setting(text: str, path: KeyPath) -> Source:
    """Return what ``--set`` puts at *path*: a value, by the same rules as in a file."""
    return _compose(text, path, lambda _line, _column: Place(SETTING, 0, 0), SETTING)


def read_cell(text: str, place: Place) -> Source:
    """Return what a cell of a table holds: a value, by the same rules as in a file."""
    return _compose(text, (), lambda _line, _column: place, place.file)


@dataclass(frozen=True)
class _Node:
    """A value before aliases are unfolded."""

    place: Place
    scalar: scalars.Scalar = None
    entries: list[tuple[str, Place, _Node]] | None = None
    items: list[_Node] | None = None


@dataclass
class _Composer:
    """Turns events into nodes, and remembers what it refused."""

    events: Iterator[Any]
    placed: Callable[[int, int], Place]
    problems: list[Problem] = field(default_factory=list)
    refused: set[KeyPath] = field(default_factory=set)
    #: None while the anchored node is still open.
    anchors: dict[str, _Node | None] = field(default_factory=dict)
    nodes: int = 0

    def place(self, event: Any) -> Place:
        return self.placed(event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, place: Place, path: KeyPath, about: KeyPath, message: str) -> None:
        """Note a problem at *path* after which the contents of *about* count for nothing."""
        self.problems.append(Problem(*place, dotted(path), message))
        self.refused.add(about)

    def give_up(self, place: Place, path: KeyPath, message: str) -> ScenarioError:
        return ScenarioError([*self.problems, Problem(*place, dotted(path), message)])

    def node(self, event: Any, path: KeyPath, depth: int) -> _Node:
        """Return the node that begins with *event*."""
        place = self.place(event)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise self.give_up(place, path, f"found more than {MOST_NODES} values")
        if depth > DEEPEST:
            raise self.give_up(place, path, f"nested too deeply, expected at most {DEEPEST} levels")
        if isinstance(event, yaml.AliasEvent):
            return self.aliased(event, path)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            message = f"found the tag {units.found(tag)}, expected a value without a tag"
            self.refuse(place, path, path, message)
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node = self.contents(event, path, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def aliased(self, event: Any, path: KeyPath) -> _Node:
        place = self.place(event)
        if event.anchor not in self.anchors:
            self.refuse(place, path, path, f"no anchor {units.found(event.anchor)} above")
            return _Node(place)
        target = self.anchors[event.anchor]
        if target is None:
            self.refuse(
                place, path, path, f"the anchor {units.found(event.anchor)} contains itself"
            )
            return _Node(place)
        return replace(target, place=place)

    def contents(self, event: Any, path: KeyPath, depth: int) -> _Node:
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, path)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[_Node] = []
            while not isinstance(following := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(following, (*path, len(items)), depth + 1))
            return _Node(self.place(event), items=items)
        entries: dict[str, tuple[str, Place, _Node]] = {}
        while not isinstance(following := next(self.events), yaml.MappingEndEvent):
            self.entry(following, path, depth, entries)
        return _Node(self.place(event), entries=list(entries.values()))

    def scalar(self, event: Any, path: KeyPath) -> _Node:
        place = self.place(event)
        if any(_unwanted(character) for character in event.value):
            self.refuse(place, path, path, "found a control character, expected printable text")
        if event.style:
            return _Node(place, event.value)
        try:
            return _Node(place, scalars.plain(event.value))
        except UnitError as error:
            self.refuse(place, path, path, str(error))
            return _Node(place, event.value)

    def entry(
        self,
        event: Any,
        path: KeyPath,
        depth: int,
        entries: dict[str, tuple[str, Place, _Node]],
    ) -> None:
        """Add the entry whose key begins with *event*, unless its key is refused."""
        key = self.node(event, path, depth + 1)
        name = key.scalar
        merges = isinstance(event, yaml.ScalarEvent) and name == "<<" and not event.style
        inner = (*path, name) if isinstance(name, str) else path
        value = self.node(next(self.events), inner, depth + 1)
        if merges:
            message = "found the merge key '<<', expected the keys themselves"
            self.refuse(key.place, path, path, message)
        elif not isinstance(name, str):
            found = units.found(_outline(key))
            message = f"found {found} as a key, expected text; put it in quotes"
            self.refuse(key.place, path, path, message)
        elif name in entries:
            first = entries[name][1]
            message = f"found the key {units.found(name)} twice, first in line {first.line}"
            self.problems.append(Problem(*key.place, dotted(inner), message))
        else:
            entries[name] = (name, key.place, value)


def _unwanted(character: str) -> bool:
    """Whether a character could garble a line or a terminal, or is half of one."""
    if character.isprintable() or character in "\n\t":
        return False
    return (
        character < " "
        or "\x7f" <= character <= "\x9f"
        # Separators of lines, and what turns the direction of writing round.
        or "\u2028" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
        or "\ud800" <= character <= "\udfff"
    )


def _outline(node: _Node) -> Any:
    if node.entries is not None:
        return {}
    return [] if node.items is not None else node.scalar


def _events(text: str, placed: Callable[[int, int], Place]) -> Iterator[Any]:
    """Yield what PyYAML finds; its errors as ours."""
    line, column = 1, 1
    event: Any
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line, column = event.end_mark.line + 1, event.end_mark.column + 1
            yield event
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = placed(before.count("\n") + 1, error.position - before.rfind("\n"))
        message = f"found the character U+{ord(text[error.position]):04X}, expected printable text"
    except yaml.MarkedYAMLError as error:
        mark: Any = error.problem_mark or error.context_mark
        place = placed(mark.line + 1, mark.column + 1) if mark else placed(line, column)
        message = "not YAML: " + ", ".join(filter(None, (error.context, error.problem)))
    except (ValueError, OverflowError):
        # Escapes beyond Unicode, and versions of more digits than Python reads.
        place, message = placed(line, column), "not YAML: found a number that is out of range"
    else:
        return
    raise ScenarioError([Problem(*place, "", " ".join(message.split()))])


@dataclass
class _Unfolded:
    """Nodes as plain Python, each alias as a copy of its own."""

    composer: _Composer
    places: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)

    def value(self, node: _Node, path: KeyPath, base: int) -> Any:
        self.values[path] = node.place
        if len(self.values) > MOST_NODES:
            message = f"found more than {MOST_NODES} values once aliases are unfolded"
            raise self.composer.give_up(node.place, path, message)
        if len(path) - base > DEEPEST:
            message = f"nested too deeply, expected at most {DEEPEST} levels"
            raise self.composer.give_up(node.place, path, message)
        if node.entries is not None:
            for name, place, _ in node.entries:
                self.places[(*path, name)] = place
            return {name: self.value(inner, (*path, name), base) for name, _, inner in node.entries}
        if node.items is not None:
            for index, item in enumerate(node.items):
                self.places[(*path, index)] = item.place
            return [self.value(item, (*path, i), base) for i, item in enumerate(node.items)]
        return node.scalar


def _compose(text: str, path: KeyPath, placed: Callable[[int, int], Place], file: str) -> Source:
    """Return the one document in *text*, read by libyaml where that is all the same.

    What libyaml refuses is told in the words of PyYAML's own parser, whatever is
    installed.  Of either only the events are used, which come one by one: libyaml's
    composer is recursive and would end the process where brackets are nested deeply.
    """
    if yaml.__with_libyaml__ and _READ_OTHERWISE.search(text) is None:
        try:
            return _composed(yaml.parse(text, Loader=yaml.CSafeLoader), path, placed, file)
        except (yaml.YAMLError, ValueError, OverflowError):
            pass
    return _composed(_events(text, placed), path, placed, file)


def _composed(
    events: Iterator[Any], path: KeyPath, placed: Callable[[int, int], Place], file: str
) -> Source:
    composer = _Composer(events, placed)
    next(composer.events)  # the start of the stream
    root = _Node(placed(1, 1))
    if isinstance(next(composer.events), yaml.DocumentStartEvent):
        root = composer.node(next(composer.events), path, 0)
        next(composer.events)  # the end of the document
        following = next(composer.events)
        if isinstance(following, yaml.DocumentStartEvent):
            message = "found a second document, expected one"
            raise composer.give_up(composer.place(following), (), message)
    unfolded = _Unfolded(composer, places={path: root.place})
    tree = unfolded.value(root, path, len(path))
    return Source(
        file,
        tree,
        unfolded.places,
        unfolded.values,
        tuple(composer.problems),
        frozenset(composer.refused),
    )
