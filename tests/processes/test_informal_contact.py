from __future__ import annotations

import math
from itertools import pairwise

import pytest
from flagship import FLAGSHIP
from statistical import assert_estimates

from processes.stage import MEDIAN, ScriptedStream, Stage
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.geography import great_circle, left_over_distance
from supplychain_sim.model.insight import SKILLS
from supplychain_sim.processes.informal_contact import informal_contact
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.places import Site
from supplychain_sim.simulation import prepare
from supplychain_sim.streams import Stream, Streams
from supplychain_sim.units import DAY, YEAR

WHO, FADES, MEAN = "suzhou-engineers", 90, 30 * DAY
#: The median of an exponential time.
GAP = round(MEAN * math.log(2))
RELATION = "relation/housings"


def start(stage: Stage, gaps: Stream, mean: float = MEAN, refreshes: float = 0.25) -> None:
    stage.set_terms("contact", refreshes=refreshes)
    people = [stage.scenario.visitors[WHO]]
    informal_contact(stage.env, stage.relation, "suzhou", people, mean, gaps, stage.record)


def at(lat: float, lon: float) -> Site:
    return Site(name="Somewhere", country="CN", lat=lat, lon=lon)


def test_a_contact_brings_insight_some_of_the_way_to_what_a_visit_would_leave(
    stage: Stage,
) -> None:
    start(stage, ScriptedStream(MEDIAN, 1 - 1e-9))
    faded = math.exp(-GAP / DAY / FADES)

    stage.env.go_on(GAP + 1)

    # The engineers are good at finding causes, and leave half as much in the rest.
    found = {skill: stage.relation.insight.fresh(skill, GAP) for skill in SKILLS}
    assert found["root_cause"] == pytest.approx(faded + 0.25 * (1 - faded))
    assert found["set_up"] == pytest.approx(faded)
    assert faded > 0.5


def test_what_has_faded_below_what_they_know_of_other_things_is_brought_back_too(
    stage: Stage,
) -> None:
    start(stage, ScriptedStream(1 - 2**-8, 1 - 1e-9))
    late = 8 * MEAN * math.log(2)
    faded = math.exp(-late / DAY / FADES)

    stage.env.go_on(round(late) + 1)

    assert stage.relation.insight.fresh("set_up", round(late)) == pytest.approx(
        faded + 0.25 * (0.5 - faded), abs=1e-6
    )


def test_a_contact_names_the_last_visit_and_is_behind_what_is_tried_then(stage: Stage) -> None:
    relation = stage.relation
    visit = stage.happened("visited")
    relation.insight.leave(stage.scenario.visitors[WHO], 0, visit)
    start(stage, ScriptedStream(MEDIAN, 1 - 1e-9))

    stage.env.go_on(GAP + 1)

    (spoke,) = stage.events("spoke")
    assert (spoke.time, spoke.facts, spoke.causes) == (GAP, ("suzhou",), (visit,))
    behind = relation.insight.behind("root_cause", generic=False)
    assert behind is not None
    assert stage.record.event(behind) is spoke


def test_a_contact_makes_nobody_more_capable_and_costs_nothing(stage: Stage) -> None:
    relation = stage.relation
    start(stage, ScriptedStream(MEDIAN))

    stage.env.go_on(YEAR)

    assert relation.tally.of("contacts") > 10
    assert relation.capability.gained == 0
    assert relation.tally.starting_with("paid ") == 0


def test_contacts_are_carried_and_cost_no_event(stage: Stage) -> None:
    start(stage, ScriptedStream(MEDIAN))

    stage.env.go_on(YEAR)

    assert stage.env.steps == 0


def test_contacts_come_at_their_rate_and_at_random(stage: Stage) -> None:
    mean, years = 10 * DAY, 40
    start(stage, Streams(stage.scenario.seed, 0).of(RELATION, "informal contact"), mean)

    stage.env.go_on(years * YEAR)

    times = [event.time for event in stage.events("spoke")]
    gaps = [(after - before) / mean for before, after in pairwise(times)]
    assert_estimates(gaps, 1.0, notices=0.15)
    assert_estimates([gap**2 for gap in gaps], 2.0, notices=0.75)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ((0.0, 0.0), (0.0, 180.0), 20015),
        ((0.0, 179.5), (0.0, -179.5), 111),
        ((90.0, 17.0), (-90.0, 5.0), 20015),
        ((31.0, 120.0), (31.0, 120.0), 0),
    ],
)
def test_distance_is_that_of_the_great_circle(
    one: tuple[float, float], other: tuple[float, float], kilometres: int
) -> None:
    assert great_circle(at(*one), at(*other)) == kilometres
    assert great_circle(at(*other), at(*one)) == kilometres


def test_contact_halves_with_each_so_many_kilometres() -> None:
    assert [left_over_distance(km, 500) for km in (0, 500, 1000)] == [1.0, 0.5, 0.25]


def contacts(*settings: str, years: int = 40) -> dict[str, int]:
    """Return how often people of each site have spoken to the supplier's."""
    scenario = load(
        FLAGSHIP, [f"horizon={years} years", "contract.round=1 year", "claims=null", *settings]
    ).scenario
    run = prepare(Ground(scenario, 0), "mutual_learning")
    run.until(scenario.horizon)
    sites = [e.facts[0] for e in run.record.history(RELATION) if e.kind == "spoke"]
    return {site: sites.count(site) for site in ("suzhou", "kassel")}


def test_who_is_far_away_speaks_to_the_supplier_less_often_in_a_whole_run() -> None:
    found = contacts(years=4)

    # 66 and 8,600 km away: 185 and 1.3 contacts are expected of four years, give or take 14 and 1.
    assert abs(found["suzhou"] - 185) < 5 * 14
    assert found["kassel"] < 8


def test_without_a_rate_nobody_speaks() -> None:
    assert contacts("relations.housings.contact.rate=0 /month", years=1) == {
        "suzhou": 0,
        "kassel": 0,
    }
