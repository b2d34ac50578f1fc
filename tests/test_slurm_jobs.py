"""Jobs of Slurm's that never become workers: which they are, and what is told of them.

The cluster and its jobs are stand-ins.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from supplychain_sim.cluster import queue, slurm_jobs
from supplychain_sim.cluster.jobqueue import SLURMCluster
from supplychain_sim.cluster.queue import Queued
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


class Looking:
    """Looks at the jobs of a cluster, of which some are queued, and some began.

    Parameters
    ----------
    cluster, logs
        Whose jobs, and where those that began have logs.
    queue
        Those that are queued, by their numbers; None if Slurm does not say.
    """

    def __init__(self, cluster: _Cluster, logs: Path, queue: dict[str, Queued] | None) -> None:
        self.queue = queue
        self.said: list[str] = []
        self._jobs = Jobs(cast("SLURMCluster", cluster), logs, self.said.append)

    def look(self, *workers: str) -> None:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(slurm_jobs, "queued", lambda: self.queue)
            self._jobs.look(frozenset(workers))


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder in which jobs of any number have said something."""
    for number in range(20):
        (tmp_path / f"{number}.log").write_text("begun\nno such module\n\n", encoding="utf-8")
    return tmp_path


RUNNING, PENDING = Queued("RUNNING", "None"), Queued("PENDING", "Resources")


def test_jobs_that_wait_or_have_a_worker_are_left_alone(logs: Path) -> None:
    cluster = _Cluster({"one": _Job("1"), "two": _Job("2")})

    Looking(cluster, logs, {"2": PENDING}).look("one")

    assert cluster.given_up == []


def test_jobs_that_are_gone_before_a_worker_joined_make_room_for_others(logs: Path) -> None:
    cluster = _Cluster({"one": _Job("1"), "two": _Job("2"), "three": _Job(None, "too many jobs")})

    Looking(cluster, logs, {"2": RUNNING}).look()

    assert cluster.given_up == ["one", "three"]


def test_nothing_is_given_up_while_slurm_says_nothing(logs: Path) -> None:
    cluster = _Cluster({"one": _Job("1")})

    Looking(cluster, logs, None).look()

    assert cluster.given_up == []


def test_jobs_that_were_cancelled_before_they_began_are_replaced_however_many(
    tmp_path: Path,
) -> None:
    cluster = _Cluster({f"job-{number}": _Job(str(number)) for number in range(5)})
    looking = Looking(cluster, tmp_path, {})

    looking.look()

    assert len(cluster.given_up) == 5
    assert looking.said[0] == "job 0 was cancelled before it began; another one is queued"


def test_why_jobs_wait_is_said_when_it_changes(logs: Path) -> None:
    cluster = _Cluster({str(number): _Job(str(number)) for number in range(3)})
    looking = Looking(cluster, logs, dict.fromkeys("012", PENDING))

    looking.look()
    looking.look()
    looking.queue = {"0": RUNNING, "1": RUNNING, "2": Queued("PENDING", "Priority")}
    looking.look()
    looking.queue = dict.fromkeys("012", RUNNING)
    looking.look()

    assert looking.said == ["3 jobs wait (Resources)", "1 job waits (Priority)"]


def test_several_in_a_row_end_the_sweep_unless_one_joins(logs: Path) -> None:
    cluster = _Cluster({})
    looking = Looking(cluster, logs, {})
    for number in range(2):
        cluster.workers[f"vain-{number}"] = _Job(str(number))
        looking.look()
    looking.look("joined")
    for number in range(2, 4):
        cluster.workers[f"vain-{number}"] = _Job(str(number))
        looking.look("joined")
    cluster.workers["last"] = _Job("17")

    with pytest.raises(ClusterError) as told:
        looking.look()

    assert str(told.value) == (
        "jobs end before their workers join; see to setup, modules and python in the cluster file; "
        f"the last one said: no such module (all of it: {logs / '17.log'})"
    )


def test_what_slurm_says_of_jobs_that_it_does_not_take_is_told(logs: Path) -> None:
    said = (
        "Command exited with non-zero exit code.\nExit code: 1\nCommand:\nsbatch /tmp/x.sh\n"
        "stdout:\n\nstderr:\nsbatch: error: invalid partition specified: nowhere\n\n"
    )
    reason = slurm_jobs._reason(RuntimeError(said))
    cluster = _Cluster({str(number): _Job(None, reason) for number in range(3)})

    with pytest.raises(ClusterError) as told:
        Looking(cluster, logs, {}).look()

    assert str(told.value) == (
        "Slurm takes no job: sbatch: error: invalid partition specified: nowhere"
    )


@pytest.mark.parametrize(
    ("sinfo", "message"),
    [
        (None, "found no sinfo, expected Slurm's commands on this machine"),
        (
            "echo no  such > /dev/stderr; echo host >&2; exit 1",
            "Slurm does not answer: no such host",
        ),
        ("exec sleep 10", "Slurm does not answer within 0.2 s"),
    ],
)
def test_a_slurm_that_does_not_answer_is_told_at_once(
    sinfo: str | None, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sinfo is not None:
        (tmp_path / "sinfo").write_text(f"#!/bin/bash\n{sinfo}\n", encoding="utf-8")
        (tmp_path / "sinfo").chmod(0o755)
        monkeypatch.setattr(queue, "_ANSWERS_WITHIN", 0.2 if "sleep" in sinfo else 10.0)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if sinfo else str(tmp_path))

    with pytest.raises(ClusterError) as told:
        queue.see_that_slurm_answers()

    assert str(told.value) == message


def test_ctrl_c_is_left_to_whoever_heard_it_before() -> None:
    code = (
        "import signal\nbefore = signal.getsignal(signal.SIGINT)\n"
        "import supplychain_sim.cluster.slurm_engine\n"
        "raise SystemExit(signal.getsignal(signal.SIGINT) is not before)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
