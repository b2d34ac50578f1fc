"""Designers: how many are needed, what one is worth, and what the supplier does about it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain_sim.model.design_staff import DesignStaff, decide, kept, needed, worth
from supplychain_sim.scenario.supplier_states import DesignStaff as Terms
from supplychain_sim.units import DAY, YEAR, Rate

RULE = Terms.model_construct(
    cells=4, hired_after=90 * DAY, **dict[str, Any](salary=Rate(9000.0, YEAR))
)


def staff(people: int, coming: int = 0) -> DesignStaff:
    return DesignStaff(RULE, people, 50.0, ("relation/housings", 0), coming)


@pytest.mark.parametrize(("cells", "people"), [(0, 0), (1, 1), (4, 1), (5, 2), (8, 2)])
def test_each_designer_looks_after_so_many_cells(cells: int, people: int) -> None:
    assert needed(cells, RULE) == people
    assert staff(people).look_after(cells)
    assert not people or not staff(people - 1, coming=1).look_after(cells)


def test_what_was_conceded_is_not_kept() -> None:
    # Of a fall by 2 from 50, 3 % of 50 went to the customer.
    assert kept(50.0, 48.0, 0.03, 1000.0) == pytest.approx(500.0)
    assert kept(50.0, 50.0, 0.03, 1000.0) == pytest.approx(-1500.0)


def test_a_designer_is_worth_what_as_many_open_cells_have_brought_by_ambition() -> None:
    assert worth(12_000.0, 6, RULE, 0.5) == pytest.approx(4_000.0)


def test_a_balance_goes_by_what_was_kept_since_the_last_and_by_the_salary_less_the_credit() -> None:
    team = staff(2)

    balance = team.weigh(48.0, 0.03, 1000.0, 4, 0.5, 0.25)

    assert balance == pytest.approx((500.0, 250.0, 6750.0))
    assert not balance.pays
    assert team.weigh(48.0, 0.0, 1000.0, 4, 0.5, 0.25).saving == 0.0


def test_what_was_conceded_is_counted_once() -> None:
    team = staff(2)

    assert [team.conceded_since(share) for share in (0.02, 0.05)] == pytest.approx([0.02, 0.03])


def test_salaries_are_of_those_who_are_there_less_the_credit() -> None:
    assert staff(2, coming=3).salaries(YEAR, 0.25) == pytest.approx(2 * 9000.0 * 0.75)


def test_who_has_not_come_yet_is_the_first_to_be_let_go() -> None:
    team = staff(2, coming=1)

    team.let_go()
    assert (team.people, team.coming) == (2, 0)
    team.let_go()
    assert (team.people, team.coming) == (1, 0)


def test_where_no_cell_is_open_there_is_nothing_to_go_by() -> None:
    assert worth(12_000.0, 0, RULE, 1.0) == 0.0


def test_a_designer_is_hired_if_that_pays_and_too_few_could_look_after_the_next_share() -> None:
    assert decide(staff(2), 6, 11, pays=True, raises=True) == "hire"
    assert decide(staff(3), 6, 11, pays=True, raises=True) == "leave"


def test_who_is_hired_already_is_counted() -> None:
    assert decide(staff(2, coming=1), 6, 11, pays=True, raises=True) == "leave"
    assert decide(staff(2, coming=1), 6, 11, pays=False, raises=True) == "let go"


def test_nobody_is_hired_for_a_share_that_does_not_move() -> None:
    assert decide(staff(2), 6, 11, pays=True, raises=False) == "leave"


def test_a_designer_too_many_goes_only_if_none_pays() -> None:
    assert decide(staff(3), 6, 11, pays=False, raises=True) == "let go"
    assert decide(staff(2), 6, 11, pays=False, raises=True) == "do not hire"
    assert decide(staff(3), 6, 11, pays=True, raises=True) == "leave"


@given(
    people=st.integers(0, 9),
    opened=st.integers(0, 30),
    step=st.integers(0, 9),
    pays=st.booleans(),
    raises=st.booleans(),
)
def test_nobody_who_looks_after_an_open_cell_is_let_go(
    people: int, opened: int, step: int, pays: bool, raises: bool
) -> None:
    decision = decide(staff(people), opened, opened + step, pays=pays, raises=raises)

    if decision == "let go":
        assert staff(people - 1).look_after(opened)
    if decision == "hire":
        assert not staff(people).look_after(opened + step)
