"""Goods, wired: need, orders and lots."""

from __future__ import annotations

from supplychain_sim.distributions import Poisson
from supplychain_sim.engine import Belt, Phase
from supplychain_sim.model.goods_counts import Line
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock, order_up_to
from supplychain_sim.processes.demand import demand
from supplychain_sim.processes.own_inspection import inspected
from supplychain_sim.processes.production import place_lines, production
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.processes.sorting import sorting
from supplychain_sim.simulation.counting import Counting, kits_of
from supplychain_sim.simulation.lanes import wire_lanes
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

    line = Line(relation.tally)
    run.observer.lines.append(line)
    counting = Counting(env, run.scenario, relation, stock, line, kits_of(run, relation))
    leave, overdue = wire_lanes(run, relation, counting)
    dispatch = sorting(env, relation, streams.of(name, "sorting"), leave, record)
    dispatch = inspected(relation, streams.of(name, "own inspection"), dispatch)
    finish = production(relation, streams.of(name, "defects"), dispatch, record)
    floor = Belt(env, Phase.PRODUCTION, name, finish)
    need = Inverted(streams.of(name, "demand"), Poisson(weekly).tabulated())
    gate = run.gate(run.scenario.firms[terms.supplier].home)
    times = streams.of(name, "process time")
    place = counting.placing(place_lines(relation, floor, times, gate))
    lines = max(1, round(terms.demand.order_lines.over(terms.stock.review)))

    def at_work(since: int, until: int) -> float:
        gate = run.gate(relation.side.plant)
        return 1.0 if gate is None else gate.calendar.open_minutes(since, until) / (until - since)

    demand(env, f"stock/{short}", stock, need, at_work, overdue, line, relation.tally, record)
    replenishment(env, name, stock, terms.stock.review, lines, place, record)


def order_level(run: Run, relation: Relation) -> int:
    """Return the level up to which the plant orders that is supplied today."""
    terms = relation.terms
    promised = run.scenario.lanes[relation.side.lane].lead_time
    covered = terms.quoted + promised + terms.stock.review + terms.stock.cover
    return order_up_to(terms.demand.mean, covered)
