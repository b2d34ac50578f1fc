"""Lanes, wired: shipments on the lanes of the side that is worked from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from supplychain_sim.engine import Belt, Phase
from supplychain_sim.model import setting
from supplychain_sim.model.forwarding import Chosen, Fast, Ways, choose_lane
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock, order_up_to
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.processes.forwarding import Dispatch, diverting, forwarding
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.scenario.relation import Side
from supplychain_sim.simulation.counting import Counting
from supplychain_sim.simulation.run import Run


@dataclass
class _Lane:
    """What is under way on one lane, and where it arrives."""

    transit: Transit
    belt: Belt[Shipment]


@dataclass
class _Lanes:
    """The lanes of one relation, each made once, whichever sides use it."""

    run: Run
    relation: Relation
    counting: Counting
    several: bool
    numbers: count[int] = field(default_factory=count)
    made: dict[str, _Lane] = field(default_factory=dict)

    def get(self, lane: str) -> _Lane:
        if lane not in self.made:
            self.made[lane] = self._new(lane)
        return self.made[lane]

    def _new(self, lane: str) -> _Lane:
        run, relation = self.run, self.relation
        name, tally = relation.name, relation.tally
        route = setting.build_route(run.scenario, name, lane, run.calendars, run.streams)
        carried = Tally() if self.several else None
        on_lane = carried or tally
        run.observer.carried.append((route.name, name, on_lane))
        in_transit = self.counting.moving(on_lane)
        run.observer.in_transit.append(in_transit)
        transit = Transit(route, in_transit.move)
        stock, progress = self.counting.stock, relation.progress
        arrived = self.counting.arriving(on_lane)
        receive = shipping(transit, stock, progress, tally, run.record, name, carried, arrived)
        return _Lane(transit, Belt(run.env, Phase.RECEIPT, name, receive))


def wire_lanes(
    run: Run, relation: Relation, counting: Counting
) -> tuple[Dispatch, Callable[[int], tuple[EventId, ...]]]:
    """Return what sends units to the plant that is supplied then, and what is overdue by a minute.

    Where the side changes that is worked from, the other plant uses the part from then on, and
    what the first one had in stock; what is under way arrives by the lane on which it left.
    """
    sides = relation.sides()
    several = len({lane for side in sides for lane in ways_of(relation, side).lanes}) > 1
    lanes = _Lanes(run, relation, counting, several)
    by_plant: dict[int, Dispatch] = {}
    for side in sides:
        by_plant[id(side)] = _of_side(run, relation, lanes, ways_of(relation, side))

    def overdue(now: int) -> tuple[EventId, ...]:
        under_way = (lane.transit for lane in lanes.made.values())
        return tuple(event for transit in under_way for event in transit.overdue(now))

    if len(by_plant) == 1:
        return by_plant.popitem()[1], overdue

    def dispatch(*lot: Any) -> None:
        by_plant[id(relation.side)](*lot)

    return dispatch, overdue


def ways_of(relation: Relation, side: Side) -> Ways:
    """Return the ways that goods may take to the plant of a side."""
    fast = None
    if side.expedite is not None:
        below = order_up_to(relation.terms.demand.mean, side.expedite.below)
        fast = Fast(side.expedite.lane, below)
    return Ways(side.lane, side.otherwise, fast)


def _of_side(run: Run, relation: Relation, lanes: _Lanes, ways: Ways) -> Dispatch:
    """Return what sends units to the plant of one side."""
    promised = run.scenario.lanes[ways.own].lead_time
    used = {lane: lanes.get(lane) for lane in ways.lanes}
    by_lane = {
        name: lanes.counting.leaving(
            dispatcher(
                run.env,
                lane.transit,
                lane.belt,
                relation.tally,
                run.record,
                relation.name,
                lanes.numbers,
                promised,
                may_turn=bool(ways.otherwise),
            )
        )
        for name, lane in used.items()
    }
    if len(by_lane) == 1:
        return by_lane[ways.own]
    if ways.otherwise:
        _divert(run, relation, used, ways)
    transits = {name: lane.transit for name, lane in used.items()}
    choose = partial(_chosen, run, relation, ways, transits, lanes.counting.stock)
    return forwarding(run.env, choose, by_lane, relation.tally, run.record, relation.name)


def _chosen(
    run: Run,
    relation: Relation,
    ways: Ways,
    transits: dict[str, Transit],
    stock: Stock,
    now: int,
) -> tuple[Chosen, tuple[EventId, ...]]:
    """Return the lane chosen for a lot, and the closures known to hold on the usual one."""
    chosen = choose_lane(ways, transits, stock, relation.terms.demand.mean, now)
    route = transits[ways.own].route
    return chosen, tuple(
        (stretch.port, number)
        for stretch in route.stretches
        if stretch.port is not None
        for number in run.calendars[stretch.port].holding(now)
    )


def _divert(run: Run, relation: Relation, used: dict[str, _Lane], ways: Ways) -> None:
    """Wire what is sent another way when a place on the usual one is shut."""
    own = used[ways.own].transit
    others = [(used[lane].transit, used[lane].belt) for lane in ways.otherwise]
    for place in dict.fromkeys(one.port for one in own.route.stretches if one.port is not None):
        calendar = run.calendars[place]
        process = diverting(
            run.env,
            place,
            calendar,
            run.scenario.horizon,
            own,
            others,
            relation.tally,
            run.record,
            relation.name,
        )
        run.env.process(process)
