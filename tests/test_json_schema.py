"""The JSON Schema: what it takes, what it refuses, and that every key of it is described."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from flagship import SHIPPED
from jsonschema import Draft7Validator

from supplychain_sim.scenario.json_schema import json_schema
from supplychain_sim.scenario.meanings import meanings
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.source import read

SCHEMA = json_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return value if value is None or isinstance(value, str | int | float) else value.isoformat()


FLAGSHIP: dict[str, Any] = as_json(read(SHIPPED).tree)


def changed(*path: str | int, to: Any) -> dict[str, Any]:
    """Return the flagship with another value at *path*, a key that may be new."""
    tree = copy.deepcopy(FLAGSHIP)
    holder: Any = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = to
    return tree


def places(tree: dict[str, Any]) -> set[str]:
    """Return where the schema finds something wrong, by dotted path."""
    return {".".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(tree)}


def test_the_schema_is_one_of_draft_7() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_flagship_is_as_the_schema_says() -> None:
    assert list(VALIDATOR.iter_errors(FLAGSHIP)) == []


def test_what_a_run_resolves_is_as_the_schema_says() -> None:
    assert list(VALIDATOR.iter_errors(load(SHIPPED).tree)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("firms", "gear-maker", "quality_enginers"), "3 people"),
        (("horizn",), "3 years"),
        (("horizon",), 3),
        (("horizon",), "3 USD"),
        (("horizon",), {"value": "3 years", "form": "text"}),
        (("horizon",), {"value": 3}),
        (("horizon",), {"value": "3 years", "from": "hearsay"}),
        (("seed",), "20030106"),
        (("seed",), -1),
        (("start",), "6 January 2003"),
        (("currency",), "Euro"),
        (("provenance",), "mine"),
        (("sites", "kassel", "lat"), 91),
        (("sites", "no id"), FLAGSHIP["sites"]["kassel"]),
        (("sites", "kassel"), {"name": "Home", "country": "DE", "lat": 51.3}),
        (("sites", "kassel"), {"at": "kassel", "lat": 91}),
        (("ports", "hamburg"), {"at": "hamburg"}),
        (("transport",), {"road": {"detour": 0.5}}),
        (("transport",), {"sea": {"speed": "14 kn"}}),
        (("lanes", "foundry-kassel", "legs", 1, "avoid"), ["suze"]),
        (("regimes", "mutual_learning", "work_from"), "half way"),
        (("regimes", "mutual_learning", "doubt"), "yes"),
        (("regimes", "joint_venture", "preset"), "monopoly"),
        (("regimes", "joint_venture", "trails"), "never"),
        (("hazards", "strikes", "duration"), {"dist": "pareto", "mean": "3 days"}),
        (("hazards", "strikes", "duration"), {"dist": "erlang", "mean": "3 days"}),
        (("hazards", "strikes", "duration"), 3),
        (("hazards", "strikes", "backlog"), "3 days"),
        (("hazards", "no-travel", "people"), ["kassel"]),
        (("hazards", "shanghai-weather", "season"), ["june", "septembre"]),
        (("lanes", "foundry-suzhou", "legs"), []),
        (("parts", "housing", "cell"), "8"),
        (("parts", "housing", "cell"), 8.5),
        (("parts", "housing", "cell"), 0),
        (("firms", "housing-maker", "trial_teams"), "5 people"),
        (("parts", "housing", "areas", "machining", "equipment"), "borrowed"),
        (("targets", "delivery"), "95 %"),
        (("contract", "exit", "response_below"), 1.5),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else str(value)[:30],
)
def test_a_fault_is_found_within_the_value_that_has_it(
    path: tuple[str | int, ...], value: object
) -> None:
    found = places(changed(*path, to=value))

    at, above = (".".join(map(str, steps)) for steps in (path, path[:-1]))
    assert found
    # An unknown key is told of the mapping that it is in.
    assert all(place.startswith(at) or place == above for place in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("horizon",), {"value": "3 years", "from": "yours", "source": "a guess"}),
        (("sites", "kassel"), {"value": FLAGSHIP["sites"]["kassel"], "from": "yours"}),
        (("sites", "kassel"), {"at": "kassel"}),
        (("sites", "kassel"), {"at": "kassel", "name": "Home"}),
        (("ports", "hamburg"), {"at": "hamburg", "handling": "2 days"}),
        (("lanes", "foundry-kassel", "legs", 1, "avoid"), ["suez"]),
        (("hazards", "strikes", "duration"), "3 days"),
        (("hazards", "strikes", "duration"), "drewry_2006"),
        (("hazards", "strikes", "duration"), {"dist": "constant", "value": "3 days"}),
        (("hazards", "strikes", "port"), "hamburg"),
        (("hazards", "strikes", "backlog"), 2.5),
        (("parts", "housing", "cell"), 8),
        (("firms", "gear-maker", "quality_engineers"), 3),
        (("firms", "housing-maker", "trial_teams"), {"value": 5, "from": "yours"}),
        (("parts", "housing", "areas", "machining", "equipment"), "transferred"),
        (("relations", "housings", "stock", "backorders"), False),
        (("regimes", "joint_venture"), {"extends": "mutual_learning", "trials": None}),
        (("lanes", "foundry-kassel", "lead_time"), "1e1 days"),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else str(value)[:30],
)
def test_another_way_of_writing_is_taken(path: tuple[str, ...], value: object) -> None:
    assert places(changed(*path, to=value)) == set()


def test_a_key_that_is_needed_is_missed() -> None:
    tree = {key: value for key, value in FLAGSHIP.items() if key != "horizon"}

    messages = [error.message for error in VALIDATOR.iter_errors(tree)]

    assert messages == ["'horizon' is a required property"]


def test_a_file_that_extends_another_says_only_what_differs() -> None:
    assert places({"extends": "base.yaml", "horizon": "3 years", "hazards": None}) == set()
    assert places({"extends": "base.yaml", "horizon": 3}) == {"horizon"}
    assert places({"extends": "base.yaml", "relations": {"a": {"trial": {"cost": "3 USD"}}}}) == {
        "relations.a.trial"
    }


def parts(part: type[Part] = Part) -> set[type[Part]]:
    """Return every class of the schema."""
    return {part}.union(*(parts(inner) for inner in part.__subclasses__()))


def test_every_key_of_the_language_has_a_meaning() -> None:
    without = {
        f"{part.__name__}.{name}"
        for part in parts()
        for name in part.model_fields
        if not meanings(part).get(name, "").endswith(".")
    }

    assert without == set()


def test_every_key_of_the_flagship_has_a_description() -> None:
    described: set[str] = set()
    patterns: set[str] = set()
    rest: list[Any] = [SCHEMA]
    while rest:
        schema = rest.pop()
        if isinstance(schema, list):
            rest += schema
        elif isinstance(schema, dict):
            properties = schema.get("properties", {})
            described |= {key for key, inner in properties.items() if inner.get("description")}
            patterns |= schema.get("patternProperties", {}).keys()
            rest += schema.values()
    ids = {"sites", "firms", "parts", "relations", "areas", "made_at", "visits", "ports"}
    ids |= {"lanes", "hazards", "visitors", "regimes", "claims"}

    used: set[str] = set()
    values: list[tuple[Any, bool]] = [(load(SHIPPED).tree, False)]
    while values:
        value, named = values.pop()
        if isinstance(value, list):
            values += [(inner, False) for inner in value]
        elif isinstance(value, dict):
            used |= set() if named else value.keys()
            values += [(inner, key in ids and not named) for key, inner in value.items()]

    gathered = {key for key in used for pattern in patterns if re.fullmatch(pattern, key)}
    assert gathered
    assert used - described - gathered == set()
