"""People of a whole run: who shares whom, and what a switch leaves untouched."""

from __future__ import annotations

from collections import defaultdict

import pytest
from flagship import SHIPPED
from hypothesis import given, settings
from hypothesis import strategies as st
from processes.stage import set_stage
from running import finished, shortened

from supplychain_sim.model.founding import Ground
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.pools import Crew
from supplychain_sim.processes.visits import visits
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import Run
from supplychain_sim.units import DAY, YEAR

RELATION, WHO = "relation/housings", "suzhou-engineers"
HIRING = (
    "firms.housing-maker.hires_away={from: suzhou-engineers, rate: 1 /year, capability: 2 %, "
    "replaced_after: 180 days}"
)
GROUND = Ground(load(SHIPPED).scenario, 0)


def run_of(regime: str, *changes: str, horizon: str = "3 years") -> tuple[Run, Outcome]:
    return finished(shortened(horizon, *changes), regime)


def total(outcome: Outcome, measure: str, subject: str = RELATION) -> float:
    (found,) = (m.value for m in outcome.measures if m[:3] == (subject, measure, None))
    return found


class Trips:
    """Visits to several relations, each at its interval, by one group."""

    def __init__(self, people: int, intervals: list[int], stay: int) -> None:
        stage = set_stage(GROUND)
        self.visitors = stage.scenario.visitors[WHO].model_copy(update={"stay": stay * DAY})
        crew = Crew(stage.env, people)
        self.most = 0
        for number, interval in enumerate(intervals):
            visits(
                stage.env,
                stage.relation,
                f"group-{number}",
                self.visitors,
                interval * DAY,
                Journey(),
                crew,
                stage.record,
            )
        while stage.env.peek() < YEAR:
            stage.env.step()
            self.most = max(self.most, crew.people.count)
        events = stage.record.history(stage.relation.name)
        self.begun: defaultdict[str, list[int]] = defaultdict(list)
        for event in events:
            if event.kind == "set out":
                self.begun[str(event.facts[0])].append(event.time)
        self.cancelled = sum(event.kind == "visit cancelled" for event in events)
        self.waited = stage.relation.tally.of("visit days waited")


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(10, 60), min_size=1, max_size=4), st.integers(1, 30))
def test_no_more_are_away_than_there_are(people: int, intervals: list[int], stay: int) -> None:
    assert Trips(people, intervals, stay).most <= people


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(10, 60), min_size=1, max_size=4), st.integers(1, 30))
def test_where_there_are_people_enough_no_visit_waits(intervals: list[int], stay: int) -> None:
    # Each relation can have this many visits under way at once, journeys of half a day included.
    people = sum(1 + (stay + 1) // interval for interval in intervals)

    trips = Trips(people, intervals, stay)

    assert (trips.waited, trips.cancelled) == (0, 0)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3), st.lists(st.integers(30, 60), min_size=1, max_size=5), st.integers(1, 20))
def test_no_visit_begins_later_where_everybody_is_there_twice(
    people: int, intervals: list[int], stay: int
) -> None:
    once, twice = Trips(people, intervals, stay), Trips(2 * people, intervals, stay)

    if not once.cancelled:
        assert twice.cancelled == 0
        for group, begun in once.begun.items():
            pairs = zip(twice.begun[group], begun, strict=False)
            assert all(earlier <= later for earlier, later in pairs)


def test_a_crew_large_enough_leaves_the_run_as_it_is() -> None:
    _, few = run_of("mutual_learning")
    _, many = run_of("mutual_learning", "visitors.suzhou-engineers.people=50")

    assert total(few, "visit_wait_days") == 0
    assert few.entities == many.entities


def test_a_group_that_is_too_small_visits_less() -> None:
    _, few = run_of(
        "mutual_learning",
        "visitors.suzhou-engineers.people=1",
        "visitors.suzhou-engineers.stay=13 days",
        "relations.housings.near.visits.suzhou-engineers=every 14 days",
        HIRING,
    )

    assert total(few, "visits_cancelled") > 0
    assert total(few, "visit_wait_days") > 0
    assert total(few, "people_hired_away") > 0


def test_who_hires_nobody_away_meets_the_same_luck() -> None:
    _, without = run_of("mutual_learning")
    _, never = run_of("mutual_learning", HIRING.replace("1 /year", "0 /year"))

    assert never.entities == without.entities
    assert never.draws == without.draws


@pytest.mark.parametrize(
    ("regime", "forgets"), [("mutual_learning", False), ("near_apprenticeship", True)]
)
def test_only_what_nobody_writes_down_is_forgotten(regime: str, *, forgets: bool) -> None:
    _, outcome = run_of(regime, horizon="6 years")

    assert (total(outcome, "changes_forgotten") > 0) == forgets


def test_nothing_is_forgotten_where_nobody_leaves() -> None:
    _, outcome = run_of(
        "near_apprenticeship", "firms.housing-maker.staff_turnover=0 %/year", horizon="6 years"
    )

    assert total(outcome, "changes_forgotten") == 0
    assert "relation/housings undocumented" not in outcome.draws


def test_who_is_good_at_everything_leaves_the_same_whatever_it_is_called() -> None:
    equal = [f"visitors.{who}.otherwise=100 %" for who in (WHO, "home-skilled-workers")]
    _, one = run_of("mutual_learning", *equal)
    _, other = run_of("mutual_learning", *equal, f"visitors.{WHO}.good_at=improvement")

    assert one.entities == other.entities


@pytest.mark.parametrize("good_at", ["set_up", "improvement"])
def test_what_visitors_are_good_at_makes_a_difference(good_at: str) -> None:
    _, one = run_of("mutual_learning")
    _, other = run_of("mutual_learning", f"visitors.{WHO}.good_at={good_at}")

    assert one.entities != other.entities


def test_too_few_engineers_keep_teaching_and_searches_waiting() -> None:
    _, few = run_of("mutual_learning", "firms.gear-maker.quality_engineers=1 person")
    _, many = run_of("mutual_learning", "firms.gear-maker.quality_engineers=100 people")

    assert total(few, "engineer_wait_days") > total(many, "engineer_wait_days")
    assert total(few, "operations_taught") < total(many, "operations_taught")


def test_consultants_for_hire_help_where_nobody_else_comes() -> None:
    alone = "relations.housings.near.visits={consultants: every 3000 days}"
    hired = (
        "visitors.consultants={hired: true, people: 2, good_at: set_up, otherwise: 0 %, "
        "stay: 5 days, travel: 1 day, costs: 9000 USD}"
    )
    often = "relations.housings.near.visits.consultants=every 30 days"
    nobody = (
        "relations.housings.near.visits.suzhou-engineers=null",
        ("relations.housings.near.visits.home-skilled-workers=null"),
    )
    _, seldom = run_of("mutual_learning", hired, *nobody, alone.replace("3000", "1000"))
    _, helped = run_of("mutual_learning", hired, *nobody, often)

    assert total(helped, "operations_taught") > total(seldom, "operations_taught")
