"""A process on a machine of a cluster that has runs done there, by the engine of one machine.

Whatever a run does, it ends a worker of this process at most, and nothing of the cluster's own.
It is told over a pipe what to do, and ends with whoever holds the other end.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import NamedTuple

from supplychain_sim.errors import OutputError, SupplyChainError
from supplychain_sim.sweep.protocol import Broken, Limits, Result
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import Setup, said

#: Seconds between two looks at what workers do.
_TICK = 1.0
#: Seconds without anything to do after which a station ends: whoever conducts may be gone.
_IDLE = 60.0
#: Seconds that a station has for ending its workers before it is ended itself.
_ENDING = 2.0


@dataclass(frozen=True)
class Orders:
    """What a station is there for.

    Parameters
    ----------
    setup, limits
        What there is to do, and what a run may take.
    slots
        How many workers there are.
    computed_by
        Versions that compute where the sweep is conducted; results are of these alone.
    path
        Where modules are found there: one of the user's own may be what simulates.
    """

    setup: Setup
    limits: Limits
    slots: int
    computed_by: dict[str, str]
    path: tuple[str, ...]


@dataclass(frozen=True)
class Begun:
    """A station can work."""


@dataclass(frozen=True)
class Over:
    """A station ends, since there was nothing to do: whatever it was sent by then is not begun."""


class Asked(NamedTuple):
    """A chunk to do, and the number of the asking: the same chunk may be asked for again."""

    number: int
    chunk: Chunk


class Answered(NamedTuple):
    """What came of what was asked for under a number."""

    number: int
    result: Result


#: What came of a chunk; None if its station ended before that was known.
Answer = Result | Broken | None


class Station:
    """A station as whoever started it sees it.

    Parameters
    ----------
    orders
        What it is there for.
    """

    def __init__(self, orders: Orders) -> None:
        ours, theirs = Pipe()
        number = theirs.fileno()
        # Not by -m: what is sent back would be of a module of another name.
        words = [sys.executable, "-P", "-c", f"from {__name__} import main; main()", str(number)]
        path = {"PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(  # noqa: S603 - this program
            words, pass_fds=(number,), stdin=subprocess.DEVNULL, env={**os.environ, **path}
        )
        # Whoever else holds its end would keep its death from being noticed.
        theirs.close()
        self._pipe = ours
        self._lock = threading.Lock()
        self._numbers = count()
        self._waiting: dict[int, tuple[Chunk, SimpleQueue[Answer]]] = {}
        self._last: Broken | Over | None = None
        self._begun = False
        self._ended = False
        with contextlib.suppress(OSError):  # it has ended already, which is heard of next
            self._pipe.send(orders)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def ended(self) -> bool:
        """Whether nothing can be done here any more."""
        return self._ended

    @property
    def begun(self) -> bool:
        """Whether it could work, if only for a while."""
        return self._begun

    @property
    def code(self) -> int | None:
        """The exit code of its process; None while it runs."""
        return self._process.poll()

    def do(self, chunk: Chunk) -> Answer:
        """Have *chunk* done, and return what came of it."""
        answers: SimpleQueue[Answer] = SimpleQueue()
        with self._lock:
            if self._ended:
                return self._answer(chunk)
            number = next(self._numbers)
            self._waiting[number] = chunk, answers
            # If it has ended, then whether it said why is heard of next.
            with contextlib.suppress(OSError):
                self._pipe.send(Asked(number, chunk))
        return answers.get()

    def end(self) -> None:
        """End it and its workers at once, whatever they do."""
        with self._lock:
            self._end()
        try:
            self._process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        try:
            while self._heard(self._pipe.recv()):
                pass
        except (EOFError, OSError):
            pass  # it has ended
        finally:
            with self._lock:
                self._end()
            self._process.wait()
            self._pipe.close()

    def _heard(self, message: object) -> bool:
        """Take in what it says; return whether it says more."""
        with self._lock:
            self._begun = self._begun or isinstance(message, Begun | Answered)
            if isinstance(message, Answered):
                _, answers = self._waiting.pop(message.number)
                answers.put(message.result)
            if isinstance(message, Broken | Over):
                self._last = message
            return self._last is None

    def _end(self) -> None:
        """Say to all who wait that this has ended."""
        if not self._ended:
            self._ended = True
            self._hang_up()
        for chunk, answers in self._waiting.values():
            answers.put(self._answer(chunk))
        self._waiting.clear()

    def _answer(self, chunk: Chunk) -> Answer:
        """Return what came of a chunk, now that this has ended."""
        return Result(chunk) if isinstance(self._last, Over) else self._last

    def _hang_up(self) -> None:
        # A thread may be reading from it: closing alone would not wake the other end.
        import socket

        with socket.socket(fileno=os.dup(self._pipe.fileno())) as ours:
            ours.shutdown(socket.SHUT_RDWR)


def serve(pipe: Connection) -> None:
    """Have done what comes through *pipe* until it is closed, or nothing comes any more."""
    orders: Orders = pipe.recv()
    sys.path += [folder for folder in orders.path if folder not in sys.path]
    try:
        _compare(orders)
        _work(pipe, orders)
    except SupplyChainError as error:
        told = f"on {platform.node()}: {error}"
        pipe.send(Broken(told, writing=isinstance(error, OutputError)))
    except (EOFError, OSError):
        return  # nobody listens any more
    except Exception as error:  # noqa: BLE001 - told where somebody reads it
        pipe.send(Broken(f"{platform.node()}: no work can be done: {said(error)}", writing=False))


def _compare(orders: Orders) -> None:
    """See that this machine computes by the same versions.

    Raises
    ------
    SimulationError
        If it does not, with what differs.
    """
    from supplychain_sim.sweep.manifest import same_versions

    same_versions(orders.computed_by, orders.setup.simulate)


def _work(pipe: Connection, orders: Orders) -> None:
    from supplychain_sim.sweep.local import Local

    engine = Local(orders.slots)
    with engine.open(orders.setup, orders.limits, orders.slots, also=[pipe]) as crew:
        pipe.send(Begun())
        asked: dict[Chunk, deque[int]] = defaultdict(deque)
        under_way, since = 0, time.monotonic()
        while under_way or time.monotonic() - since < _IDLE:
            for result in crew.results(_TICK):
                pipe.send(Answered(asked[result.chunk].popleft(), result))
                if not asked[result.chunk]:
                    del asked[result.chunk]
                under_way, since = under_way - 1, time.monotonic()
            while pipe.poll():
                number, chunk = pipe.recv()
                asked[chunk].append(number)
                crew.submit(chunk)
                under_way += 1
        pipe.send(Over())


def main() -> None:
    """Be a station at the end of a pipe, whose number is the one argument."""
    # A signal to all processes of a job is for the one that started this, which ends it.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    serve(Connection(int(sys.argv[1])))
