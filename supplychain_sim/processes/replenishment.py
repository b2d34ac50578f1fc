"""Replenishment: the customer's plant reviews its stock and orders, in several lines."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock, split


def replenishment(
    env: Environment,
    relation: str,
    stock: Stock,
    review: int,
    lines: int,
    place: Callable[[int, EventId], None],
    record: Record,
) -> None:
    """Order up to the level at every review.

    Parameters
    ----------
    review
        Minutes between two reviews.
    lines
        Order lines that an order is split into.
    place
        Hands an order line, with the event of its order, to the supplier.
    """

    def order(now: int) -> None:
        units = stock.order()
        if units == 0:
            return
        ordered = record.add(relation, now, "ordered", units)
        for line in split(units, lines):
            place(line, ordered)

    repeat(env, review, Phase.ORDERING, relation, order)
