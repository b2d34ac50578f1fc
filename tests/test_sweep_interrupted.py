"""Sweeps that are stopped or killed: nothing that was recorded is lost, or done again."""

from __future__ import annotations

import json
import os
import platform
import random
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sweeping import OUT, command, digest, patience, start, swept, told, undisturbed_digest, written

from supplychain_sim import read_sweep
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.tasks import TaskSet, run_of

DAYS = (10, 11, 12)
REPLICATIONS = 40
RUNS = len(DAYS) * REPLICATIONS
#: For what happens sooner or later.
PATIENCE = 60.0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of what a sweep yields that nobody disturbs."""
    return undisturbed_digest(tmp_path_factory.mktemp("undisturbed"), DAYS, REPLICATIONS)


def recorded(folder: Path, replications: int = REPLICATIONS) -> set[tuple[int, int]]:
    """Return the days and the replication of each run that the journals hold."""
    manifest = folder / OUT / "manifest.json"
    if not manifest.exists():
        return set()
    sweep = json.loads(manifest.read_text(encoding="utf-8"))["sweep_hash"]
    total = len(DAYS) * replications
    done = TaskSet(total)
    Store(folder / OUT, sweep).catch_up(done)
    runs = [run_of(task, replications) for task in range(total) if task in done]
    return {(DAYS[run.point], run.replication) for run in runs}


def lines(folder: Path) -> list[tuple[int, int]]:
    """Return the days and the replication of each run that came to its end, in that order."""
    try:
        text = (folder / "runs").read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [(int(line.split()[0]), int(line.split()[1])) for line in text.splitlines()]


def until(condition: Callable[[], bool]) -> None:
    """Wait for what happens sooner or later."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def begun(folder: Path, *options: str, more: int = 10) -> subprocess.Popen[str]:
    """Start a sweep of slow runs, and return it once it has done some *more*."""
    before = len(lines(folder))
    process = start(command("counted", *options), folder)
    until(lambda: len(lines(folder)) >= before + more or process.poll() is not None)
    return process


@pytest.mark.parametrize(
    ("kills", "replications"), [(5, 40), pytest.param(20, 300, marks=pytest.mark.nightly)]
)
def test_a_sweep_whose_processes_are_all_killed_again_and_again_yields_the_same(  # F08
    tmp_path: Path, seed: int, kills: int, replications: int
) -> None:
    written(tmp_path, DAYS, replications)
    when = random.Random(seed)

    for _ in range(kills):
        before, ended = recorded(tmp_path, replications), len(lines(tmp_path))
        process = begun(tmp_path, "--resume", more=when.randrange(1, replications // kills))
        time.sleep(when.uniform(0, 0.05))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        # What this session did is nothing that was recorded before it.
        assert before.isdisjoint(lines(tmp_path)[ended:])
    before, ended = recorded(tmp_path, replications), len(lines(tmp_path))
    last = told(command("counted", "--resume"), tmp_path)

    assert last.returncode == 0, last.stderr
    assert before.isdisjoint(lines(tmp_path)[ended:])
    assert len(lines(tmp_path)) - ended == len(DAYS) * replications - len(before) > 0
    undisturbed = swept(tmp_path, "quick", out="undisturbed")
    assert undisturbed.returncode == 0, undisturbed.stderr
    assert digest(tmp_path) == digest(tmp_path, "undisturbed")


def _assert_partial(folder: Path) -> None:
    """See that what is there reads as any result does, and says that it is not all."""
    done = recorded(folder)
    result = read_sweep(folder / "sweep.yaml", folder / OUT)
    rows = result.frame().to_pylist()
    assert {(DAYS[row["point"]], row["replication"]) for row in rows} == done
    assert 0 < len(done) < RUNS
    assert not result.complete
    assert (result.progress.done, result.progress.left) == (len(done), RUNS - len(done))


@pytest.mark.parametrize(
    ("number", "code", "group"),
    [
        (signal.SIGINT, 130, True),
        (signal.SIGTERM, 143, False),
        (signal.SIGTERM, 143, True),
        (signal.SIGHUP, 143, True),
    ],
    ids=["F09", "F11", "F11 of all", "F12"],
)
def test_a_sweep_that_is_stopped_ends_soon_and_says_how_to_go_on(
    tmp_path: Path, undisturbed: str, number: signal.Signals, code: int, *, group: bool
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path)

    stopped = time.monotonic()
    (os.killpg if group else os.kill)(process.pid, number)
    # Workers hold stderr as well, so this waits for the last of them.
    printed, said = process.communicate(timeout=PATIENCE)
    took = time.monotonic() - stopped

    assert took < patience()
    assert (process.returncode, printed) == (code, "")
    assert "Traceback" not in said
    head, _, resume = said.partition("to go on: python ")
    assert head == "interrupted: what was finished is in results; "
    _assert_partial(tmp_path)
    words = [command("")[0], *shlex.split(resume)]
    again = told(words, tmp_path)
    assert again.returncode == 0, again.stderr
    assert digest(tmp_path) == undisturbed


def test_a_sweep_that_is_started_by_nohup_outlives_its_terminal(
    tmp_path: Path, undisturbed: str
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = start(["nohup", *command("counted")], tmp_path)
    until(lambda: len(lines(tmp_path)) >= 10)

    os.killpg(process.pid, signal.SIGHUP)
    _, said = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0, said
    assert digest(tmp_path) == undisturbed


def test_what_is_stopped_twice_ends_at_once_and_its_journals_read(tmp_path: Path) -> None:  # F10
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path)

    stopped = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.05)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=PATIENCE)

    assert time.monotonic() - stopped < patience()
    assert process.returncode == 130
    assert 0 < len(recorded(tmp_path)) < RUNS


def test_the_status_of_a_sweep_is_seen_from_outside(tmp_path: Path) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    python, *_ = command("")
    ask = [python, "-m", "supplychain_sim", "status", OUT]

    process = begun(tmp_path)
    running = told([*ask, "--format", "json"], tmp_path)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    killed = told(ask, tmp_path)
    swept(tmp_path, "counted", "--resume")
    finished = told(ask, tmp_path)

    content = json.loads(running.stdout)
    assert (content["state"], content["pid"]) == ("running", process.pid)
    assert 0 < content["done"] < RUNS
    assert content["done"] + content["left"] == content["runs"] == RUNS
    assert content["runs_per_second"] > 0
    assert killed.stdout.startswith("sweep: interrupted\n120 runs: ")
    assert killed.stdout.endswith(
        "to go on: python -m supplychain_sim sweep sweep.yaml --out results --jobs 2 --simulate "
        "sweep_faults:counted --resume\n"
    )
    assert finished.stdout == "sweep: finished\n120 runs: 120 done, 0 failed, 0 left\n"


def test_workers_end_with_the_process_that_conducts_them(tmp_path: Path) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path)

    os.kill(process.pid, signal.SIGKILL)
    # Workers hold stderr too: this ends with the last of them.
    process.communicate(timeout=PATIENCE)

    assert len(lines(tmp_path)) < RUNS
    assert swept(tmp_path, "counted", "--resume").returncode == 0
    # F32: no two processes write one file.
    journals = [file.stem for file in (tmp_path / OUT / "journals").iterdir()]
    assert len(journals) >= 2
    assert all(name.endswith("-0") and platform.node() in name for name in journals)
