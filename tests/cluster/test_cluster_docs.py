"""Every command of docs/cluster.md is run as it stands, from the first to the last."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.slurm import refuse_without_slurm

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
_SET_UP = "make cluster"
#: Seconds that a section of the page may take, on a busy machine too.
_PATIENCE = 300.0


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
    shell = subprocess.Popen(
        ["bash", "-e"],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "SLURM_CONF"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said = "".join(shell.communicate(_script(lines), timeout=_PATIENCE))
    finally:
        # What it left in the background would be read from, for ever.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
    assert shell.returncode == 0, said
    assert "Traceback" not in said
    return said


def _script(lines: list[str]) -> str:
    """Return what is typed: if anything fails, what runs in the background ends too."""
    end = "trap 'kill $(jobs -p) 2>/dev/null || :' EXIT"
    return "\n".join([end, ". .venv/bin/activate", *lines]) + "\n"


def test_nothing_of_the_page_is_left_out() -> None:
    written = re.findall(r"^\$ (.*)$", PAGE, flags=re.MULTILINE)
    titles = re.findall(r"^##+ (.*)$", PAGE, flags=re.MULTILINE)
    below = commands(*titles)

    assert written == [_SET_UP, ". .venv/bin/activate", *below]


@pytest.fixture(scope="module")
def here(clone: Path) -> str:
    """What is printed by the sweep on this machine, which all others are compared with."""
    return typed(clone, commands("On this machine"))


@pytest.fixture
def own_slurm() -> Iterator[Path]:
    """A folder for a Slurm, which is stopped whatever happens; its name has to be short."""
    refuse_without_slurm()
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    try:
        yield folder
    finally:
        subprocess.run([ROOT / "tests" / "cluster" / "stop", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_sweep_on_this_machine(here: str) -> None:
    assert "30 runs done, 0 failed; the results are in results/here" in here


@pytest.mark.usefixtures("here")
def test_a_sweep_on_dask(clone: Path) -> None:
    told = typed(clone, commands("On dask"))

    assert told.count("the dashboard of the dask scheduler: http://") == 2
    assert "30 runs done, 0 failed; the results are in results/workers" in told


@pytest.mark.usefixtures("here")
def test_a_sweep_on_slurm(clone: Path, own_slurm: Path) -> None:
    lines = commands("On Slurm", "While you watch", "Unattended")

    told = typed(clone, [line.replace("/tmp/slurm-here", str(own_slurm)) for line in lines])

    assert "30 runs done, 0 failed; the results are in results/slurm" in told
    assert "quotes: finished\n30 runs: 30 done, 0 failed, 0 left" in told
