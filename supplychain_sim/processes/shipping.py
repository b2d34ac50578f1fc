"""Shipping: a lot leaves when it is finished and arrives when its lane lets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from supplychain_sim.engine import Belt, Environment
from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally

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
    """

    units: int
    defective: int
    sorted_out: int
    expected: int
    left: int
    passage: Passage
    finished: EventId


def dispatcher(
    env: Environment,
    route: Route,
    under_way: Belt[Shipment],
    tally: Tally,
    record: Record,
    relation: str,
) -> Callable[[int, int, int, int, EventId], None]:
    """Return what sends units on their way.

    It takes units, defects, defects sorted out, when the units are due at the gate, and their
    event.
    """

    def dispatch(units: int, defective: int, sorted_out: int, due: int, finished: EventId) -> None:
        now = int(env.now)
        passage = route.passage(now)
        if defective:
            # It has happened, and nobody knows before the goods are looked at.
            finished = record.add(
                relation,
                now,
                "defects made",
                defective,
                causes=(finished,),
                known_at=passage.arrival,
                known_to="customer",
            )
        expected = due + route.promised
        shipment = Shipment(units, defective, sorted_out, expected, now, passage, finished)
        tally.add("units shipped", now, units)
        under_way.post(shipment, passage.arrival)

    return dispatch


def shipping(
    route: Route,
    stock: Stock,
    progress: Progress,
    tally: Tally,
    record: Record,
    relation: str,
) -> Callable[[Shipment, int], None]:
    """Return what takes in what arrives: count defects, fill the stock, record what held it up.

    Parameters
    ----------
    relation
        Entity whose goods these are.
    """
    freight = route.freight
    passed = {
        stretch.port: tuple(f"{what} at {stretch.port}" for what in _COUNTED)
        for stretch in route.stretches
        if stretch.port is not None
    }

    def receive(shipment: Shipment, now: int) -> None:
        units, defective, sorted_out, expected, left, passage, finished = shipment
        stock.receive(units, defective)
        progress.receive(units, defective, sorted_out)
        totals = tally.at(now)
        totals["shipments"] += 1
        totals["units received"] += units
        totals["defects"] += defective
        totals["shipments on time"] += now <= expected
        totals["minutes in transit"] += now - left
        totals["freight"] += units * freight
        for port, waited in passage.waits:
            shipments, minutes, held = passed[port]
            totals[shipments] += 1
            totals[minutes] += waited
            totals[held] += waited > 0
        record.add(
            relation,
            now,
            "arrived",
            units,
            defective,
            now - expected,
            causes=(finished, *passage.held_by),
            known_to="customer",
        )

    return receive
