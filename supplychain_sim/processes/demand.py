"""Demand: the customer's plant uses housings every week."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.goods_counts import Line
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.streams import Inverted
from supplychain_sim.units import WEEK


def demand(
    env: Environment,
    plant: str,
    stock: Stock,
    weekly: Inverted,
    at_work: Callable[[int, int], float],
    overdue: Callable[[int], tuple[EventId, ...]],
    line: Line,
    tally: Tally,
    record: Record,
) -> None:
    """Take a week's need from stock, every week; what is short is owed or lost.

    Parameters
    ----------
    plant
        Entity of the stock.
    weekly
        Draws the need of a week, in units.
    at_work
        Share of a span of minutes in which the plant is at work.
    overdue
        What ought to have come by a time in minutes, and what holds it.
    line
        Lacks the part in a week that is short.
    """
    drawn = weekly.draw()

    def use(now: int) -> None:
        nonlocal drawn
        units = round(drawn * at_work(now - WEEK, now))
        served = stock.use(units)
        totals = tally.at(now)
        totals["units demanded"] += units
        totals["units from stock"] += served
        if served < units:
            line.lacks(now)
            kind = "short" if stock.backorders else "lost"
            causes = overdue(now)
            record.add(plant, now, kind, units - served, causes=causes, known_to="customer")
            totals["units lost"] += 0 if stock.backorders else units - served
        drawn = weekly.draw()

    repeat(env, WEEK, Phase.DEMAND, plant, use)
