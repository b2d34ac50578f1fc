from __future__ import annotations

from datetime import datetime
from typing import Any

from supplychain_sim.distributions import Exponential, Uniform
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Drawn, Lasting
from supplychain_sim.model.lane import Passage, Route, Stretch
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY, YEAR

START = datetime(2003, 1, 6)  # noqa: DTZ001


class Shut:
    """A port that is shut until one minute, for whoever comes before."""

    opened = shuts = 0

    def __init__(self, until: int) -> None:
        self._until = until

    def release(self, arrival: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        return (
            (arrival, ())
            if arrival >= self._until
            else (
                self._until,
                ((3, arrival), (5, arrival)),
            )
        )


def route_of(stretches: list[Stretch], **ports: int) -> Route:
    calendars: dict[str, Calendar] = {
        name: Shut(until)  # type: ignore[misc]
        for name, until in ports.items()
    }
    return Route("lane/a", 100, tuple(stretches), calendars)


def test_without_delay_goods_take_transit_and_handling() -> None:
    route = route_of(
        [Stretch(10, 1.5, "hamburg", 4, None), Stretch(20, 0.25, None, 0, None)], hamburg=0
    )

    assert route.passage(100, 0) == Passage(134, (("hamburg", 0),), (), (100, 114))
    assert route.freight == 1.75


def test_a_shut_port_delays_all_that_follows_and_is_named_as_the_cause() -> None:
    route = route_of(
        [
            Stretch(10, 1, "shanghai", 2, None),
            Stretch(30, 1, "hamburg", 3, None),
            Stretch(5, 1, None, 0, None),
        ],
        shanghai=50,
        hamburg=83,
    )

    passage = route.passage(0, 0)

    # 10 -> 50 -> 52 -> 82 -> 83 -> 86 -> 91.
    assert passage.arrival == 91
    assert passage.waits == (("shanghai", 40), ("hamburg", 1))
    assert passage.held_by == (("shanghai", 3), ("shanghai", 5), ("hamburg", 3), ("hamburg", 5))


def test_who_is_late_enough_meets_an_open_port() -> None:
    route = route_of([Stretch(10, 1, "hamburg", 0, lambda _: 7.4)], hamburg=17)

    assert route.passage(0, 0) == Passage(17, (("hamburg", 0),), (), (0,))


def test_delays_are_drawn_leg_by_leg_and_rounded_once_each() -> None:
    drawn: list[str] = []

    def late(leg: str, minutes: float) -> float:
        drawn.append(leg)
        return minutes

    route = route_of(
        [
            Stretch(10, 1, None, 0, lambda _: late("first", 0.6)),
            Stretch(10, 1, None, 0, None),
            Stretch(10, 1, None, 0, lambda _: late("third", 1.4)),
        ]
    )

    assert route.passage(0, 0).arrival == 30 + 1 + 1
    assert drawn == ["first", "third"]


def test_goods_that_leave_later_on_a_lane_without_luck_never_arrive_earlier(seed: int) -> None:
    streams = Streams(seed, 0)
    lasting = Lasting("strike", Exponential(5 * DAY), Uniform(0, 1))
    stream = streams.of("port/hamburg", "strike")
    port = Calendar([Drawn(lasting, 20.0, frozenset(range(1, 13)), stream, START)])
    route = Route(
        "lane/a",
        0,
        (Stretch(9 * DAY, 1, "hamburg", DAY, None), Stretch(DAY, 1, None, 0, None)),
        {"hamburg": port},
    )

    arrivals = [route.passage(departure, 0).arrival for departure in range(0, 2 * YEAR, DAY // 2)]

    assert arrivals == sorted(arrivals)
    assert min(a - d for a, d in zip(arrivals, range(0, 2 * YEAR, DAY // 2), strict=True)) == (
        11 * DAY
    )


# Turning


def test_who_turns_while_it_waits_in_a_port_keeps_its_place_and_its_handling() -> None:
    own = route_of([Stretch(10, 1, "a", 20, None), Stretch(30, 1, None, 0, None)], a=15)
    other = route_of([Stretch(10, 1, "a", 20, None), Stretch(5, 1, None, 0, None)], a=15)

    # It came at 10, got through at 15, and has five minutes of handling before it.
    assert own.turned_to(other, 0, 0, 0, 30) == Passage(
        40, (("a", 5),), (("a", 3), ("a", 5)), (0, 35), met_at=(10, 10)
    )


def test_who_turns_before_a_port_is_handled_there_for_the_way_it_goes_on_by() -> None:
    own = route_of([Stretch(20, 1, "a", 3, None), Stretch(30, 1, None, 0, None)], a=0)
    other = route_of([Stretch(20, 1, "a", 7, None), Stretch(5, 1, None, 0, None)], a=0)

    # It comes at 20: until then it can be told what becomes of it there.
    assert own.turned_to(other, 0, 0, 0, 19) == Passage(32, (("a", 0),), (), (0, 27))
    assert own.turned_to(other, 0, 0, 0, 20) == Passage(28, (("a", 0),), (), (0, 23))


def test_who_turns_at_sea_ends_the_leg_as_if_it_had_been_on_it_but_not_before() -> None:
    own = route_of([Stretch(50, 1, "a", 0, None)], a=0)
    near = route_of([Stretch(30, 1, "b", 2, None), Stretch(5, 1, None, 0, None)], b=0)

    assert own.turned_to(near, 0, 0, 0, 20) == Passage(37, (("b", 0),), (), (0, 32))
    assert own.turned_to(near, 0, 0, 0, 40) == Passage(47, (("b", 0),), (), (0, 42))


class Hits:
    hazard = "fire"

    def __init__(self, *hits: tuple[int, int]) -> None:
        self._hits = hits

    def of(self, number: int) -> tuple[tuple[int, int], ...]:
        return self._hits


def test_what_has_happened_to_who_turns_has_happened() -> None:
    def to(port: str, *hits: tuple[int, int]) -> Route:
        accidents: Any = (Hits(*hits),)
        return route_of([Stretch(50, 1, port, 0, None, "sea", accidents)], **{port: 0})

    turned = to("a", (10, 3), (20, 4), (45, 100)).turned_to(to("b", (5, 50), (40, 7)), 0, 0, 0, 20)

    assert turned.hits == ((10, "fire", 3), (20, "fire", 4), (40, "fire", 7))
    assert turned.arrival == 50 + 3 + 4 + 7
