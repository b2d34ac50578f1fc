"""The workers of a dask scheduler as a crew: each chunk goes to one of them, and to no other.

Dask runs the tasks of a lost worker again, and blames all of them. Here a task is bound to its
worker, so that it is never run again unseen: when the worker is gone, its chunk comes back, and
what became of each task is found out from the journals.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple
from uuid import uuid4

from distributed import Client, Future, KilledWorker

from supplychain_sim.cluster.news import Gone, Joined, News, Over, noticed, told_of
from supplychain_sim.cluster.post import Post, do
from supplychain_sim.cluster.station import Orders
from supplychain_sim.errors import ClusterError
from supplychain_sim.sweep.manifest import computed_by
from supplychain_sim.sweep.protocol import LOST, Broken, Limits, Loss, Result
from supplychain_sim.sweep.schedule import ATTEMPTS
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import PATIENCE, Setup, said

#: Seconds that a chunk is meant to take, for each of those that are worked at together: it
#: costs a scheduler and this process a few milliseconds. More than a share of the time after which
#: a chunk is cut short it cannot take.
_LASTS_FOR_EACH = 0.005
_LASTS_AT_LEAST, _LASTS_AT_MOST = 0.2, 0.75 * PATIENCE
#: Chunks that a worker holds for each of its threads while they are short.
_HELD_IF_SHORT = 2
#: Seconds between two looks at who is there, besides what the scheduler tells of it.
_LOOKED_EVERY, _LOOKED_SOON = 5.0, 0.1
#: Seconds that workers have for ending what they do; more than a station has for its own.
_ENDING = 4.0


#: Called now and then with the names of the workers that there are.
Look = Callable[[frozenset[str]], None]


def nothing_more(_workers: frozenset[str]) -> None:
    """Look at nothing more than who is there."""


class _Handed(NamedTuple):
    """A chunk that was handed out, and to whom."""

    chunk: Chunk
    address: str
    future: Future[None]


class DaskWorkers:
    """Workers of a scheduler: a crew as the protocol has it.

    Parameters
    ----------
    client
        A connection to the scheduler.
    setup, limits
        What there is to do, and what a run may take.
    most
        How many chunks at most are worked at together.
    look
        What else is looked at when it is seen who is there.
    """

    def __init__(
        self,
        client: Client,
        setup: Setup,
        limits: Limits,
        most: int,
        look: Look = nothing_more,
    ) -> None:
        self._look_besides = look
        self._client = client
        self._most = most
        self._address = str(client.scheduler_info(n_workers=0)["address"])
        self._session = f"supplychain_sim-{uuid4().hex[:12]}"
        versions = computed_by(setup.simulate)
        self._orders = Orders(setup, limits, 1, versions, tuple(sys.path))
        self._news: SimpleQueue[News] = SimpleQueue()
        self._threads: dict[str, int] = {}
        self._handed: dict[int, _Handed] = {}
        self._held_by: Counter[str] = Counter()
        self._waiting: deque[Chunk] = deque()
        self._numbers = count()
        self._missed: set[str] = set()
        self._looked = 0.0
        self._held = 1
        self._done = self._failed = 0

    def begin(self) -> None:
        """Have whoever works for the scheduler, now or later, get ready.

        Raises
        ------
        ClusterError
            If one of them cannot.
        """
        self._client.subscribe_topic(self._session, self._told)
        self._client.subscribe_topic("all", self._noticed)
        try:
            self._client.register_plugin(Post(self._session, self._orders))
        except Exception as error:
            raise _unfit(error) from error
        self._look()

    @property
    def slots(self) -> int:
        """How many chunks are worked at together."""
        return max(1, min(self._most, sum(self._threads.values())))

    @property
    def lasts(self) -> float:
        """Seconds that a chunk is meant to take."""
        return min(_LASTS_AT_MOST, max(_LASTS_AT_LEAST, _LASTS_FOR_EACH * self.slots))

    @property
    def busy(self) -> int:
        """How many workers hold chunks."""
        # Another thread asks.
        return sum(held > 0 for held in list(self._held_by.values()))

    @property
    def settled(self) -> int:
        """How many runs of this sweep are done by now, or given up; about."""
        return self._done + self._failed // ATTEMPTS

    def room(self) -> int:
        """Return how many more chunks can be submitted."""
        under_way = len(self._handed) + len(self._waiting)
        return max(self._held * self.slots - under_way, 0 if under_way else 1)

    def submit(self, chunk: Chunk) -> None:
        """Have *chunk* done by whoever holds the fewest for each thread."""
        self._waiting.append(chunk)
        self._hand_out()

    def results(self, seconds: float) -> list[Result]:
        """Wait for what came of chunks, and for workers that come and go."""
        deadline = time.monotonic() + seconds
        found: list[Result] = []
        while not found:
            left = deadline - time.monotonic()
            look = self._looked + _LOOKED_EVERY - time.monotonic()
            seconds = max(0.0, min(left, look))
            found += [one for news in self._next(seconds) for one in self._heard(news)]
            if time.monotonic() - self._looked >= _LOOKED_EVERY:
                self._look()
            self._hand_out()
            if left <= 0:
                break
        return found

    def end(self) -> None:
        """End all that is done for this sweep, at once."""
        client = self._client
        if client.status != "running":
            return
        # Whoever does not answer has lost its connection, or will: nothing is kept for it.
        with contextlib.suppress(Exception):
            for topic in (self._session, "all"):
                client.unsubscribe_topic(topic)
            client.cancel([handed.future for handed in self._handed.values()], force=True)
            client.sync(client.unregister_worker_plugin, self._session, callback_timeout=_ENDING)

    def _next(self, seconds: float) -> Iterator[News]:
        """Yield what is new, after waiting for it."""
        try:
            yield self._news.get(timeout=seconds)
            while True:
                yield self._news.get_nowait()
        except Empty:
            self._see_the_scheduler()

    def _heard(self, news: News) -> list[Result]:
        """Return what came of chunks by what is new."""
        if isinstance(news, Joined):
            # Of many that join at once all are seen at one look.
            soon = time.monotonic() - _LOOKED_EVERY + _LOOKED_SOON
            self._looked = min(self._looked, soon)
        elif isinstance(news, Gone):
            return self._lost(news)
        elif isinstance(news, Over):
            return self._over(news)
        elif isinstance(news.answer, Broken):
            raise news.answer.raised()
        elif self._taken_back(news.number) is not None:
            return [self._learned(news.answer)]
        return []

    def _learned(self, result: Result) -> Result:
        """Return a result, after taking in how much is done, and how long runs last."""
        self._done += result.done
        self._failed += result.failure is not None or result.loss is not None
        if result.done:
            self._held = _HELD_IF_SHORT if result.seconds < PATIENCE else 1
        return result

    def _lost(self, gone: Gone) -> list[Result]:
        """Return the chunks that a worker held."""
        self._threads.pop(gone.address, None)
        loss = _loss(gone.address)
        held = [number for number, one in self._handed.items() if one.address == gone.address]
        taken = [handed for number in held if (handed := self._taken_back(number)) is not None]
        self._client.cancel([handed.future for handed in taken], force=True)
        return [Result(one.chunk, loss=None if gone.expected else loss) for one in taken]

    def _over(self, over: Over) -> list[Result]:
        """Return a chunk of which nothing was told, or tell why nothing was."""
        handed = self._taken_back(over.number)
        if handed is None:
            return []
        if isinstance(over.error, KilledWorker):
            return [Result(handed.chunk, loss=_loss(handed.address))]
        if over.error is not None:
            self._see_the_scheduler()
            raise _unfit(over.error)
        return [Result(handed.chunk)]

    def _taken_back(self, number: int) -> _Handed | None:
        """Return what was handed out by a number, and take it back; None if it is back already."""
        handed = self._handed.pop(number, None)
        if handed is not None:
            self._held_by[handed.address] -= 1
        return handed

    def _hand_out(self) -> None:
        while self._waiting and self._threads:
            held = self._held_by
            address = min(self._threads, key=lambda one: held[one] / self._threads[one])
            if held[address] >= self._held * self._threads[address]:
                return
            self._bind(self._waiting.popleft(), address)

    def _bind(self, chunk: Chunk, address: str) -> None:
        """Hand a chunk out to a worker, and to no other."""
        number = next(self._numbers)
        future = self._client.submit(
            do,
            self._session,
            number,
            chunk,
            key=f"{self._session}-{number}",
            workers=[address],
            allow_other_workers=False,
            pure=False,
        )
        self._handed[number] = _Handed(chunk, address, future)
        self._held_by[address] += 1
        future.add_done_callback(lambda done: self._news.put(Over(number, _error(done))))

    def _look(self) -> None:
        """See who is there."""
        self._looked = time.monotonic()
        self._see_the_scheduler()
        found = self._client.scheduler_info(n_workers=-1)["workers"]
        # Whoever is about to leave gets nothing more.
        self._threads = {
            address: worker["nthreads"]
            for address, worker in found.items()
            if worker["status"] == "running"
        }
        missed = {address for address, held in self._held_by.items() if held} - set(found)
        # What the scheduler tells of them may be under way.
        for address in missed & self._missed:
            self._news.put(Gone(address, expected=False))
        self._missed = missed
        self._look_besides(frozenset(str(worker["name"]) for worker in found.values()))

    def _see_the_scheduler(self) -> None:
        """See that the scheduler is there.

        Raises
        ------
        ClusterError
            If it is gone.
        """
        if self._client.status != "running":
            raise ClusterError(f"the dask scheduler at {self._address} is gone")

    def _told(self, event: tuple[float, dict[str, Any]]) -> None:
        self._news.put(told_of(event[1]))

    def _noticed(self, event: tuple[float, dict[str, Any]]) -> None:
        found = noticed(event[1])
        if found is not None:
            self._news.put(found)


def _unfit(error: BaseException) -> ClusterError:
    """Return what is told of workers that cannot begin."""
    return ClusterError(
        f"workers of the dask scheduler cannot begin ({said(error)}); start them with this package "
        "installed, of the same version"
    )


def _loss(address: str) -> Loss:
    return Loss(LOST, f"the worker that it ran on was lost ({address})", certain=False)


def _error(future: Future[None]) -> BaseException | None:
    """Return why a task ended that did not end well; None as well for one that was cancelled."""
    return future.exception() if future.status == "error" else None
