"""What a dask worker makes of the station beside it: what ends there, and who is doubted for it.

Stations and workers are stand-ins.
"""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sweeping import written

from supplychain_sim.cluster import post as posts
from supplychain_sim.cluster.post import Post
from supplychain_sim.cluster.station import Answer, Orders
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.protocol import Broken, Limits, Result
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import Setup


class _Station:
    """A station that ends at once: before it could begin, or after."""

    started: list[Orders]
    begins: bool
    code = 7
    ended = False

    def __init__(self, orders: Orders) -> None:
        self.begun = self.begins
        self.started.append(orders)

    def do(self, _: Chunk) -> Answer:
        self.ended = True
        return None

    def end(self) -> None:
        self.ended = True


def post(tmp_path: Path, limits: Limits, memory: int = 10_000) -> Post:
    """Return what a dask worker of two threads has, with so much memory."""
    plan = load_sweep(written(tmp_path) / "sweep.yaml")
    setup = Setup(plan, tmp_path, "", "sweep_faults:quick")
    found = Post("sweep", Orders(setup, limits, 1, {}, ()))
    state, manager = SimpleNamespace(nthreads=2), SimpleNamespace(memory_limit=memory)
    worker: Any = SimpleNamespace(state=state, memory_manager=manager)
    found.setup(worker)
    return found


@pytest.fixture
def stations(monkeypatch: pytest.MonkeyPatch) -> type[_Station]:
    """The stations that are started; they cannot begin unless that is said."""
    monkeypatch.setattr(posts, "Station", _Station)
    monkeypatch.setattr(_Station, "started", [], raising=False)
    monkeypatch.setattr(_Station, "begins", False, raising=False)
    return _Station


def test_stations_that_cannot_begin_are_told_and_no_run_is_doubted(
    tmp_path: Path, stations: type[_Station]
) -> None:
    beside = post(tmp_path, Limits())

    answers = [beside.do((1,)) for _ in range(4)]

    assert answers[:3] == [Result((1,))] * 3
    assert isinstance(answers[3], Broken)
    assert answers[3].error.endswith(
        ": 3 processes that are to do runs ended before they could begin, the last with exit code 7"
    )
    assert len(stations.started) == 3


def test_one_that_worked_and_ended_is_replaced_and_its_run_doubted(
    tmp_path: Path, stations: type[_Station], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stations, "begins", True)
    beside = post(tmp_path, Limits())

    answers = [beside.do((1,)) for _ in range(5)]

    losses = [answer.loss for answer in answers if isinstance(answer, Result)]
    assert len(losses) == len(stations.started) == 5
    assert all(loss is not None and not loss.certain for loss in losses)


def test_a_worker_that_leaves_does_nothing_more_and_blames_nobody(
    tmp_path: Path, stations: type[_Station]
) -> None:
    beside = post(tmp_path, Limits())
    worker: Any = None
    beside.teardown(worker)

    assert beside.do((1,)) == Result((1,))
    assert stations.started == []


@pytest.mark.parametrize(("asked", "memory"), [(None, 4_000), (123, 123)])
def test_a_run_may_hold_its_share_of_the_workers_memory_unless_told(
    asked: int | None, memory: int, tmp_path: Path, stations: type[_Station]
) -> None:
    post(tmp_path, Limits(memory=asked)).do((1,))

    (orders,) = stations.started
    assert (orders.limits.memory, orders.slots) == (memory, 2)
