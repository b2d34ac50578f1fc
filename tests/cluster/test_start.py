"""The Slurm that tests start for themselves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from cluster.conftest import HERE
from cluster.slurm import Slurm, refuse_without_slurm


def _started(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [HERE / "start", folder],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_who_starts_it_once_more_finds_it_as_it_was(slurm: Slurm) -> None:
    job = slurm.submit("#!/bin/bash\nsleep 20\n", "--output=/dev/null")

    again = _started(slurm.configuration.parent)

    assert (again.returncode, again.stderr) == (0, "")
    assert job in slurm.run("squeue", "--noheader", "--format=%A")
    slurm.run("scancel", job)


def test_what_is_missing_is_named_with_what_installs_it(tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("bash", "mkdir", "env"):
        (programs / name).symlink_to(f"/bin/{name}")

    done = _started(tmp_path / "state", PATH=str(programs), SBIN=str(programs))

    assert done.returncode == 1
    assert done.stderr == (
        "slurm: found no munged slurmctld slurmd sbatch, expected all; "
        "apt-get install slurm-wlm munge\n"
    )


def test_a_daemon_that_does_not_start_is_told_of_with_its_last_words() -> None:
    refuse_without_slurm()
    folder = Path("/tmp") / f"slurm-{os.getpid()}-broken"
    folder.mkdir()
    (folder / "slurm.conf").write_text("Nonsense=1\n")
    try:
        done = _started(folder)
    finally:
        subprocess.run([HERE / "stop", folder], check=True)
        subprocess.run(["rm", "-r", folder], check=True)

    assert done.returncode == 1
    assert done.stderr.startswith("slurm: slurmctld does not start\n--- the end of ")
    assert "Parsing error at unrecognized key: Nonsense" in done.stderr
