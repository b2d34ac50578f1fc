from __future__ import annotations

import pytest

from processes.stage import Stage, Timetable
from supplychain_sim.model.calendar import Closure
from supplychain_sim.processes.visits import visits
from supplychain_sim.units import DAY

WAY = "way/foundry-kassel"
WHO = "home-skilled-workers"
#: Two days of travel and eight of work.
ABSENCE = 10 * DAY
INTERVAL = 90 * DAY


def start(stage: Stage, *closures: Closure) -> None:
    visitors = stage.scenario.visitors[WHO]
    way = (WAY, Timetable(*closures)) if closures else None
    stage.env.process(visits(stage.env, stage.relation, WHO, visitors, INTERVAL, way, stage.record))


def test_visitors_go_at_every_interval_and_leave_insight_and_capability(stage: Stage) -> None:
    relation = stage.relation
    start(stage)

    now = INTERVAL + ABSENCE
    stage.env.run(until=now)
    capability, insight = relation.capability.at(now), relation.insight(now)
    stage.env.run(until=now + 1)

    assert stage.log("visited") == [(now, "visited", (WHO,))]
    assert relation.last_visit == now
    assert relation.last_visit_event is not None
    assert stage.record.event(relation.last_visit_event).kind == "visited"
    assert relation.capability.at(now) == pytest.approx(capability + 0.015 * (1 - capability))
    assert relation.insight(now) > 2 * insight
    assert relation.tally.of("paid visits") == 4500


def test_visits_go_on_at_their_interval(stage: Stage) -> None:
    start(stage)

    stage.env.run(until=4 * INTERVAL)

    times = [time for time, _, _ in stage.log("visited")]
    assert times == [number * INTERVAL + ABSENCE for number in (1, 2, 3)]


def test_a_visit_during_a_travel_stop_is_cancelled_with_its_cause_and_not_counted(
    stage: Stage,
) -> None:
    relation = stage.relation
    earlier = Closure(DAY, 2 * DAY, 2 * DAY, "no-travel")
    stop = Closure(INTERVAL - DAY, INTERVAL + DAY, INTERVAL + DAY, "no-travel")
    start(stage, earlier, stop)

    stage.env.run(until=2 * INTERVAL + ABSENCE + 1)

    cancelled, visited = stage.events("visit cancelled", "visited")
    assert (cancelled.time, cancelled.kind) == (INTERVAL, "visit cancelled")
    assert cancelled.causes == ((WAY, 1),)
    assert (visited.time, visited.kind) == (2 * INTERVAL + ABSENCE, "visited")
    assert (relation.tally.of("visits"), relation.tally.of("visits cancelled")) == (1, 1)
    assert relation.tally.of("paid visits") == 4500


def test_a_stop_that_is_over_on_the_day_of_departure_stops_nobody(stage: Stage) -> None:
    start(stage, Closure(DAY, INTERVAL, 2 * INTERVAL, "no-travel"))

    stage.env.run(until=2 * INTERVAL)

    assert [kind for _, kind, _ in stage.log("visited", "visit cancelled")] == ["visited"]


def test_a_stop_that_begins_after_departure_keeps_nobody_from_working(stage: Stage) -> None:
    start(stage, Closure(INTERVAL + 1, INTERVAL + 50 * DAY, INTERVAL + 50 * DAY, "no-travel"))

    stage.env.run(until=2 * INTERVAL)

    assert [kind for _, kind, _ in stage.log("visited", "visit cancelled")] == ["visited"]
