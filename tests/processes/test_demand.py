from __future__ import annotations

import numpy as np

from processes.stage import ScriptedStream
from supplychain_sim.engine import Environment
from supplychain_sim.model.goods_counts import Line
from supplychain_sim.model.record import Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.processes.demand import demand
from supplychain_sim.streams import Inverted
from supplychain_sim.units import WEEK


def open_all_week(since: int, until: int) -> float:
    return 1.0


def needs(*units: float) -> Inverted:
    def as_they_are(draws: np.ndarray) -> np.ndarray:
        return draws

    return Inverted(ScriptedStream(*units), as_they_are, block=1)


def test_each_week_takes_its_need_from_stock_and_what_is_short_is_owed(
    env: Environment, record: Record, tally: Tally
) -> None:
    stock = Stock(level=30, on_hand=30)
    demand(
        env,
        "stock/s",
        stock,
        needs(10, 15, 20),
        open_all_week,
        lambda _: (),
        Line(tally),
        tally,
        record,
    )

    env.run(until=3 * WEEK + 1)

    found = [(event.time, event.kind, event.facts) for event in record.history("stock/s")]
    assert found == [(3 * WEEK, "short", (15,))]
    assert (stock.on_hand, stock.owed) == (0, 15)
    assert (tally.of("units demanded"), tally.of("units from stock")) == (45, 30)


def test_nothing_is_needed_before_the_first_week_is_over(
    env: Environment, record: Record, tally: Tally
) -> None:
    stock = Stock(level=30, on_hand=30)
    demand(
        env, "stock/s", stock, needs(10), open_all_week, lambda _: (), Line(tally), tally, record
    )

    env.run(until=WEEK)
    before = stock.on_hand
    env.run(until=WEEK + 1)

    assert (before, stock.on_hand) == (30, 20)


def test_a_plant_uses_less_in_a_week_in_which_it_was_shut_for_days(
    env: Environment, record: Record, tally: Tally
) -> None:
    stock = Stock(level=99, on_hand=99)

    def at_work(since: int, until: int) -> float:
        return 2 / 7 if since == WEEK else 1.0

    line = Line(tally)
    demand(env, "stock/s", stock, needs(10, 20, 30), at_work, lambda _: (), line, tally, record)

    env.run(until=2 * WEEK + 1)

    assert tally.of("units demanded") == 10 + round(20 * 2 / 7)


def test_only_the_customer_knows_that_its_stock_is_short(
    env: Environment, record: Record, tally: Tally
) -> None:
    demand(
        env,
        "stock/s",
        Stock(level=0, on_hand=0),
        needs(1),
        open_all_week,
        lambda _: (),
        Line(tally),
        tally,
        record,
    )

    env.run(until=WEEK + 1)

    assert [event.known_to for event in record.history("stock/s")] == ["customer"]


def test_what_is_short_is_lost_where_nothing_is_owed(
    env: Environment, record: Record, tally: Tally
) -> None:
    stock = Stock(level=30, on_hand=30, backorders=False)
    demand(
        env,
        "stock/s",
        stock,
        needs(10, 15, 20),
        open_all_week,
        lambda _: (),
        Line(tally),
        tally,
        record,
    )

    env.run(until=3 * WEEK + 1)

    found = [(event.time, event.kind, event.facts) for event in record.history("stock/s")]
    assert found == [(3 * WEEK, "lost", (15,))]
    assert (stock.on_hand, stock.owed, stock.lost) == (0, 0, 15)
    assert tally.of("units lost") == 15
    assert tally.of("units demanded") == tally.of("units from stock") + tally.of("units lost")
