from __future__ import annotations

from typing import Any

import pytest

from processes.stage import Stage, Timetable, set_stage
from supplychain_sim.engine import Process
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.journey import Journey
from supplychain_sim.pools import Crew
from supplychain_sim.processes.visits import visits
from supplychain_sim.units import DAY

WAY = "way/foundry/kassel"
HOME, ABROAD = "port/frankfurt", "port/pudong"
WHO = "home-skilled-workers"
#: Two days of travel and eight of work; and the journey home.
PRESENT, ABSENCE = 10 * DAY, 12 * DAY
INTERVAL = 90 * DAY


def start(
    stage: Stage,
    *closures: Closure,
    crew: Crew | None = None,
    interval: int = INTERVAL,
    journey: Journey | None = None,
    **terms: Any,
) -> Crew:
    visitors = stage.scenario.visitors[WHO].model_copy(update=terms)
    way = journey or Journey((), (Gate(WAY, Timetable(*closures)),))
    crew = crew or Crew(stage.env, visitors.people)
    visits(stage.env, stage.relation, WHO, visitors, interval, way, crew, stage.record)
    return crew


def by_air(home: tuple[Closure, ...] = (), abroad: tuple[Closure, ...] = ()) -> Journey:
    """Return a journey between two airports with known closures."""
    return Journey((Gate(HOME, Timetable(*home)), Gate(ABROAD, Timetable(*abroad))))


def shut(start: int, end: int) -> Closure:
    return Closure(start, end, end, "strike")


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


def test_a_visit_whose_way_is_shut_is_postponed_at_once_and_sets_out_when_it_reopens(
    stage: Stage,
) -> None:
    earlier = Closure(DAY, 2 * DAY, 2 * DAY, "no-travel")
    stop = Closure(INTERVAL - DAY, INTERVAL + 3 * DAY, INTERVAL + 3 * DAY, "no-travel")
    crew = start(stage, earlier, stop)

    stage.env.run(until=INTERVAL + 1)

    (postponed,) = stage.events("visit postponed")
    assert (postponed.time, postponed.causes) == (INTERVAL, ((WAY, 1),))
    assert crew.people.count == 0

    stage.env.run(until=2 * INTERVAL)

    left, visited = stage.events("set out", "visited")
    assert left.time == INTERVAL + 3 * DAY
    assert stage.record.event(left.causes[0]) == postponed
    assert visited.time == INTERVAL + 3 * DAY + PRESENT
    assert stage.events("visit cancelled") == []
    tally = stage.relation.tally
    assert [tally.of(f"visits{what}") for what in ("", " postponed", " cancelled")] == [1, 1, 0]
    assert tally.of("visit days waited") == 0


def test_a_visit_during_a_travel_stop_until_the_next_is_due_is_cancelled_and_not_counted(
    stage: Stage,
) -> None:
    relation = stage.relation
    start(stage, Closure(INTERVAL - DAY, 2 * INTERVAL, 2 * INTERVAL, "no-travel"))

    stage.env.run(until=2 * INTERVAL + PRESENT + 1)

    postponed, cancelled, visited = stage.events("visit postponed", "visit cancelled", "visited")
    assert (cancelled.time, cancelled.kind) == (2 * INTERVAL, "visit cancelled")
    assert [stage.record.event(cause) for cause in cancelled.causes] == [postponed]
    assert postponed.causes == ((WAY, 0),)
    assert (visited.time, visited.kind) == (2 * INTERVAL + PRESENT, "visited")
    assert (relation.tally.of("visits"), relation.tally.of("visits cancelled")) == (1, 1)
    assert relation.tally.of("paid visits") == 4500


def test_nobody_foresees_that_the_way_shuts_again(stage: Stage) -> None:
    first, second = shut(INTERVAL, INTERVAL + DAY), shut(INTERVAL + DAY, INTERVAL + 4 * DAY)
    start(stage, first, second)

    stage.env.run(until=2 * INTERVAL)

    put_off = stage.events("visit postponed")
    assert [(event.time, event.causes[0]) for event in put_off] == [
        (INTERVAL, (WAY, 0)),
        (INTERVAL + DAY, (WAY, 1)),
    ]
    assert [time for time, _, _ in stage.log("set out")] == [INTERVAL + 4 * DAY]
    assert stage.relation.tally.of("visits postponed") == 1


def test_what_happened_until_a_day_does_not_depend_on_when_the_way_will_reopen(
    stage: Stage, ground: Ground
) -> None:
    other, logs = set_stage(ground), []
    for one, end in ((stage, INTERVAL + 5 * DAY), (other, INTERVAL + 500 * DAY)):
        start(one, shut(INTERVAL - DAY, end))
        one.env.run(until=INTERVAL + 5 * DAY)
        logs.append(one.record.history(one.relation.name))

    assert logs[0] == logs[1]


@pytest.mark.parametrize("airport", ["home", "abroad"])
def test_a_shut_airport_at_either_end_keeps_a_visitor_from_setting_out(
    stage: Stage, airport: str
) -> None:
    start(stage, journey=by_air(**{airport: (shut(INTERVAL - DAY, INTERVAL + DAY),)}))

    stage.env.run(until=2 * INTERVAL)

    assert [time for time, _, _ in stage.log("set out")] == [INTERVAL + DAY]
    assert len(stage.log("visit postponed")) == 1


def test_who_lands_where_the_airport_has_shut_meanwhile_waits_there(stage: Stage) -> None:
    closed = shut(INTERVAL + DAY, INTERVAL + 5 * DAY)
    start(stage, journey=by_air(abroad=(closed,)))

    stage.env.run(until=2 * INTERVAL)

    held, visited = stage.events("held up", "visited")
    assert (held.time, held.causes[0]) == (INTERVAL + 2 * DAY, (ABROAD, 0))
    assert visited.time == INTERVAL + 5 * DAY + 8 * DAY
    assert stage.record.event(visited.causes[0]) == held
    assert stage.relation.tally.of("visitors' days held up") == 3


@pytest.mark.parametrize(
    ("airport", "closed", "back"),
    [
        ("abroad", (PRESENT - DAY, PRESENT + 5 * DAY), PRESENT + 7 * DAY),
        ("home", (ABSENCE - DAY, ABSENCE + 5 * DAY), ABSENCE + 5 * DAY),
    ],
)
def test_who_cannot_get_home_comes_back_later_and_is_missing_meanwhile(
    stage: Stage, airport: str, closed: tuple[int, int], back: int
) -> None:
    closure = shut(*(INTERVAL + time for time in closed))
    crew = start(stage, journey=by_air(**{airport: (closure,)}))
    away = []
    for time in (INTERVAL + back, INTERVAL + back + 1):
        stage.env.run(until=time)
        away.append(crew.people.count)

    assert away == [1, 0]
    assert [event.kind for event in stage.events("visited", "held up")] == ["visited", "held up"]
    assert crew.taken is not None
    assert stage.record.event(crew.taken).kind == "held up"


def test_journeys_are_counted_in_days_there_and_back(stage: Stage) -> None:
    start(stage)

    stage.env.run(until=INTERVAL + ABSENCE + 1)

    assert stage.relation.tally.of("travel days") == 4


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
