"""What a worker process of one machine is: it does what comes through a pipe."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from supplychain_sim.errors import OutputError, SupplyChainError
from supplychain_sim.sweep.protocol import Broken
from supplychain_sim.sweep.worker import Setup, Worker, said

#: Bytes of a page of memory.
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True)
class Ready:
    """A worker can begin."""


def work(pipe: Connection, setup: Setup, memory: int | None) -> None:
    """Do what comes through *pipe* until it is closed: what a worker process is."""
    # Whoever ends a job by a signal to all its processes asks the one that conducts: a run that
    # is ended before it would be blamed for that.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        worker = Worker(setup)
        _bound(memory)
        pipe.send(Ready())
        # The other end is closed when whoever conducts the sweep has ended.
        with contextlib.suppress(EOFError):
            while True:
                pipe.send(worker.do(pipe.recv()))
        worker.close()
    except SupplyChainError as error:
        pipe.send(Broken(str(error), writing=isinstance(error, OutputError)))
    except OSError:
        return  # nobody listens any more
    except Exception as error:  # noqa: BLE001 - told where somebody reads it
        pipe.send(Broken(f"a worker could not begin: {said(error)}", writing=False))


def _end_with_parent() -> None:
    """End this process when the one that conducts the sweep has ended, whatever it is doing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _bound(memory: int | None) -> None:
    """Have the system refuse this process more *memory* than it may hold besides what it has."""
    if memory is None or os.name != "posix":
        return
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_bytes().split()[0])
    except OSError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * PAGE + memory
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
