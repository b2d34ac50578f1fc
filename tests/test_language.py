"""The reference of the language: up to date, complete, and with examples that are read."""

from __future__ import annotations

import json
from pathlib import Path

from flagship import ROOT, SHIPPED

from supplychain_sim.report.language import examples, language_reference
from supplychain_sim.scenario.meanings import branches, reader_of
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.parts import Part

REFERENCE = ROOT / "docs" / "language.md"


def parts(part: type[Part] = Part) -> set[type[Part]]:
    """Return every class of the schema."""
    return {part}.union(*(parts(inner) for inner in part.__subclasses__()))


def test_the_reference_is_that_of_the_schema() -> None:
    assert REFERENCE.read_text(encoding="utf-8") == language_reference(load(SHIPPED)), (
        "renew it with: make docs"
    )


def test_every_example_of_the_reference_is_read_where_it_stands() -> None:
    shown = load(SHIPPED)
    settings = {
        ".".join(map(str, example.path)): json.dumps(example.value) for example in examples(shown)
    }

    read = load(SHIPPED, [f"{path}={value}" for path, value in settings.items()])

    assert len(settings) > 150
    assert read.tree == shown.tree
    assert {path for path, owner in read.owners().items() if owner["from"] == "yours"} >= {
        path for path in settings if not settings[path].startswith("[")
    }


def test_the_example_of_every_type_is_read() -> None:
    readers = {
        reader
        for part in parts()
        for entry in part.model_fields.values()
        for _, told in branches(entry.annotation, entry.metadata)
        if (reader := reader_of(told)) is not None
    }

    assert len(readers) > 25
    assert all(reader.parse(reader.example) is not None for reader in readers)


def test_every_key_of_the_flagship_stands_in_the_reference() -> None:
    text = Path(REFERENCE).read_text(encoding="utf-8")
    keys = {example.path[-1] for example in examples(load(SHIPPED))}

    assert {key for key in keys if f"| `{key}` |" not in text} == set()
