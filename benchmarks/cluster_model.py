"""A cluster that works on a sweep in shards, simulated: ``python -m benchmarks.cluster_model``.

Jobs of an array wait for cores, start, have runs done, and say so; a server of metadata answers
what they ask, one after the other; some are preempted, or run out of time, and are queued again;
who is last finishes.  An event is a phase of a shard and never a run, so that 10^8 runs take
seconds.

What it leaves out: how Slurm chooses, and how long it takes to start a job; other users, but for
preemptions; how long data take to and from the disk; that cores are unequal, and that machines
fail together; names in listings, which formulas count.  A metadata operation is as dear as any
other one.  What a job is at when it is ended is lost: half a run for each of its cores.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import simpy

from benchmarks import formulas
from benchmarks.shards import operations
from benchmarks.simulated_shards import Simulated, simulated
from supplychain_sim.sweep.presence import SIGN_EVERY

Process = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Cluster:
    """A sweep in shards, and the cluster that works on it.

    Parameters
    ----------
    shards, shard_cores, at_a_time
        Jobs, cores of each, and how many run together.
    runs_a_shard
        Of each.
    run_s, run_spread
        Mean of a run, and its standard deviation for a mean of one.
    start_s
        From the start of a job to its first run.
    program_opens
        Files that a job opens to start, if the program lies where the server answers; else 0.
    answers
        Operations a second of the server of metadata.
    preempted
        Preemptions an hour of each job.
    killed
        Numbers of shards that are killed in their midst once, after their first run.
    time_limit
        Seconds that a job may run.
    merge_s
        Seconds of who finishes.
    seed
        Of what is drawn.
    """

    shards: int
    shard_cores: int
    at_a_time: int
    runs_a_shard: int
    run_s: float
    start_s: float
    run_spread: float = 0.2
    program_opens: int = 0
    answers: float = 10_000.0
    preempted: float = 0.0
    killed: frozenset[int] = frozenset()
    time_limit: float = math.inf
    merge_s: float = 0.0
    seed: int = 1


@dataclass
class Course:
    """What became of it.

    Parameters
    ----------
    worked, made
        Seconds until all shards were done, and until all was finished.
    useful
        Core-seconds of runs that were kept.
    attempts
        Jobs that were started, a shard's second one among them.
    operations
        On metadata, without signs of life.
    asked
        Of those, in each second.
    longest_wait
        Seconds that somebody waited for the server of metadata.
    events
        That were simulated.
    """

    worked: float = 0.0
    made: float = 0.0
    useful: float = 0.0
    attempts: int = 0
    operations: int = 0
    longest_wait: float = 0.0
    events: int = 0

    def __post_init__(self) -> None:
        self.asked: Counter[int] = Counter()

    def busy(self, cluster: Cluster) -> float:
        """Return which share of the cores' time until all shards were done went into runs."""
        return self.useful / (cluster.at_a_time * cluster.shard_cores * self.worked)

    def journals(self, cluster: Cluster) -> int:
        """Return how many journals there are: one for each worker of each attempt."""
        return self.attempts * cluster.shard_cores

    def files(self, cluster: Cluster) -> int:
        """Return how many files there are in the end, without logs."""
        return self.journals(cluster) + cluster.shards + formulas.FINISHED_FILES

    def most_asked(self, cluster: Cluster) -> float:
        """Return the most operations that were asked for within a second, with signs of life."""
        signs = formulas.SIGN_OPERATIONS * cluster.at_a_time / SIGN_EVERY
        return max(self.asked.values()) + signs


class _Work:
    """The course of a cluster while it is simulated."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.course = Course()
        self.env = simpy.Environment()
        self.jobs = simpy.Resource(self.env, cluster.at_a_time)
        self.rng = np.random.default_rng(cluster.seed)
        self._free_at = 0.0

    def asks(self, operations: int) -> simpy.Timeout:
        """Ask the server for so many *operations*, after all who asked before."""
        now = self.env.now
        self.course.operations += operations
        self.course.asked[int(now)] += operations
        self._free_at = max(self._free_at, now) + operations / self.cluster.answers
        wait = self._free_at - now
        self.course.longest_wait = max(self.course.longest_wait, wait)
        return self.env.timeout(wait)

    def work_of(self, runs: float) -> float:
        """Return the core-seconds of so many *runs*, each of a duration of its own."""
        mean, spread = self.cluster.run_s, self.cluster.run_spread
        return max(0.0, float(self.rng.normal(runs * mean, spread * mean * math.sqrt(runs))))

    def ends_after(self) -> float:
        """Return after how many seconds at work a job is ended, if it is not done before."""
        cluster = self.cluster
        if not cluster.preempted:
            return cluster.time_limit
        return min(cluster.time_limit, float(self.rng.exponential(3600 / cluster.preempted)))


def course_of(cluster: Cluster) -> Course:
    """Simulate *cluster*, and return what became of it."""
    work = _Work(cluster)
    for number in range(1, cluster.shards + 1):
        work.env.process(_shard(work, number))
    # SimPy counts no events: they are stepped through here.
    while work.env.peek() < math.inf:
        work.env.step()
        work.course.events += 1
    work.course.worked = work.env.now
    work.course.made = work.env.now + cluster.merge_s
    return work.course


def _shard(work: _Work, number: int) -> Process:
    """Queue for cores until all runs of a shard are done."""
    cluster, course = work.cluster, work.course
    cores = cluster.shard_cores
    left = work.work_of(cluster.runs_a_shard)
    # The last of all runs keeps its core while the others have nothing left to do.
    tail = cluster.run_s / 2 if cores > 1 else 0.0
    killed, again = number in cluster.killed, False
    while True:
        with work.jobs.request() as turn:
            yield turn
            course.attempts += 1
            opens = cluster.program_opens + formulas.start_operations(cores, again=again)
            ends_after = work.ends_after()
            yield work.asks(opens)
            yield work.env.timeout(cluster.start_s)
            at_work = cluster.run_s if killed else ends_after - cluster.start_s
            if not killed and left / cores + tail <= at_work:
                yield work.env.timeout(left / cores + tail)
                course.useful += left
                yield work.asks(formulas.end_operations(cores, again=again))
                return
            at_work = max(0.0, at_work)
            yield work.env.timeout(at_work)
            lost = 0.0 if killed else cores * cluster.run_s / 2
            done = min(left, max(0.0, at_work * cores - lost))
            course.useful += done
            left -= done
            killed, again = False, True


def of_simulated(found: Simulated, start_s: float) -> Cluster:
    """Return the cluster that stands for a simulated one of tiny shards."""
    return Cluster(
        shards=found.shards,
        shard_cores=1,
        at_a_time=found.processes,
        runs_a_shard=found.runs // found.shards,
        run_s=1e-5,
        start_s=start_s,
        killed=frozenset(one.number for one in found.of("killed")),
    )


def _validated(shards: int) -> str:
    """Return how the model and a simulated cluster of tiny shards agree."""
    with tempfile.TemporaryDirectory() as temporary:
        found = simulated(Path(temporary), shards)
    took = sorted(one.lasted for one in found.of("whole"))
    cluster = of_simulated(found, took[len(took) // 2])
    course = course_of(cluster)
    load, _, _ = os.getloadavg()
    return (
        f"{shards:,} tiny shards: {course.journals(cluster):,} journals (counted "
        f"{found.journals:,}), {course.files(cluster):,} files ({found.files:,}), "
        f"{course.operations:,} operations ({operations(found):,}), "
        f"{course.worked:.1f} s ({found.seconds:.1f} s at a load of {load:.1f})"
    )


#: The plan of docs/scale.md: 10^8 runs of the starter and of the flagship, on 10,000 cores.
_RUNS, _CORES = 10**8, 10_000
#: Of a run of the starter, and of a start, as the page has them.
_RUN_S, _START_S = 0.113, 1.11
#: Times an hour that each job is preempted, where any is.
PREEMPTED = 0.05
#: Cores of a job, and shards of a sweep.
_SIZES = ((1, 10_000), (1, 100_000), (32, 312), (32, 936), (32, 9_984))


def main() -> None:
    """Print what became of the plan for several sizes of shards."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--run-s", type=float, default=_RUN_S, help="of a run")
    parser.add_argument("--start-s", type=float, default=_START_S, help="of a shard")
    parser.add_argument(
        "--preempted", type=float, default=PREEMPTED, help="times an hour, each job"
    )
    parser.add_argument("--program-opens", type=int, default=0, help="of a shard of one core")
    parser.add_argument("--worker-opens", type=int, default=0, help="of each further core")
    parser.add_argument("--validate", type=int, default=0, help="with so many tiny shards")
    options = parser.parse_args()
    if options.validate:
        print(_validated(options.validate))  # noqa: T201
        return
    heads = ("shards", "cores", "worked", "busy", "attempts", "files", "most asked", "wait")
    print("".join(f"{head:>13}" for head in (*heads, "events")))  # noqa: T201
    for cores, shards in _SIZES:
        calm = sized(shards, cores, options.run_s, options.start_s)
        opens = options.program_opens + options.worker_opens * (cores - 1)
        calm = replace(calm, program_opens=opens)
        for cluster in (calm, replace(calm, preempted=options.preempted)):
            print("".join(f"{cell:>13}" for cell in told(cluster)))  # noqa: T201


def sized(
    shards: int,
    shard_cores: int,
    run_s: float = _RUN_S,
    start_s: float = _START_S,
) -> Cluster:
    """Return the cluster of the plan with so many *shards* of so many cores."""
    return Cluster(
        shards=shards,
        shard_cores=shard_cores,
        at_a_time=min(shards, _CORES // shard_cores),
        runs_a_shard=_RUNS // shards,
        run_s=run_s,
        start_s=start_s,
    )


def told(cluster: Cluster) -> list[str]:
    """Return what became of *cluster*, a cell for each column."""
    course = course_of(cluster)
    return [
        f"{cluster.shards:,}",
        f"{cluster.shard_cores}",
        f"{course.worked:,.0f} s",
        f"{course.busy(cluster):.1%}",
        f"{course.attempts:,}",
        f"{course.files(cluster):,}",
        f"{course.most_asked(cluster):,.0f}",
        f"{course.longest_wait:,.0f} s",
        f"{course.events:,}",
    ]


if __name__ == "__main__":
    main()
