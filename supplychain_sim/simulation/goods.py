"""Goods, wired: need, orders, lots, and shipments on the lane of the side that is worked from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from supplychain_sim.distributions import Poisson
from supplychain_sim.engine import Belt, Phase
from supplychain_sim.model import setting
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock, order_up_to
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Transit
from supplychain_sim.processes.demand import demand
from supplychain_sim.processes.own_inspection import inspected
from supplychain_sim.processes.production import place_lines, production
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.processes.sorting import sorting
from supplychain_sim.simulation.run import Run
from supplychain_sim.streams import Inverted
from supplychain_sim.units import WEEK


def wire_goods(run: Run, relation: Relation) -> None:
    """Wire what moves: need, orders, lots and shipments."""
    env, streams, record = run.env, run.streams, run.record
    terms = relation.terms
    name, short = relation.name, relation.name.removeprefix("relation/")
    weekly = terms.demand.mean.over(WEEK)
    level = order_level(run, relation)
    stock = Stock(level=level, on_hand=level, backorders=terms.stock.backorders)
    run.observer.stocks[name] = (f"stock/{short}", stock)

    lanes = dict.fromkeys(side.lane for side in relation.sides())
    under_way = {lane: _transit(run, relation, lane) for lane in lanes}
    leave = _dispatch(run, relation, stock, under_way)
    dispatch = sorting(env, relation, streams.of(name, "sorting"), leave, record)
    dispatch = inspected(relation, streams.of(name, "own inspection"), dispatch)
    finish = production(relation, streams.of(name, "defects"), dispatch, record)
    floor = Belt(env, Phase.PRODUCTION, name, finish)
    need = Inverted(streams.of(name, "demand"), Poisson(weekly).tabulated())
    place = place_lines(relation, floor, streams.of(name, "process time"))
    lines = max(1, round(terms.demand.order_lines.over(terms.stock.review)))

    def overdue(now: int) -> tuple[EventId, ...]:
        return tuple(event for transit in under_way.values() for event in transit.overdue(now))

    demand(env, f"stock/{short}", stock, need, overdue, relation.tally, record)
    replenishment(env, name, stock, terms.stock.review, lines, place, record)


def order_level(run: Run, relation: Relation) -> int:
    """Return the level up to which the plant orders that is supplied today."""
    terms = relation.terms
    promised = run.scenario.lanes[relation.side.lane].lead_time
    covered = terms.quoted + promised + terms.stock.review + terms.stock.cover
    return order_up_to(terms.demand.mean, covered)


def _transit(run: Run, relation: Relation, lane: str) -> Transit:
    route = setting.build_route(run.scenario, relation.name, lane, run.calendars, run.streams)
    return Transit(route)


def _dispatch(
    run: Run, relation: Relation, stock: Stock, under_way: dict[str, Transit]
) -> Callable[[int, int, int, int, EventId, int], None]:
    """Return what sends units on the lane of the side that is worked from then.

    Where that side changes, the other plant uses the part from then on, and what the first one
    had in stock; what is under way arrives by the lane on which it left.
    """
    env, record, name, tally = run.env, run.record, relation.name, relation.tally
    by_lane = {}
    for lane, transit in under_way.items():
        carried = Tally() if len(under_way) > 1 else None
        run.observer.carried.append((transit.route.name, name, carried or tally))
        receive = shipping(transit, stock, relation.progress, tally, record, name, carried)
        belt = Belt(env, Phase.RECEIPT, name, receive)
        by_lane[lane] = dispatcher(env, transit, belt, tally, record, name)
    if len(by_lane) == 1:
        return by_lane.popitem()[1]

    def dispatch(*lot: Any) -> None:
        by_lane[relation.side.lane](*lot)

    return dispatch
