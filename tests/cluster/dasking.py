"""Schedulers and workers of dask as processes of their own, as an operator starts them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sweeping import environment

from supplychain_sim.sweep.reading import Reader
from supplychain_sim.sweep.store import Store

#: For what happens sooner or later, on a machine that may have much else to do.
PATIENCE = 90.0


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens sooner or later."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


class Dask:
    """A scheduler, and workers that come and go.

    Parameters
    ----------
    folder
        Where they run, and leave what they say.
    variables
        Further variables that they are started with.
    """

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self._variables = variables
        self.file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._started(
            "scheduler", "--port", "0", "--dashboard-address", ":0", name="scheduler"
        )

    @property
    def address(self) -> str:
        """The address of the scheduler."""
        address: str = json.loads(self.file.read_text(encoding="utf-8"))["address"]
        return address

    def worker(
        self, name: str, *options: str, threads: int = 1, **variables: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny, and further *variables* of its own."""
        words = ["--nthreads", str(threads), "--no-dashboard", *options]
        return self._started("worker", *words, name=name, **variables)

    def said_by(self, name: str) -> str:
        """Return what a process said."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def joined(self, *names: str) -> None:
        """Wait until the scheduler knows workers."""
        until(lambda: all(f"name: {name}" in self.said_by("scheduler") for name in names))

    def process(self, name: str) -> subprocess.Popen[bytes]:
        """Return the process that was started for a worker."""
        (found,) = [one for one in self._processes if list(one.args)[-1] == name]  # type: ignore[arg-type]
        return found

    def pid_of(self, name: str) -> int:
        """Return the process that a nanny started last for its worker."""
        tasks = Path(f"/proc/{self.process(name).pid}/task")
        children = [
            int(pid)
            for task in tasks.iterdir()
            for pid in (task / "children").read_text(encoding="utf-8").split()
        ]
        spawned = [pid for pid in children if "spawn_main" in _command_of(pid)]
        return spawned[-1]

    def end(self) -> None:
        """End all of them."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def _started(
        self, kind: str, *options: str, name: str, **variables: str
    ) -> subprocess.Popen[bytes]:
        file = ["--scheduler-file", str(self.file)]
        words = [sys.executable, "-m", "distributed.cli.dask_" + kind, *file, *options]
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [*words, "--name", name] if kind == "worker" else words,
                cwd=self.folder,
                env={**environment(), **self._variables, **variables},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._processes.append(process)
        return process


def _command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")


@contextmanager
def dask(folder: Path, *names: str, **variables: str) -> Iterator[Dask]:
    """Give a scheduler with workers of such *names*, and end them."""
    folder.mkdir()
    started = Dask(folder, **variables)
    try:
        until(lambda: started.file.exists() and started.file.stat().st_size > 0)
        for name in names:
            started.worker(name)
        started.joined(*names)
        yield started
    finally:
        started.end()


def recorded(out: Path) -> list[int]:
    """Return the number of each result that the journals hold, as often as they hold it."""
    sweep = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["sweep_hash"]
    store = Store(out, sweep)
    return sorted(
        record.number for path in store.journals() for record in Reader(path, sweep).results()
    )
