"""Which engine a sweep runs on, as its options say."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from supplychain_sim.cli.output import say
from supplychain_sim.cli.run import cores
from supplychain_sim.errors import ClusterError

if TYPE_CHECKING:
    from supplychain_sim.sweep.protocol import Engine, Limits

#: How much of a machine's memory all runs together may hold, unless told.
_SHARE_OF_MEMORY = 0.8


def engine(options: argparse.Namespace) -> Engine:
    """Return the engine that *options* name.

    Raises
    ------
    ClusterError
        If what it needs is not installed.
    """
    if options.on == "local":
        from supplychain_sim.sweep.local import Local

        return Local(options.jobs or cores())
    try:
        from supplychain_sim.cluster.dask_engines import OwnScheduler, Scheduler
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"--on {options.on}: found no module {error.name!r}, expected those of the extra "
            "'cluster'; install them with: pip install 'supplychain_sim[cluster]'"
        ) from error
    if options.scheduler is not None:
        return Scheduler(options.scheduler, say, options.jobs)
    return OwnScheduler(options.jobs or cores(), say)


def limits(options: argparse.Namespace) -> Limits:
    """Return what a run may take; on another machine than this, its workers know their memory."""
    from supplychain_sim.sweep.protocol import Limits

    memory = options.max_memory
    if memory is None and options.on == "local":
        memory = _memory(options.jobs or cores())
    return Limits(options.timeout, memory)


def _memory(jobs: int) -> int | None:
    """Return what each of *jobs* may hold so that this machine keeps some; None if unknown."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return int(whole * _SHARE_OF_MEMORY) // jobs
