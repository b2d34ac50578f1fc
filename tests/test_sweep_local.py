"""The engine of one machine: what every engine does, and what is its own."""

from __future__ import annotations

import pytest
from engine_contract import TASKS, EngineContract, came_back, task

from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.protocol import Engine, Limits
from supplychain_sim.sweep.worker import Setup


class TestLocal(EngineContract):
    """Processes on this machine."""

    @pytest.fixture
    def engine(self) -> Engine:
        """Return two of them."""
        return Local(2)

    def test_a_worker_that_died_has_done_what_it_recorded(
        self, engine: Engine, setup: Setup
    ) -> None:
        with engine.open(setup, Limits(), TASKS) as crew:
            crew.submit((0, 1, task(16), 2))
            (found,) = came_back(crew, 1)

        assert found.done == 2
        assert found.loss is not None
        assert found.loss.certain
