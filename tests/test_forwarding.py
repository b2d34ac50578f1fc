"""Which way goods are sent, and sent on, by what is known: rules, and whole runs."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from pathlib import Path

import pytest
from processes.stage import Timetable
from running import finished, prepared

from supplychain_sim.distributions import Constant
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.forwarding import (
    AS_USUAL,
    PAST_A_CLOSURE,
    TO_KEEP_THE_LINE_UP,
    Chosen,
    Fast,
    Ways,
    better_way,
    choose_lane,
    projected,
    shared_legs,
)
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.record import Event
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run
from supplychain_sim.units import DAY, YEAR, Rate

SHANGHAI, HAMBURG, ROTTERDAM = "port/shanghai", "port/hamburg", "port/rotterdam"
A_DAY = Rate(100, DAY)


class Known:
    def __init__(self, lasts: int, *closures: Closure) -> None:
        self.lasting = Lasting("strike", Constant(lasts))
        self._closures = list(closures)

    def through(self, time: int) -> list[Closure]:
        return self._closures


def strike(start: int, end: int, lasts: int) -> Calendar:
    """Return the calendar of a port that is shut once, by strikes that last so long as a rule."""
    return Calendar([Known(lasts, Closure(start, end, end, "strike"))])


def routes(hamburg: Calendar) -> dict[str, Transit]:
    """Return lanes that part at sea, and one by air."""
    calendars = {SHANGHAI: Timetable(), HAMBURG: hamburg, ROTTERDAM: Timetable()}
    shared = Stretch(DAY, 0.1, SHANGHAI, DAY, None, "road")
    legs = {
        "hamburg": (
            shared,
            Stretch(30 * DAY, 1, HAMBURG, DAY, None, "sea"),
            Stretch(DAY, 0.2, None, 0, None, "road"),
        ),
        "rotterdam": (
            shared,
            Stretch(29 * DAY, 1, ROTTERDAM, DAY, None, "sea"),
            Stretch(4 * DAY, 0.4, None, 0, None, "road"),
        ),
        "air": (Stretch(5 * DAY, 8, None, 0, None, "air"),),
    }
    return {
        name: Transit(Route(f"lane/{name}", 0, stretches, calendars))
        for name, stretches in legs.items()
    }


BY_SEA = Ways("hamburg", ("rotterdam",))
IN_HASTE = Ways("hamburg", (), Fast("air", 700))


def lot(transit: Transit, left: int, number: int, units: int = 100) -> Shipment:
    passage = transit.route.passage(left, number)
    event = ("relation/a", number)
    shipment = Shipment(units, 0, 0, 0, left, passage, event, event, 0, number)
    transit.left(shipment)
    return shipment


# At departure


def test_goods_go_as_usual_though_another_way_may_be_as_good() -> None:
    lanes = routes(Timetable())

    assert choose_lane(BY_SEA, lanes, Stock(0, 0), A_DAY, 0) == Chosen("hamburg", AS_USUAL)


@pytest.mark.parametrize(
    ("lasts", "lane"),
    [(40, "rotterdam"), (33, "hamburg")],
)
def test_goods_go_past_a_strike_that_usually_outlasts_their_way(lasts: int, lane: str) -> None:
    # In truth both last for a hundred days.
    lanes = routes(strike(-DAY, 99 * DAY, lasts * DAY))

    chosen = choose_lane(BY_SEA, lanes, Stock(0, 0), A_DAY, 0)

    assert chosen == Chosen(lane, PAST_A_CLOSURE if lane == "rotterdam" else AS_USUAL)


def test_a_strike_that_has_not_begun_sends_nothing_round() -> None:
    lanes = routes(strike(1, 99 * DAY, 99 * DAY))

    assert choose_lane(BY_SEA, lanes, Stock(0, 0), A_DAY, 0).lane == "hamburg"
    assert choose_lane(BY_SEA, lanes, Stock(0, 0), A_DAY, 1).lane == "rotterdam"


@pytest.mark.parametrize(("on_hand", "lane"), [(4_099, "air"), (4_100, "hamburg")])
def test_goods_go_fast_where_less_than_is_wanted_would_be_left_by_their_coming(
    on_hand: int, lane: str
) -> None:
    # 34 days at 100 a day leave 700 of 4,100.
    stock = Stock(level=0, on_hand=on_hand)

    assert choose_lane(IN_HASTE, routes(Timetable()), stock, A_DAY, 0).lane == lane


def test_what_is_under_way_counts_as_far_as_it_is_expected_before() -> None:
    lanes = routes(Timetable())
    lot(lanes["hamburg"], -20 * DAY, 0, units=1_000)
    late = routes(strike(-DAY, 99 * DAY, 60 * DAY))
    lot(late["hamburg"], -20 * DAY, 0, units=1_000)
    stock = Stock(level=0, on_hand=3_100)

    assert projected(stock, lanes.values(), A_DAY, 0, 34 * DAY) == 3_100 + 1_000 - 3_400
    assert choose_lane(IN_HASTE, lanes, stock, A_DAY, 0).lane == "hamburg"
    # All wait for the end of the strike: what comes now and what is under way alike.
    assert choose_lane(IN_HASTE, late, stock, A_DAY, 0) == Chosen("air", TO_KEEP_THE_LINE_UP)


# Under way


def test_two_lanes_share_the_legs_before_they_part() -> None:
    lanes = {name: transit.route for name, transit in routes(Timetable()).items()}

    assert shared_legs(lanes["hamburg"], lanes["rotterdam"]) == 1
    assert shared_legs(lanes["hamburg"], lanes["hamburg"]) == 3
    assert shared_legs(lanes["hamburg"], lanes["air"]) == 0


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (DAY // 2, (0, 0)),  # by road to Shanghai
        (DAY + 60, (0, 0)),  # in its port
        (2 * DAY, (0, 1)),  # at sea
        (31 * DAY, (0, 1)),
        (32 * DAY, None),  # there, and in the queue
        (40 * DAY, None),
    ],
)
def test_a_lot_may_turn_until_it_has_come_to_the_port(
    now: int, found: tuple[int, int] | None
) -> None:
    lanes = routes(strike(now, now + 90 * DAY, 90 * DAY))
    own, other = lanes["hamburg"].route, lanes["rotterdam"].route

    assert better_way(own.passage(0, 0), own, [other], now) == found


def test_a_lot_that_turns_ends_its_leg_as_if_it_had_made_for_there_and_not_before() -> None:
    other = routes(Timetable())["rotterdam"].route

    assert other.passage(0, 0, (1, 20 * DAY)).arrival == (1 + 1 + 29 + 1 + 4) * DAY
    assert other.passage(0, 0, (1, 31 * DAY + 1)).arrival == (1 + 1 + 29 + 1 + 4) * DAY + 1


# Whole runs

LANES = """\
ports:
  rotterdam: {handling: 2 days}
lanes:
  over-rotterdam:
    lead_time: 44 days
    legs:
      - {mode: road, to: port/shanghai, transit: 1 day, freight: 0.10 USD/unit}
      - {mode: sea, to: port/rotterdam, transit: 31 days, freight: 1.10 USD/unit, late: drewry_2006}
      - {mode: road, to: kassel, transit: 2 days, freight: 0.25 USD/unit}
  air-freight:
    lead_time: 8 days
    legs: [{mode: air, to: kassel, transit: 5 days, freight: 8 USD/unit}]
"""
OTHERWISE = "{otherwise: [over-rotterdam], expedite: {lane: air-freight, below: 1 week}}"
HAZARDS = """\
hazards:
  lock-out: {port: hamburg, on: [2004-10-01], duration: 12 days, backlog: 5}
  flood: {site: foundry, on: [2005-07-01], duration: 30 days}
  storm: {mode: sea, rate: 1 /year, duration: {dist: lognormal, mean: 10 days, sd: 8 days}}
"""
REGIME = "offshore_outsourcing"


def scenario(tmp_path: Path, far: str = OTHERWISE, hazards: str = HAZARDS) -> Scenario:
    flagship = Path("scenarios/gear_unit_housings.yaml").read_text(encoding="utf-8")
    (tmp_path / "base.yaml").write_text(flagship, encoding="utf-8")
    file = tmp_path / "s.yaml"
    file.write_text(
        "schema: 1\nextends: base.yaml\nhorizon: 4 years\n"
        f"{LANES}relations: {{housings: {{far: {far}}}}}\n{hazards}"
        "regimes: {lifted_in_year_6: null}\nclaims: null\n",
        encoding="utf-8",
    )
    return load(file).scenario


def test_a_lock_out_turns_what_is_at_sea_and_a_flood_puts_goods_on_the_plane(
    tmp_path: Path,
) -> None:
    run, outcome = finished(scenario(tmp_path), REGIME)

    kinds = Counter(event.kind for event in run.record.history("relation/housings"))
    assert kinds["diverted"] > 10
    assert kinds["sent round"] > 10
    assert kinds["sent fast"] > 1
    assert kinds["accident"] > 1
    yields = {(one.measure, one.subject): one.value for one in outcome.measures if one.year is None}
    assert yields["expedites", "stock/housings"] == kinds["sent fast"]
    assert yields["diversions", "relation/housings"] == kinds["diverted"] + kinds["sent round"]
    assert yields["accidents", "relation/housings"] == kinds["accident"]


def test_every_lot_comes_once_and_nothing_is_lost(tmp_path: Path) -> None:
    run, _ = finished(scenario(tmp_path), REGIME)
    name = "relation/housings"
    history = run.record.history(name)
    came = [e.time for e in history if e.kind == "arrived"]
    left = [e.time for e in history if e.kind == "finished"]
    tally = run.relations[name].tally
    shipped, received = tally.of("units shipped"), tally.of("units received")

    assert len(came) == tally.of("shipments") < len(left)
    assert 0 < shipped - received < 2_300 * 20
    assert len(came) == len(
        {cause for e in history if e.kind == "arrived" for cause in e.causes[:1]}
    )


def test_without_other_lanes_the_same_closures_are_waited_for(tmp_path: Path) -> None:
    with_, without = (finished(scenario(tmp_path, far), REGIME)[1] for far in (OTHERWISE, "{}"))

    late = [
        one.value
        for outcome in (with_, without)
        for one in outcome.measures
        if (one.subject, one.measure, one.year) == ("relation/housings", "on_time_share", 2)
    ]
    assert late[0] > late[1] + 0.05


def test_lanes_that_nothing_shuts_change_nothing_but_what_is_known_of_defects(
    tmp_path: Path,
) -> None:
    quiet = "hazards: {shanghai-weather: null, strikes: null}\n"
    far = "{otherwise: [over-rotterdam]}"
    plain, more = (finished(scenario(tmp_path, side, quiet), REGIME)[0] for side in ("{}", far))

    def arrivals(one: object) -> list[tuple[int, tuple[object, ...]]]:
        history = one.record.history("relation/housings")  # type: ignore[attr-defined]
        return [(e.time, e.facts) for e in history if e.kind == "arrived"]

    assert arrivals(plain) == arrivals(more)


def test_nothing_that_is_decided_while_a_port_is_shut_depends_on_when_it_reopens(
    tmp_path: Path,
) -> None:
    lasts = "duration: {dist: uniform, min: 1 day, max: 90 days}"
    drawn = HAZARDS.replace("duration: 12 days, backlog: 5", lasts)
    run = prepared(scenario(tmp_path, hazards=drawn), REGIME)
    (closure,) = (
        one for one in run.calendars[HAMBURG].through(3 * YEAR) if one.hazard == "lock-out"
    )
    # Whatever the end, if it is one that such closures have: another seed ends it elsewhere.
    changed = prepared(scenario(tmp_path, hazards=drawn), REGIME)
    calendar = changed.calendars[HAMBURG]
    number = calendar.through(3 * YEAR).index(closure)
    longer = closure._replace(end=closure.end + 30 * DAY, cleared=closure.cleared + 30 * DAY)
    calendar._closures[number] = longer
    calendar._all_cleared = list(accumulate((c.cleared for c in calendar._closures), max))
    for one in (run, changed):
        one.until(closure.end)

    def decided(one: Run) -> list[Event]:
        kinds = {"diverted", "sent round", "sent fast", "ordered", "short"}
        return [e for e in one.record.history("relation/housings") if e.kind in kinds]

    assert decided(run) == decided(changed)
    assert sum(e.kind == "diverted" for e in decided(run)) > 10
