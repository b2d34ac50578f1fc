"""The engine of one machine: what every engine does, and what is its own."""

from __future__ import annotations

import pytest
from engine_contract import EngineContract

from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.protocol import Engine


class TestLocal(EngineContract):
    """Processes on this machine."""

    @pytest.fixture
    def engine(self) -> Engine:
        """Return two of them."""
        return Local(2)
