"""The engine on Slurm: dask workers in jobs that are queued while there is work for them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from distributed import Adaptive

from supplychain_sim.cluster.crew import DaskWorkers
from supplychain_sim.cluster.dask_engines import at_work, connected, quiet, warnings_told
from supplychain_sim.cluster.jobqueue import SLURMCluster
from supplychain_sim.cluster.language import Cluster
from supplychain_sim.cluster.queue import see_that_slurm_answers
from supplychain_sim.cluster.script import in_quotes, prologue
from supplychain_sim.cluster.slurm_jobs import Job, Jobs
from supplychain_sim.errors import ClusterError
from supplychain_sim.execution import interrupts_held
from supplychain_sim.sweep.protocol import Limits
from supplychain_sim.sweep.worker import Setup

#: Processes of a job besides those of runs: a dask worker, its nanny, and the station beside it.
OTHERS = 3
#: Share of a job's time after which its worker leaves, and most seconds before the end: what it
#: is at then is done by another, and nobody is blamed.
_LEAVES_AFTER, _LEAVES_BEFORE = 0.9, 120.0
#: By how much of that time workers differ, lest all leave at once.
_STAGGER = 0.05
#: Seconds between two looks at how many jobs there should be, and how many looks have to agree
#: before there are fewer.
_ADAPTED_EVERY, _AGREEING = "1s", 3


@dataclass(frozen=True)
class SlurmJobs:
    """Jobs of Slurm's, each a dask worker with a thread for each of its processors.

    Parameters
    ----------
    cluster
        What each job is given, and how many there are at most.
    logs
        Where what jobs say is kept.
    say
        Called with what is to be told.
    """

    cluster: Cluster
    logs: Path
    say: Callable[[str], None]

    @property
    def jobs(self) -> int:
        """How many runs go on together when all jobs are there."""
        return self.cluster.jobs * self.cluster.cores

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[DaskWorkers]:
        """Give the workers in jobs, which are queued and cancelled as there is work for them.

        Raises
        ------
        ClusterError
            If jobs cannot be submitted.
        """
        see_that_slurm_answers()
        with quiet():
            with interrupts_held(), warnings_told(self.say):
                try:
                    # Slurm makes no folders: without it, jobs end without a word.
                    self.logs.mkdir(exist_ok=True)
                    cluster = SLURMCluster(**self._described())
                except (OSError, RuntimeError, ValueError) as error:
                    raise ClusterError(f"no jobs can be submitted: {error}") from error
            with cluster, connected(cluster) as client:
                self.say(f"the dashboard of the dask scheduler: {cluster.dashboard_link}")
                self.say(f"what jobs say is kept in {self.logs}")
                jobs = Jobs(cluster, self.logs, self.say)
                with at_work(client, setup, limits, min(self.jobs, tasks), jobs.look) as crew:
                    cluster.adapt(
                        Adaptive=_wanted_by(crew, self.cluster.cores, tasks),
                        minimum_jobs=0,
                        maximum_jobs=self.cluster.jobs,
                        interval=_ADAPTED_EVERY,
                        wait_count=_AGREEING,
                    )
                    yield crew

    def _described(self) -> dict[str, Any]:
        """Return the jobs as dask-jobqueue takes them."""
        one = self.cluster
        seconds = 60.0 * one.time
        leaves = max(_LEAVES_AFTER * seconds, seconds - _LEAVES_BEFORE)
        stagger = _STAGGER * leaves
        return {
            "job_cls": Job,
            "queue": one.partition,
            "account": one.account,
            "walltime": str(one.time),
            "cores": one.cores,
            "processes": 1,
            "memory": f"{one.memory} B",
            "job_name": "supplychain_sim",
            "python": shlex.quote(one.interpreter),
            "interface": one.interface,
            "job_script_prologue": ["set -e", *prologue(one)],
            "job_extra_directives": [
                # A job that Slurm puts back, or whose machine fails, is queued once more.
                "--requeue",
                "--open-mode=append",
                f"--output={in_quotes(f'{self.logs}/'.replace('%', '%%') + '%j.log')}",
                *one.directives,
            ],
            "worker_extra_args": [
                *("--lifetime", f"{leaves - stagger:.0f}s"),
                *("--lifetime-stagger", f"{stagger:.0f}s"),
                "--no-dashboard",
            ],
        }


def _wanted_by(crew: DaskWorkers, cores: int, tasks: int) -> type[Adaptive]:
    """Return what keeps as many jobs as *crew* has work for."""

    class Wanted(Adaptive):
        """As many workers as there are runs left for, and no fewer than are at one."""

        async def target(self) -> int:
            return max(crew.busy, ceil((tasks - crew.settled) / cores))

    return Wanted
