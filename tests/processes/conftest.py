"""The stage on which processes are tested."""

from __future__ import annotations

import pytest
from flagship import FLAGSHIP

from processes.stage import Stage, set_stage
from supplychain_sim.engine import Environment
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.record import Record
from supplychain_sim.model.tally import Tally
from supplychain_sim.scenario.parse import load


@pytest.fixture(scope="session")
def ground() -> Ground:
    return Ground(load(FLAGSHIP).scenario, 0)


@pytest.fixture
def stage(ground: Ground) -> Stage:
    """A relation under mutual learning."""
    return set_stage(ground)


@pytest.fixture
def env() -> Environment:
    return Environment()


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.fixture
def tally() -> Tally:
    return Tally()
