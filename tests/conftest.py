"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
import stories
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

#: Tests that share a Slurm, and run one after another.
_CLUSTER = "tests/cluster/"


class _Apart(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Gives tests to whoever is free, but all that share a Slurm to one process.

    Marks of groups are lost between xdist 3.8 and pytest 9.2 (pytest-dev/pytest-xdist#1386).
    """

    def _split_scope(self, nodeid: str) -> str:
        return _CLUSTER if nodeid.startswith(_CLUSTER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Apart | None:
    """Have ``--dist loadgroup`` keep tests together that share a Slurm."""
    return _Apart(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture
def seed() -> int:
    """The one seed of all tests, never chosen for an outcome."""
    return 20030106


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one replication of the flagship, under all its regimes."""
    return stories.results(tmp_path_factory.mktemp("flagship") / "results")
