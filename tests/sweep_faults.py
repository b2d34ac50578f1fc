"""Simulations for sweeps: of a line or two, and with each fault that a run can have.

A sweep process imports this module and calls one of its functions for each run. Where a fault
happens is said by the point: that of a quoted time of 12 days, in replication 1.
"""

from __future__ import annotations

import math
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from supplychain_sim.model.measures import Measured
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY

FAULTY_DAYS, FAULTY_REPLICATION = 12, 1


def quick(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Return two measures for each regime, which depend on the point and on the replication."""
    days = scenario.relations["castings"].quoted / DAY
    luck = Streams(scenario.seed, replication).of("relation/castings", "luck").uniform()
    return [
        Outcome(
            regime=regime,
            replication=replication,
            measures=(
                Measured("relation/castings", "unit_cost", None, days + place + luck),
                Measured("relation/castings", "trials", 1, 12.0),
            ),
            series=(),
            entities={},
            draws={},
            events=0,
        )
        for place, regime in enumerate(regimes or scenario.regimes)
    ]


def _faulty(scenario: Scenario, replication: int) -> bool:
    days = scenario.relations["castings"].quoted / DAY
    return days == FAULTY_DAYS and replication == FAULTY_REPLICATION


def slow(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Take 30 ms."""
    time.sleep(0.03)
    return quick(scenario, replication, regimes)


def raises(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Fail where it is poisoned."""
    if _faulty(scenario, replication):
        raise ValueError("the stock is negative")
    return quick(scenario, replication, regimes)


def sleeps(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Wait for ever where it is poisoned."""
    while _faulty(scenario, replication):
        time.sleep(0.1)
    return quick(scenario, replication, regimes)


def computes(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Raise a huge number to a huge power where it is poisoned, out of reach of any signal."""
    if _faulty(scenario, replication):
        _ = 7 ** (10**9)
    return quick(scenario, replication, regimes)


def eats(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Ask for 4 GB at once where it is poisoned."""
    if _faulty(scenario, replication):
        np.ones(4 * 2**30 // 8)
    return quick(scenario, replication, regimes)


def kills(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Kill the process that it runs in where it is poisoned."""
    if _faulty(scenario, replication):
        os.kill(os.getpid(), signal.SIGKILL)
    return quick(scenario, replication, regimes)


def leaves(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """End the process as if all were well where it is poisoned."""
    if _faulty(scenario, replication):
        os._exit(0)
    return quick(scenario, replication, regimes)


def infinite(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Yield an infinite value where it is poisoned."""
    outcomes = quick(scenario, replication, regimes)
    if _faulty(scenario, replication):
        outcomes[0] = Outcome(
            **{**vars(outcomes[0]), "measures": (Measured("", "gap", 1, math.inf),)}
        )
    return outcomes


def immense(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Yield ten million values where it is poisoned."""
    outcomes = quick(scenario, replication, regimes)
    if _faulty(scenario, replication):
        many = (Measured("", "gap", 1, 0.5),) * 10_000_000
        outcomes[0] = Outcome(**{**vars(outcomes[0]), "measures": many})
    return outcomes


class Unpicklable(Exception):  # noqa: N818 - the name is what is told
    """An error that can neither be pickled nor shown."""

    def __init__(self) -> None:
        self.inner = lambda: None

    def __str__(self) -> str:
        raise RuntimeError("no words for it")


def unspeakable(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Raise what cannot be pickled where it is poisoned."""
    if _faulty(scenario, replication):
        raise Unpicklable
    return quick(scenario, replication, regimes)


def random(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Yield something else each time."""
    days = time.monotonic_ns() % DAY
    return quick(scenario.model_copy(update={"seed": days}), replication, regimes)


def counted(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Take 30 ms and leave a line in the file ``runs`` for each run that came to its end."""
    outcomes = slow(scenario, replication, regimes)
    days = scenario.relations["castings"].quoted / DAY
    with Path("runs").open("a", encoding="utf-8") as file:
        file.write(f"{days:g} {replication}\n")
    return outcomes
