"""What processes cost besides their runs: those of a shard, and those that conduct others."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks.small_sweeps import ROOT, STARTER, in_ones, planned, written
from benchmarks.sweeps import TRIVIAL
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep.conduct import Progress, conduct, tally
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.protocol import Crew, Limits
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.worker import Setup

#: Read by Python when it starts: a letter goes to a file for whatever is opened or listed, since a
#: worker that is killed tells nothing at its end.
_TOLD_AT_START = """\
import os, sys
_file = os.open(os.environ["SCALE_TOLD"], os.O_WRONLY | os.O_APPEND)
def _note(event, details):
    if event == "open" and isinstance(details[0], (str, bytes, os.PathLike)):
        path = os.fsdecode(details[0])
        inside = path.startswith(os.environ["SCALE_OUT"])
        aside = path.startswith(("/proc", "/dev"))
        os.write(_file, b"i" if inside else b"-" if aside else b"o")
    elif event in ("os.listdir", "os.scandir"):
        os.write(_file, b"l")
sys.addaudithook(_note)
"""
#: Times that a start is measured: the least is told, which what else goes on disturbs the least.
_TIMES = 2
#: Chunks that are conducted, and those of them that are not counted.
_CHUNKS, _AT_FIRST = 1500, 100
#: Seconds in which a scheduler starts and a worker joins.
_PATIENCE = 60.0


def starting(run_s: float) -> dict[str, float]:
    """Return what a shard and a worker of it cost besides runs of the starter of *run_s*."""
    one, two = (
        min((_shard(workers) for _ in range(_TIMES)), key=lambda found: found["seconds"])
        for workers in (1, 2)
    )
    worker = two["seconds"] - one["seconds"]
    return {
        "shard_s": one["seconds"] - worker - 2 * run_s,
        "worker_s": worker,
        "shard_opens": 2 * one["opens"] - two["opens"],
        "worker_opens": two["opens"] - one["opens"],
        "shard_lists": one["lists"],
        "worker_operations": two["inside"] - one["inside"],
    }


def _shard(workers: int) -> dict[str, float]:
    """Run a shard of two runs by the command, and return what it took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        written(folder, STARTER, 2, 2)
        told = folder / "told"
        told.touch()
        (folder / "sitecustomize.py").write_text(_TOLD_AT_START, encoding="utf-8")
        surroundings = {
            **os.environ,
            "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
            "SCALE_TOLD": str(told),
            "SCALE_OUT": str(folder / "out"),
        }
        words = ["sweep", "sweep.yaml", "--out", str(folder / "out"), "--shard", "1/2"]
        before = _of_children()
        subprocess.run(
            [sys.executable, "-m", "supplychain_sim", *words, "--jobs", str(workers), "--quiet"],
            cwd=folder,
            env=surroundings,
            capture_output=True,
            check=True,
        )
        letters = told.read_bytes()
        return {
            "seconds": _of_children() - before,
            "opens": letters.count(b"o"),
            "lists": letters.count(b"l"),
            "inside": letters.count(b"i"),
        }


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def conducting() -> dict[str, float]:
    """Return the processor time that a chunk costs who conducts on one machine."""
    return {"chunk_s": _conducted(lambda setup: Local(1).open(setup, Limits(), _CHUNKS))[0]}


def conducting_on_dask() -> dict[str, float]:
    """Return the processor time that a chunk costs who conducts, and the scheduler of dask."""
    from supplychain_sim.cluster.dask_engines import Scheduler

    with tempfile.TemporaryDirectory() as temporary, _scheduler(Path(temporary)) as (file, pid):
        engine = Scheduler(str(file), lambda _: None)
        conductor, scheduler = _conducted(
            lambda setup: engine.open(setup, Limits(), _CHUNKS), others=[pid]
        )
    return {"dask_chunk_s": conductor, "dask_scheduler_chunk_s": scheduler}


def _conducted(
    crew_for: Callable[[Setup], AbstractContextManager[Crew]], others: Sequence[int] = ()
) -> list[float]:
    """Return the processor seconds a chunk of this process and of *others*, once all have begun."""
    seen: list[tuple[int, list[float]]] = []

    def note(progress: Progress) -> None:
        if (progress.done >= _AT_FIRST and not seen) or not progress.left:
            seen.append((progress.done, [time.process_time(), *map(_used, others)]))

    with tempfile.TemporaryDirectory() as temporary:
        plan = planned(Path(temporary), STARTER, 1, _CHUNKS)
        store = Store(Path(temporary) / "out", manifests.sweep_hash(plan))
        store.prepare()
        setup = Setup(plan, store.folder, store.sweep, TRIVIAL)
        crew = in_ones(crew_for(setup))
        conduct(plan, store, tally(store, _CHUNKS), crew, range(_CHUNKS), note)
    (first, sooner), (last, later) = seen[0], seen[-1]
    return [(after - before) / (last - first) for before, after in zip(sooner, later, strict=True)]


def _used(pid: int) -> float:
    """Return the processor seconds that a process has taken by now."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _scheduler(folder: Path) -> Iterator[tuple[Path, int]]:
    """Give the file of a scheduler in a process of its own, with a worker, and its number."""
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard"]
    scheduler = _started(folder, "dask_scheduler", "--port", "0", *options)
    worker = _started(folder, "dask_worker", "--nthreads", "1", "--no-nanny", *options)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not (file.exists() and file.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.1)
        yield file, scheduler.pid
    finally:
        for process in (worker, scheduler):
            process.kill()
            process.wait()


def _started(folder: Path, program: str, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
