"""Goods in runs where nobody learns: what holds at every event, and what hazards may change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quiet import KIT, REGIME, quiet, ran, values
from running import carried, prepared, told
from statistical import assert_finds

from supplychain_sim.model.record import Event
from supplychain_sim.model.transit import Shipment
from supplychain_sim.processes.production import Lot
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run, simulate
from supplychain_sim.units import DAY, YEAR

CASTINGS, WAY, HARBOUR = "relation/castings", "lane/way", "port/harbour"
LATE = "lanes.way.legs.0.late={dist: exponential, mean: 3 days}"


def struck(rate: float, duration: str = "{dist: exponential, mean: 6 days}", more: str = "") -> str:
    hazard = f"{{port: harbour, rate: {rate} /year, duration: {duration}{more}}}"
    return f"hazards={{strikes: {hazard}}}"


# Every unit is accounted for


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a small world: rare or frequent closures, backlogs, delays, lots, shortages, defects."""
    rate = draw(st.sampled_from([0, 2, 12]))
    backlog = draw(
        st.sampled_from(["", ", backlog: 1", ", backlog: {dist: uniform, min: 0, max: 2}"])
    )
    return quiet(
        struck(
            rate, draw(st.sampled_from(["1 day", "{dist: exponential, mean: 9 days}"])), backlog
        ),
        f"lanes.way.legs.0.late={{dist: exponential, mean: {draw(st.integers(1, 200))} hours}}",
        f"relations.castings.demand.mean={draw(st.integers(20, 900))} units/week",
        f"relations.castings.demand.order_lines={draw(st.integers(1, 6))} /week",
        f"relations.castings.stock.review={draw(st.integers(1, 20))} days",
        f"relations.castings.stock.cover={draw(st.integers(0, 20))} days",
        f"relations.castings.stock.backorders={str(draw(st.booleans())).lower()}",
        f"parts.casting.at_gap_1.defects.level={draw(st.sampled_from([0, 90_000]))} ppm",
        f"parts.casting.at_gap_1.process_time.cv={draw(st.sampled_from([0, 60]))} %",
        f"seed={draw(st.integers(0, 2**32))}",
        "horizon=300 days",
        "contract=null",
        "kits=null",
        of=KIT,
    )


def whole(event: Event, place: int) -> int:
    fact = event.facts[place]
    assert isinstance(fact, int)
    return fact


def summed(run: Run, relation: str, kind: str, place: int = 0) -> int:
    return sum(whole(e, place) for e in run.record.history(relation) if e.kind == kind)


def on_the_way(run: Run, relation: str) -> tuple[int, int]:
    """Return the units of a relation in work and in transit, from what the clock carries."""
    found = carried(run)
    lots = [one.units for one in found if isinstance(one, Lot) and one.ordered[0] == relation]
    shipped = [
        one.units for one in found if isinstance(one, Shipment) and one.finished[0] == relation
    ]
    return sum(lots), sum(shipped)


def broken(run: Run) -> Iterator[str]:
    """Yield each law of conservation that does not hold now, by relation."""
    for name, relation in run.relations.items():
        _, stock = run.observer.stocks[name]
        in_work, in_transit = on_the_way(run, name)
        ordered, finished = summed(run, name, "ordered"), summed(run, name, "finished")
        arrived, defective = summed(run, name, "arrived"), summed(run, name, "arrived", 1)
        used = relation.tally.of("units demanded")
        if ordered != arrived + in_transit + in_work:
            yield f"{name}: ordered = arrived + in transit, at shut ports too, + in work"
        if finished != arrived + in_transit:
            yield f"{name}: finished = arrived + in transit"
        if stock.on_order != ordered - arrived:
            yield f"{name}: on order = ordered - arrived"
        net = stock.on_hand - stock.owed - stock.lost
        if net != stock.level + arrived - defective - used:
            yield f"{name}: on hand - owed - lost = first stock + good units arrived - need"
        if min(stock.on_hand, stock.owed, stock.on_order) < 0:
            yield f"{name}: nothing is below zero"
    counted = sum(one.units for one in run.observer.in_transit)
    if counted != sum(on_the_way(run, name)[1] for name in run.relations):
        yield "units counted as in transit are those in transit"


@given(scenario=scenarios())
@settings(max_examples=12, deadline=None)
def test_every_unit_is_accounted_for_at_every_event(scenario: Scenario) -> None:
    run = prepared(scenario, REGIME)
    steps = 0
    while run.env.peek() < scenario.horizon:
        run.env.step()
        steps += 1
        assert list(broken(run)) == [], run.env.now
    assert steps > 50


@given(scenario=scenarios())
@settings(max_examples=25, deadline=None)
def test_units_in_transit_over_time_are_units_times_their_times(scenario: Scenario) -> None:
    """Little's identity: exact, since both sides are whole numbers of units times minutes."""
    run = prepared(scenario, REGIME)
    run.until(scenario.horizon)
    outcome = run.outcome()

    stays = 0
    for name in run.relations:
        history = run.record.history(name)
        came = {origin(run, e): e.time for e in history if e.kind == "arrived"}
        for number, event in enumerate(history):
            if event.kind == "finished":
                until = came.get((name, number), scenario.horizon)
                stays += whole(event, 0) * (until - event.time)
    (found,) = values(outcome, WAY, [None])["units_in_transit"]

    assert found * scenario.horizon == pytest.approx(stays, rel=1e-9)
    assert stays > 0


def origin(run: Run, arrived: Event) -> tuple[str, int]:
    """Return the completion of a lot that has arrived, with or without defects."""
    cause = arrived.causes[0]
    while (before := run.record.event(cause)).kind != "finished":
        cause = before.causes[0]
    return cause


def test_units_sent_on_another_way_are_under_way_on_one_lane_at_a_time() -> None:
    """Little's identity over both lanes, where lots turn from one to the other at sea."""
    leg = "{mode: sea, to: port/haven, transit: 12 days, freight: 1 USD/unit}"
    last = "{mode: road, to: plant, transit: 1 day, freight: 1 USD/unit}"
    run = ran(
        quiet(
            LATE,
            struck(9, "{dist: exponential, mean: 12 days}"),
            "ports.haven={handling: 1 day}",
            f"lanes.byway={{lead_time: 15 days, legs: [{leg}, {last}]}}",
            "relations.castings.far.otherwise=[byway]",
        )
    )
    horizon = quiet().horizon
    outcome = run.outcome()
    history = run.record.history(CASTINGS)
    came = {origin(run, e): e.time for e in history if e.kind == "arrived"}
    stays = sum(
        whole(event, 0) * (came.get((CASTINGS, number), horizon) - event.time)
        for number, event in enumerate(history)
        if event.kind == "finished"
    )

    found = [values(outcome, lane, [None])["units_in_transit"][0] for lane in (WAY, "lane/byway")]

    assert {"diverted", "sent round"} <= {event.kind for event in history}
    assert min(found) > 0
    assert sum(found) * horizon == pytest.approx(stays, rel=1e-9)


# What closures change


def arrivals(run: Run) -> dict[int, int]:
    """Return when each lot arrived, by when it was finished: one is finished in a week."""
    history = run.record.history(CASTINGS)
    found = {
        run.record.event(origin(run, event)).time: event.time
        for event in history
        if event.kind == "arrived"
    }
    assert len(found) == sum(event.kind == "arrived" for event in history)
    return found


def closures(run: Run) -> list[tuple[int, int]]:
    """Return start and end of each closure of the harbour."""
    run.outcome()
    return [(e.time, e.time + whole(e, 1)) for e in run.record.history(HARBOUR)]


@pytest.mark.parametrize("backlog", ["", ", backlog: {dist: uniform, min: 0, max: 2}"])
@pytest.mark.parametrize("replication", range(3))
def test_a_doubled_rate_keeps_all_closures_and_lets_no_lot_come_earlier(
    replication: int, backlog: str
) -> None:
    few = ran(quiet(LATE, struck(5, more=backlog)), replication)
    many = ran(quiet(LATE, struck(10, more=backlog)), replication)

    seldom, often = closures(few), closures(many)
    assert 20 < len(seldom) < len(often)
    assert set(seldom) <= set(often)
    came, comes = arrivals(few), arrivals(many)
    both = came.keys() & comes.keys()
    assert len(both) > 480
    assert all(came[lot] <= comes[lot] for lot in both)
    assert any(came[lot] < comes[lot] for lot in both)


@pytest.mark.parametrize("backlog", ["", ", backlog: {dist: uniform, min: 0, max: 2}"])
@pytest.mark.parametrize("replication", range(3))
def test_longer_closures_begin_as_before_and_let_no_lot_come_earlier(
    replication: int, backlog: str
) -> None:
    lasting = "{{dist: uniform, min: {0} days, max: {1} days}}"
    short = ran(quiet(LATE, struck(6, lasting.format(0, 6), backlog)), replication)
    long = ran(quiet(LATE, struck(6, lasting.format(2, 12), backlog)), replication)

    assert [begin for begin, _ in closures(short)] == [begin for begin, _ in closures(long)]
    came, comes = arrivals(short), arrivals(long)
    both = came.keys() & comes.keys()
    assert len(both) > 480
    assert all(came[lot] <= comes[lot] for lot in both)
    assert any(came[lot] < comes[lot] for lot in both)


def test_without_hazards_nothing_is_later_than_planned() -> None:
    run = ran(quiet())
    outcome = run.outcome()

    planned = (10 + 1 + 1) * DAY
    assert {came - left for left, came in arrivals(run).items()} == {planned}
    port = values(outcome, HARBOUR, [None])
    assert port["open_share"] == [1]
    assert port["port_wait_days"] == port["port_wait_days_p95"] == [0]
    lane = values(outcome, WAY, [None])
    assert {lane[name][0] for name in ("transit_days", "transit_days_p50", "transit_days_p95")} == {
        planned / DAY
    }
    assert values(outcome, CASTINGS, [None])["on_time_share"] == [1]


def test_a_rate_of_nothing_is_no_hazard_bit_for_bit() -> None:
    (never,) = simulate(quiet(LATE, struck(0)), 0)
    (without,) = simulate(quiet(LATE), 0)

    assert told(never) == told(without)


def test_on_a_lane_without_other_luck_a_lot_is_as_late_as_its_port_let_it_be() -> None:
    run = ran(quiet(struck(12, more=", backlog: 2")))
    outcome = run.outcome()
    planned = (10 + 1 + 1) * DAY
    late = sorted(came - left - planned for left, came in arrivals(run).items())
    held = [minutes for minutes in late if minutes]

    port = {name: found for name, (found,) in values(outcome, HARBOUR, [None]).items()}
    assert 0 < len(held) < len(late)
    assert port["port_wait_days"] == pytest.approx(sum(late) / DAY / len(late))
    assert port["port_wait_if_shut_days"] == pytest.approx(sum(held) / DAY / len(held))
    assert port["port_wait_days_p95"] * DAY == late[-(-95 * len(late) // 100) - 1]


# Accidents


def test_accidents_add_up_to_a_compound_poisson_delay() -> None:
    """Off by a tenth of the mean, or three tenths of the variance: found with a chance of 99 %.

    At a rate lambda for each year under way, a leg of T years adds a Poisson number of delays D:
    mean lambda T E[D], variance lambda T E[D^2] (Ross 1996, section 2.5).
    """
    rate, days, mean = 10, 10, 2.0
    number = rate * days * DAY / YEAR
    hazard = (
        f"{{mode: sea, rate: {rate} /year, duration: {{dist: exponential, mean: {mean} days}}}}"
    )

    delays: list[float] = []
    for replication in range(30):
        run = ran(
            quiet(f"hazards={{storms: {hazard}}}", "relations.castings.demand.order_lines=3 /week"),
            replication,
        )
        history = run.record.history(CASTINGS)
        delays += [
            (event.time - run.record.event(origin(run, event)).time) / DAY - 12
            for event in history
            if event.kind == "arrived" and event.time > 100 * DAY
        ]

    expected, variance = number * mean, number * 2 * mean**2
    assert len(delays) > 40_000
    assert_finds(delays, expected, error=0.1 * expected)
    assert_finds([(d - expected) ** 2 for d in delays], variance, error=0.3 * variance)
