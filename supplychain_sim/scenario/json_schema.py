"""A JSON Schema of scenarios as they are written, for editors; made from the models.

Draft 7, which every editor knows.  Each value may be wrapped as ``{value, from,
source}``; an ``if`` tells the two apart, so that an editor complains about the one
that was meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args, get_origin

from supplychain_sim.scenario.defaults import Shipped, shipped_for
from supplychain_sim.scenario.fields import Id, Provenance
from supplychain_sim.scenario.inheritance import preset_names
from supplychain_sim.scenario.meanings import (
    branches,
    meanings,
    name_of,
    part_of,
    reader_of,
    shorthand_of,
    summary,
    written_default,
)
from supplychain_sim.scenario.parts import Field, Limits, Part
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.schema import Scenario

#: A schema, or a piece of one.
Schema = dict[str, Any]

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
#: Limits of plain types, by their names.
_LIMITS = {"ge": "minimum", "le": "maximum", "lt": "exclusiveMaximum"}
_LENGTHS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
#: What every value may be told with, and how a mapping is known that tells it.
SHARED: Schema = {
    "wrapped": {"type": "object", "required": ["value"], "not": {"required": ["dist"]}},
    "from": {
        "description": "Where the value comes from.",
        "enum": list(get_args(Provenance)),
    },
    "source": {"description": "What says so: a text and line, a paper, a firm.", "type": "string"},
}
_EXTENDS: Schema = {
    "description": "A file beside this one over which it is laid: mappings merge, lists replace, "
    "null removes, and what it does not say is as there.",
    "type": "string",
}


def schema_text() -> str:
    """Return the JSON Schema as text that ends in a line break."""
    return as_text(json_schema())


def as_text(schema: Schema) -> str:
    """Return *schema* as text that ends in a line break."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def json_schema() -> Schema:
    """Return the JSON Schema of a scenario file.

    A file that extends another may leave anything out, or remove it by null.
    """
    writer, overlay = Writer(), Writer(overlays=True)
    whole, laid_over = writer.mapping(Scenario), overlay.mapping(Scenario)
    laid_over["properties"]["extends"] = whole["properties"]["extends"] = _EXTENDS
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A scenario of supplychain_sim",
        "description": summary(Scenario),
        "if": {"required": ["extends"]},
        "then": laid_over,
        "else": whole,
        "definitions": {**SHARED, **writer.definitions, **overlay.definitions},
    }


@dataclass
class Writer:
    """Writes types down, those with a name once, under ``definitions``.

    Parameters
    ----------
    overlays
        Whether for a file that is laid over another.
    """

    overlays: bool = False
    definitions: dict[str, Schema] = field(default_factory=dict)

    def mapping(self, part: type[Part]) -> Schema:
        """Return the schema of a mapping with the keys of *part*."""
        told, fields = meanings(part), part.model_fields
        keys = {name: entry.alias or name for name, entry in fields.items()}
        shipped = shipped_for(part)
        nulls = self.overlays or part is Regime
        schema: Schema = {
            "description": summary(part),
            "type": "object",
            "properties": {
                keys[name]: self.entry(
                    told.get(name, ""), entry, shipped.get(keys[name], []), nulls=nulls
                )
                for name, entry in fields.items()
                if entry.gathers is None
            },
            "additionalProperties": False,
        }
        gathered = {name: entry for name, entry in fields.items() if entry.gathers is not None}
        if gathered:
            schema["patternProperties"] = {
                pattern: self.entry(told.get(name, ""), of_one, [], nulls=nulls)
                for name, entry in gathered.items()
                for pattern, of_one in [_of_one(entry)]
            }
        required = [
            keys[name]
            for name, entry in fields.items()
            if entry.is_required() and keys[name] not in shipped and entry.unless is None
        ]
        unless: dict[str, list[str]] = {}
        for name, entry in fields.items():
            if entry.unless is not None:
                unless.setdefault(entry.unless, []).append(keys[name])
        if part is Regime:
            return self.regime(schema, required)
        if self.overlays:
            return schema
        for said, others in unless.items():
            schema |= {"if": {"required": [said]}, "else": {"required": others}}
        return {**schema, "required": required}

    def regime(self, schema: Schema, required: list[str]) -> Schema:
        """Return the schema of a regime, which may start from a preset or another regime."""
        preset = {"enum": list(preset_names())}
        starts = {
            "preset": {"description": "The shipped regime from which it starts.", **preset},
            "extends": {
                "description": "The regime of this file from which it starts.",
                **self.bare(*next(branches(Id))),
            },
        }
        schema["properties"] |= starts
        if self.overlays:
            return schema
        begun = {"anyOf": [{"required": [key]} for key in starts]}
        return {**schema, "if": begun, "else": {"required": required}}

    def entry(
        self, meaning: str, entry: Field, shipped: Sequence[Shipped], *, nulls: bool
    ) -> Schema:
        """Return the schema of one key, with its *meaning*, what is expected, and its default."""
        readers = (reader_of(told) for _, told in branches(entry.annotation, entry.metadata))
        expected = next((f" Expected: {reader.expected}." for reader in readers if reader), "")
        kind = self.kind(entry.annotation, entry.metadata)
        if nulls:
            kind = _or_null(kind)
        default = written_default(entry)
        if len(shipped) == 1 and shipped[0].owner is not None:
            default = shipped[0].value
        told = {"description": meaning + expected, **kind}
        return told if default is None else {**told, "default": default}

    def kind(self, kind: Any, metadata: Iterable[Any] = ()) -> Schema:
        """Return the schema of what may be *kind*, wrapped or not."""
        choices = [branch for branch in branches(kind, metadata) if branch[0] is not type(None)]
        shorthand = shorthand_of(metadata) or shorthand_of(choices[0][1])
        if shorthand is not None:
            one = _either(self.distribution(choices), dict(shorthand.accepts))
        elif len(choices) == 1:
            one = self.bare(*choices[0])
        elif all(part_of(choice) for choice, _ in choices):
            one = self.distribution(choices)
        else:
            one = {"anyOf": [self.bare(*choice) for choice in choices]}
        holder = {
            "type": "object",
            "properties": {
                "value": one,
                **{key: {"$ref": f"#/definitions/{key}"} for key in ("from", "source")},
            },
            "required": ["value"],
            "additionalProperties": False,
        }
        either = {"if": {"$ref": "#/definitions/wrapped"}, "then": holder, "else": one}
        if "$ref" not in one:
            return either
        name = f"{str(one['$ref']).rpartition('/')[2]}-or-wrapped"
        self.definitions[name] = either
        return {"allOf": [{"$ref": f"#/definitions/{name}"}]}

    def distribution(self, choices: Iterable[tuple[Any, tuple[Any, ...]]]) -> Schema:
        """Return the schema of a mapping that its key ``dist`` tells the type of.

        Each under a condition of its own, so that an editor complains about the one
        that is meant.
        """
        named = {
            str(get_args(kind.model_fields["dist"].annotation)[0]): self.bare(kind, metadata)
            for kind, metadata in choices
        }
        return {
            "type": "object",
            "required": ["dist"],
            "properties": {"dist": {"enum": list(named)}},
            "allOf": [
                {
                    "if": {"properties": {"dist": {"const": name}}, "required": ["dist"]},
                    "then": schema,
                }
                for name, schema in named.items()
            ],
        }

    def bare(self, kind: Any, metadata: tuple[Any, ...] = ()) -> Schema:
        """Return the schema of one type, without a wrapper around its values."""
        reader, part = reader_of(metadata), part_of(kind)
        if reader is not None:
            name = reader.kind.name if reader.kind else reader.expected
            # A key of its own of the YAML language server, which would show the pattern.
            expected = reader.kind.expected if reader.kind else reader.expected
            words = {"patternErrorMessage": f"expected {expected}"}
            return self.defined(name, {**reader.accepts, **words})
        if part is not None:
            name = name_of(part)
            if self.definition(name) not in self.definitions:
                self.definitions[self.definition(name)] = {}
                self.definitions[self.definition(name)] = self.mapping(part)
            return {"$ref": f"#/definitions/{self.definition(name)}"}
        if get_origin(kind) is Literal:
            return {"enum": list(get_args(kind))}
        return self.container(kind) | limits(self.container(kind)["type"], metadata)

    def container(self, kind: Any) -> Schema:
        """Return the schema of a mapping by ids, a list, or a plain type."""
        if get_origin(kind) is dict:
            inner = self.kind(get_args(kind)[1])
            return {
                "type": "object",
                "propertyNames": self.bare(*next(branches(get_args(kind)[0]))),
                "additionalProperties": _or_null(inner) if self.overlays else inner,
            }
        if get_origin(kind) is tuple:
            inner, *more = get_args(kind)
            length = {} if more == [...] else {"minItems": 1 + len(more), "maxItems": 1 + len(more)}
            return {"type": "array", "items": self.kind(inner), **length}
        return {"type": _TYPES[kind]}

    def defined(self, name: str, schema: Schema) -> Schema:
        """Return a reference to *schema*, defined under *name*."""
        self.definitions[self.definition(name)] = schema
        return {"$ref": f"#/definitions/{self.definition(name)}"}

    def definition(self, name: str) -> str:
        """Return the name of a definition: without what a pointer would read otherwise."""
        plain = "-".join("".join(c if c.isalnum() else " " for c in name).split())
        return f"{plain}-overlay" if self.overlays else plain


def _of_one(entry: Field) -> tuple[str, Field]:
    """Return the pattern of the keys that a field gathers, and the field of one of them."""
    key, kind = get_args(entry.annotation)
    (_, metadata), (value, told) = next(branches(key)), next(branches(kind))
    reader = reader_of(metadata)
    pattern = "" if reader is None else str(reader.accepts["pattern"])
    return pattern, Field(entry.alias, value, told, entry.default)


def _either(mapping: Schema, other: Schema) -> Schema:
    return {"if": {"type": "object"}, "then": mapping, "else": other}


def _or_null(kind: Schema) -> Schema:
    # As a choice it would hide what is wrong inside.
    return {"if": {"type": "null"}, "else": kind}


def limits(kind: str, metadata: Iterable[Any]) -> Schema:
    """Return the bounds of a plain type, a list or a mapping."""
    bounds: Schema = {}
    for told in metadata:
        if not isinstance(told, Limits):
            continue
        names = [*_LIMITS.items()]
        names += zip(("min_length", "max_length"), _LENGTHS.get(kind, ()), strict=False)
        for name, word in names:
            if getattr(told, name) is not None:
                bounds[word] = getattr(told, name)
    return bounds
