"""What the models say about a scenario's keys: their meanings, types and defaults as written.

Meanings are the docstrings of attributes.  They are taken from the source code when
asked for, so that reading a scenario does not pay for them.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from supplychain_sim.scenario.parts import Field, Part, Shown, argument_of, origin_of
from supplychain_sim.scenario.readers import Reader, Shorthand


def meanings(part: type[Part]) -> dict[str, str]:
    """Return the sentence about each attribute of *part* that has one, its own and inherited."""
    found: dict[str, str] = {}
    for ancestor in reversed(part.__mro__):
        if issubclass(ancestor, Part):
            found |= _sentences(ancestor.__module__).get(_plain_name(ancestor), {})
    return found


def summary(part: type[Part]) -> str:
    """Return the first paragraph of the docstring of *part*."""
    return " ".join((inspect.getdoc(origin_of(part)) or "").split("\n\n")[0].split())


def name_of(part: type[Part]) -> str:
    """Return the name of *part*, with the kind of quantity that it is generic in."""
    argument = argument_of(part)
    if argument is not None:
        kind, metadata = next(branches(argument))
        reader, inner = reader_of(metadata), part_of(kind)
        if inner is not None:
            return f"{_plain_name(part)} of {name_of(inner).partition(' of ')[2]}"
        if reader is not None:
            return f"{_plain_name(part)} of {'times' if reader.kind else 'numbers'}"
    return _plain_name(part)


def branches(kind: Any, metadata: Iterable[Any] = ()) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """Yield each type that *kind* may be, unions taken apart, with all that annotates it."""
    told = tuple(metadata)
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        yield from branches(inner, (*more, *told))
    elif get_origin(kind) in (Union, UnionType):
        for branch in get_args(kind):
            yield from branches(branch, told)
    else:
        yield kind, told


def part_of(kind: Any) -> type[Part] | None:
    """Return *kind* if it is a part of a scenario."""
    return kind if isinstance(kind, type) and issubclass(kind, Part) else None


def reader_of(metadata: Iterable[Any]) -> Reader | None:
    """Return the reader among what annotates a type, if there is one."""
    return next((told for told in metadata if isinstance(told, Reader)), None)


def shorthand_of(metadata: Iterable[Any]) -> Shorthand | None:
    """Return the shorthand among what annotates a type, if there is one."""
    return next((told for told in metadata if isinstance(told, Shorthand)), None)


def written_default(entry: Field) -> Any:
    """Return the default of a field as one would write it; None where nothing is as good."""
    shown = next((told.default for told in entry.metadata if isinstance(told, Shown)), None)
    if entry.is_required() or shown is not None:
        return shown
    return entry.default or None


def _plain_name(part: type[Part]) -> str:
    return part.__name__.partition("[")[0]


@cache
def _sentences(module: str) -> dict[str, dict[str, str]]:
    """Return the docstrings of the attributes of each class of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_attributes(node)) for node in classes}


def _attributes(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for assigned, told in zip(node.body, node.body[1:], strict=False):
        if not isinstance(assigned, ast.AnnAssign) or not isinstance(assigned.target, ast.Name):
            continue
        if isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant):
            yield assigned.target.id, " ".join(str(told.value.value).split())
