from __future__ import annotations

import pytest

from processes.stage import HIGHEST, LOWEST, MEDIAN, ScriptedStream, Stage, Timetable, better
from supplychain_sim.engine import Belt, Phase
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.contract import Level
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.record import EventId
from supplychain_sim.processes.production import Lot, place_lines, production
from supplychain_sim.units import DAY

ORDER: EventId = ("relation/housings", 0)
Sent = tuple[int, int, int, int, EventId]


def start(stage: Stage, defects: float = MEDIAN) -> tuple[Belt[Lot], list[Sent]]:
    sent: list[Sent] = []

    def dispatch(units: int, defective: int, due: int, finished: EventId, _: int) -> None:
        sent.append((int(stage.env.now), units, defective, due, finished))

    finish = production(stage.relation, ScriptedStream(defects), dispatch, stage.record)
    return Belt(stage.env, Phase.PRODUCTION, stage.relation.name, finish), sent


def test_lots_are_finished_in_order_of_time_and_say_how_far_from_the_quote(
    stage: Stage,
) -> None:
    floor, sent = start(stage, defects=LOWEST)
    floor.post(Lot(units=40, due=14 * DAY, ordered=ORDER), 15 * DAY)
    floor.post(Lot(units=60, due=14 * DAY, ordered=ORDER), 14 * DAY)

    stage.env.run(until=20 * DAY)

    finished = [(e.time, e.facts, e.causes) for e in stage.events("finished")]
    assert finished == [
        (14 * DAY, (60, 0), (ORDER,)),
        (15 * DAY, (40, DAY), (ORDER,)),
    ]
    assert [lot[:4] for lot in sent] == [(14 * DAY, 60, 0, 14 * DAY), (15 * DAY, 40, 0, 14 * DAY)]
    assert [stage.record.event(lot[4]).time for lot in sent] == [14 * DAY, 15 * DAY]


def test_a_line_takes_the_time_that_the_cookbook_gives_it_on_the_day_it_is_ordered(
    stage: Stage,
) -> None:
    relation = stage.relation
    floor, sent = start(stage)
    expected = relation.outcomes.lines_minutes(relation.book, [0.0])

    place_lines(relation, floor, ScriptedStream(MEDIAN), None)([40], ORDER, 0)
    relation.book.adopt(
        relation.book.effect(((stage.weak[0], better(relation.book, stage.weak[0])),))
    )
    stage.env.run(until=100 * DAY)

    assert [(lot[0], lot[3]) for lot in sent] == [(*expected, relation.terms.quoted)]


def test_work_on_a_line_rests_while_the_plant_is_shut(stage: Stage) -> None:
    relation = stage.relation
    floor, sent = start(stage)
    (lasts,) = relation.outcomes.lines_minutes(relation.book, [0.0])
    flood = Closure(DAY, 21 * DAY, 21 * DAY, "flood")
    gate = Gate("gate/foundry", Timetable(flood))

    place_lines(relation, floor, ScriptedStream(MEDIAN), gate)([40], ORDER, 0)
    stage.env.run(until=100 * DAY)

    assert [lot[0] for lot in sent] == [lasts + 20 * DAY]
    (finished,) = stage.events("finished")
    assert finished.causes == (ORDER, ("gate/foundry", 0))


def test_a_lot_costs_and_fails_by_the_cookbook_of_the_day_it_is_finished(stage: Stage) -> None:
    relation = stage.relation
    floor, sent = start(stage, defects=HIGHEST)
    floor.post(Lot(units=1000, due=DAY, ordered=ORDER), DAY)
    ordered_at = relation.outcomes.cost_of(relation.book)

    relation.book.adopt(
        relation.book.effect(((stage.weak[0], better(relation.book, stage.weak[0])),))
    )
    stage.env.run(until=2 * DAY)

    cost = relation.outcomes.cost_of(relation.book)
    assert cost != ordered_at
    assert relation.tally.of("unit cost x units") == pytest.approx(1000 * cost, rel=1e-12)
    per_million = relation.outcomes.defects_of(relation.book)
    assert [lot[2] for lot in sent] == [relation.outcomes.defective(per_million, 1000, HIGHEST)]


def test_a_lot_of_an_earlier_supplier_costs_what_that_one_had_reached(stage: Stage) -> None:
    relation = stage.relation
    floor, _ = start(stage)
    relation.supplier, relation.earlier = 1, [Level(99.0, 0.0)]
    floor.post(Lot(units=10, due=DAY, ordered=ORDER, supplier=0), DAY)
    floor.post(Lot(units=10, due=DAY, ordered=ORDER, supplier=1), DAY)

    stage.env.run(until=2 * DAY)

    cost = 10 * (99.0 + relation.level().cost)
    assert relation.tally.of("unit cost x units") == pytest.approx(cost)


def test_whether_a_line_is_late_is_not_read_before_its_quote_runs_out(stage: Stage) -> None:
    relation = stage.relation
    floor, _ = start(stage)
    place_lines(relation, floor, ScriptedStream(HIGHEST), None)([40], ORDER, 0)

    before = relation.progress.review(relation.terms.quoted - 1, 50.0)
    after = relation.progress.review(relation.terms.quoted, 50.0)

    assert (before.lines, before.late) == (0, 0)
    assert (after.lines, after.late) == (1, 1)
