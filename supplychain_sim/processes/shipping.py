"""Shipping: a lot leaves when it is finished and arrives when its lane lets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from supplychain_sim.engine import Belt, Environment
from supplychain_sim.model.lane import Passage
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Transit

#: What is counted of the shipments that pass a port.
_COUNTED = ("shipments", "minutes waited", "shipments held")


class Shipment(NamedTuple):
    """A lot on its way.

    Parameters
    ----------
    units, defective
        In the lot; the defects are found on arrival.
    sorted_out
        Defects that the supplier took out of it before, as its papers say.
    expected
        Latest arrival that keeps the promise, in minutes.
    left
        When it left.
    passage
        What happens on the way; nobody reads it before the arrival.
    finished
        The event of its completion.
    made
        The event of its defects; that of its completion if there are none.
    supplier
        Number of the supplier that made it.
    """

    units: int
    defective: int
    sorted_out: int
    expected: int
    left: int
    passage: Passage
    finished: EventId
    made: EventId
    supplier: int = 0


def dispatcher(
    env: Environment,
    transit: Transit,
    under_way: Belt[Shipment],
    tally: Tally,
    record: Record,
    relation: str,
) -> Callable[[int, int, int, int, EventId, int], None]:
    """Return what sends units on their way.

    It takes units, defects, defects sorted out, when the units are due at the gate, their event,
    and the number of the supplier.
    """
    route = transit.route

    def dispatch(
        units: int, defective: int, sorted_out: int, due: int, finished: EventId, supplier: int
    ) -> None:
        now = int(env.now)
        passage = route.passage(now)
        made = finished
        if defective:
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
        expected = due + route.promised
        shipment = Shipment(
            units, defective, sorted_out, expected, now, passage, finished, made, supplier
        )
        transit.left(finished, expected, passage.held_by)
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
) -> Callable[[Shipment, int], None]:
    """Return what takes in what arrives: count defects, fill the stock, record what held it up.

    Parameters
    ----------
    relation
        Entity whose goods these are.
    carried
        Counts what comes on this lane, for a relation that uses others too.
    """
    route = transit.route
    freight = route.freight
    passed = {
        stretch.port: tuple(f"{what} at {stretch.port}" for what in _COUNTED)
        for stretch in route.stretches
        if stretch.port is not None
    }

    def receive(shipment: Shipment, now: int) -> None:
        units, defective, sorted_out, expected, left, passage, finished, made, supplier = shipment
        transit.arrived(finished)
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
        # Defects make nothing late: where it came late, they are told last.
        late = now > expected
        causes = (finished, *passage.held_by, made) if late else (made, *passage.held_by)
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

    return receive
