"""Jobs of Slurm's that are to become dask workers, and what becomes of those that do not.

dask-jobqueue takes a job that it could not submit, or that ended before its worker joined, for one
that is still to come, for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from distributed.core import Status
from distributed.deploy.spec import ProcessInterface

from supplychain_sim.cluster.jobqueue import SLURMCluster, SLURMJob
from supplychain_sim.cluster.queue import Queued, queued
from supplychain_sim.errors import ClusterError

#: Jobs in a row that may be refused, or end before their worker joins.
_IN_VAIN = 3


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
    say
        Called with what is to be told.
    """

    def __init__(self, cluster: SLURMCluster, logs: Path, say: Callable[[str], None]) -> None:
        self._cluster = cluster
        self._logs = logs
        self._say = say
        self._said = ""
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
            If several in a row were refused, or ended before their workers joined.
        """
        if workers - self._joined:
            self._in_vain = 0
        self._joined |= workers
        awaited = {
            name: job
            for name, job in list(self._cluster.workers.items())
            if str(name) not in self._joined
        }
        queue = queued() if awaited else None
        if queue is not None and not workers:
            self._say_once(
                waiting([queue[job.job_id] for job in awaited.values() if job.job_id in queue])
            )
        gone = vanished(awaited, queue)
        for job in gone.values():
            self._judge(job)
        if gone:
            self._cluster.sync(self._cluster.scale_down, list(gone))

    def _judge(self, job: Job) -> None:
        """Take in that a job is gone.

        Raises
        ------
        ClusterError
            If it is one too many in a row.
        """
        log = self._logs / f"{job.job_id}.log"
        if job.refused is None and not log.exists():
            self._say(f"job {job.job_id} was cancelled before it began; another one is queued")
            return
        self._in_vain += 1
        if self._in_vain >= _IN_VAIN:
            raise ClusterError(told(job, log))

    def _say_once(self, text: str) -> None:
        if text and text != self._said:
            self._say(text)
        self._said = text


def vanished(awaited: Mapping[str, Job], queue: Mapping[str, Queued] | None) -> dict[str, Job]:
    """Return the jobs that were refused, or are not in the *queue* any more; None: not known."""
    return {
        name: job
        for name, job in awaited.items()
        if job.refused is not None or (queue is not None and str(job.job_id) not in queue)
    }


def waiting(jobs: Sequence[Queued]) -> str:
    """Return what is told of *jobs* that have no worker yet; empty if none of them waits."""
    pending = [job for job in jobs if job.waits]
    if not pending:
        return ""
    reasons = ", ".join(sorted({job.reason for job in pending}))
    several = len(pending) > 1
    return f"{len(pending)} job{'s' if several else ''} wait{'' if several else 's'} ({reasons})"


def told(job: Job, log: Path) -> str:
    """Return what is told when one job more never became a worker."""
    if job.refused is not None:
        return f"Slurm takes no job: {job.refused}"
    lines = log.read_text(encoding="utf-8", errors="replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "nothing")
    return (
        "jobs end before their workers join; see to setup, modules and python in the cluster "
        f"file; the last one said: {last.strip()} (all of it: {log})"
    )


def _reason(error: Exception) -> str:
    """Return what sbatch said, of all that dask-jobqueue tells of it."""
    text = str(error)
    said = text.rpartition("stderr:")[2].strip() or text
    return " ".join(said.split())
