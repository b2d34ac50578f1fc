"""What a dask worker has of a sweep: a station beside it, and the task that asks it for a chunk."""

from __future__ import annotations

import platform
import threading
from dataclasses import replace
from typing import Any, cast

from distributed import Worker, WorkerPlugin, get_worker

from supplychain_sim.cluster.station import Orders, Station
from supplychain_sim.sweep.protocol import LOST, Broken, Loss, Result
from supplychain_sim.sweep.tasks import Chunk, Failure

#: How much of what a dask worker may hold its runs may hold together.
_SHARE_OF_MEMORY = 0.8
#: Stations in a row that may end before they can work.
_IN_VAIN = 3


class Post(WorkerPlugin):
    """A station for each dask worker, while there is something to do for it.

    Runs are no part of the dask worker's own process: one that dies, or cannot be interrupted,
    takes nothing else with it, and nothing that dask blames for it.

    Parameters
    ----------
    session
        What this sweep's tasks are called on the scheduler.
    orders
        For the station; with no limit of memory each run gets its share of the worker's.
    """

    def __init__(self, session: str, orders: Orders) -> None:
        self.name = session
        self._orders = orders

    def setup(self, worker: Worker) -> None:
        """Get ready; the station starts when there is something to do."""
        self._lock = threading.Lock()
        self._station: Station | None = None
        self._left = False
        self._vain = 0
        self._code: int | None = None
        orders = replace(self._orders, slots=worker.state.nthreads)
        limit = worker.memory_manager.memory_limit
        if orders.limits.memory is None and limit:
            memory = int(limit * _SHARE_OF_MEMORY) // orders.slots
            orders = replace(orders, limits=replace(orders.limits, memory=memory))
        self._orders = orders

    def teardown(self, worker: Worker) -> None:  # noqa: ARG002 - as dask calls it
        """End the station, whatever is done there."""
        with self._lock:
            self._left = True
            station, self._station = self._station, None
        if station is not None:
            station.end()

    def do(self, chunk: Chunk) -> Result | Broken:
        """Have *chunk* done, and return what came of it."""
        with self._lock:
            if self._station is not None and self._station.ended:
                self._vain = 0 if self._station.begun else self._vain + 1
                self._code, self._station = self._station.code, None
            if self._left:
                return Result(chunk)
            if self._vain >= _IN_VAIN:
                return Broken(
                    f"on {platform.node()}: {self._vain} processes that are to do runs ended "
                    f"before they could begin, the last with exit code {self._code}",
                    writing=False,
                )
            if self._station is None:
                self._station = Station(self._orders)
            station = self._station
        answer = station.do(chunk)
        if answer is not None:
            return answer
        if self._left or not station.begun:
            return Result(chunk)
        return Result(chunk, loss=Loss(LOST, "the process beside its dask worker ended", False))


def do(session: str, number: int, chunk: Chunk) -> None:
    """Do *chunk* where this runs, and tell what came of it: the task that a scheduler moves.

    Parameters
    ----------
    session
        What the sweep's tasks are called.
    number
        Of this task: the same chunk may be that of another.
    chunk
        What to do.
    """
    worker = get_worker()
    post = cast("Post", worker.plugins[session])
    worker.log_event(session, {"number": number, "chunk": chunk, **told(post.do(chunk))})


def told(answer: Result | Broken) -> dict[str, Any]:
    """Return what came of a chunk as lists, numbers and words, but for the chunk."""
    if isinstance(answer, Broken):
        return {"broken": answer.error, "writing": answer.writing}
    failure = answer.failure
    return {
        "done": answer.done,
        "failure": failure and [failure.task, failure.kind, failure.error, failure.traceback],
        "loss": answer.loss and list(answer.loss),
        "seconds": answer.seconds,
    }


def heard(told: dict[str, Any]) -> Result | Broken:
    """Return what came of a chunk, as it was told."""
    if "broken" in told:
        return Broken(told["broken"], told["writing"])
    return Result(
        tuple(told["chunk"]),
        told["done"],
        told["failure"] and Failure(*told["failure"]),
        told["loss"] and Loss(*told["loss"]),
        told["seconds"],
    )
