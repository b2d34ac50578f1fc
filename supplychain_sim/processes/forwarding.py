"""Forwarding: each lot is sent the way that seems best, and another way if a closure begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from supplychain_sim.engine import Belt, Environment, Phase, Process
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.forwarding import (
    AS_USUAL,
    TO_KEEP_THE_LINE_UP,
    Chosen,
    better_way,
)
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit

#: Sends a lot: units, defects, defects sorted out, due at the gate, its event, and the supplier.
Dispatch = Callable[[int, int, int, int, EventId, int], None]


def forwarding(
    env: Environment,
    choose: Callable[[int], tuple[Chosen, tuple[EventId, ...]]],
    by_lane: dict[str, Dispatch],
    tally: Tally,
    record: Record,
    relation: str,
) -> Dispatch:
    """Return what sends each lot by the lane chosen for it.

    Parameters
    ----------
    choose
        Chooses at a time in minutes, and names the closures that it knew of.
    """

    def dispatch(
        units: int, defective: int, sorted_out: int, due: int, finished: EventId, supplier: int
    ) -> None:
        now = int(env.now)
        chosen, because = choose(now)
        if chosen.reason != AS_USUAL:
            fast = chosen.reason == TO_KEEP_THE_LINE_UP
            kind = "sent fast" if fast else "sent round"
            finished = record.add(
                relation, now, kind, chosen.lane, units, causes=(finished, *because)
            )
            tally.add("expedites" if fast else "diversions", now)
        by_lane[chosen.lane](units, defective, sorted_out, due, finished, supplier)

    return dispatch


def diverting(
    env: Environment,
    place: str,
    calendar: Calendar,
    horizon: int,
    own: Transit,
    others: Iterable[tuple[Transit, Belt[Shipment]]],
    tally: Tally,
    record: Record,
    relation: str,
) -> Process:
    """Whenever a place is shut, send on another way what is under way and gets there sooner so.

    Parameters
    ----------
    place
        Entity of a port on the own route, whose *calendar* this is.
    own
        What is under way by the route on which the place is.
    others
        What is under way by those that it may turn to, and the belt on which it arrives then.
    """
    others = tuple(others)
    routes = [transit.route for transit, _ in others]
    begins = env.priority(Phase.REPORT, f"{relation}/{place}")
    for number, closure in enumerate(calendar.through(horizon - 1)):
        if closure.start < env.now:
            # From before the start, when nothing was under way.
            continue
        yield env.due(closure.start, begins)
        now = int(env.now)
        for shipment in own.lots():
            found = better_way(shipment.passage, own.route, routes, now)
            if found is None:
                continue
            which, leg = found
            transit, belt = others[which]
            causes = ((place, number), shipment.finished)
            lane = transit.route.name.removeprefix("lane/")
            turned = record.add(relation, now, "diverted", lane, shipment.units, causes=causes)
            passage = own.route.turned_to(transit.route, shipment.left, shipment.number, leg, now)
            sent = shipment._replace(passage=passage, turns=(*shipment.turns, turned))
            own.turned(shipment)
            transit.left(sent)
            belt.post(sent, passage.arrival)
            tally.add("diversions", now)
