from __future__ import annotations

import math

import pytest
from flagship import FLAGSHIP
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.insight import SKILLS, Insight, search, worth_of
from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.places import Skill, Visitors
from supplychain_sim.units import DAY

FADES = 90
VISIT: EventId = ("relation/housings", 7)
ENGINEERS = load(FLAGSHIP).scenario.visitors["suzhou-engineers"]


def visitors(good_at: Skill, otherwise: float, *, hired: bool = False) -> Visitors:
    return ENGINEERS.model_copy(update={"good_at": good_at, "otherwise": otherwise, "hired": hired})


def test_the_parties_begin_together_which_counts_as_a_visit_in_full() -> None:
    insight = Insight(FADES * DAY)

    assert [insight.fresh(skill, 0) for skill in SKILLS] == [1.0, 1.0, 1.0]
    assert insight.fresh("set_up", FADES * DAY) == pytest.approx(math.exp(-1))
    assert insight.behind("set_up", generic=False) is None


@pytest.mark.parametrize("good_at", SKILLS)
def test_a_visit_refreshes_in_full_what_the_visitors_are_good_at_and_the_rest_in_part(
    good_at: Skill,
) -> None:
    insight, now = Insight(FADES * DAY), 1000 * DAY

    insight.leave(visitors(good_at, 0.4), now, VISIT)

    found = {skill: insight.fresh(skill, now) for skill in SKILLS}
    assert found == {skill: 1.0 if skill == good_at else 0.4 for skill in SKILLS}
    assert all(insight.behind(skill, generic=False) == VISIT for skill in SKILLS)


def test_where_visitors_leave_nothing_in_what_they_are_not_good_at_it_stays_as_it_was() -> None:
    insight, now = Insight(FADES * DAY), 30 * DAY

    insight.leave(visitors("root_cause", 0.0), now, VISIT)

    assert insight.fresh("set_up", now) == pytest.approx(math.exp(-30 / FADES))
    assert insight.behind("set_up", generic=False) is None


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4000), st.sampled_from(SKILLS), st.floats(0.0, 1.0), st.booleans()
        ),
        max_size=8,
    ),
    st.integers(0, 2000),
)
def test_what_counts_is_the_best_of_all_visits(
    visits: list[tuple[int, Skill, float, bool]], later: int
) -> None:
    insight, visits = Insight(FADES * DAY), sorted(visits)
    for day, good_at, otherwise, hired in visits:
        insight.leave(visitors(good_at, otherwise, hired=hired), day * DAY, VISIT)

    now = max([0, *(day for day, *_ in visits)]) + later
    for skill in SKILLS:
        left: dict[bool, list[float]] = {False: [math.exp(-now / FADES)], True: [0.0]}
        for day, good_at, otherwise, hired in visits:
            worth = 1.0 if skill == good_at else otherwise
            left[hired].append(worth * math.exp(-(now - day) / FADES))
        assert insight.fresh(skill, now * DAY) == pytest.approx(max(left[False]), rel=1e-9)
        both = max(*left[False], *left[True])
        assert insight.fresh_where_generic(skill, now * DAY) == pytest.approx(both, rel=1e-9)


@settings(deadline=None)
@given(st.integers(0, 4000), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_contact_never_leaves_more_than_a_visit_by_the_same_people_nor_less_than_there_was(
    day: int, otherwise: float, share: float
) -> None:
    insight, visited, now = Insight(FADES * DAY), Insight(FADES * DAY), day * DAY
    before = {skill: insight.fresh(skill, now) for skill in SKILLS}

    insight.refresh(worth_of((visitors("set_up", otherwise),)), share, now, VISIT)
    visited.leave(visitors("set_up", otherwise), now, VISIT)

    for skill in SKILLS:
        after, most = insight.fresh(skill, now), visited.fresh(skill, now)
        assert before[skill] <= after <= max(most, before[skill]) + 1e-12


def test_those_who_are_hired_help_with_generic_operations_and_no_others() -> None:
    insight, now = Insight(FADES * DAY), 300 * DAY

    insight.leave(visitors("set_up", 0.5, hired=True), now, VISIT)

    assert insight.fresh("set_up", now) == pytest.approx(math.exp(-300 / FADES))
    assert insight.fresh_where_generic("set_up", now) == 1.0
    assert insight.fresh_where_generic("root_cause", now) == 0.5
    assert insight.behind("set_up", generic=True) == VISIT
    assert insight.behind("set_up", generic=False) is None


@pytest.mark.parametrize(
    ("draw", "eligible", "chance", "hired"),
    [
        # The customer's people know: any operation may be meant.
        (0.1, (3, 4, 5), 0.2, False),
        # Only the hired know: one of those that they understand.
        (0.2, (4,), 0.6, True),
        (0.5, (4,), 0.6, True),
        # Nobody knows.
        (0.6, (3, 4, 5), 0.2, False),
    ],
)
def test_a_search_looks_where_those_who_know_can_look(
    draw: float, eligible: tuple[int, ...], chance: float, hired: bool
) -> None:
    found = search((3, 4, 5), {4, 9}, 0.2, 0.6, draw)

    assert found == (eligible, chance, hired)


def test_the_hired_find_nothing_where_no_operation_is_generic() -> None:
    assert search((3, 5), {4}, 0.2, 0.6, 0.5) == ((3, 5), 0.2, False)
