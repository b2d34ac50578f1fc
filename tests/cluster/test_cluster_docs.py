"""Every command of docs/cluster.md is run as it stands, from the first to the last."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cluster.slurm import refuse_without_slurm

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
_SET_UP = "make cluster"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that has of a clone what the page asks for, with an environment that is set up."""
    folder = tmp_path_factory.mktemp("clone")
    (folder / "tests").symlink_to(ROOT / "tests")
    (folder / ".venv").symlink_to(sys.prefix)
    for block in re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE):
        name = re.match(r"# (\S+)\n", block)
        assert name is not None
        (folder / name[1]).write_text(block, encoding="utf-8")
    return folder


def commands(*titles: str) -> list[str]:
    """Return the commands below headings of these titles, in their order."""
    sections = re.split(r"^##+ ", PAGE, flags=re.MULTILINE)
    found = [
        line.removeprefix("$ ")
        for section in sections
        if section.partition("\n")[0] in titles
        for block in re.findall(r"^```console\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
        for line in block.splitlines()
    ]
    assert found
    return found


def typed(folder: Path, lines: list[str]) -> str:
    """Return what a shell prints where somebody types *lines*, of which none may fail."""
    done = subprocess.run(
        ["bash", "-e"],
        input="\n".join([". .venv/bin/activate", *lines]) + "\n",
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "SLURM_CONF"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_nothing_of_the_page_is_left_out() -> None:
    written = re.findall(r"^\$ (.*)$", PAGE, flags=re.MULTILINE)
    titles = re.findall(r"^##+ (.*)$", PAGE, flags=re.MULTILINE)
    below = commands(*titles)

    assert written == [_SET_UP, ". .venv/bin/activate", *below]


def test_a_sweep_on_this_machine_and_then_on_dask(clone: Path) -> None:
    here = typed(clone, commands("On this machine"))
    dask = typed(clone, commands("On dask"))

    assert "30 runs done, 0 failed; the results are in results/here" in here
    assert dask.count("the dashboard of the dask scheduler: http://") == 2
    assert "30 runs done, 0 failed; the results are in results/workers" in dask


def test_a_sweep_on_slurm(clone: Path) -> None:
    refuse_without_slurm()

    told = typed(clone, commands("On Slurm", "While you watch", "Unattended"))

    assert "30 runs done, 0 failed; the results are in results/slurm" in told
    assert "quotes: finished\n30 runs: 30 done, 0 failed, 0 left" in told
