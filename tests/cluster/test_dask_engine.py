"""The engine on a scheduler of dask: what every engine does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_contract import EngineContract

from cluster.dasking import Dask, dask
from supplychain_sim.cluster.dask_engines import Scheduler
from supplychain_sim.sweep.protocol import Engine


@pytest.fixture(scope="module")
def pids(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the names of files begin with by which busy runs say where they are."""
    return tmp_path_factory.mktemp("pids") / "pids"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, pids: Path) -> Iterator[Dask]:
    """A scheduler with two workers, each a process of its own."""
    folder = tmp_path_factory.mktemp("contract") / "dask"
    with dask(folder, "one", "other", SWEEP_FAULTS_PIDS=str(pids)) as started:
        yield started


class TestScheduler(EngineContract):
    """Two workers of a scheduler."""

    @pytest.fixture
    def engine(self, two: Dask) -> Engine:
        """Return them."""
        return Scheduler(two.address, print)

    @pytest.fixture
    def at_work(self, pids: Path) -> Path:
        """Return what workers were told that were started before."""
        return pids
