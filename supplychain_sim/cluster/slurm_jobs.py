"""Jobs of Slurm's that are to become dask workers, and what becomes of those that do not.

dask-jobqueue takes a job that it could not submit, or that ended before its worker joined, for one
that is still to come, for ever.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dask_jobqueue.slurm import SLURMCluster, SLURMJob
from distributed.core import Status
from distributed.deploy.spec import ProcessInterface

from supplychain_sim.errors import ClusterError

#: Jobs in a row that may be refused, or end before their worker joins.
_IN_VAIN = 3
#: Seconds in which Slurm has to say which jobs there are.
_ANSWERS_WITHIN = 30.0


class Job(SLURMJob):
    """A job that says why it could not be submitted, instead of taking its cluster with it."""

    refused: str | None = None

    async def start(self) -> None:
        """Submit the job."""
        try:
            await super().start()  # type: ignore[no-untyped-call]
        except (OSError, RuntimeError, ValueError) as error:
            self.refused = _reason(error)
            await ProcessInterface.start(self)

    async def close(self) -> None:
        """Cancel the job."""
        with suppress(OSError):
            await super().close()  # type: ignore[no-untyped-call]
        self.status = Status.closed


class Jobs:
    """The jobs of a cluster, looked at now and then.

    Parameters
    ----------
    cluster
        Whose.
    logs
        Where what they say is kept.
    """

    def __init__(self, cluster: SLURMCluster, logs: Path) -> None:
        self._cluster = cluster
        self._logs = logs
        self._joined: frozenset[str] = frozenset()
        self._in_vain = 0

    def look(self, workers: frozenset[str]) -> None:
        """Give up jobs of which no worker can come any more, so that others take their places.

        Parameters
        ----------
        workers
            The names of those that there are.

        Raises
        ------
        ClusterError
            If it is so with several in a row.
        """
        if workers - self._joined:
            self._in_vain = 0
        self._joined |= workers
        awaited = {
            name: job
            for name, job in list(self._cluster.workers.items())
            if str(name) not in self._joined
        }
        gone = vanished(awaited, _queued() if awaited else None)
        if not gone:
            return
        self._in_vain += len(gone)
        if self._in_vain >= _IN_VAIN:
            raise ClusterError(told(gone, self._logs))
        self._cluster.sync(self._cluster.scale_down, list(gone))


def vanished(awaited: Mapping[str, Any], queued: frozenset[str] | None) -> dict[str, Any]:
    """Return the jobs that were refused, or are not *queued* any more; None if that is unknown."""
    return {
        name: job
        for name, job in awaited.items()
        if job.refused is not None or (queued is not None and str(job.job_id) not in queued)
    }


def told(gone: Mapping[str, Any], logs: Path) -> str:
    """Return what is told of jobs that never became workers."""
    job = list(gone.values())[-1]
    if job.refused is not None:
        return f"Slurm takes no job: {job.refused}"
    return (
        f"jobs end before their workers join; what the last one said is in "
        f"{logs / f'{job.job_id}.log'}"
    )


def _queued() -> frozenset[str] | None:
    """Return the numbers of our jobs that wait or run; None if Slurm does not say."""
    words = ["squeue", "--me", "--noheader", "--format=%A"]
    try:
        done = subprocess.run(  # noqa: S603 - Slurm's own command
            words, capture_output=True, text=True, timeout=_ANSWERS_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if done.returncode else frozenset(done.stdout.split())


def _reason(error: Exception) -> str:
    """Return what sbatch said, of all that dask-jobqueue tells of it."""
    text = str(error)
    said = text.rpartition("stderr:")[2].strip() or text
    return " ".join(said.split())
