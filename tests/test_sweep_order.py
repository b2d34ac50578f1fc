"""Results of a sweep, however it got there: in which order, how often, and under which clock."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sweeping import OUT, RUNS, command, digest, quarantined, swept, told, written

from supplychain_sim.sweep.conduct import Progress
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.merge import NotDeterministicError
from supplychain_sim.sweep.reading import Reader
from supplychain_sim.sweep.running import Permissions, Ways, sweep

QUICK = Ways(Local(2), simulate="sweep_faults:quick")


def _swept(folder: Path, ways: Ways, out: str = OUT) -> Progress:
    return sweep(load_sweep(folder / "sweep.yaml"), folder / out, ways, Permissions())


def _recorded(folder: Path) -> int:
    """Return how many results all journals hold."""
    sweep = sweep_hash(load_sweep(folder / "sweep.yaml"))
    journals = (folder / OUT / "journals").iterdir()
    return sum(1 for journal in journals for _ in Reader(journal, sweep).results())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of what a sweep yields whose tasks were done in their order."""
    folder = written(tmp_path_factory.mktemp("undisturbed"))
    assert _swept(folder, QUICK) == Progress(RUNS, 0, RUNS)
    return digest(folder)


def test_the_order_of_tasks_cannot_be_seen_in_the_file(  # F22
    tmp_path: Path, undisturbed: str, seed: int
) -> None:
    written(tmp_path)
    shuffled = random.Random(seed).sample(range(RUNS), RUNS)

    _swept(tmp_path, replace(QUICK, order=shuffled))

    assert shuffled != sorted(shuffled)
    assert digest(tmp_path) == undisturbed


def test_a_task_that_is_done_twice_is_kept_once(tmp_path: Path, undisturbed: str) -> None:  # F30
    written(tmp_path)
    twice = [task for task in range(RUNS) for _ in range(2)]

    _swept(tmp_path, replace(QUICK, order=twice))

    assert _recorded(tmp_path) > RUNS
    assert digest(tmp_path) == undisturbed


def test_a_task_that_yields_something_else_each_time_ends_the_sweep(tmp_path: Path) -> None:  # F30
    written(tmp_path)
    twice = [0, 0, *range(1, RUNS)]
    ways = replace(QUICK, simulate="sweep_faults:random", order=twice)

    with pytest.raises(NotDeterministicError) as raised:
        _swept(tmp_path, ways)

    message = str(raised.value)
    assert message.startswith("point 0, replication 0: not deterministic: found two results that d")
    first, _, second = message.rpartition(" and ")
    assert len({first[-16:], second}) == 2
    assert not (tmp_path / OUT / "measures.parquet").exists()


def test_no_clock_can_be_seen_in_the_results(tmp_path: Path, undisturbed: str) -> None:  # F23
    written(tmp_path)

    # In every process the clock jumps back by an hour every other time it is read.
    found = swept(tmp_path, "jumping", "--timeout", 60)

    assert found.returncode == 0, found.stderr
    assert quarantined(tmp_path) == []
    assert digest(tmp_path) == undisturbed


def test_processes_are_fresh_and_use_one_thread_each(tmp_path: Path) -> None:  # F27
    written(tmp_path)
    words = command("threads", jobs=2)
    words.insert(1, "-Werror")

    found = told(words, tmp_path)

    assert found.returncode == 0, found.stderr
    assert quarantined(tmp_path) == []
    assert found.stderr == f"{RUNS} runs done, 0 failed; the results are in results\n"


@pytest.mark.nightly
def test_a_hundred_starts_end(tmp_path: Path) -> None:  # F27
    written(tmp_path)

    # Every other replication ends its process, so that there are as many starts as that.
    for number in range(5):
        found = swept(tmp_path, "leaves_often", out=f"out-{number}")

        assert found.returncode == 1, found.stderr
        assert len(quarantined(tmp_path, f"out-{number}")) == RUNS // 2
