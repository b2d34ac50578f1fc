"""What visitors are good at: whose visit helps with what."""

from __future__ import annotations

import pytest

from processes.stage import LOWEST, ScriptedStream, Stage
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trying import next_job, scheduled
from supplychain_sim.scenario.places import Skill
from supplychain_sim.units import YEAR

#: So long after the start that nothing is left of the common beginning.
LATE = 20 * YEAR


def visited(stage: Stage, good_at: Skill, *, hired: bool = False) -> EventId:
    """Let people who are good at one thing, and no other, be there now."""
    relation = stage.relation
    stage.open_everything()
    relation.capability.level, relation.capability.erosion = 1.0, 0.0
    visit = stage.happened("visited")
    visitors = stage.scenario.visitors["suzhou-engineers"].model_copy(
        update={"good_at": good_at, "otherwise": 0.0, "hired": hired}
    )
    relation.insight.leave(visitors, LATE, visit)
    return visit


def tried(stage: Stage, draw: float) -> tuple[int, EventId]:
    """Return the operation of the next trial, and its cause."""
    job = next_job(stage.relation, LATE, ScriptedStream(draw, LOWEST))
    assert job is not None
    return job.idea.operation, job.idea.cause


def worst(relation: Relation, operations: tuple[int, ...], attribute: int | None = None) -> int:
    return relation.book.worst(operations, attribute, 0.1)[0]


def supplied(stage: Stage) -> tuple[int, ...]:
    return stage.relation.book.landscape.owned_by("supplier")


@pytest.mark.parametrize(("good_at", "knows"), [("root_cause", True), ("improvement", False)])
def test_who_is_good_at_causes_helps_to_correct(stage: Stage, good_at: Skill, knows: bool) -> None:
    visited(stage, good_at)
    stage.miss(0).tries = 1

    operation, _ = tried(stage, 0.7)

    expected = worst(stage.relation, supplied(stage), 0) if knows else supplied(stage)[0]
    assert operation == expected


@pytest.mark.parametrize(("good_at", "knows"), [("root_cause", False), ("improvement", True)])
def test_who_is_good_at_improving_helps_to_choose_what_to_improve(
    stage: Stage, good_at: Skill, knows: bool
) -> None:
    visit = visited(stage, good_at)
    opened = scheduled(stage.relation)

    operation, cause = tried(stage, 0.7)

    assert operation == (worst(stage.relation, opened) if knows else opened[0])
    assert (cause == visit) == knows


@pytest.mark.parametrize(("good_at", "copied"), [("set_up", 0.9), ("root_cause", 0.0)])
def test_who_is_good_at_setting_up_helps_to_copy(
    stage: Stage, good_at: Skill, copied: float
) -> None:
    visited(stage, good_at)

    chance = stage.relation.copies(LATE)

    assert chance(stage.weak[0]) == pytest.approx(copied)


def test_those_who_are_hired_find_causes_in_generic_operations_alone(stage: Stage) -> None:
    relation = stage.relation
    visit = visited(stage, "improvement", hired=True)
    generic = tuple(i for i in scheduled(relation) if i in relation.generic)

    operation, cause = tried(stage, 0.7)

    assert operation == worst(relation, generic)
    assert cause == visit


def test_those_who_are_hired_help_to_copy_generic_operations_alone(stage: Stage) -> None:
    relation = stage.relation
    visited(stage, "set_up", hired=True)
    proprietary = next(i for i in supplied(stage) if i not in relation.generic)

    chance = relation.copies(LATE)

    assert chance(min(relation.generic)) == pytest.approx(0.9)
    assert chance(proprietary) == pytest.approx(0.0)


def test_generic_operations_are_the_suppliers_and_of_the_process(stage: Stage) -> None:
    generic = stage.relation.generic

    assert generic < set(supplied(stage))
    assert 0.4 < len(generic) / len(supplied(stage)) < 0.6
