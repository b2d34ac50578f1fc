"""A cluster of many tiny shards, simulated.

Each shard is really done, by the function that ``sweep --shard`` calls, in one real folder, a few
at a time; only the interpreter and the workers that each would start are left out.  Some are
killed in their midst and begun again, and the last one finishes.  What was counted stands beside
what docs/scale.md predicts of it.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NoReturn

from benchmarks.file_operations import counted
from benchmarks.small_sweeps import STARTER, InProcess, planned
from benchmarks.sweeps import TRIVIAL
from supplychain_sim.sweep.journal import FILE_HEADER, HEADER, layout_bytes, result_bytes
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.reading import Reader
from supplychain_sim.sweep.running import Permissions, Ways
from supplychain_sim.sweep.shards import Shard
from supplychain_sim.sweep.sharing import Ended, manifest_in, work_on
from supplychain_sim.sweep.store import JOURNALS, MEASURES, SHARDS

#: Points of each shard, and replications of each point: four runs.
_POINTS, _REPLICATIONS = 2, 2
#: Every so many-th shard is killed once.
_KILLED_EVERY = 50
PROCESSES = 2


@dataclass(frozen=True)
class Attempt:
    """A shard that was begun once.

    Parameters
    ----------
    number
        Of the shard.
    kind
        ``first``, ``whole``, ``killed``, ``again`` after that, or ``finishing``.
    asked
        What it asked of the file system.
    seconds, lasted
        Of a processor, and by the clock.
    """

    number: int
    kind: str
    asked: Counter[str]
    seconds: float = 0.0
    lasted: float = 0.0


@dataclass(frozen=True)
class Simulated:
    """What became of a simulated cluster.

    Parameters
    ----------
    shards, points, runs, killed, processes
        How many there were.
    attempts
        Of all shards, in no order.
    journals, journal_bytes, signs, files
        What the folder holds in the end.
    predicted_bytes
        Of all journals.
    seconds
        By the clock, until all shards were done but the first and the last.
    """

    shards: int
    points: int
    runs: int
    killed: int
    processes: int
    attempts: tuple[Attempt, ...]
    journals: int
    journal_bytes: int
    signs: int
    files: int
    predicted_bytes: int
    seconds: float

    def of(self, kind: str) -> list[Attempt]:
        """Return the attempts of a kind."""
        return [one for one in self.attempts if one.kind == kind]


def simulated(
    folder: Path, shards: int, killed_every: int = _KILLED_EVERY, processes: int = PROCESSES
) -> Simulated:
    """Run a cluster of so many *shards* in *folder*, and return what became of it.

    Parameters
    ----------
    folder
        Where, an empty one.
    shards
        How many; each has a few runs that yield two values.
    killed_every
        Every so many-th shard is killed once.
    processes
        How many shards are at work at a time.
    """
    plan = planned(folder, STARTER, _POINTS * shards, _REPLICATIONS)
    first = _attempt(folder, 1, shards, "first")
    others = range(2, shards)
    parts = [(folder, others[part::processes], shards, killed_every) for part in range(processes)]
    if processes == 1:
        found = [_part(*parts[0])]
    else:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, spawn) as pool:
            found = list(pool.map(_part, *zip(*parts, strict=True)))
    last = _attempt(folder, shards, shards, "finishing")
    attempts = (first, *chain.from_iterable(each for each, _ in found), last)
    out = folder / "out"
    journals = list((out / JOURNALS).iterdir())
    killed = sum(one.kind == "killed" for one in attempts)
    runs = plan.size * plan.replications
    whole = FILE_HEADER.size + HEADER.size + len(layout_bytes(_layout(journals[0])))
    return Simulated(
        shards,
        plan.size,
        runs,
        killed,
        processes,
        attempts,
        len(journals),
        sum(journal.stat().st_size for journal in journals),
        sum(1 for _ in (out / SHARDS).iterdir()),
        sum(path.is_file() for path in out.rglob("*")),
        runs * (HEADER.size + len(result_bytes(0, [0.0, 0.0]))) + (shards + killed) * whole,
        max(lasted for _, lasted in found),
    )


def _layout(journal: Path) -> tuple[tuple[str, str, str, int | None], ...]:
    reader = Reader(journal, journal.read_bytes()[8:24].hex())
    record = next(reader.results())
    return reader.layout(record)


def _part(
    folder: Path, numbers: Sequence[int], shards: int, killed_every: int
) -> tuple[list[Attempt], float]:
    """Do the shards of *numbers* one after the other; return how long it took by the clock."""
    began = time.monotonic()
    found = list(chain.from_iterable(_shard(folder, n, shards, killed_every) for n in numbers))
    return found, time.monotonic() - began


def _shard(folder: Path, number: int, shards: int, killed_every: int) -> Iterable[Attempt]:
    if number % killed_every:
        return [_attempt(folder, number, shards)]
    return [_killed(folder, number, shards), _attempt(folder, number, shards, "again")]


def _attempt(folder: Path, number: int, shards: int, kind: str = "whole") -> Attempt:
    """Do a shard to its end."""
    began = time.process_time(), time.monotonic()
    with counted(folder / "out") as asked:
        ended = _worked(folder, Shard(number, shards), InProcess())
    assert not ended.share.left
    assert (ended.whole is not None) == (kind == "finishing")
    seconds, lasted = time.process_time() - began[0], time.monotonic() - began[1]
    return Attempt(number, kind, asked, seconds, lasted)


def _killed(folder: Path, number: int, shards: int) -> Attempt:
    """Begin a shard in a process that is killed after its first run."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _die_after_a_run(folder, Shard(number, shards), writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        asked = Counter(json.loads(told.read()))
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    return Attempt(number, "killed", asked)


def _die_after_a_run(folder: Path, shard: Shard, writing: int) -> NoReturn:
    try:
        with counted(folder / "out") as asked:

            def die(done: int) -> None:
                if done:
                    os.write(writing, json.dumps(asked).encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            _worked(folder, shard, InProcess(die))
    finally:
        os._exit(1)


def _worked(folder: Path, shard: Shard, engine: InProcess) -> Ended:
    """Do what the command of a shard does, with its workers in this process."""
    from supplychain_sim.report.sweep_folder import SweepResult, write

    out = folder / "out"
    earlier = manifest_in(out)
    plan = load_sweep(folder / "sweep.yaml", None if earlier is None else earlier["sweep_hash"])
    ways = Ways(
        engine,
        simulate=TRIVIAL,
        finish=lambda got: write(SweepResult(plan, out, got, out / MEASURES)),
    )
    return work_on(plan, out, shard, ways, Permissions())
