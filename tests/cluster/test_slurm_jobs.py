"""Sweeps in jobs of Slurm's that come and go with the work: what befalls a job befalls no run."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest
import sweeping
from sweeping import OUT, digest, quarantined, start, swept, undisturbed_digest, written

from cluster.dasking import PATIENCE, recorded
from cluster.slurm import Slurm, wait_until

DAYS = (10, 11, 12)
REPLICATIONS = 60
RUNS = len(DAYS) * REPLICATIONS
JOBS = 2
#: The file that runs wait for, so that none is over before a test has done its worst.
GO = "go"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of what this sweep yields on this machine."""
    return undisturbed_digest(tmp_path_factory.mktemp("undisturbed"), DAYS, REPLICATIONS)


def begun(
    slurm: Slurm, folder: Path, *more: str, simulate: str = "gated", partition: str = "debug"
) -> subprocess.Popen[str]:
    """Start a sweep in jobs of a partition, with *more* lines in its cluster file."""
    written(folder, DAYS, REPLICATIONS)
    lines = [
        "schema: 1",
        f"partition: {partition}",
        "time: 1 hour",
        "memory: 600 MB",
        f"jobs: {JOBS}",
        "environment:",
        f"  PYTHONPATH: '{sweeping.environment()['PYTHONPATH']}'",
        f"  SWEEP_FAULTS_GO: '{folder / GO}'",
        *more,
    ]
    (folder / "cluster.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ["sweep", "sweep.yaml", "--out", OUT, "--on", "slurm"]
    words += ["--simulate", f"sweep_faults:{simulate}"]
    return start(
        [*sweeping.PROGRAM, *words], folder, variables={"SLURM_CONF": str(slurm.configuration)}
    )


def jobs_of(slurm: Slurm) -> list[str]:
    """Return the numbers of the jobs that run, the oldest first."""
    told = slurm.run("squeue", "--noheader", "--states=RUNNING", "--format=%A")
    return sorted(told.split(), key=int)


def has_begun(process: subprocess.Popen[str], slurm: Slurm, out: Path) -> None:
    """Wait until all jobs run, and some of the work is done."""

    def has() -> bool:
        assert process.poll() is None, process.communicate()
        manifest = (out / "manifest.json").exists()
        return manifest and len(jobs_of(slurm)) >= JOBS and len(recorded(out)) >= 10

    wait_until(has, "a sweep to begin")


def assert_ends_well(process: subprocess.Popen[str], folder: Path, undisturbed: str) -> str:
    """See that a sweep goes on and ends, with each run recorded once, and the same results."""
    assert process.poll() is None, process.communicate()
    (folder / GO).touch()
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert recorded(folder / OUT) == list(range(RUNS))
    assert quarantined(folder) == []
    assert digest(folder) == undisturbed
    return said


def workers_of(out: Path) -> list[int]:
    """Return the processes of the dask workers that a sweep has, without their nannies."""
    logs = str(out / "logs")
    return [
        int(path.name)
        for path in Path("/proc").iterdir()
        if path.name.isdecimal() and _says(path, logs)
    ]


def _says(process: Path, logs: str) -> bool:
    """Return whether a process is spawned by a nanny, and writes to one of the *logs*."""
    try:
        spawned = b"spawn_main" in (process / "cmdline").read_bytes()
        parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
        by_nanny = b"dask_worker" in Path(f"/proc/{parent}/cmdline").read_bytes()
        return spawned and by_nanny and str((process / "fd" / "1").readlink()).startswith(logs)
    except OSError:
        return False


def test_jobs_yield_the_bytes_of_a_local_sweep_and_are_gone_afterwards(
    slurm: Slurm, tmp_path: Path, undisturbed: str
) -> None:
    process = begun(slurm, tmp_path)
    has_begun(process, slurm, tmp_path / OUT)
    first = slurm.run("scontrol", "show", "job", jobs_of(slurm)[0], "--oneliner")
    script = slurm.run("scontrol", "write", "batch_script", jobs_of(slurm)[0], "-")

    said = assert_ends_well(process, tmp_path, undisturbed)

    assert "Requeue=1" in first
    assert "TimeLimit=01:00:00" in first
    # Two minutes before its time is up at the latest, and not all at once.
    assert "--lifetime 3306s --lifetime-stagger 174s" in script
    assert "the dashboard of the dask scheduler: http://" in said
    wait_until(lambda: jobs_of(slurm) == [], "the jobs to end")


def test_a_worker_that_is_killed_and_a_job_that_is_cancelled_lose_nothing(
    slurm: Slurm, tmp_path: Path, undisturbed: str
) -> None:
    process = begun(slurm, tmp_path)
    has_begun(process, slurm, tmp_path / OUT)

    wait_until(lambda: len(workers_of(tmp_path / OUT)) >= JOBS, "workers")
    os.kill(workers_of(tmp_path / OUT)[0], signal.SIGKILL)
    slurm.run("scancel", jobs_of(slurm)[-1])

    assert_ends_well(process, tmp_path, undisturbed)


def test_jobs_that_are_queued_again_or_give_way_to_urgent_ones_lose_nothing(
    slurm: Slurm, tmp_path: Path, undisturbed: str
) -> None:
    process = begun(slurm, tmp_path)
    has_begun(process, slurm, tmp_path / OUT)
    first = jobs_of(slurm)[0]

    slurm.run("scontrol", "requeue", first)
    wait_until(lambda: "Restarts=1" in slurm.run("scontrol", "show", "job", first), "a restart")
    words = ("--partition=urgent", "--exclusive", "--output=/dev/null")
    urgent = slurm.submit("#!/bin/bash\nsleep 0.5\n", *words)
    wait_until(
        lambda: "JobState=COMPLETED" in slurm.run("scontrol", "show", "job", urgent),
        "the urgent job",
    )

    assert_ends_well(process, tmp_path, undisturbed)


def test_a_sweep_that_is_stopped_cancels_its_jobs(
    slurm: Slurm, tmp_path: Path, undisturbed: str
) -> None:
    process = begun(slurm, tmp_path)
    has_begun(process, slurm, tmp_path / OUT)

    # As a terminal does at Ctrl-C.
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.splitlines()[-1].startswith("interrupted: what was finished is in results; to go")
    wait_until(lambda: slurm.run("squeue", "--noheader") == "", "the jobs to be gone")
    again = swept(tmp_path, "gated", "--resume")
    assert again.returncode == 0, again.stderr
    assert recorded(tmp_path / OUT) == list(range(RUNS))
    assert digest(tmp_path) == undisturbed


def test_jobs_that_end_before_they_begin_end_the_sweep_with_where_to_look(
    slurm: Slurm, tmp_path: Path
) -> None:
    process = begun(slurm, tmp_path, "setup: ['echo no module of that name; false']")

    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 5
    *_, told, going_on = said.strip().splitlines()
    logs = tmp_path / OUT / "logs"
    assert told.startswith(
        "jobs end before their workers join; see to setup, modules and python in the cluster file; "
        f"the last one said: no module of that name (all of it: {logs}/"
    )
    assert going_on.startswith("what was finished is in results; to go on: python -m ")
    assert slurm.run("squeue", "--noheader") == ""
