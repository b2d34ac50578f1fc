from __future__ import annotations

from datetime import date

from processes.stage import Stage, set_stage
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.law import Law
from supplychain_sim.model.record import EventId
from supplychain_sim.processes.turning_points import turning_points
from supplychain_sim.scenario.dates import When
from supplychain_sim.scenario.government import Government, ProcurementLock
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.units import YEAR

START = date(2003, 1, 6)


def lifted_in(year: int) -> Law:
    lock = ProcurementLock(since=None, until=When(year, None))
    return Law(Government(procurement_lock=lock), START)


def start(stage: Stage, turns: dict[int, Regime] | None = None) -> tuple[list[EventId], list[int]]:
    """Start with these turns; return why books are brought, and when others are told to look."""
    brought: list[EventId] = []
    told: list[int] = []
    dates = stage.relation.law.dates(12 * YEAR)
    stage.env.process(
        turning_points(
            stage.env,
            stage.relation,
            turns or {},
            dates,
            brought.append,
            lambda: told.append(int(stage.env.now)),
            stage.record,
        )
    )
    return brought, told


def test_a_regime_that_follows_is_in_force_from_its_first_minute(stage: Stage) -> None:
    follower = stage.relation.regime.model_copy(update={"trials": "never", "work_from": "far"})
    _, told = start(stage, {YEAR: follower})

    stage.env.run(until=YEAR)
    before = stage.relation.regime, stage.relation.side
    stage.env.run(until=YEAR + 1)

    assert before != (follower, stage.relation.terms.far)
    assert (stage.relation.regime, stage.relation.side) == (follower, stage.relation.terms.far)
    assert stage.log("governance changed") == [
        (YEAR, "governance changed", ("work_from", "far", "trials", "never"))
    ]
    assert told == [YEAR]


def test_another_book_to_teach_is_brought_at_once(ground: Ground) -> None:
    stage = set_stage(ground, teaches="old")
    current = stage.relation.regime.model_copy(update={"teaches": "current"})
    brought, _ = start(stage, {YEAR: current})

    stage.env.run(until=YEAR + 1)

    assert [stage.record.event(event).kind for event in brought] == ["governance changed"]


def test_the_same_book_is_not_brought_anew(stage: Stage) -> None:
    brought, _ = start(stage, {YEAR: stage.relation.regime.model_copy(update={"doubt": False})})

    stage.env.run(until=YEAR + 1)

    assert brought == []


def test_nothing_is_taught_any_more_where_nothing_is_to_be(stage: Stage) -> None:
    assert stage.relation.lessons.pending
    start(stage, {YEAR: stage.relation.regime.model_copy(update={"teaches": "none"})})

    stage.env.run(until=YEAR + 1)

    assert not stage.relation.lessons.pending
    assert stage.relation.lessons.next_cell(stage.relation.book.landscape, ()) is None


def test_a_lock_that_is_lifted_brings_the_book_of_that_day(ground: Ground) -> None:
    stage = set_stage(ground, "joint_venture")
    stage.relation.law = lifted_in(3)
    brought, _ = start(stage)

    stage.env.run(until=2 * YEAR)
    locked = stage.relation.locked(int(stage.env.now) - 1)
    stage.env.run(until=2 * YEAR + 1)

    assert locked
    assert not stage.relation.locked(int(stage.env.now))
    assert len(brought) == 1
    assert stage.log("governance changed") == [
        (
            2 * YEAR,
            "governance changed",
            ("rules of procurement", "false", "locked", "false"),
        )
    ]


def test_a_lock_concerns_only_regimes_that_are_bound_by_it(stage: Stage) -> None:
    stage.relation.law = lifted_in(3)
    brought, _ = start(stage)

    stage.env.run(until=3 * YEAR)

    assert not stage.relation.locked(YEAR)
    assert brought == []
    # It is told nevertheless, since the rules are another's.
    assert stage.log("governance changed") == [
        (2 * YEAR, "governance changed", ("rules of procurement", "false"))
    ]


def test_a_turn_that_locks_brings_no_book(stage: Stage) -> None:
    locked = stage.relation.regime.model_copy(update={"procurement_lock": True, "teaches": "old"})
    brought, _ = start(stage, {YEAR: locked})

    stage.env.run(until=YEAR + 1)

    assert brought == []
    assert stage.log("governance changed") == [
        (
            YEAR,
            "governance changed",
            ("teaches", "old", "procurement_lock", "true", "locked", "true"),
        )
    ]
