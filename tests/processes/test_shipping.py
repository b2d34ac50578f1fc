from __future__ import annotations

from dataclasses import replace
from itertools import count

from processes.stage import Stage, Timetable
from supplychain_sim.engine import Belt, Phase
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.transit import Transit
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.units import DAY, HOUR

PORT = "port/shanghai"
#: A day by road, half a day in port, ten days at sea.
STRETCHES = (
    Stretch(DAY, 0.10, PORT, DAY // 2, None),
    Stretch(10 * DAY, 1.00, None, 0, None),
)
OPEN_ARRIVAL = DAY + DAY // 2 + 10 * DAY
#: The completion of the lot, and the event that follows it.
FINISHED = ("relation/housings", 2)
DEFECTS = ("relation/housings", 3)


def start(
    stage: Stage,
    *closures: Closure,
    on_order: int = 100,
    stretches: tuple[Stretch, ...] = STRETCHES,
) -> Stock:
    """Send 100 units, 3 of them defective, on the first minute; return the stock they fill."""
    env, relation = stage.env, stage.relation
    route = Route("lane/sea", 12 * DAY, stretches, {PORT: Timetable(*closures)})
    stock = Stock(level=100, on_hand=0, on_order=on_order)
    transit = Transit(route)
    receive = shipping(
        transit, stock, relation.progress, relation.tally, stage.record, relation.name
    )
    under_way = Belt(env, Phase.RECEIPT, relation.name, receive)
    dispatch = dispatcher(
        env,
        transit,
        under_way,
        relation.tally,
        stage.record,
        relation.name,
        count(),
        route.promised,
        may_turn=False,
    )
    dispatch(100, 3, 0, 0, stage.happened("finished"), 0)
    return stock


def test_a_shipment_on_an_open_way_arrives_as_planned_and_nothing_held_it_up(
    stage: Stage,
) -> None:
    stock = start(stage)

    stage.env.run(until=100 * DAY)

    arrived = [(e.time, e.facts, e.causes, e.known_to) for e in stage.events("arrived")]
    late = OPEN_ARRIVAL - 12 * DAY
    assert arrived == [(OPEN_ARRIVAL, (100, 3, late, late, 0), (DEFECTS,), "customer")]
    assert (stock.on_hand, stock.on_order) == (97, 0)


def test_defects_are_made_when_a_lot_is_finished_and_known_when_the_customer_gets_it(
    stage: Stage,
) -> None:
    start(stage)

    made = stage.record.event(DEFECTS)
    assert (made.kind, made.time, made.facts) == ("defects made", 0, (3,))
    assert (made.known_at, made.known_to) == (OPEN_ARRIVAL, "customer")
    assert [stage.record.event(cause).kind for cause in made.causes] == ["finished"]


def test_a_shipment_that_meets_a_shut_port_arrives_after_reopening_and_names_the_closure(
    stage: Stage,
) -> None:
    earlier = Closure(HOUR, 2 * HOUR, 2 * HOUR, "weather")
    strike = Closure(DAY - HOUR, 5 * DAY, 5 * DAY, "strike")
    start(stage, earlier, strike)

    stage.env.run(until=100 * DAY)

    (arrived,) = stage.events("arrived")
    assert arrived.time == 5 * DAY + DAY // 2 + 10 * DAY
    assert arrived.causes == (FINISHED, (PORT, 1), DEFECTS)
    tally = stage.relation.tally
    assert tally.of(f"minutes waited at {PORT}") == 4 * DAY
    assert (tally.of(f"shipments at {PORT}"), tally.of(f"shipments held at {PORT}")) == (1, 1)
    assert tally.of("shipments on time") == 0


def test_a_shipment_waits_for_its_turn_in_the_backlog_of_a_closure_that_is_over(
    stage: Stage,
) -> None:
    start(stage, Closure(0, HOUR, 2 * DAY, "strike"))

    stage.env.run(until=100 * DAY)

    # It comes half way through the traffic that has queued: 1 of 2 days after the start.
    passed = HOUR + (2 * DAY - HOUR) // 2
    assert [event.time for event in stage.events("arrived")] == [passed + OPEN_ARRIVAL - DAY]


def test_an_accident_delays_the_shipment_that_it_hits_and_is_told_when_that_comes(
    stage: Stage,
) -> None:
    class Once:
        hazard = "storm"

        def of(self, number: int) -> tuple[tuple[int, int], ...]:
            return ((4 * DAY, 9 * DAY),) if number == 0 else ()

    road, sea = STRETCHES
    start(stage, stretches=(road, replace(sea, accidents=(Once(),))))

    stage.env.run(until=100 * DAY)

    (arrived,), (accident,) = stage.events("arrived"), stage.events("accident")
    assert arrived.time == OPEN_ARRIVAL + 9 * DAY
    assert accident.time == arrived.time
    at_sea = DAY + DAY // 2
    assert accident.facts == ("storm", 9 * DAY, arrived.time - at_sea - 4 * DAY)
    assert stage.record.event(arrived.causes[1]) == accident
    assert stage.relation.tally.of("accidents") == 1


def test_nobody_knows_of_a_delay_before_the_goods_arrive(stage: Stage) -> None:
    stock = start(stage, Closure(0, 5 * DAY, 5 * DAY, "strike"))

    stage.env.run(until=5 * DAY + OPEN_ARRIVAL - DAY)

    assert stage.events("arrived") == []
    assert (stock.on_hand, stage.relation.progress.units) == (0, 0)


def test_goods_received_are_counted_with_their_defects_and_freight(stage: Stage) -> None:
    start(stage)

    stage.env.run(until=100 * DAY)

    tally, progress = stage.relation.tally, stage.relation.progress
    assert (progress.units, progress.defects) == (100, 3)
    assert (tally.of("units received"), tally.of("defects")) == (100, 3)
    assert tally.of("minutes in transit") == OPEN_ARRIVAL
    assert abs(tally.of("freight") - 110.0) < 1e-9
