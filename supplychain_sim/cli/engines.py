"""Which engine a sweep runs on, as its options say."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from supplychain_sim.cli.output import say
from supplychain_sim.cli.run import cores
from supplychain_sim.errors import ClusterError, Problem, ScenarioError

if TYPE_CHECKING:
    from supplychain_sim.cluster.language import Cluster
    from supplychain_sim.sweep.protocol import Engine, Limits

#: The file that says what jobs are given, unless another is named.
CLUSTER = Path("cluster.yaml")
#: How much of a machine's memory all runs together may hold, unless told.
_SHARE_OF_MEMORY = 0.8
#: Bytes without which no run is begun.
_LEAST_MEMORY = 32 * 2**20


def contradiction(options: argparse.Namespace) -> None:
    """See that *options* do not contradict each other about where a sweep runs.

    Raises
    ------
    ScenarioError
        If they do.
    """
    found = f"found it with --on {options.on}, expected --on "
    if options.scheduler is not None and options.on != "dask":
        _refuse("--scheduler", f"{found}dask")
    if options.script and options.on == "dask":
        _refuse("--script", f"{found}slurm")
    used = options.on == "slurm" or options.script or options.dry_run
    if options.cluster is not None and not used:
        _refuse("--cluster", f"{found}slurm, --script or --dry-run")
    if options.shard is not None and options.on != "local":
        _refuse("--shard", f"{found}local: a shard is done where it is")


def engine(options: argparse.Namespace) -> Engine:
    """Return the engine that *options* name.

    Raises
    ------
    ScenarioError
        If the file of a cluster cannot be used.
    ClusterError
        If what it needs is not installed.
    """
    if options.on == "local" or options.script:
        return here(options)
    try:
        return _on_dask(options) if options.on == "dask" else _on_slurm(options)
    except ModuleNotFoundError as error:
        from supplychain_sim.version import compiled

        package = (error.name or "").partition(".")[0]
        where = (
            "'WHEEL[cluster]', with the wheel of make compiled" if compiled() else "'.[cluster]'"
        )
        raise ClusterError(
            f"--on {options.on}: found no module {package!r}, expected those of the extra "
            f"'cluster'; install this package with them: pip install {where}"
        ) from error


def here(options: argparse.Namespace) -> Engine:
    """Return the engine of this machine, which also tries runs for whatever other one."""
    from supplychain_sim.sweep.local import Local

    local = options.on == "local"
    return Local(options.jobs if options.jobs and local else cores())


def _on_dask(options: argparse.Namespace) -> Engine:
    from supplychain_sim.cluster.dask_engines import OwnScheduler, Scheduler

    if options.scheduler is not None:
        return Scheduler(options.scheduler, say, options.jobs)
    return OwnScheduler(options.jobs or cores(), say)


def _on_slurm(options: argparse.Namespace) -> Engine:
    from supplychain_sim.cluster.script import LOGS, refuse_unwritable
    from supplychain_sim.cluster.slurm_engine import SlurmJobs

    logs = options.out.absolute() / LOGS
    refuse_unwritable(logs)
    return SlurmJobs(cluster_of(options), logs, say)


def limits(options: argparse.Namespace) -> Limits:
    """Return what a run may take; on another machine than this, its workers know their memory."""
    from supplychain_sim.sweep.protocol import Limits

    asked = Limits(options.timeout, options.max_memory)
    if options.on == "slurm" and not options.script:
        from supplychain_sim.cluster.script import limits_in
        from supplychain_sim.cluster.slurm_engine import OTHERS

        cluster = cluster_of(options)
        found = limits_in(cluster, asked, OTHERS)
        if found.memory is not None and found.memory < _LEAST_MEMORY:
            _refuse(
                "--on slurm",
                f"found {cluster.memory // 2**20:,} MB and {cluster.cores} cores for a job, "
                f"expected more memory: besides those of runs it holds {OTHERS} processes",
            )
        return found
    if options.on == "local" and options.max_memory is None:
        return Limits(options.timeout, _memory(options.jobs or cores()))
    return asked


def cluster_of(options: argparse.Namespace) -> Cluster:
    """Return what jobs are given, and of how many at most."""
    from supplychain_sim.cluster.load import load_cluster

    if options.cluster is None and not CLUSTER.exists():
        _refuse(
            "--cluster",
            f"found no {CLUSTER} in {Path.cwd()}, expected one, or another file that is named; "
            "docs/cluster.md has an example",
        )
    cluster = load_cluster(options.cluster or CLUSTER)
    if options.jobs and options.on == "slurm":
        return cluster.model_copy(update={"jobs": options.jobs})
    return cluster


def _refuse(option: str, message: str) -> NoReturn:
    raise ScenarioError([Problem(option, 0, 0, "", message)])


def _memory(jobs: int) -> int | None:
    """Return what each of *jobs* may hold so that this machine keeps some; None if unknown."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return int(whole * _SHARE_OF_MEMORY) // jobs
