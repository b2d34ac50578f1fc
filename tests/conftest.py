"""What tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
import stories


@pytest.fixture
def seed() -> int:
    """The one seed of all tests, never chosen for an outcome."""
    return 20030106


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of one replication of the flagship, under all its regimes."""
    return stories.results(tmp_path_factory.mktemp("flagship") / "results")
