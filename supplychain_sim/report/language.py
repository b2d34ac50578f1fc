"""The reference of the scenario language as Markdown, made from the models and an example."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args, get_origin

from supplychain_sim.scenario.defaults import OWNER, Shipped, shipped_for
from supplychain_sim.scenario.drawn import NumberDistribution, TimeDistribution
from supplychain_sim.scenario.json_schema import limits
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.meanings import (
    branches,
    meanings,
    part_of,
    reader_of,
    shorthand_of,
    summary,
    written_default,
)
from supplychain_sim.scenario.parse import Loaded, load
from supplychain_sim.scenario.parts import Field, Part
from supplychain_sim.scenario.schema import Scenario

_INTRODUCTION = """\
# The language of scenarios

A scenario is a YAML file. Quantities carry their unit, as in `14 days` or `36 USD/unit`. Every
value may be written as `{value: 14 days, from: literature, source: where it says so}`; `from` is
`text`, `literature`, `assumed` or `yours`, and what says nothing has the `provenance` of the file.
`<id>` is a name of your own, `<n>` a position in a list. A file that says `extends: base.yaml` is
laid over that file beside it; a regime may start from a shipped one with `preset`, or from another
of the file with `extends`.

What has a default may be left out; `explain` then shows the default, with where it comes from.
Where the scenario counts in another currency than USD, money has no default.

Examples are those of `scenarios/gear_unit_housings.yaml`, with where the value comes from.
"""
#: Head of a table of keys.
HEAD = ("| Key | Meaning | Written as | Default | Example |", "|---|---|---|---|---|")


class Example(NamedTuple):
    """A value of a key, where it is in a scenario, and where it comes from."""

    path: KeyPath
    value: Any
    owner: str


def language_reference(shown: Loaded) -> str:
    """Return the reference; *shown* is the scenario that examples are taken from."""
    lines = [_INTRODUCTION]
    for part, patterns in sections().items():
        paths = ", ".join(f"`{pattern_of(pattern)}`" for pattern in patterns)
        lines += [f"## {paths or 'The file itself'}", "", summary(part), "", *HEAD]
        lines += [_row(part, name, patterns, shown) for name in part.model_fields]
        lines.append("")
    for title, kind in (("times", TimeDistribution), ("numbers", NumberDistribution)):
        lines += [f"## Distributions of {title}", ""]
        for part in _distributions(kind):
            lines += [f"### `dist: {name_of_distribution(part)}`", "", summary(part), "", *HEAD]
            lines += [_row(part, name, [], shown) for name in part.model_fields]
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def examples(shown: Loaded) -> Iterator[Example]:
    """Yield each value of a scenario that the reference shows."""
    for part, patterns in sections().items():
        for entry in part.model_fields.items():
            example = _example(patterns, _key(*entry), shown)
            if example is not None:
                yield example


def sections(root: type[Part] = Scenario) -> dict[type[Part], list[KeyPath]]:
    """Return each kind of mapping with the paths at which it is, in the order of the language."""
    found: dict[type[Part], list[KeyPath]] = {root: []}
    rest: list[tuple[type[Part], KeyPath]] = [(root, ())]
    while rest:
        part, path = rest.pop(0)
        inner: list[tuple[type[Part], KeyPath]] = []
        for name, entry in part.model_fields.items():
            for kind, metadata in branches(entry.annotation, entry.metadata):
                if shorthand_of(metadata) is None and shorthand_of(entry.metadata) is None:
                    inner += _inside(kind, (*path, _key(name, entry)))
        for child, at in inner:
            found.setdefault(child, []).append(at)
        rest = [*inner, *rest]
    return found


def _inside(kind: Any, path: KeyPath) -> Iterator[tuple[type[Part], KeyPath]]:
    part = part_of(kind)
    if part is not None:
        yield part, path
    elif get_origin(kind) is dict:
        yield from _inside(next(branches(get_args(kind)[1]))[0], (*path, "<id>"))
    elif get_origin(kind) is tuple:
        yield from _inside(next(branches(get_args(kind)[0]))[0], (*path, "<n>"))


def _distributions(kind: Any) -> list[type[Part]]:
    return [part for branch, _ in branches(kind) if (part := part_of(branch)) is not None]


def name_of_distribution(part: type[Part]) -> str:
    """Return what a distribution is called in a file."""
    return str(get_args(part.model_fields["dist"].annotation)[0])


def _key(name: str, entry: Field) -> str:
    return entry.alias or name


def pattern_of(path: KeyPath) -> str:
    """Return where a mapping is, as a heading names it."""
    return ".".join(map(str, path))


def _row(part: type[Part], name: str, patterns: list[KeyPath], shown: Loaded) -> str:
    entry = part.model_fields[name]
    key = _key(name, entry)
    example = _example(patterns, key, shown) if patterns or part is Scenario else None
    return row(part, name, example)


def row(part: type[Part], name: str, example: Example | None = None) -> str:
    """Return the row of a table about a key of *part*, with an *example* if there is one."""
    entry = part.model_fields[name]
    key = _key(name, entry)
    cells = (
        f"`{key}`",
        meanings(part).get(name, "").replace("``", "`"),
        _written_as(entry),
        _default(entry, shipped_for(part).get(key, [])),
        _shown(example, entry),
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _default(entry: Field, shipped: Sequence[Shipped]) -> str:
    """Return what a key is if it is left out, with where that comes from."""
    if not shipped:
        default = written_default(entry)
        if entry.unless is not None:
            return f"required, unless `{entry.unless}` is said"
        return "required" if entry.is_required() else "" if default is None else f"`{default}`"
    told = {one.path[-2] if one.path[1:] else "": _told(one) for one in shipped}
    if len(set(told.values())) == 1:
        return told.popitem()[1]
    return "; ".join(f"{place}: {text}" for place, text in told.items())


def _told(shipped: Shipped) -> str:
    if shipped.owner is None:
        return "as below"
    source = shipped.owner.source.removeprefix(OWNER).removeprefix("; ")
    return f"`{shipped.value}` ({shipped.owner.from_}{': ' if source else ''}{source})"


def _written_as(entry: Field) -> str:
    kinds = [
        branch
        for branch in branches(entry.annotation, entry.metadata)
        if branch[0] is not type(None)
    ]
    shorthand = shorthand_of(entry.metadata) or shorthand_of(kinds[0][1])
    if shorthand is not None:
        return shorthand.expected
    return ", or ".join(dict.fromkeys(_kind(*kind) for kind in kinds))


def _kind(kind: Any, metadata: tuple[Any, ...]) -> str:
    """Return the words for one type."""
    reader, origin = reader_of(metadata), get_origin(kind)
    if reader is not None:
        return reader.expected
    if part_of(kind) is not None:
        return "a mapping"
    if origin is Literal:
        return " or ".join(f"`{choice}`" for choice in get_args(kind))
    if origin is dict:
        return f"by id: {_kind(*next(branches(get_args(kind)[1])))}"
    if origin is tuple:
        return f"a list: {_kind(*next(branches(get_args(kind)[0])))}"
    words = {bool: "`true` or `false`", str: "text", int: "a whole number", float: "a number"}[kind]
    bounds = limits({int: "integer", float: "number"}.get(kind, ""), metadata)
    least, most = bounds.get("minimum"), bounds.get("maximum")
    return words if least is None or most is None else f"{words} from {least} to {most}"


def _example(patterns: list[KeyPath], key: str, shown: Loaded) -> Example | None:
    """Return the first value that stands in the scenario under *key* in one of the places."""
    source = Source("", shown.tree, {}, {})
    for pattern in patterns or [()]:
        stars = tuple("*" if step in ("<id>", "<n>") else step for step in pattern)
        for path, value in source.matches((*stars, key)):
            leaf = not isinstance(value, dict | list)
            if leaf or (isinstance(value, list) and not isinstance(value[0], dict)):
                owner = shown.provenance[path if leaf else (*path, 0)]
                told = f": {owner.source}" if owner.source else ""
                return Example(path, value, f"{owner.from_}{told}")
    return None


def _shown(example: Example | None, entry: Field) -> str:
    if example is not None:
        value = example.value
        listed = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else value
        text = str(listed).lower() if isinstance(listed, bool) else str(listed)
        return f"`{text}` ({example.owner})"
    readers = (reader_of(told) for _, told in branches(entry.annotation, entry.metadata))
    return next((f"`{reader.example}`" for reader in readers if reader), "")


if __name__ == "__main__":
    sys.stdout.write(language_reference(load("scenarios/gear_unit_housings.yaml")))
