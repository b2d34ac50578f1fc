"""A JSON Schema of cluster files for editors, made from the language as that of scenarios is."""

from __future__ import annotations

from supplychain_sim.cluster.language import Cluster
from supplychain_sim.scenario.json_schema import SHARED, Schema, Writer, as_text
from supplychain_sim.scenario.meanings import summary


def schema_text() -> str:
    """Return the JSON Schema as text that ends in a line break."""
    return as_text(json_schema())


def json_schema() -> Schema:
    """Return the JSON Schema of a cluster file."""
    writer = Writer()
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A cluster for supplychain_sim",
        "description": summary(Cluster),
        **writer.mapping(Cluster),
        "definitions": {**SHARED, **writer.definitions},
    }
