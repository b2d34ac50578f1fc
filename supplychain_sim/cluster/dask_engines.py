"""Engines on dask: the workers of a scheduler that runs somewhere, or of one of our own here."""

from __future__ import annotations

import json
import logging
import socket
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from supplychain_sim.cluster.crew import DaskWorkers, Look, nothing_more
from supplychain_sim.errors import ClusterError
from supplychain_sim.execution import interrupts_held
from supplychain_sim.sweep.protocol import Limits
from supplychain_sim.sweep.worker import Setup

if TYPE_CHECKING:
    from distributed import Client
    from distributed.deploy.cluster import Cluster

#: Seconds in which a scheduler has to answer.
_ANSWERS_WITHIN = 10.0
#: Seconds between two looks at the file of a scheduler.
_LOOKED_EVERY = 0.1
#: Whose reports are kept from the terminal.
_LOGGERS = ("distributed", "dask_jobqueue", "tornado")
#: More than any cluster has: no limit of our own.
_ANY = 10**9


@dataclass(frozen=True)
class Scheduler:
    """Whoever works for a scheduler that runs: they may come and go.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://host:8786``, or its file.
    say
        Called with what is to be told.
    most
        How many runs at most go on together; as many as there are threads unless given.
    """

    address: str
    say: Callable[[str], None]
    most: int | None = None

    @property
    def jobs(self) -> int:
        """How many runs go on together at most, by now."""
        if self.most is not None:
            return self.most
        with quiet(), connected(self.address) as client:
            threads: dict[str, int] = client.nthreads()
        return max(1, sum(threads.values()))

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[DaskWorkers]:
        """Give the workers of the scheduler; what they do for this sweep ends at the end."""
        with quiet(), connected(self.address) as client:
            self.say(f"the dashboard of the dask scheduler: {client.dashboard_link}")
            if not client.nthreads():
                self.say(f"no worker is there yet; the sweep begins when one joins {self.address}")
            with at_work(client, setup, limits, min(tasks, self.most or _ANY)) as crew:
                yield crew


@dataclass(frozen=True)
class OwnScheduler:
    """A scheduler and workers on this machine, which end with the sweep.

    Parameters
    ----------
    jobs
        How many workers.
    say
        Called with what is to be told.
    """

    jobs: int
    say: Callable[[str], None]

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[DaskWorkers]:
        """Give workers; they end at the end."""
        from distributed import LocalCluster

        jobs = min(self.jobs, tasks)
        with quiet():
            with interrupts_held(), warnings_told(self.say):
                try:
                    cluster = LocalCluster(n_workers=jobs, threads_per_worker=1, processes=True)
                except (OSError, RuntimeError, ValueError) as error:
                    raise ClusterError(f"no dask workers can be started here: {error}") from error
            with cluster, connected(cluster) as client:
                self.say(f"the dashboard of the dask scheduler: {cluster.dashboard_link}")
                with at_work(client, setup, limits, jobs) as crew:
                    yield crew


@contextmanager
def quiet() -> Iterator[None]:
    """Keep dask's own reports from the terminal: what matters comes back from the crew."""
    import distributed  # noqa: F401 - it sets levels of its own when it is imported

    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in _LOGGERS]
    loggers = [logging.getLogger(name) for name in {*_LOGGERS, *names}]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def warnings_told(say: Callable[[str], None]) -> Iterator[None]:
    """Tell what dask warns of, in a line."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        yield
    for warning in found:
        text = " ".join(str(warning.message).split())
        # Of a port that somebody else has: the address of the dashboard is told anyway.
        if issubclass(warning.category, UserWarning) and not text.startswith("Port "):
            say(f"dask: {text}")


@contextmanager
def connected(to: str | Cluster) -> Iterator[Client]:
    """Give a connection to a scheduler.

    Raises
    ------
    ClusterError
        If there is none.
    """
    from distributed import Client

    if isinstance(to, str):
        to = _address_in(Path(to)) if to.endswith(".json") else to
        _see_that_somebody_listens(to)
    try:
        client = Client(to, set_as_default=False, timeout=_ANSWERS_WITHIN)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"found no dask scheduler at {to}, expected one that answers within "
            f"{_ANSWERS_WITHIN:g} s ({error})"
        ) from error
    with client:
        yield client


def _see_that_somebody_listens(address: str) -> None:
    """See that there is somebody at an *address*: dask would try for long, and complain.

    Raises
    ------
    ClusterError
        If there is not, or it is none.
    """
    from distributed.comm.addressing import get_address_host_port

    try:
        host, port = get_address_host_port(address, strict=True)
        socket.create_connection((host, port), _ANSWERS_WITHIN).close()
    except (OSError, ValueError, AttributeError) as error:
        raise ClusterError(
            f"found no dask scheduler at {address!r} ({error}), expected an address such as "
            "tcp://host:8786 where one runs, or the file that it was started with"
        ) from error


def _address_in(file: Path) -> str:
    """Return the address in the file of a scheduler, which may be about to write it.

    Raises
    ------
    ClusterError
        If there is none in time.
    """
    deadline = time.monotonic() + _ANSWERS_WITHIN
    while True:
        try:
            address: str = json.loads(file.read_text(encoding="utf-8"))["address"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"{file}: found no address of a dask scheduler within {_ANSWERS_WITHIN:g} s, "
                    "expected the file that one was started with, by --scheduler-file"
                ) from error
            time.sleep(_LOOKED_EVERY)
        else:
            return address


@contextmanager
def at_work(
    client: Client, setup: Setup, limits: Limits, most: int, look: Look = nothing_more
) -> Iterator[DaskWorkers]:
    """Give the workers of a scheduler, and end what they do at the end."""
    crew = DaskWorkers(client, setup, limits, most, look)
    try:
        crew.begin()
        yield crew
    finally:
        crew.end()
