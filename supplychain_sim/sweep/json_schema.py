"""A JSON Schema of sweep files for editors, made from the language as that of scenarios is."""

from __future__ import annotations

from supplychain_sim.scenario.json_schema import SHARED, Schema, Writer, as_text
from supplychain_sim.scenario.meanings import branches, summary
from supplychain_sim.sweep.language import Design, Sweep
from supplychain_sim.sweep.varied import Distributions, Linked, Range


def schema_text() -> str:
    """Return the JSON Schema as text that ends in a line break."""
    return as_text(json_schema())


def json_schema() -> Schema:
    """Return the JSON Schema of a sweep file.

    Levels are taken as they are: what may stand at a path is for the scenario to say.
    """
    writer = Writer()
    whole = writer.mapping(Sweep)
    properties = whole["properties"]
    factors = {"type": "object", "additionalProperties": _factor(writer)}
    properties["factors"] = _described(properties["factors"], factors)
    design = {"if": {"type": "object"}, "then": writer.bare(Design), "else": {"const": "grid"}}
    properties["design"] = _described(properties["design"], design)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A sweep of supplychain_sim",
        "description": summary(Sweep),
        **whole,
        "definitions": {**SHARED, **writer.definitions},
    }


def _described(entry: Schema, schema: Schema) -> Schema:
    """Return *schema* with what an *entry* says of its meaning."""
    return {"description": entry["description"].partition(" Expected: ")[0], **schema}


def _factor(writer: Writer) -> Schema:
    """Return the schema of a factor, under conditions that tell its forms apart."""
    drawn = writer.distribution(branches(Distributions))
    among = {"if": {"required": ["dist"]}, "then": drawn, "else": writer.bare(Range)}
    linked = {"anyOf": [{"required": [key]} for key in Linked.model_fields]}
    mapping = {"if": linked, "then": writer.bare(Linked), "else": among}
    levels = {"type": "array", "minItems": 1}
    return {"if": {"type": "array"}, "then": levels, "else": {"type": "object", **mapping}}
