"""Sweeps by workers of dask, which are killed, leave and join: all is done once, and the same.

Schedulers and workers are processes of their own.
"""

from __future__ import annotations

import os
import platform
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sweep_faults import FAULTS, FAULTY_REPLICATION, HONEST_DAYS
from sweeping import (
    OUT,
    command,
    digest,
    patience,
    quarantined,
    start,
    told,
    undisturbed_digest,
    written,
)

from cluster.dasking import PATIENCE, Dask, dask, recorded, until
from supplychain_sim.cli import main
from supplychain_sim.cluster import dask_engines
from supplychain_sim.cluster.station import Orders, Station
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.manifest import computed_by
from supplychain_sim.sweep.protocol import Broken, Limits
from supplychain_sim.sweep.worker import Setup

DAYS = (10, 11, 12)
REPLICATIONS = 40
RUNS = len(DAYS) * REPLICATIONS


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of what this sweep yields on this machine."""
    return undisturbed_digest(tmp_path_factory.mktemp("undisturbed"), DAYS, REPLICATIONS)


@pytest.fixture
def go(tmp_path: Path) -> Path:
    """The file that runs wait for, so that none is over before a test has done its worst."""
    return tmp_path / "go"


@pytest.fixture
def one(tmp_path: Path, go: Path) -> Iterator[Dask]:
    """A scheduler with one worker."""
    with dask(tmp_path / "dask", "first", SWEEP_FAULTS_GO=str(go)) as started:
        yield started


def on(cluster: Dask, *options: object) -> list[object]:
    """Return the options of a sweep on a scheduler."""
    return ["--on", "dask", "--scheduler", cluster.file, *options]


def begun(folder: Path, *options: object, runs: int = 10) -> subprocess.Popen[str]:
    """Start a sweep of slow runs, and return it once it has recorded some."""
    process = start(_command("gated", *options), folder)
    until(
        lambda: (
            process.poll() is not None
            or ((folder / OUT / "manifest.json").exists() and len(recorded(folder / OUT)) >= runs)
        )
    )
    assert process.poll() is None, process.communicate()
    return process


def _command(simulate: str, *options: object) -> list[str]:
    words = ["sweep", "sweep.yaml", "--out", OUT, "--simulate", f"sweep_faults:{simulate}"]
    return [sys.executable, "-m", "supplychain_sim", *words, *map(str, options)]


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    """Return what a sweep said that ended with that exit code."""
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, said
    assert "Traceback" not in said
    return said


def assert_all_once(folder: Path, undisturbed: str) -> None:
    """See that each run was done and recorded once, and that the results are the same."""
    assert recorded(folder / OUT) == list(range(RUNS))
    assert quarantined(folder) == []
    assert digest(folder) == undisturbed


def test_a_scheduler_of_its_own_yields_the_same_and_shows_its_dashboard(
    tmp_path: Path, undisturbed: str
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)

    done = told(_command("quick", "--on", "dask", "--jobs", 2), tmp_path)

    assert done.returncode == 0, done.stderr
    assert "the dashboard of the dask scheduler: http://127.0.0.1:" in done.stderr
    assert_all_once(tmp_path, undisturbed)


def test_workers_join_late_leave_early_and_are_killed(  # F31
    one: Dask, tmp_path: Path, undisturbed: str, go: Path
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path, *on(one))

    one.worker("second")
    one.joined("second")
    # It leaves by itself, as a job does whose time is nearly up.
    one.worker("brief", "--lifetime", "2s")
    # The worker, and what is done beside it; the nanny starts another.
    os.kill(one.pid_of("first"), signal.SIGKILL)
    third = one.worker("third")
    one.joined("third")
    third.send_signal(signal.SIGTERM)
    until(lambda: "Reason: worker-lifetime-reached" in one.said_by("brief"))
    assert process.poll() is None
    go.touch()

    ended(process)
    assert_all_once(tmp_path, undisturbed)


def test_a_job_that_is_preempted_loses_nothing_and_blames_nobody(
    one: Dask, tmp_path: Path, undisturbed: str, go: Path
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path, *on(one))

    # As Slurm does it: every process of a job at once.
    one.worker("second")
    one.joined("second")
    for name in ("first", "second"):
        os.killpg(one.process(name).pid, signal.SIGTERM)
    one.worker("again")
    assert process.poll() is None
    go.touch()

    ended(process)
    assert_all_once(tmp_path, undisturbed)


def test_a_sweep_waits_for_the_first_worker(tmp_path: Path, undisturbed: str) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    with dask(tmp_path / "dask") as none:
        process = start(_command("quick", *on(none)), tmp_path)
        until(lambda: "Receive client" in none.said_by("scheduler"))
        none.worker("late", threads=2)

        said = ended(process)

    assert f"no worker is there yet; the sweep begins when one joins {none.file}" in said
    assert_all_once(tmp_path, undisturbed)


def test_a_sweep_that_is_stopped_ends_its_runs_and_can_be_gone_on_with_elsewhere(
    one: Dask, tmp_path: Path, undisturbed: str
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path, *on(one))

    stopped = time.monotonic()
    process.send_signal(signal.SIGTERM)
    said = ended(process, 143)

    assert time.monotonic() - stopped < patience()
    assert f"to go on: python {shlex.join(_command('gated', *on(one), '--resume')[1:])}" in said
    before = len(recorded(tmp_path / OUT))
    time.sleep(0.2)
    assert len(recorded(tmp_path / OUT)) == before
    # The same sweep, by processes of this machine.
    again = told([*_command("gated"), "--resume"], tmp_path)
    assert again.returncode == 0, again.stderr
    assert_all_once(tmp_path, undisturbed)


def test_a_scheduler_that_is_gone_ends_a_sweep_and_loses_nothing(
    one: Dask, tmp_path: Path, undisturbed: str
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    process = begun(tmp_path, *on(one))

    os.killpg(one.scheduler.pid, signal.SIGKILL)
    said = ended(process, 5)

    *_, gone, going_on = said.splitlines()
    assert gone == f"the dask scheduler at {one.address} is gone"
    again = shlex.join(_command("gated", *on(one), "--resume")[1:])
    assert going_on == f"what was finished is in results; to go on: python {again}"
    told([*_command("gated"), "--resume"], tmp_path)
    assert digest(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tcp://127.0.0.1:9", "found no dask scheduler at 'tcp://127.0.0.1:9' ([Errno 111] "),
        ("bogus", "found no dask scheduler at 'bogus' (Invalid url scheme"),
        ("", "found no dask scheduler at '' ("),
        (
            "none.json",
            "none.json: found no address of a dask scheduler within 0.5 s, expected the ",
        ),
        (
            "list.json",
            "list.json: found no address of a dask scheduler within 0.5 s, expected the ",
        ),
    ],
)
def test_no_scheduler_is_told(
    address: str,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dask_engines, "_ANSWERS_WITHIN", 0.5)

    code = main(["sweep", "sweep.yaml", "--out", OUT, "--on", "dask", "--scheduler", address])

    told, going_on = capsys.readouterr().err.splitlines()
    assert code == 5
    assert told.startswith(message)
    words = ["sweep", "sweep.yaml", "--out", OUT, "--on", "dask", "--scheduler", address]
    again = f"python -m supplychain_sim {shlex.join(words)} --resume"
    assert going_on == f"what was finished is in results; to go on: {again}"


def test_a_worker_without_this_package_is_told(tmp_path: Path) -> None:
    written(tmp_path, DAYS, REPLICATIONS)
    with dask(tmp_path / "dask") as none:
        package = tmp_path / "without" / "supplychain_sim"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text("raise ImportError('it is not here')")
        none.worker("without", PYTHONPATH=str(package.parent))
        none.joined("without")

        done = told(_command("quick", *on(none)), tmp_path)

    assert done.returncode == 5
    assert "Traceback" not in done.stderr
    _, told_of, _ = done.stderr.split("\n", 2)
    assert told_of.startswith("workers of the dask scheduler cannot begin (")
    assert "ImportError('it is not here')" in told_of
    assert told_of.endswith("); start them with this package installed, of the same version")


def test_what_fails_is_told_as_on_one_machine_and_takes_nothing_with_it(
    one: Dask, tmp_path: Path
) -> None:
    days = (*HONEST_DAYS, *FAULTS)
    for folder in (here := tmp_path / "here", there := tmp_path / "there"):
        folder.mkdir()
        written(folder, days, 2)
    limits = ("--timeout", 2, "--max-memory", "500M")
    one.worker("second", threads=2)
    one.joined("second")

    processes = [
        start(_command("faulty", *on(one), *limits), there),
        start(command("faulty", *limits), here),
    ]

    for process in processes:
        ended(process, 1)
    assert quarantined(there) == quarantined(here)
    failed = [days.index(day) * 2 + FAULTY_REPLICATION for day in FAULTS]
    assert recorded(there / OUT) == [task for task in range(2 * len(days)) if task not in failed]
    assert digest(there) == digest(here)


@pytest.mark.nightly
def test_a_run_that_brings_down_its_machine_is_given_up_and_no_other(
    one: Dask, tmp_path: Path
) -> None:
    written(tmp_path, (10, 11, 12), 4)
    one.worker("second")
    one.joined("second")

    done = told(_command("brings_down", *on(one)), tmp_path)

    assert done.returncode == 1, done.stderr
    (told_of,) = quarantined(tmp_path)
    assert (told_of["kind"], told_of["attempts"]) == ("lost", 6)
    assert told_of["values"] == {"relations.castings.quoted": "12 days"}
    assert len(recorded(tmp_path / OUT)) == 11


def test_a_machine_that_computes_otherwise_does_nothing(tmp_path: Path) -> None:
    plan = load_sweep(written(tmp_path) / "sweep.yaml")
    setup = Setup(plan, tmp_path, "", "sweep_faults:quick")
    versions = {**computed_by(setup.simulate), "numpy": "1.0"}

    station = Station(Orders(setup, Limits(), 1, versions, tuple(sys.path)))
    answer = station.do((0,))
    station.end()

    assert isinstance(answer, Broken)
    head, _, difference = answer.error.partition(":\n")
    host = platform.node()
    assert head == f"on {host}: found other versions than those of the sweep, expected the same"
    assert difference.startswith('  numpy: was "1.0", is "')
