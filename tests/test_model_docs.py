"""What the pages on the model say is what the code does, as far as it can be compared."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from supplychain_sim.engine import Phase
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.model.questionnaire import QUESTIONS
from supplychain_sim.scenario.defaults import ANY, by_id, part_at, shipped, within
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import prepare
from supplychain_sim.streams import Streams

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "supplychain_sim"
MODEL = (ROOT / "docs" / "model.md").read_text()
SUBMODELS = (ROOT / "docs" / "submodels.md").read_text()
ELEMENTS = (
    "1. Purpose and patterns",
    "2. Entities, state variables, and scales",
    "3. Process overview and scheduling",
    "4. Design concepts",
    "5. Initialization",
    "6. Input data",
    "7. Submodels",
)
CONCEPTS = (
    "Basic principles",
    "Emergence",
    "Adaptation",
    "Objectives",
    "Learning",
    "Prediction",
    "Sensing",
    "Interaction",
    "Stochasticity",
    "Collectives",
    "Observation",
)
SECTIONS = ("firms", "parts", "relations", "visitors", "targets", "contract")


def _rows(page: str, head: str) -> list[list[str]]:
    """Return the cells of the table that begins with *head*, without its two first lines."""
    table = page[page.index(head) :].split("\n\n", maxsplit=1)[0]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()[2:]]


def _shipped_values() -> dict[str, Any]:
    """Return each shipped default by its key."""
    found: dict[str, Any] = {}

    def gather(values: dict[str, Any], at: tuple[str, ...]) -> None:
        for key, value in values.items():
            if isinstance(value, dict):
                gather(value, (*at, key))
            else:
                found[".".join((*at, key))] = value

    gather({name: shipped()[0][name] for name in SECTIONS}, ())
    return found


def _quoted() -> list[tuple[str, str]]:
    """Return key and value of each default that the pages quote."""
    pattern = r"`([\w.*]+)`\s=\s\*\*([^*]+)\*\*"
    pairs = re.findall(pattern, MODEL) + re.findall(pattern, SUBMODELS)
    return [(key, " ".join(value.split())) for key, value in pairs]


def _same(value: object, written: str) -> bool:
    if isinstance(value, bool):
        return written == str(value).lower()
    if isinstance(value, int | float):
        return float(written) == value
    return written == value


def _modules(folder: str) -> Iterator[str]:
    for path in sorted((PACKAGE / folder).glob("*.py")):
        if path.stem != "__init__":
            yield f"{folder}/{path.name}"


def test_the_elements_of_the_protocol_are_there_in_its_order() -> None:
    assert tuple(re.findall(r"^## (\d\. .+)$", MODEL, re.MULTILINE)) == ELEMENTS


def test_the_eleven_design_concepts_are_there_in_the_order_of_the_protocol() -> None:
    section = MODEL[MODEL.index("## 4.") : MODEL.index("### Streams")]

    assert tuple(re.findall(r"^\*\*(.+?)\.\*\*", section, re.MULTILINE)) == CONCEPTS


@pytest.mark.parametrize("module", [*_modules("processes"), *_modules("model")])
def test_a_module_of_the_model_is_named_where_it_is_described(module: str) -> None:
    assert f"`{module}`" in SUBMODELS


def test_every_module_that_is_named_exists() -> None:
    named = re.findall(r"`((?:processes|model)/\w+\.py)`", SUBMODELS)

    assert [module for module in named if not (PACKAGE / module).exists()] == []


def test_the_schedule_is_that_of_the_engine() -> None:
    told = [(number, phase) for number, phase, *_ in _rows(MODEL, "| Order | Phase |")]

    assert told == [(str(phase.value), phase.name.lower()) for phase in Phase]


def test_every_default_that_is_quoted_is_the_shipped_one() -> None:
    values = _shipped_values()

    assert [f"{key}: {told}" for key, told in _quoted() if not _same(values.get(key), told)] == []


def test_every_shipped_default_is_quoted() -> None:
    quoted = {key for key, _ in _quoted()}

    assert sorted(set(_shipped_values()) - quoted) == []


def _exists(part: type[Part], path: list[str]) -> bool:
    """Return whether *path* leads to a key of the language, with ``*`` for any id."""
    key, *rest = path
    entry = within(part).get(key)
    if entry is None or not rest:
        return entry is not None
    thing = by_id(entry)
    if thing is not None:
        return rest[0] == ANY and (not rest[1:] or _exists(thing, rest[1:]))
    inner = part_at(entry)
    return inner is not None and _exists(inner, rest)


def test_every_key_that_is_named_is_one_of_the_language() -> None:
    pattern = rf"`((?:{'|'.join(SECTIONS)})\.[\w.*]+)`"
    named = set(re.findall(pattern, MODEL + SUBMODELS))

    assert named
    assert sorted(key for key in named if not _exists(Scenario, key.split("."))) == []


def test_every_measure_that_answers_a_question_exists() -> None:
    rows = _rows((ROOT / "docs" / "results.md").read_text(), "| Question | Measures |")
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row[1])]

    assert named
    assert sorted(set(named) - set(REGISTRY)) == []


def test_every_question_of_the_audits_is_in_the_table_of_bounds() -> None:
    rows = _rows(SUBMODELS, "| Figures | Bounds")
    told = re.findall(r"P\d(?:\.\d)+\*?", " ".join(row[2] for row in rows))

    asked = [f"{one.number}{'*' if one.starred else ''}" for one in QUESTIONS]
    assert sorted(told) == sorted(asked)


def _pattern(purpose: str) -> str:
    """Return *purpose* without what differs from scenario to scenario."""
    by_hazard = re.sub(r"(?<=closures by ).*", "<hazard>", re.sub(r"\d+$", "<n>", purpose))
    return re.sub(r"(?<=accidents by ).*(?= on leg)", "<hazard>", by_hazard)


def _told_streams() -> set[str]:
    return {row[0].strip("`") for row in _rows(MODEL, "| Purpose | Entity |")}


def test_the_table_of_streams_has_every_stream_that_a_run_opens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: set[str] = set()
    key = Streams.key

    def noted(self: Streams, entity: str, purpose: str) -> int:
        opened.add(_pattern(purpose))
        return key(self, entity, purpose)

    monkeypatch.setattr(Streams, "key", noted)
    hired = "{from: suzhou-engineers, rate: 1 /year, capability: 5 %, replaced_after: 60 days}"
    storm = "{mode: sea, rate: 1 /year, duration: 9 days}"
    settings = (f"firms.housing-maker.hires_away={hired}", f"hazards.storm={storm}")
    scenario = load(ROOT / "scenarios" / "gear_unit_housings.yaml", settings).scenario
    ground = Ground(scenario, 0)
    for regime in scenario.regimes:
        prepare(ground, regime)

    assert opened == _told_streams()


def _purposes_in_code() -> Iterator[str]:
    """Yield each purpose that the code writes out where it opens a stream."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name("streams") | ast.Attribute(attr="streams"),
                        attr="of" | "table" | "key",
                    ),
                    args=[_, ast.Constant(str(purpose))],
                ):
                    yield purpose


def test_every_purpose_in_the_code_is_in_the_table_of_streams() -> None:
    written = set(_purposes_in_code())

    assert len(written) > 30
    assert sorted(written - _told_streams()) == []
