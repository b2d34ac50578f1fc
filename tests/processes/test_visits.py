from __future__ import annotations

from typing import Any

import pytest

from processes.stage import Stage, Timetable
from supplychain_sim.engine import Process
from supplychain_sim.model.closures import Closure
from supplychain_sim.pools import Crew
from supplychain_sim.processes.visits import visits
from supplychain_sim.units import DAY

WAY = "way/foundry-kassel"
WHO = "home-skilled-workers"
#: Two days of travel and eight of work; and the journey home.
PRESENT, ABSENCE = 10 * DAY, 12 * DAY
INTERVAL = 90 * DAY


def start(
    stage: Stage,
    *closures: Closure,
    crew: Crew | None = None,
    interval: int = INTERVAL,
    **terms: Any,
) -> Crew:
    visitors = stage.scenario.visitors[WHO].model_copy(update=terms)
    way = (WAY, Timetable(*closures)) if closures else None
    crew = crew or Crew(stage.env, visitors.people)
    visits(stage.env, stage.relation, WHO, visitors, interval, way, crew, stage.record)
    return crew


def take(stage: Stage, crew: Crew, until: int) -> None:
    """Let one of the crew be elsewhere from now on."""

    def elsewhere() -> Process:
        with crew.people.request(0) as person:
            yield person
            crew.taken = stage.happened("set out elsewhere")
            yield stage.env.timeout(until)

    stage.env.process(elsewhere())


def test_visitors_go_at_every_interval_and_leave_insight_and_capability(stage: Stage) -> None:
    relation = stage.relation
    start(stage)

    now = INTERVAL + PRESENT
    stage.env.run(until=now)
    capability, insight = relation.capability.at(now), relation.finds("set_up", now)[0]
    stage.env.run(until=now + 1)

    (visited,) = stage.events("visited")
    assert (visited.time, visited.facts) == (now, (WHO,))
    assert stage.record.event(visited.causes[0])[:2] == (INTERVAL, "set out")
    closed = 1 - 0.998**8
    assert relation.capability.at(now) == pytest.approx(capability + closed * (1 - capability))
    assert relation.finds("set_up", now)[0] > 2 * insight
    assert relation.tally.of("paid visits") == 4500


def test_each_day_of_a_stay_closes_a_share_of_the_missing_capability(stage: Stage) -> None:
    relation = stage.relation
    start(stage, stay=1 * DAY)

    now = INTERVAL + 3 * DAY
    stage.env.run(until=now)
    before = relation.capability.at(now)
    stage.env.run(until=now + 1)

    assert relation.capability.at(now) == pytest.approx(before + 0.002 * (1 - before))


def test_visits_go_on_at_their_interval(stage: Stage) -> None:
    start(stage)

    stage.env.run(until=4 * INTERVAL)

    times = [time for time, _, _ in stage.log("visited")]
    assert times == [number * INTERVAL + PRESENT for number in (1, 2, 3)]


def test_a_visit_takes_one_person_until_that_person_is_back(stage: Stage) -> None:
    crew, away = start(stage), []
    for time in (INTERVAL, INTERVAL + 1, INTERVAL + ABSENCE, INTERVAL + ABSENCE + 1):
        stage.env.run(until=time)
        away.append(crew.people.count)

    assert away == [0, 1, 1, 0]


def test_a_visit_that_finds_nobody_free_waits(stage: Stage) -> None:
    crew = start(stage, people=1)
    take(stage, crew, INTERVAL + 5 * DAY)

    stage.env.run(until=2 * INTERVAL)

    assert [time for time, _, _ in stage.log("visited")] == [INTERVAL + 5 * DAY + PRESENT]
    assert stage.relation.tally.of("visit days waited") == 5


def test_a_late_visit_delays_none_of_those_after_it(stage: Stage) -> None:
    crew = start(stage, people=2)
    take(stage, crew, 2 * INTERVAL - DAY)
    take(stage, crew, 2 * INTERVAL - DAY)

    stage.env.run(until=3 * INTERVAL)

    times = [time for time, _, _ in stage.log("visited")]
    assert times == [2 * INTERVAL - DAY + PRESENT, 2 * INTERVAL + PRESENT]


@pytest.mark.parametrize("free", [2 * INTERVAL, 2 * INTERVAL + 50 * DAY])
def test_a_visit_that_could_begin_only_when_the_next_is_due_is_dropped_with_its_cause(
    stage: Stage, free: int
) -> None:
    crew = start(stage, people=1)
    take(stage, crew, free)

    stage.env.run(until=3 * INTERVAL)

    (cancelled,) = stage.events("visit cancelled")
    assert cancelled.time == 2 * INTERVAL
    assert stage.record.event(cancelled.causes[0]).kind == "set out elsewhere"
    assert [time for time, _, _ in stage.log("visited")] == [free + PRESENT]
    assert stage.relation.tally.of("visits cancelled") == 1


def test_the_cause_of_a_dropped_visit_is_the_one_that_took_the_last_person(stage: Stage) -> None:
    crew = Crew(stage.env, 1)
    start(stage, crew=crew, stay=200 * DAY)

    stage.env.run(until=2 * INTERVAL + INTERVAL + 1)

    first, (cancelled,) = stage.events("set out")[0], stage.events("visit cancelled")
    assert stage.record.event(cancelled.causes[0]) is first


def test_a_visit_during_a_travel_stop_is_cancelled_with_its_cause_and_not_counted(
    stage: Stage,
) -> None:
    relation = stage.relation
    earlier = Closure(DAY, 2 * DAY, 2 * DAY, "no-travel")
    stop = Closure(INTERVAL - DAY, INTERVAL + DAY, INTERVAL + DAY, "no-travel")
    start(stage, earlier, stop)

    stage.env.run(until=2 * INTERVAL + PRESENT + 1)

    cancelled, visited = stage.events("visit cancelled", "visited")
    assert (cancelled.time, cancelled.kind) == (INTERVAL, "visit cancelled")
    assert cancelled.causes == ((WAY, 1),)
    assert (visited.time, visited.kind) == (2 * INTERVAL + PRESENT, "visited")
    assert (relation.tally.of("visits"), relation.tally.of("visits cancelled")) == (1, 1)
    assert relation.tally.of("paid visits") == 4500


def test_a_visit_that_is_cancelled_takes_nobody(stage: Stage) -> None:
    crew = start(stage, Closure(INTERVAL - DAY, INTERVAL + DAY, INTERVAL + DAY, "no-travel"))

    stage.env.run(until=INTERVAL + 1)

    assert crew.people.count == 0
    assert len(stage.events("visit cancelled")) == 1


def test_a_stop_that_is_over_on_the_day_of_departure_stops_nobody(stage: Stage) -> None:
    start(stage, Closure(DAY, INTERVAL, 2 * INTERVAL, "no-travel"))

    stage.env.run(until=2 * INTERVAL)

    assert [kind for _, kind, _ in stage.log("visited", "visit cancelled")] == ["visited"]


def test_a_stop_that_begins_after_departure_keeps_nobody_from_working(stage: Stage) -> None:
    start(stage, Closure(INTERVAL + 1, INTERVAL + 50 * DAY, INTERVAL + 50 * DAY, "no-travel"))

    stage.env.run(until=2 * INTERVAL)

    assert [kind for _, kind, _ in stage.log("visited", "visit cancelled")] == ["visited"]


def test_a_visit_to_a_supplier_that_is_replaced_meanwhile_leaves_nothing_to_the_next(
    stage: Stage,
) -> None:
    relation = stage.relation
    start(stage)
    stage.env.run(until=INTERVAL + DAY)
    relation.supplier = 1
    now = INTERVAL + PRESENT
    insight = relation.finds("set_up", now + 1)[0]

    stage.env.run(until=now + 1)

    assert relation.capability.gained == 0.0
    assert relation.finds("set_up", now + 1)[0] == insight
    assert relation.tally.of("paid visits") == 4500
