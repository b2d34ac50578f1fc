"""Shipping: a lot leaves when it is finished and arrives when its lane lets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from supplychain_sim.engine import Environment, Inbox, Process
from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally


@dataclass(frozen=True)
class Shipment:
    """A lot on its way.

    Parameters
    ----------
    units, defective
        In the lot; the defects are found on arrival.
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
    expected: int
    left: int
    passage: Passage
    finished: EventId


def dispatcher(
    env: Environment,
    route: Route,
    under_way: Inbox[Shipment],
    tally: Tally,
    record: Record,
    relation: str,
) -> Callable[[int, int, int, EventId], None]:
    """Return what sends units on their way: units, defects, due at the gate, and their event."""

    def dispatch(units: int, defective: int, due: int, finished: EventId) -> None:
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
        shipment = Shipment(units, defective, due + route.promised, now, passage, finished)
        tally.add("units shipped", now, units)
        under_way.post(shipment, passage.arrival)

    return dispatch


def shipping(
    env: Environment,
    route: Route,
    under_way: Inbox[Shipment],
    stock: Stock,
    progress: Progress,
    tally: Tally,
    record: Record,
    relation: str,
) -> Process:
    """Take in what arrives: count defects, fill the stock, record what held it up.

    Parameters
    ----------
    under_way
        Shipments, each due when it arrives: one event a shipment.
    relation
        Entity whose goods these are.
    """
    while True:
        shipment: Shipment = yield under_way.take()
        now = int(env.now)
        stock.receive(shipment.units, shipment.defective)
        progress.receive(shipment.units, shipment.defective)
        tally.add("shipments", now)
        tally.add("units received", now, shipment.units)
        tally.add("defects", now, shipment.defective)
        tally.add("shipments on time", now, now <= shipment.expected)
        tally.add("minutes in transit", now, now - shipment.left)
        tally.add("freight", now, shipment.units * route.freight)
        for port, waited in shipment.passage.waits:
            tally.add(f"shipments at {port}", now)
            tally.add(f"minutes waited at {port}", now, waited)
            tally.add(f"shipments held at {port}", now, waited > 0)
        record.add(
            relation,
            now,
            "arrived",
            shipment.units,
            shipment.defective,
            now - shipment.expected,
            causes=(shipment.finished, *shipment.passage.held_by),
            known_to="customer",
        )
