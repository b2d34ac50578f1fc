from __future__ import annotations

from collections.abc import Sequence

from supplychain_sim.engine import Environment
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.units import WEEK

RELATION = "relation/housings"


def start(env: Environment, stock: Stock, record: Record) -> list[tuple[int, int, EventId]]:
    placed: list[tuple[int, int, EventId]] = []

    def place(lines: Sequence[int], ordered: EventId, now: int) -> None:
        placed.extend((now, units, ordered) for units in lines)

    replenishment(env, RELATION, stock, WEEK, 3, place, record)
    return placed


def test_each_review_orders_up_to_the_level_in_lines_as_equal_as_possible(
    env: Environment, record: Record
) -> None:
    stock = Stock(level=100, on_hand=100)
    placed = start(env, stock, record)
    stock.use(10)

    env.run(until=WEEK + 1)

    order = (RELATION, 0)
    assert placed == [(WEEK, 3, order), (WEEK, 3, order), (WEEK, 4, order)]
    assert record.event(order).facts == (10,)
    assert stock.position == 100


def test_what_is_on_order_is_not_ordered_again(env: Environment, record: Record) -> None:
    stock = Stock(level=100, on_hand=100)
    start(env, stock, record)
    stock.use(10)

    env.run(until=5 * WEEK + 1)

    assert [(event.time, event.facts) for event in record.history(RELATION)] == [(WEEK, (10,))]


def test_what_is_owed_is_ordered_too(env: Environment, record: Record) -> None:
    stock = Stock(level=5, on_hand=5)
    placed = start(env, stock, record)
    stock.use(12)

    env.run(until=WEEK + 1)

    assert sum(units for _, units, _ in placed) == 12
