"""A cluster of many tiny shards, simulated: ``python -m benchmarks.shards --shards 2000``.

Each shard is really done, by the function that ``sweep --shard`` calls, in one real folder, a few
at a time; only the interpreter and the workers that each would start are left out.  Some are
killed in their midst and begun again, and the last one finishes.  What was counted stands beside
what docs/scale.md predicts of it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median
from typing import NoReturn

from benchmarks import formulas
from benchmarks.file_operations import counted, metadata
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
_PROCESSES = 2


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
    seconds
        Of a processor.
    """

    number: int
    kind: str
    asked: Counter[str]
    seconds: float


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
        By the clock, until all shards but the last were done.
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

    @property
    def operations(self) -> int:
        """On metadata, of all attempts but the one that finishes, and what any other asks."""
        others = sum(metadata(one.asked) for one in self.attempts if one.kind != "finishing")
        return others + formulas.SHARD_OPERATIONS

    def of(self, kind: str) -> list[Attempt]:
        """Return the attempts of a kind."""
        return [one for one in self.attempts if one.kind == kind]


def simulated(
    folder: Path, shards: int, killed_every: int = _KILLED_EVERY, processes: int = _PROCESSES
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
    began = time.monotonic()
    if processes == 1:
        found = [_part(*parts[0])]
    else:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(processes, spawn) as pool:
            found = list(pool.map(_part, *zip(*parts, strict=True)))
    took = time.monotonic() - began
    last = _attempt(folder, shards, shards, "finishing")
    attempts = (first, *chain.from_iterable(found), last)
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
        took,
    )


def _layout(journal: Path) -> tuple[tuple[str, str, str, int | None], ...]:
    reader = Reader(journal, journal.read_bytes()[8:24].hex())
    record = next(reader.results())
    return reader.layout(record)


def _part(folder: Path, numbers: Sequence[int], shards: int, killed_every: int) -> list[Attempt]:
    """Do the shards of *numbers* one after the other."""
    return list(chain.from_iterable(_shard(folder, n, shards, killed_every) for n in numbers))


def _shard(folder: Path, number: int, shards: int, killed_every: int) -> Iterable[Attempt]:
    if number % killed_every:
        return [_attempt(folder, number, shards)]
    return [_killed(folder, number, shards), _attempt(folder, number, shards, "again")]


def _attempt(folder: Path, number: int, shards: int, kind: str = "whole") -> Attempt:
    """Do a shard to its end."""
    began = time.process_time()
    with counted(folder / "out") as asked:
        ended = _worked(folder, Shard(number, shards), InProcess())
    assert not ended.share.left
    assert (ended.whole is not None) == (kind == "finishing")
    return Attempt(number, kind, asked, time.process_time() - began)


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
    return Attempt(number, "killed", asked, 0.0)


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


def compared(found: Simulated) -> list[tuple[str, float, float]]:
    """Return what was counted, by name, and what the formulas predict of it."""
    whole, again = found.of("whole"), found.of("again")
    (finishing,) = found.of("finishing")
    names = sum(one.asked["names"] for one in (*whole, *again))
    rows: list[tuple[str, float, float]] = [
        ("files", found.files, found.shards * 2 + found.killed + formulas.FINISHED_FILES),
        ("journals", found.journals, found.shards + found.killed),
        ("bytes of journals", found.journal_bytes, found.predicted_bytes),
        ("signs that are left", found.signs, found.shards),
    ]
    rows += [
        (f"{kind} of a shard, {end}", one.asked[kind], predicted)
        for kind, predicted in formulas.SHARD_ASKS.items()
        for end, one in (("early", whole[0]), ("late", whole[-1]))
    ]
    if again:
        rows.append(
            (
                "operations of one begun again",
                metadata(again[-1].asked),
                formulas.operations_a_shard(1, again=True),
            )
        )
    rows += [
        ("names listed by all", names, formulas.names_listed(found.shards, found.journals)),
        (
            "opens by who finishes",
            finishing.asked["opens"],
            formulas.SHARD_ASKS["opens"]
            + formulas.merge_opens(found.journals, found.points)
            + found.killed
            + formulas.FINISHING_OPENS,
        ),
    ]
    return rows


def main() -> None:
    """Run a simulated cluster, and print what was counted beside what is predicted."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shards", type=int, default=2000)
    shards = parser.parse_args().shards
    with tempfile.TemporaryDirectory() as temporary:
        found = simulated(Path(temporary), shards)
    print(f"{'':<34}{'counted':>12}{'predicted':>12}")  # noqa: T201
    for name, counts, predicted in compared(found):
        print(f"{name:<34}{counts:>12,.0f}{predicted:>12,.0f}")  # noqa: T201
    whole = sorted(found.of("whole"), key=lambda one: one.number)
    tenth = max(1, len(whole) // 10)
    for name, some in (("first", whole[:tenth]), ("last", whole[-tenth:])):
        each = median(one.seconds for one in some)
        print(f"a shard of the {name} tenth: {each * 1000:.1f} ms of a processor")  # noqa: T201
    (finishing,) = found.of("finishing")
    load, _, _ = os.getloadavg()
    print(  # noqa: T201
        f"who finishes {found.runs:,} runs: {finishing.seconds:.2f} s of a processor\n"
        f"{found.seconds:.0f} s for all others, at a load of {load:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    main()
