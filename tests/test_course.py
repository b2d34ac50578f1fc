"""Ships and passages that are shut: they wait, or go another way, by what is known."""

from __future__ import annotations

import pytest

from supplychain_sim.distributions import Constant, Distribution, Exponential
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.course import Course, Detour, Mouth, foreseen, sailed
from supplychain_sim.model.geography import Place
from supplychain_sim.model.stages import Stage
from supplychain_sim.model.voyages import course
from supplychain_sim.scenario.places import Leg
from supplychain_sim.scenario.transport import AtSea
from supplychain_sim.units import DAY

SUEZ = "passage/suez"
#: Suez after 20 of 30 days, and a way round that takes 12 days more from anywhere before it.
LONGER = 12 * DAY


class Known:
    def __init__(self, lasts: Distribution, *closures: Closure) -> None:
        self.lasting = Lasting("blocked", lasts)
        self._closures = list(closures)

    def through(self, time: int) -> list[Closure]:
        return self._closures


def shut(start: int, end: int, lasts: Distribution) -> dict[str, Calendar]:
    return {SUEZ: Calendar([Known(lasts, Closure(start, end, end, "blocked"))])}


def around(passage: str, position: int) -> Detour:
    assert passage == SUEZ
    cape = Course(30 * DAY - position + LONGER, (), lambda *_: None)
    return Detour(0, cape)


BY_SUEZ = Course(30 * DAY, (Mouth(SUEZ, 20 * DAY),), around)


def test_by_open_passages_a_ship_takes_its_time() -> None:
    never = {SUEZ: Calendar([])}

    assert sailed(BY_SUEZ, 7, never) == (7 + 30 * DAY, (), 0)
    assert foreseen(BY_SUEZ, 7, 7, never) == 7 + 30 * DAY


def test_a_ship_waits_for_what_is_usually_over_soon() -> None:
    blocked = shut(18 * DAY, 26 * DAY, Constant(8 * DAY))

    # It gets there two days after the closure, which has six days to go.
    assert sailed(BY_SUEZ, 0, blocked) == (36 * DAY, ((SUEZ, 0),), 0)


def test_a_ship_goes_round_what_usually_lasts_and_does_not_know_that_it_ends_soon() -> None:
    blocked = shut(18 * DAY, 21 * DAY, Constant(100 * DAY))

    # It turns when it hears of it, on day 18, though a day's wait would have done.
    assert sailed(BY_SUEZ, 0, blocked) == (30 * DAY + LONGER, ((SUEZ, 0),), 1)
    assert sailed(BY_SUEZ, 0, shut(18 * DAY, 400 * DAY, Constant(DAY))).detours == 0


def test_who_is_past_the_passage_hears_of_it_in_vain() -> None:
    blocked = shut(20 * DAY + 1, 400 * DAY, Constant(100 * DAY))

    assert sailed(BY_SUEZ, 0, blocked) == (30 * DAY, (), 0)


def test_who_leaves_while_it_is_shut_decides_at_once() -> None:
    blocked = shut(-5 * DAY, 60 * DAY, Constant(60 * DAY))

    # 55 days to go are 35 of waiting, which is more than the way round.
    assert sailed(BY_SUEZ, 0, blocked) == (30 * DAY + LONGER, ((SUEZ, 0),), 1)
    assert foreseen(BY_SUEZ, 0, 0, blocked) == 30 * DAY + LONGER


def test_what_is_foreseen_is_the_wait_or_the_way_round_whichever_is_sooner() -> None:
    short, long = (shut(10 * DAY, 99 * DAY, Constant(lasts * DAY)) for lasts in (14, 50))

    assert foreseen(BY_SUEZ, 0, 9 * DAY, short) == 30 * DAY
    assert foreseen(BY_SUEZ, 0, 11 * DAY, short) == 34 * DAY
    assert foreseen(BY_SUEZ, 0, 11 * DAY, long) == 30 * DAY + LONGER


# By the real ways of the sea

SHANGHAI, HAMBURG = Place(31.22, 121.95), Place(53.53, 9.93)
SPEED = 32 * DAY


def leg_to(destination: Place) -> Stage:
    leg = Leg(mode="sea", to="port/there", transit=SPEED, freight=1.0)
    return Stage(leg, SHANGHAI, destination, AtSea(speed=600.0))


def from_shanghai() -> Course:
    found = course(leg_to(HAMBURG), {"suez"})
    assert found is not None
    return found


def test_a_ship_from_shanghai_comes_to_suez_two_thirds_of_the_way_to_hamburg() -> None:
    ship = from_shanghai()

    assert ship.minutes == pytest.approx(SPEED, abs=1)
    assert [mouth.passage for mouth in ship.mouths] == [SUEZ]
    assert 0.6 < ship.mouths[0].after / SPEED < 0.72


def test_the_way_round_the_cape_is_a_third_longer_and_longer_still_for_who_turns_late() -> None:
    ship = from_shanghai()
    times = []
    for days in (0, 5, 10, 15, 20):
        detour = ship.around(SUEZ, days * DAY)
        assert detour is not None
        times.append(days * DAY + detour.minutes)

    assert 1.25 < times[0] / SPEED < 1.35
    assert times == sorted(times)
    assert times[-1] > times[0] + 10 * DAY


def test_a_blockade_of_months_sends_ships_round_and_one_of_days_does_not() -> None:
    week = shut(10 * DAY, 16 * DAY, Exponential(6 * DAY))
    months = shut(10 * DAY, 400 * DAY, Exponential(200 * DAY))

    assert sailed(from_shanghai(), 0, week).detours == 0
    found = sailed(from_shanghai(), 0, months)
    assert found.detours == 1
    assert found.arrival < 50 * DAY


def test_where_no_passage_may_be_shut_there_is_no_course_to_keep() -> None:
    assert course(leg_to(Place(33.74, -118.26)), {"suez"}) is None
