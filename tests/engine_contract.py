"""What every engine of sweeps has to do: a suite of tests that each of them joins.

An engine's own tests inherit from :class:`EngineContract` and say what the engine is.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from sweep_faults import FAULTS, FAULTY_REPLICATION, HONEST_DAYS
from sweeping import patience, written

from supplychain_sim.errors import OutputError, SimulationError
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.protocol import Crew, Engine, Limits, Result
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.tasks import TaskSet
from supplychain_sim.sweep.worker import Setup

DAYS = (*HONEST_DAYS, *FAULTS)
REPLICATIONS = 2
TASKS = len(DAYS) * REPLICATIONS
#: For what happens sooner or later.
PATIENCE = 60.0


def task(days: int, replication: int = FAULTY_REPLICATION) -> int:
    """Return the number of a replication of the point that quotes so many days."""
    return DAYS.index(days) * REPLICATIONS + replication


def came_back(crew: Crew, count: int) -> list[Result]:
    """Return what came of *count* chunks."""
    found: list[Result] = []
    deadline = time.monotonic() + PATIENCE
    while len(found) < count and time.monotonic() < deadline:
        found += crew.results(1.0)
    assert len(found) == count
    return found


class EngineContract:
    """Tests of an engine, which is a fixture of that name: with two workers at most."""

    @pytest.fixture
    def setup(self, tmp_path: Path) -> Setup:
        """Return what there is to do: points of which some are faulty."""
        plan = load_sweep(written(tmp_path, DAYS, REPLICATIONS) / "sweep.yaml")
        store = Store(tmp_path, sweep_hash(plan))
        store.prepare()
        return Setup(plan, tmp_path, store.sweep, "sweep_faults:faulty")

    @pytest.fixture
    def at_work(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """Return what the names of files begin with by which busy runs say where they are."""
        monkeypatch.setenv("SWEEP_FAULTS_PIDS", str(tmp_path / "pids"))
        return tmp_path / "pids"

    def recorded(self, setup: Setup) -> set[int]:
        """Return the tasks that the journals hold."""
        total = setup.plan.size * setup.plan.replications
        done = TaskSet(total)
        Store(setup.folder, setup.sweep).catch_up(done)
        return {number for number in range(total) if number in done}

    def test_every_chunk_comes_back_once_and_its_tasks_are_recorded(
        self, engine: Engine, setup: Setup
    ) -> None:
        chunks = [(0, 1, 2), (3,), (task(12, 0), task(13, 0))]

        with engine.open(setup, Limits(), TASKS) as crew:
            for chunk in chunks:
                crew.submit(chunk)
            found = came_back(crew, 3)
            assert crew.results(0.2) == []

        assert sorted(result.chunk for result in found) == sorted(chunks)
        assert all(result.done == len(result.chunk) for result in found)
        assert all((result.failure, result.loss) == (None, None) for result in found)
        assert all(result.seconds > 0 for result in found)
        assert self.recorded(setup) == {number for chunk in chunks for number in chunk}

    def test_no_more_is_submitted_than_keeps_all_busy(self, engine: Engine, setup: Setup) -> None:
        with engine.open(setup, Limits(), TASKS) as crew:
            room = crew.room()
            for number in range(room):
                crew.submit((number % 4,))
            left = crew.room()
            came_back(crew, room)
            after = crew.room()

        assert crew.slots == 2
        assert crew.slots <= room <= 4 * crew.slots
        assert left == 0
        assert room <= after <= 4 * crew.slots

    def test_there_are_no_more_workers_than_tasks(self, engine: Engine, setup: Setup) -> None:
        with engine.open(setup, Limits(), 1) as crew:
            assert (engine.jobs, crew.slots) == (2, 1)

    def test_a_chunk_ends_with_the_first_task_that_fails(
        self, engine: Engine, setup: Setup
    ) -> None:
        with engine.open(setup, Limits(), TASKS) as crew:
            crew.submit((0, task(12), 1))
            (found,) = came_back(crew, 1)

        assert (found.done, found.loss) == (1, None)
        assert found.failure is not None
        assert (found.failure.task, found.failure.kind) == (task(12), "error")
        assert self.recorded(setup) == {0}

    @pytest.mark.parametrize("days", [16, 17])
    def test_a_worker_that_ends_is_replaced_and_its_chunk_comes_back(
        self, engine: Engine, setup: Setup, days: int
    ) -> None:
        with engine.open(setup, Limits(), TASKS) as crew:
            crew.submit((0, task(days), 1))
            (lost,) = came_back(crew, 1)
            for number in (1, 2, 3):
                crew.submit((number,))
            others = came_back(crew, 3)

        assert lost.chunk == (0, task(days), 1)
        assert lost.loss is not None
        assert lost.loss.kind == "died"
        assert [result.loss for result in others] == [None] * 3
        assert self.recorded(setup) == {0, 1, 2, 3}

    @pytest.mark.parametrize("days", [13, 14])
    def test_a_run_that_takes_too_long_is_ended_from_outside(
        self, engine: Engine, setup: Setup, days: int
    ) -> None:
        with engine.open(setup, Limits(seconds=1.0), TASKS) as crew:
            crew.submit((0, task(days), 1))
            crew.submit((2,))
            lost, other = sorted(came_back(crew, 2), key=lambda result: result.chunk)

        assert lost.loss is not None
        assert lost.loss.kind == "time"
        assert other == Result((2,), 1, seconds=other.seconds)
        assert self.recorded(setup) == {0, 2}

    def test_a_run_that_takes_too_much_memory_is_ended_from_outside(
        self, engine: Engine, setup: Setup
    ) -> None:
        greedy = Setup(setup.plan, setup.folder, setup.sweep, "sweep_faults:greedy")

        with engine.open(greedy, Limits(memory=200 * 2**20), TASKS) as crew:
            crew.submit((1,))
            (lost,) = came_back(crew, 1)

        assert lost.loss is not None
        assert lost.loss.kind == "memory"
        assert self.recorded(setup) == set()

    def test_all_workers_end_at_once_at_the_end_whatever_they_do(
        self, engine: Engine, setup: Setup, at_work: Path
    ) -> None:
        busy = Setup(setup.plan, setup.folder, setup.sweep, "sweep_faults:busy")

        with engine.open(busy, Limits(), TASKS) as crew:
            for number in range(crew.slots):
                crew.submit((number,))
            deadline = time.monotonic() + PATIENCE
            while len(list(at_work.parent.glob("pids-*"))) < crew.slots:
                assert time.monotonic() < deadline
                crew.results(0.05)
            ended = time.monotonic()

        assert time.monotonic() - ended < patience()
        for path in at_work.parent.glob("pids-*"):
            with pytest.raises(ProcessLookupError):
                os.kill(int(path.name.partition("-")[2]), 0)

    def test_what_cannot_be_written_ends_the_work(self, engine: Engine, setup: Setup) -> None:
        shutil.rmtree(setup.folder / "journals")

        with engine.open(setup, Limits(), TASKS) as crew:
            crew.submit((0,))
            with pytest.raises(OutputError, match="results cannot be written"):
                came_back(crew, 1)

    def test_workers_that_cannot_begin_end_the_work(self, engine: Engine, setup: Setup) -> None:
        wrong = Setup(setup.plan, setup.folder, setup.sweep, "sweep_faults:nothing")

        with engine.open(wrong, Limits(), TASKS) as crew:
            crew.submit((0,))
            with pytest.raises(SimulationError, match="found 'sweep_faults:nothing', expected mo"):
                came_back(crew, 1)
