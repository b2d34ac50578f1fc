"""The engine of one machine: fresh processes, each told over a pipe of its own what to do.

Every worker has one pipe, and whoever ends closes it: no queue, lock or thread is shared that
a killed process could leave in a state that the others wait for.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from supplychain_sim.errors import SimulationError
from supplychain_sim.execution import fresh_processes, interrupts_held
from supplychain_sim.sweep.local_worker import PAGE, Ready, work
from supplychain_sim.sweep.protocol import Broken, Limits, Loss, Result
from supplychain_sim.sweep.store import recorded_by
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import PATIENCE, Ended, Setup

#: Seconds that a chunk is meant to take: long beside what it costs to hand it out, and short
#: beside what anybody waits for.
_LASTS = 0.2
#: Chunks that a worker holds while they are short: the one that it does, and one to go on with at
#: once. Behind one that lasts, another would wait for nothing.
_HELD_IF_SHORT = 2
#: Seconds between two looks at how much memory workers hold.
_LOOKED_EVERY = 0.1
#: Workers in a row that may end before they are ready to work.
_FAILED_STARTS = 3


@dataclass
class _Slot:
    """A worker, and the chunks that it holds."""

    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    chunks: deque[Chunk] = field(default_factory=deque)
    #: When it began the first of them, and how much memory it held before any.
    began: float = 0.0
    memory: int = 0
    #: Why it was ended, and at which chunk it was by then.
    ended_for: Loss | None = None
    ended_at: Chunk | None = None


@dataclass(frozen=True)
class Local:
    """Processes on this machine.

    Parameters
    ----------
    jobs
        How many.
    """

    jobs: int

    @contextmanager
    def open(
        self, setup: Setup, limits: Limits, tasks: int, also: Sequence[Connection] = ()
    ) -> Iterator[_Processes]:
        """Give workers; end them by force at the end, which takes nothing recorded.

        What anybody of *also* has to say ends a wait for results.
        """
        with fresh_processes():
            crew = _Processes(min(self.jobs, tasks), setup, limits, also)
            try:
                crew.begin()
                yield crew
            finally:
                crew.end()


class _Processes:
    """Workers of one machine: a crew as the protocol has it.

    Parameters
    ----------
    slots
        How many.
    setup, limits
        What there is to do, and what a run may take.
    also
        Whoever else is listened to: what they have to say ends a wait for results.
    """

    lasts = _LASTS

    def __init__(
        self, slots: int, setup: Setup, limits: Limits, also: Sequence[Connection] = ()
    ) -> None:
        self.slots = slots
        self._setup = setup
        self._limits = limits
        self._crew: list[_Slot] = []
        self._waiting: deque[Chunk] = deque()
        self._failed_starts = 0
        self._looked = 0.0
        self._held = 1
        self._also = also
        self._called = False

    def begin(self) -> None:
        """Start as many workers as there are slots."""
        for _ in range(self.slots):
            self._hire()

    def room(self) -> int:
        """Return how many more chunks can be submitted."""
        held = sum(len(slot.chunks) for slot in self._crew) + len(self._waiting)
        return max(0, self._held * self.slots - held)

    def submit(self, chunk: Chunk) -> None:
        """Have *chunk* done by whoever holds the fewest."""
        self._waiting.append(chunk)
        self._hand_out()

    def results(self, seconds: float) -> list[Result]:
        """Wait for workers to say something or to end, and enforce the limits meanwhile."""
        deadline = time.monotonic() + seconds
        found: list[Result] = []
        self._called = False
        while not found and not self._called:
            left = deadline - time.monotonic()
            for slot in self._heard_from(max(0.0, min(left, _LOOKED_EVERY))):
                found += self._heard(slot)
            self._enforce()
            self._hand_out()
            if left <= 0:
                break
        return found

    def end(self) -> None:
        """End all workers at once."""
        for slot in self._crew:
            slot.process.kill()
        for slot in self._crew:
            slot.process.join()
            slot.pipe.close()
        self._crew.clear()

    def _hire(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=work, args=(theirs, self._setup, self._limits.memory), daemon=True
        )
        with interrupts_held():
            process.start()
            self._crew.append(_Slot(process, ours))
        # Whoever else holds its end would keep its death from being noticed.
        theirs.close()

    def _hand_out(self) -> None:
        """Give what waits to whoever holds the least; some is kept for those who are to come."""
        while self._waiting:
            slot = min(self._crew, key=lambda slot: (len(slot.chunks), not slot.ready))
            if not slot.ready:
                to_come = sum(not slot.ready for slot in self._crew)
                ready = [slot for slot in self._crew if slot.ready]
                if not ready or len(self._waiting) <= to_come:
                    return
                slot = min(ready, key=lambda slot: len(slot.chunks))
            if len(slot.chunks) >= self._held:
                return
            try:
                slot.pipe.send(self._waiting[0])
            except OSError:
                slot.ready = False  # it has ended, which is heard of next
                continue
            if not slot.chunks:
                slot.began = time.monotonic()
            slot.chunks.append(self._waiting.popleft())

    def _heard_from(self, seconds: float) -> list[_Slot]:
        """Wait for workers to say something or to end, and return them."""
        by_sign: dict[Any, _Slot] = {slot.pipe: slot for slot in self._crew}
        by_sign |= {slot.process.sentinel: slot for slot in self._crew}
        signs = wait([*by_sign, *self._also], seconds)
        self._called = any(sign not in by_sign for sign in signs)
        heard = {id(by_sign[sign]): by_sign[sign] for sign in signs if sign in by_sign}
        return list(heard.values())

    def _heard(self, slot: _Slot) -> list[Result]:
        """Return what came of chunks of *slot*, of what it said next; it is heard to the end."""
        try:
            message = slot.pipe.recv() if slot.pipe.poll() else None
        except (EOFError, OSError):
            message = None
        if message is None:
            return self._replaced(slot)
        if isinstance(message, Ready):
            slot.ready, slot.memory = True, _resident(slot.process.pid)
            self._failed_starts = 0
        elif isinstance(message, Broken):
            raise message.raised()
        elif isinstance(message, Ended):
            slot.began = time.monotonic()
            self._held = _HELD_IF_SHORT if message.seconds < PATIENCE else 1
            chunk = slot.chunks.popleft()
            return [Result(chunk, message.done, message.failure, None, message.seconds)]
        return []

    def _replaced(self, slot: _Slot) -> list[Result]:
        """Replace a worker that has ended, and return the chunks that it held."""
        self._crew.remove(slot)
        slot.process.join()
        slot.pipe.close()
        if not slot.ready and not slot.chunks:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS:
                raise SimulationError(
                    f"{self._failed_starts} workers ended before they could begin, the last with "
                    f"exit code {slot.process.exitcode}"
                )
        self._hire()
        loss: Loss | None = Loss("died", f"its process {_left(slot.process.exitcode)}")
        held = list(slot.chunks)
        if slot.ended_for is not None:
            # What it was ended for may have been done just in time, and what follows is innocent.
            loss = slot.ended_for if held and held[0] is slot.ended_at else None
        if not held:
            return []
        # Seen from here, next to it: on a network file system others may see it later.
        recorded = recorded_by(self._setup.folder, self._setup.sweep, slot.process.pid or 0)
        done = len(list(takewhile(recorded.__contains__, held[0])))
        return [Result(held[0], done, loss=loss), *(Result(chunk) for chunk in held[1:])]

    def _enforce(self) -> None:
        """End workers whose run takes more than it may."""
        now = time.monotonic()
        looks = now - self._looked >= _LOOKED_EVERY
        if looks:
            self._looked = now
        for slot in self._crew:
            if not slot.chunks or slot.ended_for is not None:
                continue
            loss = self._too_long(slot, now) or (self._too_much(slot) if looks else None)
            if loss is not None:
                slot.ended_for, slot.ended_at = loss, slot.chunks[0]
                slot.process.kill()

    def _too_long(self, slot: _Slot, now: float) -> Loss | None:
        limit = self._limits.seconds
        if limit is None:
            return None
        # A chunk is cut short once its patience is over: whoever is at it later is at one run.
        patience = PATIENCE if len(slot.chunks[0]) > 1 else 0.0
        if now - slot.began <= limit + patience:
            return None
        return Loss("time", f"took longer than the {limit:g} s that a run may take")

    def _too_much(self, slot: _Slot) -> Loss | None:
        limit = self._limits.memory
        if limit is None or _resident(slot.process.pid) - slot.memory <= limit:
            return None
        return Loss("memory", f"held more than the {limit / 2**20:,.0f} MB that a run may hold")


def _resident(pid: int | None) -> int:
    """Return the bytes of memory that a process holds; 0 where this cannot be looked up."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * PAGE
    except (OSError, IndexError, ValueError):
        return 0


def _left(code: int | None) -> str:
    """Return how a process ended."""
    if code is not None and code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with exit code {code} in the middle of the run"
