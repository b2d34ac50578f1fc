"""Reporting: the state at the end of every month, seen before anything else that minute."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.units import MONTH


def reporting(env: Environment, look: Callable[[int], None]) -> Process:
    """Look at the state at each month's end; looking changes nothing.

    Parameters
    ----------
    look
        Takes the number of months gone by.
    """
    for month, end in enumerate(every(env, MONTH, Phase.REPORT, ""), start=1):
        yield end
        look(month)
