"""The engine on dask: what every engine does, and what is its own."""

from __future__ import annotations

import pytest
from engine_contract import EngineContract

from supplychain_sim.cluster.dask_engines import OwnScheduler
from supplychain_sim.sweep.protocol import Engine


class TestOwnScheduler(EngineContract):
    """A scheduler and two workers on this machine."""

    @pytest.fixture
    def engine(self) -> Engine:
        """Return two of them."""
        return OwnScheduler(2, print)
