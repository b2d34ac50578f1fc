"""What is said about options of sweeps on clusters that contradict each other, or cannot be met."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sweeping import OUT, RUNS, told, written

from supplychain_sim.cli import main

CLUSTER = "schema: 1\ntime: 1 hour\nmemory: {}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sweep, in which commands run."""
    monkeypatch.chdir(written(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["--scheduler", "tcp://host:8786"],
            "--scheduler: found it with --on local, expected --on dask",
        ),
        (
            ["--scheduler", "tcp://host:8786", "--on", "slurm"],
            "--scheduler: found it with --on slurm, expected --on dask",
        ),
        (["--script", "--on", "dask"], "--script: found it with --on dask, expected --on slurm"),
        (
            ["--shard", "1/4", "--on", "dask"],
            "--shard: found it with --on dask, expected --on local: a shard is done where it is",
        ),
        (
            ["--cluster", "small.yaml"],
            "--cluster: found it with --on local, expected --on slurm, --script or --dry-run",
        ),
        (
            ["--on", "slurm", "--cluster", "small.yaml"],
            (
                "--on slurm: found 420 MB and 1 cores for a job, expected more memory: besides "
                "those of runs it holds 3 processes"
            ),
        ),
    ],
)
def test_options_that_contradict_each_other_are_told_and_nothing_is_run(
    words: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "small.yaml").write_text(CLUSTER.format("420 MB"), encoding="utf-8")

    code = main(["sweep", "sweep.yaml", "--out", OUT, *words])

    assert code == 2
    assert capsys.readouterr().err == f"{message}\n1 problem; nothing was run\n"
    assert not (folder / OUT).exists()


@pytest.mark.parametrize("engine", ["dask", "slurm"])
def test_what_is_not_installed_is_told_with_how_to_install_it(folder: Path, engine: str) -> None:
    (folder / "cluster.yaml").write_text(CLUSTER.format("4 GB"), encoding="utf-8")
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from supplychain_sim.cli import main\n"
        f"sys.exit(main(['sweep', 'sweep.yaml', '--on', '{engine}']))"
    )

    done = told([sys.executable, "-c", code], folder)

    assert done.returncode == 5
    assert done.stderr == (
        f"--on {engine}: found no module 'distributed', expected those of the extra 'cluster'; "
        "install this package with them: pip install '.[cluster]'\n"
    )


def test_what_a_sweep_takes_on_a_cluster_is_told_by_runs_on_this_machine(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = CLUSTER.format("4 GB") + "cores: 2\njobs: 3\n"
    (folder / "cluster.yaml").write_text(text, encoding="utf-8")

    code = main(["sweep", "sweep.yaml", "--on", "slurm", "--dry-run"])

    assert code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith(f"runs    {RUNS} (")
    assert lines[-2:] == ["tried   3 runs; nothing was kept", "jobs    3 at a time, of 2 cores"]
    assert not (folder / "results").exists()


def test_neither_dask_nor_slurm_is_imported_by_a_sweep_on_this_machine(folder: Path) -> None:
    code = (
        "import sys\nfrom supplychain_sim.cli import main\n"
        "code = main(['sweep', 'sweep.yaml', '--dry-run'])\n"
        "sys.exit(code or any(name in sys.modules for name in ('dask', 'distributed')))"
    )

    done = told([sys.executable, "-c", code], folder)

    assert done.returncode == 0, done.stderr
