"""Shipping: a lot leaves when it is finished and arrives when its lane lets it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final

from supplychain_sim.engine import Belt, Environment
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.named import new

#: What is counted of the shipments that pass a port.
_COUNTED: Final = ("shipments", "minutes waited", "shipments held")


def dispatcher(
    env: Environment,
    transit: Transit,
    under_way: Belt[Shipment],
    tally: Tally,
    record: Record,
    relation: str,
    numbers: count[int],
    promised: int,
    *,
    may_turn: bool,
) -> Callable[[int, int, int, int, EventId, int], None]:
    """Return what sends units on their way by one lane.

    It takes units, defects, defects sorted out, when the units are due at the gate, their event,
    and the number of the supplier.

    Parameters
    ----------
    numbers
        Number the shipments of the relation.
    promised
        The lead time that is published for the lane that goods take as usual, in minutes.
    may_turn
        Whether lots may be sent another way, so that nobody can say when they arrive.
    """
    route = transit.route

    def dispatch(
        units: int, defective: int, sorted_out: int, due: int, finished: EventId, supplier: int
    ) -> None:
        now, number = int(env.now), next(numbers)
        passage = route.passage(now, number)
        made = finished
        if defective and not may_turn:
            # It has happened, and nobody knows before the goods are looked at.
            made = record.add(
                relation,
                now,
                "defects made",
                defective,
                causes=(finished,),
                known_at=passage.arrival,
                known_to="customer",
            )
        expected = due + promised
        goods = units, defective, sorted_out, expected, now
        shipment = new(Shipment, (*goods, passage, finished, made, supplier, number, ()))
        transit.left(shipment)
        tally.at(now)["units shipped"] += units
        under_way.post(shipment, passage.arrival)

    return dispatch


def shipping(
    transit: Transit,
    stock: Stock,
    progress: Progress,
    tally: Tally,
    record: Record,
    relation: str,
    carried: Tally | None = None,
    counted: Callable[[Shipment, int], None] | None = None,
) -> Callable[[Shipment, int], None]:
    """Return what takes in what arrives: count defects, fill the stock, record what held it up.

    Parameters
    ----------
    relation
        Entity whose goods these are.
    carried
        Counts what comes on this lane, for a relation that uses others too.
    counted
        Counts whatever else is to be known of a shipment that has arrived.
    """
    route = transit.route
    freight = route.freight
    passed = {
        stretch.port: tuple(f"{what} at {stretch.port}" for what in _COUNTED)
        for stretch in route.stretches
        if stretch.port is not None
    }

    def receive(shipment: Shipment, now: int) -> None:
        if not transit.arrived(shipment):
            return
        (
            units,
            defective,
            sorted_out,
            expected,
            left,
            passage,
            finished,
            made,
            supplier,
            _,
            turns,
        ) = shipment
        stock.receive(units, defective)
        totals = tally.at(now)
        totals["shipments"] += 1
        totals["units received"] += units
        totals["defects"] += defective
        totals["defects made"] += defective + sorted_out
        totals["shipments on time"] += now <= expected
        totals["minutes in transit"] += now - left
        if carried is not None:
            on_lane = carried.at(now)
            on_lane["shipments"] += 1
            on_lane["minutes in transit"] += now - left
        totals["freight"] += units * freight
        for port, waited in passage.waits:
            shipments, minutes, held = passed[port]
            totals[shipments] += 1
            totals[minutes] += waited
            totals[held] += waited > 0
        if passage.detours:
            totals["detours"] += passage.detours
        if passage.hits:
            totals["accidents"] += len(passage.hits)
        if defective and made == finished:
            made = record.add(
                relation,
                now,
                "defects found",
                defective,
                now - left,
                causes=(finished,),
                known_to="customer",
            )
        # Defects make nothing late: where it came late, they are told last.
        late = now > expected
        mishaps = (*passage.held_by, *_accidents(shipment, now, record, relation), *turns)
        causes = (finished, *mishaps, made) if late else (made, *mishaps)
        arrived = record.add(
            relation,
            now,
            "arrived",
            units,
            defective,
            now - expected,
            now - left - route.promised,
            sorted_out,
            causes=tuple(dict.fromkeys(causes)),
            known_to="customer",
        )
        progress.receive(units, defective, arrived, supplier, sorted_out)
        if counted is not None:
            counted(shipment, now)

    return receive


def _accidents(shipment: Shipment, now: int, record: Record, relation: str) -> list[EventId]:
    """Record the accidents that a shipment has met, and return their events."""
    return [
        record.add(
            relation, now, "accident", hazard, minutes, now - when, causes=(shipment.finished,)
        )
        for when, hazard, minutes in shipment.passage.hits
    ]
