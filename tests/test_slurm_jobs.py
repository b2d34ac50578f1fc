"""Jobs of Slurm's that never become workers: which they are, and what is told of them.

The cluster and its jobs are stand-ins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
from dask_jobqueue.slurm import SLURMCluster

from supplychain_sim.cluster import slurm_jobs
from supplychain_sim.cluster.slurm_jobs import Jobs
from supplychain_sim.errors import ClusterError


@dataclass
class _Job:
    job_id: str | None
    refused: str | None = None


@dataclass
class _Cluster:
    workers: dict[str, _Job]
    given_up: list[str] = field(default_factory=list)

    def sync(self, what: Any, names: Iterable[str]) -> None:
        what(names)

    def scale_down(self, names: Iterable[str]) -> None:
        for name in names:
            del self.workers[name]
            self.given_up.append(name)


def looking(
    cluster: _Cluster, monkeypatch: pytest.MonkeyPatch, queued: frozenset[str] | None
) -> Jobs:
    """Return what looks at the jobs of a cluster, of which those are queued."""
    monkeypatch.setattr(slurm_jobs, "_queued", lambda: queued)
    return Jobs(cast("SLURMCluster", cluster), Path("logs"))


def test_jobs_that_wait_or_have_a_worker_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = _Cluster({"one": _Job("1"), "two": _Job("2")})

    looking(cluster, monkeypatch, frozenset({"2"})).look(frozenset({"one"}))

    assert cluster.given_up == []


def test_jobs_that_are_gone_before_a_worker_joined_make_room_for_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cluster = _Cluster({"one": _Job("1"), "two": _Job("2"), "three": _Job(None, "too many jobs")})

    looking(cluster, monkeypatch, frozenset({"2"})).look(frozenset())

    assert cluster.given_up == ["one", "three"]


def test_nothing_is_given_up_while_slurm_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = _Cluster({"one": _Job("1")})

    looking(cluster, monkeypatch, None).look(frozenset())

    assert cluster.given_up == []


def test_several_in_a_row_end_the_sweep_unless_one_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = _Cluster({})
    jobs = looking(cluster, monkeypatch, frozenset())
    for number in range(2):
        cluster.workers[f"vain-{number}"] = _Job(str(number))
        jobs.look(frozenset())
    jobs.look(frozenset({"joined"}))
    for number in range(2, 4):
        cluster.workers[f"vain-{number}"] = _Job(str(number))
        jobs.look(frozenset({"joined"}))
    cluster.workers["last"] = _Job("17")

    with pytest.raises(ClusterError) as told:
        jobs.look(frozenset())

    assert str(told.value) == (
        "jobs end before their workers join; what the last one said is in logs/17.log"
    )


def test_what_slurm_says_of_jobs_that_it_does_not_take_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = (
        "Command exited with non-zero exit code.\nExit code: 1\nCommand:\nsbatch /tmp/x.sh\n"
        "stdout:\n\nstderr:\nsbatch: error: invalid partition specified: nowhere\n\n"
    )
    reason = slurm_jobs._reason(RuntimeError(said))
    cluster = _Cluster({str(number): _Job(None, reason) for number in range(3)})

    with pytest.raises(ClusterError) as told:
        looking(cluster, monkeypatch, frozenset()).look(frozenset())

    assert str(told.value) == (
        "Slurm takes no job: sbatch: error: invalid partition specified: nowhere"
    )
