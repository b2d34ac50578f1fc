"""Demand: the customer's plant uses housings every week."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.record import Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.streams import Inverted
from supplychain_sim.units import WEEK


def demand(
    env: Environment, plant: str, stock: Stock, weekly: Inverted, tally: Tally, record: Record
) -> Process:
    """Take a week's need from stock, every week; what is short is owed or lost.

    Parameters
    ----------
    plant
        Entity of the stock.
    weekly
        Draws the need of a week, in units.
    """
    for monday in every(env, WEEK, Phase.DEMAND, plant):
        units = int(weekly.draw())
        yield monday
        served = stock.use(units)
        now = int(env.now)
        tally.add("units demanded", now, units)
        tally.add("units from stock", now, served)
        if served < units:
            kind = "short" if stock.backorders else "lost"
            record.add(plant, now, kind, units - served, known_to="customer")
            tally.add("units lost", now, 0 if stock.backorders else units - served)
