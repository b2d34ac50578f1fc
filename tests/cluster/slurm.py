"""What tests ask of a Slurm: to take jobs, and to say what became of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: What `start` asks for; the daemons are where root alone looks.
_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch")
#: Seconds between two looks, and after which nobody waits any more, on a busy machine too.
_LOOK_EVERY = 0.05
_PATIENCE = 60.0
_OVER = ("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY")


@dataclass(frozen=True)
class Job:
    """What Slurm says of a job of an array.

    Parameters
    ----------
    id
        The array and its place there: the job of the last place has the number of the array.
    state
        In Slurm's words.
    restarts
        How often it was queued again.
    code
        Its exit code and the signal that ended it, as ``1:0``.
    """

    id: str
    state: str
    restarts: int
    code: str

    @property
    def is_over(self) -> bool:
        """Whether it has ended for good."""
        return self.state in _OVER


@dataclass(frozen=True)
class Slurm:
    """A Slurm that runs.

    Parameters
    ----------
    configuration
        Its ``slurm.conf``.
    """

    configuration: Path

    def run(self, *words: object, stdin: str = "", folder: Path | None = None) -> str:
        """Return what a command of Slurm's printed."""
        done = subprocess.run(
            [*map(str, words)],
            input=stdin,
            cwd=folder,
            env={**os.environ, "SLURM_CONF": str(self.configuration)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def submit(self, script: str, *options: str, folder: Path | None = None) -> str:
        """Submit a script through a pipe, and return the number of the job."""
        told = self.run("sbatch", "--parsable", *options, stdin=script, folder=folder)
        return told.partition(";")[0].strip()

    def jobs(self, array: str) -> dict[int, Job]:
        """Return the jobs of an array that were started once, by the shard that each has."""
        found = {}
        for line in self.run("scontrol", "show", "job", array, "--oneliner").splitlines():
            said = dict(word.split("=", 1) for word in line.split() if "=" in word)
            if said.get("ArrayTaskId", "").isdecimal():
                found[int(said["ArrayTaskId"])] = Job(
                    f"{array}_{said['ArrayTaskId']}",
                    said["JobState"],
                    int(said["Restarts"]),
                    said["ExitCode"],
                )
        return found

    def ended(self, array: str) -> dict[int, Job]:
        """Wait for all jobs of an array to end for good, and return them."""

        def are_over() -> bool:
            jobs = self.jobs(array)
            return bool(jobs) and all(job.is_over for job in jobs.values())

        wait_until(are_over, f"the array {array} to end")
        return self.jobs(array)


def refuse_without_slurm() -> None:
    """Leave a test out where no Slurm can be started, with the reason."""
    where = f"{os.environ['PATH']}{os.pathsep}/usr/sbin"
    missing = [program for program in _PROGRAMS if shutil.which(program, path=where) is None]
    if missing:
        pytest.skip(f"found no {', '.join(missing)}: {HERE / 'install'} installs Slurm")
    if os.geteuid() != 0:
        pytest.skip("Slurm's daemons are started by root alone")


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Wait until something has *happened*; *what* says what, if it does not."""
    deadline = time.monotonic() + _PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"waited for {_PATIENCE:.0f} s in vain for {what}"
        time.sleep(_LOOK_EVERY)
