"""A Slurm of one's own, for tests that run real jobs."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cluster.slurm import Slurm, refuse_without_slurm

HERE = Path(__file__).parent


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark all tests of this folder."""
    item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def slurm() -> Iterator[Slurm]:
    """A Slurm that runs, with all that it keeps in a folder of its own."""
    refuse_without_slurm()
    # Not a folder of pytest's: its name is longer than that of a socket may be.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    try:
        subprocess.run([HERE / "start", folder], check=True)
        yield Slurm(folder / "slurm.conf")
    finally:
        subprocess.run([HERE / "stop", folder], check=True)
        shutil.rmtree(folder, ignore_errors=True)
