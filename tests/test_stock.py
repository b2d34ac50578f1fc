from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.stock import Stock, order_up_to, split
from supplychain_sim.units import WEEK, Rate

#: Days: units used, the tenths of what is on order that arrive, those of it that are bad, and
#: whether stock is reviewed.
days = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 10), st.integers(0, 10), st.booleans()),
    max_size=40,
)


@given(level=st.integers(0, 60), days=days, backorders=st.booleans())
@settings(max_examples=200, deadline=None)
def test_units_are_neither_made_nor_lost(
    level: int, days: list[tuple[int, int, int, bool]], *, backorders: bool
) -> None:
    stock = Stock(level, on_hand=level, backorders=backorders)
    ordered = received = defective = used = served = 0

    for demand, arriving, bad, reviewed in days:
        units = stock.on_order * arriving // 10
        spoilt = units * bad // 10
        stock.receive(units, spoilt)
        # Looked at before use as well, which would make a negative stock whole again.
        assert min(stock.on_hand, stock.on_order, stock.owed) >= 0
        received, defective = received + units, defective + spoilt
        served += stock.use(demand)
        used += demand
        if reviewed:
            ordered += stock.order()
            assert stock.position == level

        assert ordered == received + stock.on_order
        # Goods taken in, less what came back as defective, are on hand or were used.
        assert level + received - defective == stock.on_hand + used - stock.owed - stock.lost
        # What was demanded was served, at once or from later goods, or is owed, or was lost.
        assert stock.lost + stock.owed <= used - served
        assert stock.lost == (0 if backorders else used - served)
        assert backorders or stock.owed == 0
        assert min(stock.on_hand, stock.on_order, stock.owed) >= 0
        # Nobody waits while there is something to have.
        assert stock.on_hand == 0 or stock.owed == 0
        assert served <= used


def test_what_is_short_is_owed_and_paid_first() -> None:
    stock = Stock(level=10, on_hand=4)

    assert stock.use(7) == 4
    assert (stock.on_hand, stock.owed, stock.position) == (0, 3, -3)
    assert stock.order() == 13
    stock.receive(8, defective=1)

    # Seven good: three are owed, four stay.
    assert (stock.on_hand, stock.on_order, stock.owed) == (4, 5, 0)


def test_what_is_short_is_lost_where_nothing_is_owed() -> None:
    stock = Stock(level=10, on_hand=4, backorders=False)

    assert stock.use(7) == 4
    assert (stock.on_hand, stock.owed, stock.lost, stock.position) == (0, 0, 3, 0)
    assert stock.order() == 10
    stock.receive(8, defective=1)

    assert (stock.on_hand, stock.on_order, stock.owed, stock.lost) == (7, 2, 0, 3)


def test_a_lot_that_is_all_defective_pays_nothing_of_what_is_owed() -> None:
    stock = Stock(level=10, on_hand=2)
    stock.use(8)
    stock.order()

    stock.receive(8, defective=8)

    assert (stock.on_hand, stock.on_order, stock.owed) == (0, 8, 6)


def test_defective_units_are_ordered_again() -> None:
    stock = Stock(level=10, on_hand=0)
    stock.order()

    stock.receive(10, defective=3)

    assert stock.order() == 3


def test_above_the_level_nothing_is_ordered() -> None:
    stock = Stock(level=10, on_hand=25)

    assert stock.order() == 0
    assert stock.position == 25


@given(demands=st.lists(st.integers(0, 50), min_size=1, max_size=30), lead=st.integers(1, 6))
@settings(max_examples=100, deadline=None)
def test_what_is_ordered_each_day_is_what_was_used_that_day(demands: list[int], lead: int) -> None:
    # Base stock with a fixed lead time and nothing defective: orders repeat demand, and net
    # stock is the level less the demand of the lead time (Zipkin 2000, section 6.2).
    level = 60
    stock = Stock(level, on_hand=level)
    orders: list[int] = []

    for day, demand in enumerate(demands):
        if day >= lead:
            stock.receive(orders[day - lead], defective=0)
        stock.use(demand)
        orders.append(stock.order())
        assert stock.on_hand - stock.owed == level - sum(orders[max(0, day - lead + 1) :])

    assert orders == demands


def test_the_level_covers_so_many_weeks() -> None:
    assert order_up_to(Rate(2300.0, WEEK), 9 * WEEK + WEEK // 2) == 21_850
    assert order_up_to(Rate(3.0, WEEK), WEEK // 2) == 2


@given(units=st.integers(0, 100_000), lines=st.integers(1, 60))
@settings(deadline=None)
def test_order_lines_are_as_equal_as_possible_and_none_is_empty(units: int, lines: int) -> None:
    found = split(units, lines)

    assert sum(found) == units
    assert len(found) == min(units, lines)
    assert not found or max(found) - min(found) <= 1
    assert all(found)


@pytest.mark.parametrize(
    ("units", "lines", "found"), [(10, 3, [3, 3, 4]), (2, 5, [1, 1]), (0, 3, [])]
)
def test_lines_of_some_orders(units: int, lines: int, found: list[int]) -> None:
    assert split(units, lines) == found
