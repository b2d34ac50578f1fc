"""The command that makes a folder ready for an array of jobs, and prints its script."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import sweeping

from supplychain_sim.cli import main


def _scripted(folder: Path, *options: str, out: str = "out") -> subprocess.CompletedProcess[str]:
    words = ["sweep", "sweep.yaml", "--out", out, "--script", *options]
    return sweeping.told([*sweeping.PROGRAM, *words, "--simulate", "sweep_faults:quick"], folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a sweep of 24 runs and a cluster."""
    sweeping.written(tmp_path)
    text = "schema: 1\ntime: 3 hours\nmemory: 4 GB\n"
    (tmp_path / "cluster.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_command_makes_the_folder_ready_and_prints_the_script(folder: Path) -> None:
    done = _scripted(folder)

    assert done.returncode == 0
    assert done.stderr == "out is ready: submit the script by sbatch\n"
    assert "#SBATCH --array=1-10%10\n" in done.stdout
    assert f"{folder}/sweep.yaml --out {folder}/out --shard" in done.stdout
    assert (folder / "out" / "logs").is_dir()
    subprocess.run(["/bin/bash", "-n"], input=done.stdout, text=True, check=True)
    status = sweeping.told([*sweeping.PROGRAM, "status", "out"], folder).stdout
    assert status.startswith("sweep: prepared\n")
    assert "24 runs: 0 done, 0 failed, 24 left" in status
    assert "--script --simulate sweep_faults:quick --resume | sbatch" in status


def test_the_script_says_a_limit_that_the_job_has_no_time_for(folder: Path) -> None:
    text = "schema: 1\ntime: 10 minutes\nmemory: 4 GB\n"
    (folder / "other.yaml").write_text(text, encoding="utf-8")

    done = _scripted(folder, "--cluster", "other.yaml", "--timeout", "300")

    assert "--timeout 235 " in done.stdout
    told = "a run may take 235 s, so that a job has the time to try it twice"
    assert done.stderr.splitlines()[0] == told


def test_a_sweep_that_was_begun_is_gone_on_with_only_if_that_is_asked_for(folder: Path) -> None:
    _scripted(folder)

    refused, taken = _scripted(folder), _scripted(folder, "--resume")

    assert (refused.returncode, refused.stdout) == (3, "")
    assert refused.stderr == (
        "out: found a sweep that was begun there; go on with it by --resume, or name another "
        "folder with --out\n"
    )
    assert taken.returncode == 0
    assert taken.stdout


def test_shards_that_are_to_try_again_are_not_done_any_more(folder: Path) -> None:
    shards = folder / "out" / "shards"
    _scripted(folder)
    shards.mkdir(exist_ok=True)
    (shards / "00001-of-00010.done.json").write_text("{}", encoding="utf-8")

    _scripted(folder, "--resume")
    kept = [*shards.glob("*.done.json")]
    again = _scripted(folder, "--resume", "--retry-failed")

    assert len(kept) == 1
    assert again.returncode == 0
    assert "--retry-failed" not in again.stdout
    assert [*shards.glob("*.done.json")] == []


def test_what_the_options_cannot_mean_is_told(folder: Path) -> None:
    jobs, backslash, missing = (
        _scripted(folder, "--jobs", "3"),
        _scripted(folder, out="a\\b"),
        _scripted(folder, "--cluster", "nowhere.yaml"),
    )

    end = "\n1 problem; nothing was run\n"
    told = "--jobs: found 3, expected none with --script: cores of a cluster file say it"
    assert (jobs.returncode, jobs.stderr) == (2, told + end)
    told = (
        f"--out: found {str(folder) + '/a' + chr(92) + 'b'!r}, expected a folder without '\\\\', "
        "which Slurm does not take in the names of logs"
    )
    assert (backslash.returncode, backslash.stderr) == (2, told + end)
    told = "nowhere.yaml: cannot be read: no such file or directory"
    assert (missing.returncode, missing.stderr) == (2, told + end)
    assert not (folder / "out").exists()


def test_more_shards_than_slurm_takes_unless_told_are_told(folder: Path) -> None:
    (folder / "sweep.yaml").write_text(
        (folder / "sweep.yaml")
        .read_text(encoding="utf-8")
        .replace("replications: 4", "replications: 400"),
        encoding="utf-8",
    )
    cluster = (folder / "cluster.yaml").read_text(encoding="utf-8")
    (folder / "many.yaml").write_text(f"{cluster}shards: 1001\n", encoding="utf-8")

    done = _scripted(folder, "--cluster", "many.yaml")

    assert done.returncode == 0
    assert "#SBATCH --array=1-1001%10\n" in done.stdout
    assert (
        "1,001 shards are more than the 1,000 that Slurm takes in an array, unless MaxArraySize of "
        "its slurm.conf says otherwise\n"
    ) in done.stderr


def test_a_shard_has_no_script(folder: Path) -> None:
    done = _scripted(folder, "--shard", "1/2")

    assert done.returncode == 2
    assert "argument --shard: not allowed with argument --script" in done.stderr


def test_a_dry_run_tells_what_the_sweep_takes_on_the_cluster(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    words = ["sweep", "sweep.yaml", "--dry-run", "--cluster", "cluster.yaml", "--jobs", "1"]

    assert main([*words, "--simulate", "sweep_faults:quick"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == [
        "shards  10, each about 0:00 min",
        "jobs    10 at a time, of 1 core",
        "cluster about 0:00 min in all, once jobs run",
    ]
    assert main([*words, "--simulate", "sweep_faults:quick", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["cluster"]
    assert {name: told[name] for name in ("jobs", "cores", "shards", "queued")} == {
        "jobs": 10,
        "cores": 1,
        "shards": 10,
        "queued": 1,
    }
    assert 0 < told["seconds_each"] <= told["seconds"]
