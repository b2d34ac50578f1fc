"""The folder of a sweep, and everything that can happen to it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from sweeping import (
    OUT,
    RUNS,
    command,
    digest,
    environment,
    start,
    swept,
    told,
    written,
)
from test_sweep_interrupted import until

from supplychain_sim.errors import ForeignFolderError, OutputError, ResultsError
from supplychain_sim.sweep import lock, parquet
from supplychain_sim.sweep.journal import FILE_HEADER, Journal, Layout
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.merge import Index
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.reading import DamageError, Reader, repair
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.tasks import TaskSet, missing
from supplychain_sim.sweep.worker import Setup, Worker

SWEEP = "0123456789abcdef" * 2
LAYOUT: Layout = (("near", "site/a", "gap", None), ("near", "site/a", "gap", 1))
OTHER: Layout = (("near", "site/a", "gap", None),)


def _journal(path: Path, tasks: int = 6) -> Path:
    """Write a journal of results in two layouts."""
    journal = Journal(path, SWEEP)
    for task in range(tasks):
        layout = OTHER if task == 3 else LAYOUT
        journal.add(task, layout, [task + 0.5] * len(layout))
    journal.close()
    return path


def _read(path: Path) -> list[int]:
    return [record.number for record in Reader(path, SWEEP).results()]


def test_what_is_recorded_is_read_back(tmp_path: Path) -> None:
    reader = Reader(_journal(tmp_path / "a.journal"), SWEEP)

    found = {record.number: (reader.layout(record), record.payload) for record in reader.results()}

    assert list(found) == list(range(6))
    assert [layout for layout, _ in found.values()].count(OTHER) == 1
    assert list(reader.results()) == []


def test_journals_that_say_the_same_of_their_values_hold_it_once(tmp_path: Path) -> None:
    readers = [Reader(_journal(tmp_path / f"{name}.journal"), SWEEP) for name in "ab"]
    one, other = (reader.layout(next(reader.results())) for reader in readers)

    assert one is other


def test_a_journal_that_ends_anywhere_reads_as_far_as_its_last_whole_record(  # F13
    tmp_path: Path,
) -> None:
    whole = _journal(tmp_path / "a.journal").read_bytes()
    ends = [record.end for record in Reader(tmp_path / "a.journal", SWEEP).results()]
    cut = tmp_path / "cut.journal"

    for length in range(len(whole) + 1):
        cut.write_bytes(whole[:length])

        assert _read(cut) == [number for number, end in enumerate(ends) if end <= length]


def test_a_reader_goes_on_where_the_file_ended(tmp_path: Path) -> None:
    whole = _journal(tmp_path / "a.journal").read_bytes()
    growing = tmp_path / "growing.journal"
    found = []

    growing.touch()
    reader = Reader(growing, SWEEP)
    for length in range(0, len(whole) + 1, 7):
        growing.write_bytes(whole[:length])
        found += [record.number for record in reader.results()]
    growing.write_bytes(whole)
    found += [record.number for record in reader.results()]

    assert found == list(range(6))


def test_a_tail_of_zeros_as_a_power_cut_leaves_it_is_torn(tmp_path: Path) -> None:
    path = _journal(tmp_path / "a.journal")
    path.write_bytes(path.read_bytes() + bytes(4096))

    assert _read(path) == list(range(6))


def test_no_flipped_bit_goes_unseen(tmp_path: Path) -> None:  # F14
    whole = _journal(tmp_path / "a.journal", tasks=3).read_bytes()
    flipped = tmp_path / "flipped.journal"

    for bit in range(len(whole) * 8):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        flipped.write_bytes(content)

        with pytest.raises(DamageError):
            _read(flipped)


@pytest.mark.parametrize(("damaged", "kept"), [(1, [0, 2, 3, 4, 5]), (5, [0, 1, 2, 3, 4])])
def test_what_is_damaged_is_set_aside_and_the_rest_kept(
    tmp_path: Path, damaged: int, kept: list[int]
) -> None:
    path = _journal(tmp_path / "a.journal")
    record = list(Reader(path, SWEEP).results())[damaged]
    content = bytearray(path.read_bytes())
    content[record.end - 1] ^= 1
    path.write_bytes(content)

    (said,) = repair(path, SWEEP, tmp_path / "damaged")

    assert _read(path) == kept
    (aside,) = (tmp_path / "damaged").iterdir()
    assert aside.read_bytes() == bytes(content[record.offset : record.end])
    assert said == (
        f"{path}: {record.end - record.offset} damaged bytes at byte {record.offset} are set aside "
        f"in {aside}"
    )
    assert repair(path, SWEEP, tmp_path / "damaged") == []


def test_results_whose_layout_is_damaged_are_set_aside_with_it(tmp_path: Path) -> None:
    path = _journal(tmp_path / "a.journal")
    content = bytearray(path.read_bytes())
    content[FILE_HEADER.size + 10] ^= 1
    path.write_bytes(content)

    repair(path, SWEEP, tmp_path / "damaged")

    # That of task 3 is in another layout.
    assert _read(path) == [3]


def test_a_journal_without_a_readable_header_is_set_aside_whole(tmp_path: Path) -> None:
    path = _journal(tmp_path / "a.journal")
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)

    repair(path, SWEEP, tmp_path / "damaged")

    assert not path.exists()
    (aside,) = (tmp_path / "damaged").iterdir()
    assert aside.read_bytes() == bytes(content)


def test_a_journal_of_another_sweep_is_refused(tmp_path: Path) -> None:
    path = _journal(tmp_path / "a.journal")

    with pytest.raises(ResultsError, match="found a journal of another sweep, expected one of thi"):
        list(Reader(path, "f" * 32).results())


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sweep that ran to its end."""
    folder = written(tmp_path_factory.mktemp("finished"))
    done = swept(folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be tampered with."""
    shutil.copytree(finished, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_damaged_record_is_told_and_run_again_when_asked(folder: Path, finished: Path) -> None:
    path = max((folder / OUT / "journals").iterdir(), key=lambda file: file.stat().st_size)
    sweep = json.loads((folder / OUT / "manifest.json").read_text(encoding="utf-8"))["sweep_hash"]
    second = list(Reader(path, sweep).results())[1]
    content = bytearray(path.read_bytes())
    content[second.end - 1] ^= 4
    path.write_bytes(content)

    refused = swept(folder, "quick", "--resume")
    repaired = swept(folder, "quick", "--resume", "--repair")

    assert refused.returncode == 2
    assert refused.stderr == (
        f"{path.relative_to(folder)}: record 3 at byte {second.offset} is damaged; to set it aside "
        "and run it again, resume with --repair\n"
    )
    assert repaired.returncode == 0, repaired.stderr
    assert "damaged bytes at byte" in repaired.stderr
    assert digest(folder) == digest(finished)


def test_another_scenario_is_not_mixed_in_and_what_differs_is_told(folder: Path) -> None:  # F20
    scenario = folder / "starter.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("trial_teams: 4 teams", "trial_teams: 5 teams"))

    found = swept(folder, "quick", "--resume")

    assert found.returncode == 3
    head, *differences = found.stderr.splitlines()
    assert head == (
        "results: found another sweep, expected this one; name another folder with --out, or "
        "change back what differs:"
    )
    assert differences == [
        '  sweep.base.firms.casting-maker.trial_teams: was "4 teams", is "5 teams"'
    ]


def test_another_version_is_not_mixed_in_unasked(folder: Path) -> None:  # F21
    path = folder / OUT / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    now = manifest["computed_by"]["numpy"]
    manifest["computed_by"]["numpy"] = "1.0"
    path.write_text(json.dumps(manifest), encoding="utf-8")

    found = swept(folder, "quick", "--resume")

    assert found.returncode == 3
    assert found.stderr.splitlines()[1:] == [f'  numpy: was "1.0", is "{now}"']


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / OUT).mkdir()
    (tmp_path / OUT / "manifest.json").write_text('{"scenario_hash": "1"}', encoding="utf-8")

    found = swept(tmp_path, "quick", "--resume")

    assert found.returncode == 3
    assert "found a manifest of something else" in found.stderr
    assert [file.name for file in (tmp_path / OUT).iterdir()] == ["manifest.json"]


def test_a_second_sweep_in_a_folder_is_refused_while_the_first_runs(tmp_path: Path) -> None:  # F18
    written(tmp_path, replications=50)
    first = start(command("slow"), tmp_path)
    until((tmp_path / OUT / "lock.json").exists)

    second = swept(tmp_path, "slow", "--resume")
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    third = swept(tmp_path, "slow", "--resume")

    assert second.returncode == 3
    assert second.stderr.startswith(
        f"results: another sweep is running here (process {first.pid} on {platform.node()}, since "
    )
    # The lock of a process that is dead is taken over.
    assert third.returncode == 0, third.stderr
    assert not (tmp_path / OUT / "lock.json").exists()


def test_a_lock_of_another_machine_is_taken_over_by_force_alone(folder: Path) -> None:  # F19
    path = folder / OUT / "lock.json"
    content = {"pid": 4321, "host": "elsewhere", "since": "2026-01-01T00:00:00+00:00"}
    path.write_text(json.dumps(content), encoding="utf-8")
    long_ago = time.time() - 600
    os.utime(path, (long_ago, long_ago))

    refused = swept(folder, "quick", "--resume")
    forced = swept(folder, "quick", "--resume", "--force")

    assert refused.returncode == 3
    assert refused.stderr == (
        "results: another sweep (process 4321 on elsewhere, since 2026-01-01T00:00:00+00:00) has "
        "given no sign of life for 10 minutes; see on elsewhere whether its process runs (ps -p "
        "4321); if it does not, use --force\n"
    )
    assert forced.returncode == 0, forced.stderr


def test_a_lock_that_was_taken_over_is_noticed_by_whoever_held_it(tmp_path: Path) -> None:
    with lock.held(tmp_path / "lock.json") as ours:
        ours.sign()
        with lock.held(tmp_path / "lock.json", force=True):
            with pytest.raises(OutputError, match="found another sweep's, expected this one's"):
                ours.sign()
            ours.release()
            assert (tmp_path / "lock.json").exists()


def test_a_lock_that_somebody_else_took_over_meanwhile_is_left_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock.json"
    ended = json.dumps({"pid": 7, "host": "one", "since": "then", "token": "old"})
    live = json.dumps({"pid": 7, "host": "other", "since": "now", "token": "new"})
    path.write_text(ended, encoding="utf-8")
    looked = lock.refuse_unless_free

    def while_another_is_faster(at: Path, *, force: bool = False) -> lock.Holder | None:
        found = looked(at, force=force)
        path.write_text(live, encoding="utf-8")
        return found

    monkeypatch.setattr(lock, "refuse_unless_free", while_another_is_faster)
    lock._take_over(path, force=True)

    assert path.read_text(encoding="utf-8") == live


def test_a_lock_needs_nothing_that_a_network_file_system_may_lack(  # F32
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def unsupported(*_: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    monkeypatch.setattr(fcntl, "lockf", unsupported)
    monkeypatch.setattr(os, "link", unsupported)

    with (
        lock.held(tmp_path / "lock.json"),
        pytest.raises(ForeignFolderError, match="another sweep is running here"),
        lock.held(tmp_path / "lock.json"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_goes_away_ends_the_sweep(tmp_path: Path) -> None:  # F17
    written(tmp_path, replications=500)
    process = start(command("slow"), tmp_path)
    until(lambda: any((tmp_path / OUT).glob("journals/*")))

    shutil.rmtree(tmp_path / OUT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 4
    assert "results cannot be written: " in said
    assert "Traceback" not in said


def test_a_reader_that_goes_away_takes_nothing_with_it(tmp_path: Path, finished: Path) -> None:
    written(tmp_path)  # F29
    process = start(command("quick"), tmp_path)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as complaints:
        assert "Traceback" not in complaints.read()

    assert process.wait(timeout=60) == 0
    assert digest(tmp_path) == digest(finished)


def _unshared(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the shell in *folder*, where it may mount what nobody else sees."""
    shell = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    return subprocess.run(
        shell,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _may_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    words = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "x", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


mounts = pytest.mark.skipif(not _may_mount(), reason="file systems cannot be mounted here")


def _words(simulate: str, *options: str) -> str:
    return " ".join(command(simulate, *options))


@mounts
def test_a_full_disk_ends_the_sweep_and_it_goes_on_when_there_is_space(  # F15
    tmp_path: Path, finished: Path
) -> None:
    written(tmp_path)
    (tmp_path / OUT).mkdir()
    full = f"mount -t tmpfs -o size=16k x {OUT} && {_words('quick')}; echo code $?"
    kept = f"; mkdir kept && cp -r {OUT}/. kept"

    found = _unshared(tmp_path, full + kept)
    (tmp_path / OUT).rmdir()
    (tmp_path / "kept").rename(tmp_path / OUT)
    left = sorted(file.name for file in (tmp_path / OUT).iterdir())
    resumed = swept(tmp_path, "quick", "--resume")

    assert found.stdout.endswith("code 4\n"), found
    assert "results cannot be written: No space left on device" in found.stderr
    assert "Traceback" not in found.stderr
    assert "measures.parquet" not in left
    assert resumed.returncode == 0, resumed.stderr
    assert digest(tmp_path) == digest(finished)


@mounts
def test_a_folder_where_nothing_can_be_written_is_told_before_the_first_run(  # F16
    tmp_path: Path,
) -> None:
    written(tmp_path)
    (tmp_path / OUT).mkdir()
    readonly = f"mount -t tmpfs -o ro x {OUT} && {_words('counted')}; echo code $?"

    found = _unshared(tmp_path, readonly)

    assert found.stdout.endswith("code 4\n"), found
    assert found.stderr.endswith("results cannot be written: Read-only file system\n")
    assert not (tmp_path / "runs").exists()


def test_a_file_that_may_not_grow_ends_the_sweep(tmp_path: Path, finished: Path) -> None:  # F15
    written(tmp_path)
    program = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600)); "
        "os.execv(sys.argv[1], sys.argv[1:])"
    )

    # The manifest alone is larger, and journals hold more than this after a few runs.
    found = told([sys.executable, "-c", program, *command("quick")], tmp_path)
    resumed = swept(tmp_path, "quick", "--resume")

    assert found.returncode == 4
    assert "results cannot be written: File too large" in found.stderr
    assert resumed.returncode == 0, resumed.stderr
    assert digest(tmp_path) == digest(finished)


def test_results_are_whole_when_all_is_killed_while_they_are_written(tmp_path: Path) -> None:  # F28
    written(tmp_path, replications=3000)
    swept(tmp_path, "quick")
    before = digest(tmp_path)
    # A sweep that is finished writes its results once more.
    process = start(command("quick", "--resume"), tmp_path)
    until(lambda: any((tmp_path / OUT).glob(".measures.parquet.*")))

    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    assert any((tmp_path / OUT).glob(".measures.parquet.*"))
    assert digest(tmp_path) == before
    again = swept(tmp_path, "quick", "--resume")
    assert again.returncode == 0, again.stderr
    assert not list((tmp_path / OUT).rglob("*.partial"))
    assert digest(tmp_path) == before


def test_a_sweep_whose_journal_ends_anywhere_is_resumed_to_the_same_results(  # F13
    tmp_path: Path,
) -> None:
    plan = load_sweep(written(tmp_path, (10,), 2) / "sweep.yaml")
    whole = _whole(plan, tmp_path / "whole")
    (journal,) = (tmp_path / "whole" / "journals").iterdir()
    content = journal.read_bytes()

    for length in range(len(content) + 1):
        folder = tmp_path / str(length)
        (folder / "journals").mkdir(parents=True)
        (folder / "journals" / journal.name).write_bytes(content[:length])

        assert _whole(plan, folder) == whole


def _whole(plan: Plan, folder: Path) -> bytes:
    """Do what is left to be done in *folder*, and return the results."""
    store = Store(folder, sweep_hash(plan))
    store.prepare()
    done = TaskSet(plan.size * plan.replications)
    store.catch_up(done)
    worker = Worker(Setup(plan, folder, store.sweep, "sweep_faults:quick"))
    worker.do(tuple(missing(range(plan.size * plan.replications), done)))
    worker.close()
    with closing(Index(store, plan).results()) as results:
        parquet.write(folder / "measures.parquet", plan, results)
    return (folder / "measures.parquet").read_bytes()


def test_a_store_counts_each_task_once_however_many_journals_hold_it(tmp_path: Path) -> None:
    store = Store(tmp_path, SWEEP)
    store.prepare()
    for name in ("a", "b"):
        _journal(tmp_path / "journals" / f"{name}.journal")
    done = TaskSet(RUNS)

    store.catch_up(done)

    assert len(done) == 6
