"""Numbered pieces of work, done in this process or spread over several.

What a piece yields depends on its number alone, so that neither the number of
processes nor the order in which they finish can be seen in the results.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

from supplychain_sim.errors import SimulationError

Yield = TypeVar("Yield")

#: Pieces handed out ahead, for each process: enough to keep all of them busy.
_AHEAD = 4
#: One thread a process: as many processes as cores are at work already.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, order=True)
class Failure:
    """A replication that did not finish, and why."""

    replication: int
    error: str

    def __str__(self) -> str:
        return f"replication {self.replication}: {self.error}"


def execute(
    work: Callable[[int], Yield], count: int, jobs: int
) -> Generator[tuple[int, Yield | Failure], None, None]:
    """Yield the number and the outcome of each of *count* pieces, as they finish.

    Parameters
    ----------
    work
        Does the piece of a number; can be pickled if *jobs* is above 1.
    count
        How many pieces there are, at least 1, numbered from 0.
    jobs
        How many processes work; 1 is this one.

    Yields
    ------
    tuple
        The number, and what *work* returned or a :class:`Failure`: a piece that
        raises, or whose process dies, takes no other with it.
    """
    jobs = min(jobs, count)
    return _here(work, count) if jobs == 1 else _spread(work, count, jobs)


def _here(
    work: Callable[[int], Yield], count: int
) -> Generator[tuple[int, Yield | Failure], None, None]:
    for number in range(count):
        yield number, _done(work, number)


def _done(work: Callable[[int], Yield], number: int) -> Yield | Failure:
    """Return what *work* makes of a number, or what went wrong."""
    try:
        return work(number)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is reported
        return Failure(number, _said(error))


@dataclass(frozen=True)
class _Packed(Generic[Yield]):
    """Does a piece in a process of its own, and packs what came of it.

    The pool waits for ever for what it cannot unpack, whether value or error.
    """

    work: Callable[[int], Yield]

    def __call__(self, number: int) -> bytes:
        return pickle.dumps(_done(self.work, number), pickle.HIGHEST_PROTOCOL)


def _unpacked(future: Future[bytes], number: int) -> Any:
    """Return what came of a piece, or why there is nothing."""
    error = future.exception()
    if error is not None:
        return Failure(number, _said(error))
    return _done(lambda _: pickle.loads(future.result()), number)  # noqa: S301 - our own


def _spread(
    work: Callable[[int], Yield], count: int, jobs: int
) -> Generator[tuple[int, Yield | Failure], None, None]:
    numbers = iter(range(count))
    running: dict[Future[bytes], int] = {}
    with _pool(jobs) as pool:
        while True:
            for number in islice(numbers, _AHEAD * jobs - len(running)):
                running[_submitted(pool, _Packed(work), number)] = number
            if not running:
                return
            for future in _first_finished(running):
                number = running.pop(future)
                yield number, _unpacked(future, number)


def _look_at_the_script() -> None:
    """See that processes can start from the script that is run, if one is.

    Each imports it; one that starts a run when it is imported would start processes that
    start processes, for ever.

    Raises
    ------
    SimulationError
        If the script does.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise SystemExit(1)  # told by the process that imports it
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is not None or not hasattr(main, "__file__"):
        return
    first = multiprocessing.get_context("spawn").Process(target=_nothing)
    first.start()
    first.join()
    if first.exitcode:
        raise SimulationError(
            f"{main.__file__}: found a run in several processes that starts when the script is "
            "imported, expected it below if __name__ == '__main__':, or jobs=1"
        )


def _nothing() -> None:
    """Do nothing: importing the script was all."""


def _first_finished(running: Iterable[Future[Yield]]) -> list[Future[Yield]]:
    return list(wait(running, return_when=FIRST_COMPLETED).done)


def _submitted(pool: ProcessPool, work: Callable[[int], Yield], number: int) -> Future[Yield]:
    """Return the future of a piece; one that failed already if the pool takes no more."""
    try:
        return pool.schedule(work, args=(number,))
    except RuntimeError as error:
        refused: Future[Yield] = Future()
        refused.set_exception(error)
        return refused


def _said(error: BaseException) -> str:
    """Return *error* in one line."""
    if isinstance(error, ProcessExpired):
        return f"its process ended with exit code {error.exitcode}"
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@contextmanager
def fresh_processes() -> Iterator[None]:
    """See that processes which are started in the block can start, and use one thread each."""
    _look_at_the_script()
    with _environment(_ONE_THREAD):
        yield


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPool]:
    """Give a pool of fresh processes, and end them however the block ends."""
    pool = ProcessPool(max_workers=jobs, context=multiprocessing.get_context("spawn"))
    with fresh_processes():
        try:
            with interrupts_held():
                # Asking is what starts the processes.
                pool.active  # noqa: B018
            yield pool
        finally:
            pool.stop()  # type: ignore[no-untyped-call]
            pool.join()


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Set variables that processes inherit; numpy reads them when it is imported."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while processes start, as they and their restarts inherit that.

    A terminal interrupts every process at once; one that is still importing would
    print a traceback.  They are ended by the pool instead.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Its first start would let interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
