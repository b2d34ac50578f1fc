from __future__ import annotations

import math

import pytest

from processes.stage import ScriptedStream, Stage
from supplychain_sim.model.journey import Journey
from supplychain_sim.pools import Crew
from supplychain_sim.processes.hiring import hiring
from supplychain_sim.processes.visits import visits
from supplychain_sim.scenario.places import HiresAway
from supplychain_sim.scenario.reading import part_from
from supplychain_sim.units import DAY, YEAR

FIRM, WHO = "firm/housing-maker", "suzhou-engineers"
RULE = part_from(
    HiresAway, {"from": WHO, "rate": "0.2 /year", "capability": "2 %", "replaced_after": "180 days"}
)
#: The draw after which somebody leaves in a year, and one after which nobody does.
LEAVES = 1 - math.exp(-0.2)
NEVER = 1 - 1e-9


def start(stage: Stage, people: int, *draws: float) -> Crew:
    crew = Crew(stage.env, people)
    luck = ScriptedStream(*draws, NEVER)
    process = hiring(stage.env, FIRM, RULE, crew, [stage.relation], luck, stage.record)
    stage.env.process(process)
    return crew


def test_who_is_hired_away_is_missing_until_replaced(stage: Stage) -> None:
    crew, away = start(stage, 3, LEAVES), []
    for time in (YEAR, YEAR + 1, YEAR + 180 * DAY, YEAR + 180 * DAY + 1):
        stage.env.run(until=time)
        away.append(crew.people.count)

    assert away == [0, 1, 1, 0]
    log = [(e.time, e.kind, e.facts) for e in stage.record.history(FIRM)]
    assert log == [
        (YEAR, "hired away", (WHO,)),
        (YEAR + 180 * DAY, "replaced", (WHO,)),
    ]


def test_the_supplier_gains_what_they_know(stage: Stage) -> None:
    relation = stage.relation
    start(stage, 3, LEAVES)

    stage.env.run(until=YEAR)
    before = relation.capability.at(YEAR)
    stage.env.run(until=YEAR + 1)

    assert relation.capability.at(YEAR) == pytest.approx(before + 0.02 * (1 - before))
    (joined,) = stage.events("joined")
    assert stage.record.event(joined.causes[0]).kind == "hired away"
    assert relation.tally.of("people hired away") == 1


def test_who_is_on_a_visit_goes_over_on_coming_back(stage: Stage) -> None:
    crew = start(stage, 1, LEAVES)
    with crew.people.request(1):
        stage.env.run(until=YEAR + 5 * DAY)

    stage.env.run(until=YEAR + 6 * DAY)

    assert [event.time for event in stage.record.history(FIRM)] == [YEAR + 5 * DAY]


def test_a_visit_for_which_nobody_is_left_is_dropped_because_of_who_left(stage: Stage) -> None:
    crew = start(stage, 1, LEAVES)
    visitors = stage.scenario.visitors[WHO]
    visits(stage.env, stage.relation, WHO, visitors, 60 * DAY, Journey(), crew, stage.record)

    stage.env.run(until=YEAR + 180 * DAY)

    cancelled = stage.events("visit cancelled")
    assert len(cancelled) == 2
    assert {stage.record.event(event.causes[0]).kind for event in cancelled} == {"hired away"}
