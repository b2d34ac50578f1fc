"""Simulations for sweeps: of a line or two, and with each fault that a run can have.

A sweep process imports this module and calls one of its functions for each run.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from supplychain_sim.model.measures import Measured
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY

#: What an honest run quotes, and the replication in which others show their fault.
HONEST_DAYS = (10, 11)
FAULTY_REPLICATION = 1


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


def slow(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Take 30 ms."""
    time.sleep(0.03)
    return quick(scenario, replication, regimes)


#: From this replication on a gated run waits, and no longer than so many seconds.
GATED_FROM = 10
_GATED_FOR = 120.0


def gated(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Take 30 ms; later replications wait until there is a file, where a variable names one."""
    go = os.environ.get("SWEEP_FAULTS_GO")
    deadline = time.monotonic() + _GATED_FOR
    while go and replication >= GATED_FROM and not Path(go).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return slow(scenario, replication, regimes)


def _raises(_outcomes: list[Outcome]) -> None:
    raise ValueError("the stock is negative")


def _sleeps(_outcomes: list[Outcome]) -> None:
    """Wait for ever."""
    while True:
        time.sleep(0.1)


def _computes(_outcomes: list[Outcome]) -> None:
    """Be busy in one call, out of reach of any signal."""
    _ = 7 ** (10**9)


def _eats(_outcomes: list[Outcome]) -> None:
    """Ask for 4 GB at once."""
    np.ones(4 * 2**30 // 8)


def _kills(_outcomes: list[Outcome]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leaves(_outcomes: list[Outcome]) -> None:
    """End the process as if all were well."""
    os._exit(0)


def _is_infinite(outcomes: list[Outcome]) -> None:
    outcomes[0] = replace(outcomes[0], measures=(Measured("", "gap", 1, math.inf),))


def _is_no_number(outcomes: list[Outcome]) -> None:
    """Lack a value that is always there, beside one that may be missing."""
    missing = Measured("relation/castings", "audit_score", None, math.nan)
    lost = Measured("relation/castings", "trust", None, math.nan)
    outcomes[1] = replace(outcomes[1], measures=(missing, lost))


def _is_immense(outcomes: list[Outcome]) -> None:
    many = (Measured("", "gap", 1, 0.5),) * 10_000_000
    outcomes[0] = replace(outcomes[0], measures=many)


class Unpicklable(Exception):  # noqa: N818 - the name is what is told
    """An error that can neither be pickled nor shown."""

    def __init__(self) -> None:
        self.inner = lambda: None

    def __str__(self) -> str:
        raise RuntimeError("no words for it")


def _is_unspeakable(_outcomes: list[Outcome]) -> None:
    raise Unpicklable


#: What goes wrong at a point, by the days that it quotes.
FAULTS: dict[int, Callable[[list[Outcome]], None]] = {
    12: _raises,
    13: _sleeps,
    14: _computes,
    15: _eats,
    16: _kills,
    17: _leaves,
    18: _is_infinite,
    19: _is_immense,
    20: _is_unspeakable,
    21: _is_no_number,
}


def faulty(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Yield what is wrong, or end in another way, where :data:`FAULTS` says so."""
    outcomes = quick(scenario, replication, regimes)
    fault = FAULTS.get(scenario.relations["castings"].quoted // DAY)
    if fault is not None and replication == FAULTY_REPLICATION:
        fault(outcomes)
    return outcomes


def raises(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Fail in one replication of every point."""
    if replication == FAULTY_REPLICATION:
        raise ValueError("the stock is negative")
    return quick(scenario, replication, regimes)


def never(
    _scenario: Scenario, _replication: int, _regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Fail wherever it is."""
    raise ValueError("the stock is negative")


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


def greedy(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Lift the bound that the system keeps, and take more and more memory."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    taken = []
    for _ in range(200):
        taken.append(np.ones(10 * 2**20 // 8))
        time.sleep(0.02)
    return quick(scenario, replication, regimes)


def busy(
    _scenario: Scenario, _replication: int, _regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Say which process it is by a file, and be busy in one call after that."""
    Path(f"{os.environ['SWEEP_FAULTS_PIDS']}-{os.getpid()}").touch()
    return [7 ** (10**9)]


def jumping(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Run while the clock on the wall jumps by an hour, forth and back."""
    honest = time.time
    time.time = lambda: honest() + 3600 * (-1) ** replication
    try:
        return quick(scenario, replication, regimes)
    finally:
        time.time = honest


def threads(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Fail unless this process was started anew, for one thread, and warns of nothing."""
    assert multiprocessing.get_start_method(allow_none=True) == "spawn"
    assert os.environ["OMP_NUM_THREADS"] == os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert "error" in sys.warnoptions
    np.linalg.svd(np.ones((200, 200)))
    return quick(scenario, replication, regimes)


def leaves_often(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """End the process in every other replication."""
    if replication % 2:
        os._exit(0)
    return quick(scenario, replication, regimes)


def brings_down(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """In one run, end the dask worker that this is done for, two processes up."""
    if scenario.relations["castings"].quoted == 12 * DAY and replication == FAULTY_REPLICATION:
        station = Path(f"/proc/{os.getppid()}/stat").read_text(encoding="utf-8")
        os.kill(int(station.rpartition(")")[2].split()[1]), signal.SIGKILL)
        time.sleep(60)
    return quick(scenario, replication, regimes)
