"""The schema's complaints, told as problems at the places where they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.fields import Part
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.wording import did_you_mean, nearest, unknown_key

#: What was expected, by pydantic's type of error; braces are its context.
_EXPECTED = {
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "union_tag_not_found": "a mapping",
    "tuple_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a plain number",
    "bool_type": "true or false",
    "date_type": "a date such as 2003-01-06",
    "literal_error": "one of {names}",
    "union_tag_invalid": "one of {names}",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "too_short": "at least {min_length}",
    "too_long": "at most {max_length}",
}


_QUOTED = re.compile("'([^']*)'")

#: What a problem is about, and how it is told.
Complaint = tuple[KeyPath, Problem]


def validated(source: Source, most: int) -> Scenario | list[Complaint]:
    """Return the scenario in *source*, or its first *most* problems and what each is about.

    Of a source that is not whole only what is written counts.
    """
    try:
        return Scenario.model_validate(_with_tuples(source.tree))
    except ValidationError as error:
        details = error.errors(include_url=False)
    if not source.whole:
        details = [entry for entry in details if not _may_be_inherited(entry)]
    reader = _Complaints(source)
    keys = (reader.unknown(entry) for entry in details if entry["type"] == "extra_forbidden")
    unknown = list(islice(_untold(source, keys), most))
    # A key that is misspelt is not missing as well.
    meant = {path for path, _ in unknown}
    values = (reader.of(entry) for entry in details if entry["type"] != "extra_forbidden")
    others = (found for found in values if found is not None and found[0] not in meant)
    return unknown + list(islice(_untold(source, others), most - len(unknown)))


def _may_be_inherited(entry: ErrorDetails) -> bool:
    """Whether a complaint is about what is not written, or about null, which removes."""
    kind, written = entry["type"], entry["input"]
    if written is None or (kind == "missing" and isinstance(entry["loc"][-1], str)):
        return True
    return kind in ("union_tag_not_found", "too_short") and isinstance(written, dict)


def _untold(source: Source, complaints: Iterable[Complaint]) -> Iterator[Complaint]:
    return (found for found in complaints if not source.is_refused(found[0]))


def _with_tuples(value: Any) -> Any:
    """Return *value* with tuples for lists, which is what a strict and frozen schema takes."""
    if isinstance(value, dict):
        return {key: _with_tuples(inner) for key, inner in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


@dataclass(frozen=True)
class _Complaints:
    """Reads what pydantic found out against what was written."""

    source: Source

    def of(self, details: ErrorDetails) -> Complaint | None:
        """Return what a complaint is about and how to tell it; None if others tell it all."""
        kind, loc = details["type"], details["loc"]
        path, written = self.written(loc)
        if kind == "missing":
            return self.missing(path, written, loc)
        if loc[-1:] == ("[key]",):
            return path, self.source.at_key(path, details["msg"])
        if kind == "union_tag_not_found" and isinstance(written, dict):
            return self.missing(path, written, (*loc, "dist"))
        if kind == "union_tag_invalid":
            path, written = (*path, "dist"), written["dist"]
        if kind == "too_short" and len(written) >= details["ctx"]["min_length"]:
            return None  # pydantic counts what was right in it
        return path, self.source.at_value(path, _message(details, written))

    def written(self, loc: tuple[int | str, ...]) -> tuple[KeyPath, Any]:
        """Return the part of *loc* that is in the tree, and its value; unions add steps."""
        path: KeyPath = ()
        for step in loc:
            if self.source.holds((*path, step)):
                path = (*path, step)
        return path, self.source.get(*path)

    def unknown(self, details: ErrorDetails) -> Complaint:
        """Return the complaint about a key, which is about the key that was probably meant."""
        path, _ = self.written(details["loc"])
        key, known = str(path[-1]), _keys_at(details["loc"][:-1])
        if "dist" in known and path[-3:-2] != ("of",):
            known -= {"weight"}  # which only what is mixed has
        if len(path) == 1:
            known |= {"extends"}  # which is taken off once it is followed
        about = (*path[:-1], nearest(key, known) or key)
        return about, self.source.at_key(path, unknown_key(key, known))

    def missing(self, path: KeyPath, written: Any, loc: tuple[int | str, ...]) -> Complaint:
        step = loc[-1]
        if isinstance(step, int):
            message = f"found {len(written)} in the list, expected one more"
            return path, self.source.at_value(path, message)
        dist, parameters = written.get("dist"), sorted(_keys_at(loc[:-1]) - {"dist", "weight"})
        takes = f", {dist} takes {', '.join(parameters)}" if dist in loc else ""
        about = (*path, step)
        default = self.source.unfilled.get(about)
        known = f"; its default, {default}, is in another currency" if default else ""
        return about, self.source.at_missing(path, [step], f"missing key {step!r}{takes}{known}")


def _message(details: ErrorDetails, written: Any) -> str:
    """Return what was found and expected; our own validators have said it already."""
    kind, context = details["type"], details.get("ctx", {})
    if kind not in _EXPECTED:
        return details["msg"]
    names = _QUOTED.findall(context.get("expected") or context.get("expected_tags") or "")
    limits = {name: _plainly(limit) for name, limit in context.items()}
    expected = _EXPECTED[kind].format(names=", ".join(names), **limits)
    if kind.startswith(("too_", "string_too_")):
        return f"found {len(written) or 'none'}, expected {expected}"
    if kind == "string_type" and isinstance(written, int | float | date):
        expected += "; put it in quotes"
    return f"found {units.found(written)}, expected {expected}" + did_you_mean(written, names)


def _plainly(limit: Any) -> str:
    return f"{limit:g}" if isinstance(limit, float) else str(limit)


def _keys_at(loc: tuple[int | str, ...]) -> set[str]:
    """Return the keys that the schema knows at *loc*."""
    kinds: list[Any] = [Scenario]
    for step in loc:
        kinds = [inner for kind in kinds for inner in _inside(kind, step)]
    parts = (part for kind in kinds for part in _branches(kind) if _is_part(part))
    return {field.alias or name for part in parts for name, field in part.model_fields.items()}


def _branches(kind: Any) -> Iterator[Any]:
    """Yield what *kind* may be, with its unions and annotations taken apart."""
    if get_origin(kind) is Annotated:
        yield from _branches(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for branch in get_args(kind):
            yield from _branches(branch)
    else:
        yield kind


def _inside(kind: Any, step: int | str) -> Iterator[Any]:
    """Yield what *kind* may hold at *step*: a key, a position, or the name of a branch."""
    for branch in _branches(kind):
        if _is_part(branch):
            fields = branch.model_fields
            if step in fields:
                yield fields[step].annotation
            elif "dist" in fields and step in get_args(fields["dist"].annotation):
                yield branch
        elif get_origin(branch) is dict:
            yield get_args(branch)[1]
        elif get_origin(branch) is tuple:
            yield get_args(branch)[0]


def _is_part(branch: Any) -> bool:
    return isinstance(branch, type) and issubclass(branch, Part)
