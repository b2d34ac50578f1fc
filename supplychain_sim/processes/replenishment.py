"""Replenishment: the customer's plant reviews its stock and orders, in several lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock, split


def replenishment(
    env: Environment,
    relation: str,
    stock: Stock,
    review: int,
    lines: int,
    place: Callable[[Sequence[int], EventId, int], None],
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
        Hands the lines of an order, with its event and its time, to the supplier.
    """

    def order(now: int) -> None:
        units = stock.order()
        if units == 0:
            return
        ordered = record.add(relation, now, "ordered", units)
        place(split(units, lines), ordered, now)

    repeat(env, review, Phase.ORDERING, relation, order)
