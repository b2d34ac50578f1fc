from __future__ import annotations

import math
from typing import Any

import pytest

from processes.stage import (
    LOWEST,
    MEDIAN,
    ScriptedStream,
    ScriptedTable,
    Stage,
    Timetable,
    set_stage,
)
from supplychain_sim.distributions import lognormal
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.standing import Standing
from supplychain_sim.model.tally import Tally
from supplychain_sim.pools import Pool
from supplychain_sim.processes.teaching import bring_book, renewal, teacher
from supplychain_sim.units import DAY, YEAR

ROUND = 3 * YEAR
#: Above every chance of copying there is.
NEVER = 0.95


class School:
    """One teacher, and the bells that it hears and rings."""

    def __init__(
        self,
        stage: Stage,
        lessons: ScriptedTable | None = None,
        engineers: Pool | None = None,
    ) -> None:
        env, relation = stage.env, stage.relation
        self.to_teach, self.work = Bell(env), Bell(env)
        self.engineers = engineers or Pool(env, 1)
        self.rung: list[int] = []
        self.lessons = lessons or ScriptedTable(LOWEST)
        campaign = relation.side.campaign
        self.lasts = round(lognormal(MEDIAN, campaign.lasts, campaign.cv))
        env.process(self._hear(stage))
        env.process(
            teacher(
                env,
                relation,
                0,
                self.engineers,
                ScriptedStream(MEDIAN),
                self.lessons,
                self.to_teach,
                self.work,
                stage.record,
            )
        )

    def _hear(self, stage: Stage) -> Process:
        while True:
            yield self.work.wait()
            self.rung.append(int(stage.env.now))


def holding(stage: Stage, pool: Pool, lasts: int, trust: float) -> list[int]:
    """Let others hold one of the pool for so long; return when they begin."""
    begun = []
    place = Standing(stage.relation.terms.trust, Tally(), trust).place()

    def busy() -> Process:
        with pool.request(place) as engineer:
            yield engineer
            begun.append(int(stage.env.now))
            yield stage.env.timeout(lasts)

    stage.env.process(busy())
    return begun


def renew(ground: Ground, book: list[int], **choices: Any) -> tuple[Stage, list[int]]:
    """Start renewal to *book*; return when teachers are called."""
    stage = set_stage(ground, **choices)
    bell, called = Bell(stage.env), list[int]()

    def hear() -> Process:
        while True:
            yield bell.wait()
            called.append(int(stage.env.now))

    stage.env.process(hear())

    def bring() -> None:
        bring_book(stage.relation, book, int(stage.env.now), bell, stage.record)

    stage.env.process(renewal(stage.env, stage.relation, ROUND, bring))
    return stage, called


def pending_of(stage: Stage, cell: int) -> list[int]:
    lessons = stage.relation.lessons
    return [i for i in stage.relation.book.landscape.members[cell] if i in lessons.pending]


def test_one_campaign_copies_one_cell_of_the_customers_book(stage: Stage) -> None:
    relation, school = stage.relation, School(stage)
    cell = relation.lessons.queue[0]
    operations = pending_of(stage, cell)
    before = list(relation.book.practices)

    stage.env.run(until=school.lasts + 1)

    taught = relation.lessons.book
    changed = [i for i, old in enumerate(before) if relation.book.practices[i] != old]
    assert changed == operations
    assert all(relation.book.practices[i] == taught[i] for i in operations)
    assert stage.log("taught") == [(school.lasts, "taught", (cell, len(operations)))]
    assert school.rung == [school.lasts]
    assert relation.tally.of("paid teaching") == 600


def test_teaching_goes_on_until_the_book_is_copied_and_leaves_nothing_else_to_teach(
    stage: Stage,
) -> None:
    relation = stage.relation
    cells = len(relation.lessons.queue)
    home = stage.home.book.practices
    school = School(stage)

    stage.env.run(until=2 * cells * school.lasts)

    assert relation.book.practices == home
    assert relation.lessons.pending == set()
    assert len(stage.events("taught")) == cells


def test_what_was_not_understood_is_taught_again_after_the_other_cells(stage: Stage) -> None:
    relation = stage.relation
    first = relation.lessons.queue[0]
    cells, hard = len(relation.lessons.queue), pending_of(stage, first)[0]
    school = School(stage, ScriptedTable(LOWEST, {(hard, 0): NEVER}))

    stage.env.run(until=2 * cells * school.lasts)

    taught = [facts for _, _, facts in stage.log("taught")]
    assert (taught[0][0], taught[-1]) == (first, (first, 1))
    assert len(taught) == cells + 1
    assert [place for place in school.lessons.asked if place[0] == hard] == [(hard, 0), (hard, 1)]


def test_a_supplier_without_any_capability_takes_nothing_in(stage: Stage) -> None:
    stage.relation.capability.level = 0.0
    school = School(stage)

    stage.env.run(until=10 * school.lasts)

    assert {facts[1] for _, _, facts in stage.log("taught")} == {0}


def test_teaching_never_overwrites_a_change_of_the_suppliers_own(stage: Stage) -> None:
    relation = stage.relation
    own = pending_of(stage, relation.lessons.queue[0])[0]
    relation.own.add(own)
    stage.follow(own, 7)
    school = School(stage)

    stage.env.run(until=school.lasts + 1)

    assert relation.book.practices[own] == 7
    assert own not in relation.lessons.pending


def test_a_teacher_with_nothing_to_teach_waits_until_it_is_called(stage: Stage) -> None:
    relation = stage.relation
    cells = list(relation.lessons.queue)
    relation.lessons.queue.clear()
    school = School(stage)
    stage.env.run(until=50 * DAY)

    relation.lessons.queue.append(cells[0])
    school.to_teach.ring()
    stage.env.run(until=100 * DAY)

    assert [time for time, _, _ in stage.log("taught")] == [50 * DAY + school.lasts]


def test_a_cell_in_work_when_another_book_comes_is_not_taught_twice_over(stage: Stage) -> None:
    relation = stage.relation
    lessons, book = relation.lessons, relation.book
    cell = lessons.queue[0]
    hard = pending_of(stage, cell)[0]
    school = School(stage, ScriptedTable(LOWEST, {(hard, 0): NEVER}))
    stage.env.run(until=school.lasts)
    lessons.renew(stage.home.book.practices, book.practices, book.landscape, relation.own)
    cells = len(lessons.queue)

    stage.env.run(until=2 * (cells + 1) * school.lasts)

    taught = [facts[0] for _, _, facts in stage.log("taught")]
    assert taught.count(cell) == 2
    assert len(taught) == cells + 1


def test_every_round_brings_the_book_of_that_day(ground: Ground) -> None:
    book = list(set_stage(ground).home.book.practices)
    stage, called = renew(ground, book)
    landscape, relation = stage.relation.book.landscape, stage.relation
    relation.lessons.renew(book, book, landscape, ())
    drawn, taught = landscape.owned_by("customer")[0], landscape.owned_by("supplier")[0]
    own, together = landscape.owned_by("supplier")[-1], landscape.owned_by("customer")[-1]
    for operation in (drawn, taught, own, together):
        book[operation] = 7
    relation.own.update((own, together))

    stage.env.run(until=ROUND)
    before = relation.book.practices[drawn]
    stage.env.run(until=ROUND + 1)

    assert before != 7
    # The customer's operations come with the drawing, the others have to be taught.
    assert relation.book.practices[drawn] == 7
    assert relation.book.practices[taught] != 7
    assert taught in relation.lessons.pending
    # What the supplier has changed by agreement stays, whoever owns the operation.
    assert own not in relation.lessons.pending
    assert relation.book.practices[together] != 7
    assert relation.lessons.book == tuple(book)
    assert called == [ROUND]
    assert stage.log("book renewed") == [
        (ROUND, "book renewed", (1, len(relation.lessons.pending)))
    ]


@pytest.mark.parametrize("choices", [{"procurement_lock": True}, {"teaches": "none"}])
def test_no_newer_book_comes_under_a_lock_or_where_nothing_is_taught(
    ground: Ground, choices: dict[str, Any]
) -> None:
    book = [7] * 240
    stage, called = renew(ground, book, **choices)
    before = list(stage.relation.book.practices)

    stage.env.run(until=4 * ROUND)

    assert stage.relation.book.practices == before
    assert called == []


def test_a_campaign_holds_an_engineer_of_the_customers_and_waits_until_one_is_free(
    stage: Stage,
) -> None:
    engineers = Pool(stage.env, 1)
    holding(stage, engineers, 30 * DAY, trust=0.5)
    school = School(stage, engineers=engineers)

    stage.env.run(until=30 * DAY)
    before = stage.relation.tally.of("engineer days waited")
    stage.env.run(until=30 * DAY + school.lasts)
    held = school.engineers.count
    stage.env.run(until=30 * DAY + school.lasts + 1)

    assert (before, held) == (0, 1)
    assert [event.time for event in stage.events("taught")] == [30 * DAY + school.lasts]
    assert stage.relation.tally.of("engineer days waited") == 30


def test_the_customers_engineers_teach_those_first_whom_they_trust_more(stage: Stage) -> None:
    engineers = Pool(stage.env, 1)
    holding(stage, engineers, 10 * DAY, trust=0.5)
    stage.relation.standing.trust = 0.5
    begun = [
        holding(stage, engineers, DAY, trust=0.4),
        holding(stage, engineers, DAY, trust=0.6),
    ]
    school = School(stage, engineers=engineers)

    stage.env.run(until=12 * DAY + school.lasts + 1)

    taught = [event.time for event in stage.events("taught")]
    assert taught == [11 * DAY + school.lasts]
    # Who is trusted less waits for as long as there is anything to teach.
    assert begun == [[], [10 * DAY]]


def test_what_was_last_set_up_long_ago_is_hard_to_copy(stage: Stage) -> None:
    relation = stage.relation
    operation = next(iter(relation.lessons.pending))

    chances = [relation.copies(day * DAY)(operation) for day in (0, 90)]

    assert chances[0] == pytest.approx(0.9 * 0.2**0.4)
    able = relation.capability.at(90 * DAY) / relation.capability.at(0)
    assert chances[1] == pytest.approx(chances[0] * able**0.4 * math.exp(-1))


def test_a_campaign_at_a_supplier_that_is_replaced_meanwhile_teaches_the_next_nothing(
    stage: Stage,
) -> None:
    relation = stage.relation
    school = School(stage)
    stage.env.run(until=DAY)
    before = list(relation.book.practices)
    relation.supplier = 1

    stage.env.run(until=school.lasts + 1)
    assert relation.book.practices == before
    assert stage.events("taught") == []
    stage.env.run(until=2 * school.lasts + 1)

    assert len(stage.events("taught")) == 1


def test_a_campaign_waits_for_the_way_to_reopen_and_holds_nobody_meanwhile(stage: Stage) -> None:
    gate = Gate("way/foundry/suzhou", Timetable(Closure(0, 40 * DAY, 40 * DAY, "no-travel")))
    stage.relation.journeys[stage.relation.regime.work_from] = Journey((), (gate,))
    cell = stage.relation.lessons.queue[0]
    school = School(stage)

    stage.env.run(until=30 * DAY)
    assert school.engineers.count == 0
    stage.env.run(until=40 * DAY + school.lasts + 1)

    (waited,), (taught,) = stage.events("teaching waits"), stage.events("taught")
    assert (waited.time, waited.causes) == (0, ((gate.entity, 0),))
    assert (taught.time, taught.facts[0]) == (40 * DAY + school.lasts, cell)
    assert stage.record.event(taught.causes[-1]) == waited
    assert stage.relation.tally.of("teaching days held up") == 40


def test_an_engineer_who_is_free_only_when_the_way_has_shut_sets_out_later(stage: Stage) -> None:
    gate = Gate("way/foundry/suzhou", Timetable(Closure(5 * DAY, 9 * DAY, 9 * DAY, "no-travel")))
    stage.relation.journeys[stage.relation.regime.work_from] = Journey((), (gate,))
    engineers = Pool(stage.env, 1)
    holding(stage, engineers, 6 * DAY, trust=1.0)
    school = School(stage, engineers=engineers)

    stage.env.run(until=60 * DAY)

    assert [event.time for event in stage.events("teaching waits")] == [6 * DAY]
    assert stage.events("taught")[0].time == 9 * DAY + school.lasts
