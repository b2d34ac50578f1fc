"""Other customers: the chance of winning one, and the time of the teams that are here."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain_sim.model.courting import Courting, chance_of_another
from supplychain_sim.model.record import EventId
from supplychain_sim.units import DAY, YEAR

WON: EventId = ("relation/housings", 7)
OTHER: EventId = ("relation/housings", 9)
shares = st.floats(0, 1)


def test_ambition_and_idle_time_each_make_another_customer_likelier() -> None:
    rate, quarter = 2.0 / YEAR, YEAR // 4

    assert chance_of_another(rate, 1.0, 1.0, quarter) == pytest.approx(1 - math.exp(-0.5))
    assert chance_of_another(rate, 0.5, 1.0, quarter) == pytest.approx(1 - math.exp(-0.25))
    assert chance_of_another(rate, 0.5, 0.4, quarter) == pytest.approx(1 - math.exp(-0.1))
    assert chance_of_another(rate, 0.0, 1.0, quarter) == 0.0
    assert chance_of_another(rate, 1.0, 0.0, quarter) == 0.0


@given(rate=st.floats(0, 10), ambition=shares, idle=shares, days=st.integers(1, 400))
def test_many_short_occasions_are_worth_as_much_as_a_long_one(
    rate: float, ambition: float, idle: float, days: int
) -> None:
    a_day = chance_of_another(rate / YEAR, ambition, idle, DAY)
    all_days = chance_of_another(rate / YEAR, ambition, idle, days * DAY)

    assert 0.0 <= a_day <= all_days <= 1.0
    assert 1.0 - all_days == pytest.approx((1.0 - a_day) ** days, abs=1e-9)


def test_the_idle_share_is_of_the_time_since_the_last_occasion() -> None:
    teams = Courting(teams=4)

    assert teams.idle_since_last(used=100.0, now=100) == pytest.approx(0.75)
    assert teams.idle_since_last(used=500.0, now=200) == 0.0
    assert teams.idle_since_last(used=500.0, now=300) == 1.0


def test_the_time_of_teams_that_are_away_is_not_had() -> None:
    teams = Courting(teams=4)
    teams.leave(WON, 50)
    teams.leave(WON, 50)

    # Four teams for half of the time, two for the other: 300 minutes.
    assert teams.idle_since_last(used=150.0, now=100) == pytest.approx(0.5)
    teams.come_back(WON, 150)
    assert teams.idle_since_last(used=150.0, now=200) == 1.0


def test_a_team_that_left_at_its_trial_makes_nobody_less_than_idle() -> None:
    teams = Courting(teams=2)
    teams.leave(WON, 0)

    assert teams.idle_since_last(used=200.0, now=100) == 0.0


def test_a_supplier_that_is_looked_at_at_once_has_had_no_time_to_be_idle() -> None:
    assert Courting(teams=2, since=5, used=9.0).idle_since_last(used=9.0, now=5) == 0.0


def test_each_customer_gives_back_the_team_that_it_took() -> None:
    teams = Courting(teams=3)
    teams.leave(WON, 0)
    teams.leave(OTHER, 1)

    teams.come_back(WON, 2)

    assert (teams.here, teams.won) == (2, [OTHER])
