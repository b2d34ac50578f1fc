"""Shards of a sweep: processes that know nothing of one another, in one folder."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import platform
import shlex
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweeping import DAYS, OUT, RUNS, command, digest, patience, start, told, written
from test_sweep_interrupted import until

from supplychain_sim.durable import created, machine, partial_of
from supplychain_sim.errors import ForeignFolderError
from supplychain_sim.sweep import lock, presence, sharing, signing
from supplychain_sim.sweep.conduct import Progress
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.merge import NotDeterministicError
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.presence import Standing
from supplychain_sim.sweep.protocol import Limits, Result
from supplychain_sim.sweep.reading import Reader
from supplychain_sim.sweep.running import Permissions, Ways, sweep
from supplychain_sim.sweep.shards import Shard, ShareSet, share
from supplychain_sim.sweep.sharing import Ended
from supplychain_sim.sweep.status import status
from supplychain_sim.sweep.store import Store, new_journal
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import Setup, Worker

SWEEP = "0123456789abcdef" * 2
#: A process that has ended, on this machine.
GONE = 2**22 + 1
counts = st.integers(1, 40)


@given(points=counts, replications=st.integers(1, 9), count=st.integers(1, 60))
def test_every_task_is_in_one_share(points: int, replications: int, count: int) -> None:
    shares = [share(Shard(number, count), points, replications) for number in range(1, count + 1)]

    assert sorted(task for tasks in shares for task in tasks) == [*range(points * replications)]
    assert all(
        [tasks[place] for place in range(len(tasks))] == [*tasks] == [*tasks[:]]
        and [tasks.index(task) for task in tasks] == [*range(len(tasks))]
        for tasks in shares
    )
    assert all((task in shares[0]) == (task in [*shares[0]]) for task in range(-5, 400))


@given(points=counts, replications=st.integers(1, 9), count=st.integers(1, 60))
def test_shares_are_as_large_as_one_another_up_to_a_point_or_a_task(
    points: int, replications: int, count: int
) -> None:
    sizes = [len(share(Shard(number, count), points, replications)) for number in range(1, count)]

    most = replications if points >= count else 1
    assert max(sizes, default=0) - min(sizes, default=0) <= most


def test_a_share_of_very_many_tasks_is_not_built() -> None:
    tasks = share(Shard(7, 10_000), 10**7, 10)
    done = ShareSet(tasks)

    for task in (tasks[0], tasks[-1], tasks[len(tasks) // 2], 0):
        done.add(task)

    assert len(tasks) == 10**4
    assert (tasks[0], tasks[-1]) == (60, (10**7 - 10_000 + 6) * 10 + 9)
    assert (len(done), tasks[-1] in done, tasks[1] in done, 0 in done) == (3, True, False, False)


def test_a_place_that_a_share_does_not_have_is_refused() -> None:
    with pytest.raises(IndexError, match="found the place 4, expected one of 4"):
        _ = share(Shard(1, 3), 5, 2)[4]


@pytest.mark.parametrize("text", ["0/4", "5/4", "1", "1/0", "a/b", "-1/4", "1/4/2"])
def test_what_names_no_shard_is_refused(text: str, tmp_path: Path) -> None:
    from supplychain_sim.cli import main

    with pytest.raises(SystemExit) as raised:
        main(["sweep", "sweep.yaml", "--shard", text])

    assert raised.value.code == 2


@dataclass
class Here:
    """An engine that works in this very process."""

    jobs: int = 1

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[_Hands]:
        hands = _Hands(Worker(setup))
        yield hands
        hands.worker.close()


class _Hands:
    slots, lasts = 1, 0.2

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self._results: list[Result] = []

    def room(self) -> int:
        return 1 - len(self._results)

    def submit(self, chunk: Chunk) -> None:
        ended = self.worker.do(chunk)
        self._results.append(Result(chunk, ended.done, ended.failure, None, ended.seconds))

    def results(self, seconds: float) -> Sequence[Result]:
        found, self._results = self._results, []
        return found


HERE = Ways(Here(), simulate="sweep_faults:quick")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return load_sweep(written(tmp_path_factory.mktemp("plan")) / "sweep.yaml")


@pytest.fixture(scope="module")
def undisturbed(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The hash of what the sweep yields in one piece, in processes of this machine."""
    folder = tmp_path_factory.mktemp("undisturbed")
    local = replace(HERE, engine=Local(1))
    assert sweep(plan, folder / OUT, local, Permissions()) == Progress(RUNS, 0, RUNS)
    return digest(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a sweep, with nothing in it but the one for signs of life."""
    (tmp_path / OUT / "shards").mkdir(parents=True)
    return tmp_path / OUT


def worked(
    plan: Plan, folder: Path, number: int, count: int, ways: Ways = HERE, **allowed: bool
) -> Ended:
    return sharing.work_on(plan, folder, Shard(number, count), ways, Permissions(**allowed))


def recorded(folder: Path, plan: Plan) -> list[int]:
    """Return the tasks that all journals hold, as often as they do."""
    store = Store(folder, sweep_hash(plan))
    return sorted(
        record.number for path in store.journals() for record in Reader(path, store.sweep).results()
    )


def absent(
    folder: Path, shard: Shard, said: Mapping[str, object] | None = None, *, silent: float = 0.0
) -> Path:
    """Leave the sign of life of a process that is elsewhere, or was."""
    told = {"pid": 4321, "host": "elsewhere", "since": "2026-01-01T00:00:00+00:00", **(said or {})}
    path = folder / "shards" / f"{shard.name}.working.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    signed = time.time() - silent
    os.utime(path, (signed, signed))
    return path


def of_shard(number: int, count: int, simulate: str = "quick", *options: object) -> list[str]:
    return command(simulate, "--shard", f"{number}/{count}", *options, jobs=1)


def test_shards_at_once_yield_what_a_sweep_yields_and_do_each_task_once(  # F31, F32
    tmp_path: Path, plan: Plan, undisturbed: str
) -> None:
    written(tmp_path)
    shards = [start(of_shard(number, 4), tmp_path) for number in (1, 2, 3, 4)]
    ends = [shard.communicate(timeout=60) for shard in shards]

    assert [shard.returncode for shard in shards] == [0] * 4, ends
    assert digest(tmp_path) == undisturbed
    assert recorded(tmp_path / OUT, plan) == [*range(RUNS)]
    printed = [out for out, _ in ends if out]
    assert len(printed) == 1
    assert printed[0].startswith("what is a quick quote worth?\n")
    for number, (out, said) in enumerate(ends, start=1):
        told = f"shard {number}/4: {RUNS // 4 + (4 if number < 3 else 0) - 2} runs done, 0 failed; "
        assert said.startswith(told), said
        assert said.count("\n") == (2 if out else 1)
    manifest = json.loads((tmp_path / OUT / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["complete"], manifest["failed"]) == (True, 0)


def test_a_shard_that_is_killed_or_stopped_goes_on_by_the_same_command_or_by_others(  # F08, F31
    tmp_path: Path,
) -> None:
    plan = load_sweep(written(tmp_path, replications=16) / "sweep.yaml")
    total = plan.size * plan.replications
    runs = tmp_path / "runs"

    def lines() -> int:
        return len(runs.read_text(encoding="utf-8").splitlines()) if runs.exists() else 0

    first = start(of_shard(1, 2, "counted"), tmp_path)
    until(lambda: lines() > 2)
    # It is there and has just signed, however long the others take to begin.
    os.kill(first.pid, signal.SIGSTOP)
    at_work = status(tmp_path / OUT)
    refused = [of_shard(1, 2, "counted"), command("counted", "--resume")]
    others = [start(words, tmp_path) for words in refused]
    again, whole = [other.communicate(timeout=60)[1] for other in others]
    os.killpg(first.pid, signal.SIGKILL)
    first.communicate()
    # Its place is free at once, since its process is gone.
    second = start(of_shard(1, 2, "counted"), tmp_path)
    before = lines()
    until(lambda: lines() > before + 2)
    stopped = time.monotonic()
    os.kill(second.pid, signal.SIGTERM)
    _, said = second.communicate(timeout=60)
    took = time.monotonic() - stopped
    last = told(of_shard(1, 1, "counted"), tmp_path)

    who = f"process {first.pid} on {platform.node()}, since "
    assert (at_work.state, at_work.shards_told) == ("running", "1 of 2 shards at work, 0 done")
    assert [other.returncode for other in others] == [3, 3]
    assert again.startswith(f"results: shard 1/2 is at work already ({who}")
    assert whole.startswith(f"results: 1 shard is at work here, 1/2 ({who}")
    assert (second.returncode, took < patience()) == (143, True)
    words = shlex.join(["python", *of_shard(1, 2, "counted")[1:]])
    assert said == f"interrupted: what was finished is in results; to go on: {words}\n"
    assert last.returncode == 0, last.stderr
    # What was lost was under way: a run that was counted, and not recorded yet.
    assert total <= lines() <= total + 2
    assert recorded(tmp_path / OUT, plan) == [*range(total)]
    sweep(plan, tmp_path / "undisturbed", HERE, Permissions())
    assert digest(tmp_path) == digest(tmp_path, "undisturbed")


def test_shards_of_another_number_do_what_is_left(
    plan: Plan, folder: Path, undisturbed: str
) -> None:
    halves = worked(plan, folder, 2, 3)
    ended = [worked(plan, folder, number, 4) for number in (4, 3, 2, 1)]

    assert halves == Ended(Progress(8, 0, 8), True, 1, None)
    assert [(one.shards_done, one.whole is None) for one in ended] == [
        (1, True), (2, True), (3, True), (4, False),
    ]  # fmt: skip
    assert recorded(folder, plan) == [*range(RUNS)]
    assert digest(folder.parent) == undisturbed


def test_more_shards_than_points_split_points(plan: Plan, folder: Path, undisturbed: str) -> None:
    count = RUNS + 2
    ended = [worked(plan, folder, number, count) for number in range(1, count + 1)]

    assert [one.worked for one in ended] == [True] * RUNS + [False, False]
    assert ended[-1].whole == Progress(RUNS, 0, RUNS)
    assert digest(folder.parent) == undisturbed


def test_a_shard_opens_no_journal_of_another_shard_of_its_number(
    plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked(plan, folder, 1, 3)
    worked(plan, folder, 1, 2)
    opened: list[str] = []
    honest = Reader.results

    def watched(reader: Reader) -> Iterator[object]:
        opened.append(reader.path.name.partition("_")[0])
        return honest(reader)

    monkeypatch.setattr(Reader, "results", watched)
    worked(plan, folder, 2, 3)
    first = [*opened]
    worked(plan, folder, 2, 3)

    assert first == ["00001-of-00002"]
    assert opened[1:] == ["00001-of-00002", "00002-of-00003"]


def test_a_shard_without_anything_to_do_says_so_at_once(plan: Plan, folder: Path) -> None:
    worked(plan, folder, 1, 2)
    (folder / "shards" / "00001-of-00002.done.json").unlink()
    absent(folder, Shard(1, 2))

    again = worked(plan, folder, 1, 2)

    assert again == Ended(Progress(12, 0, 12), False, 1, None)


def test_a_shard_that_was_killed_before_it_could_finish_is_finished_by_any_other(
    plan: Plan, folder: Path, undisturbed: str
) -> None:
    worked(plan, folder, 1, 2)
    with nobody_finishes():
        worked(plan, folder, 2, 2)
    assert not (folder / "measures.parquet").exists()

    ended = worked(plan, folder, 1, 2)

    assert ended.whole == Progress(RUNS, 0, RUNS)
    assert digest(folder.parent) == undisturbed
    assert worked(plan, folder, 2, 2).whole is None


@contextmanager
def nobody_finishes() -> Iterator[None]:
    """Have nobody finish."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "_finished", lambda *_, **__: None)
        yield


def test_a_sweep_finishes_what_shards_have_done(plan: Plan, folder: Path, undisturbed: str) -> None:
    with nobody_finishes():
        worked(plan, folder, 1, 2)
        worked(plan, folder, 2, 2)

    assert sweep(plan, folder, HERE, Permissions(resume=True)) == Progress(RUNS, 0, RUNS)
    assert recorded(folder, plan) == [*range(RUNS)]
    assert digest(folder.parent) == undisturbed


def test_of_shards_that_end_at_once_one_finishes(
    plan: Plan, folder: Path, undisturbed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2)
    honest = signing.Sign.done

    def done(sign: signing.Sign) -> None:
        honest(sign)
        together.wait(timeout=30)

    monkeypatch.setattr(signing.Sign, "done", done)
    finishing: list[Progress] = []
    said: list[str] = []

    def finish(got: Progress) -> None:
        finishing.append(got)
        time.sleep(0.1)

    ways = replace(HERE, finish=finish, say=said.append)
    ended: list[Ended] = []
    threads = [
        threading.Thread(target=lambda n=number: ended.append(worked(plan, folder, n, 2, ways)))
        for number in (1, 2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert finishing == [Progress(RUNS, 0, RUNS)]
    assert sorted(one.whole is None for one in ended) == [False, True]
    assert digest(folder.parent) == undisturbed


def test_what_two_processes_did_of_one_share_is_merged_once(  # F30
    plan: Plan, folder: Path, undisturbed: str
) -> None:
    for number in (1, 2):
        _unseen(plan, folder, number, HERE)
    assert recorded(folder, plan) == sorted([*range(RUNS), *range(RUNS)])

    assert worked(plan, folder, 1, 2).whole == Progress(RUNS, 0, RUNS)
    assert digest(folder.parent) == undisturbed


def test_shards_that_yield_something_else_each_time_are_refused(plan: Plan, folder: Path) -> None:
    random = replace(HERE, simulate="sweep_faults:random")  # F30
    for number in (1, 2):
        _unseen(plan, folder, number, random)

    with pytest.raises(NotDeterministicError, match="point 0, replication 0: not deterministic"):
        worked(plan, folder, 1, 2, random)
    assert not (folder / "measures.parquet").exists()


def _unseen(plan: Plan, folder: Path, number: int, ways: Ways) -> None:
    """Do a share twice, as if neither process saw the other."""
    with nobody_finishes(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing.ShareStore, "catch_up", lambda *_: None)
        for _ in range(2):
            worked(plan, folder, number, 2, ways)


def test_what_failed_is_tried_again_by_the_shard_that_has_it(plan: Plan, folder: Path) -> None:
    raising = replace(HERE, simulate="sweep_faults:raises")
    for number in (1, 2):
        ended = worked(plan, folder, number, 2, raising)
    first = (ended.share, ended.whole)
    again = worked(plan, folder, 1, 2, raising)
    retried = worked(plan, folder, 1, 2, raising, retry_failed=True)

    assert first == (Progress(9, 3, 12), Progress(18, 6, RUNS))
    assert (again.worked, again.share, again.whole) == (False, Progress(9, 3, 12), None)
    assert (retried.worked, retried.share) == (True, Progress(9, 3, 12))
    # It says anew that it is done, and finishes anew.
    assert retried.whole == Progress(18, 6, RUNS)


def test_a_shard_is_refused_while_a_sweep_is_at_work_unless_it_has_nothing_to_do(  # F18
    plan: Plan, folder: Path
) -> None:
    worked(plan, folder, 1, 2)

    with lock.held(folder / "lock.json"):
        assert worked(plan, folder, 1, 2).worked is False
        with pytest.raises(ForeignFolderError, match="another sweep is running here"):
            worked(plan, folder, 2, 2)
    assert sorted(file.name for file in (folder / "shards").iterdir()) == [
        "00001-of-00002.done.json"
    ]


def test_a_shard_says_when_who_was_to_finish_has_fallen_silent(
    plan: Plan, folder: Path, undisturbed: str
) -> None:
    with nobody_finishes():
        worked(plan, folder, 1, 2)
        worked(plan, folder, 2, 2)
    said: list[str] = []
    ways = replace(HERE, say=said.append)
    path = folder / "lock.json"
    path.write_text('{"pid": 4321, "host": "elsewhere", "since": "then"}', encoding="utf-8")

    assert worked(plan, folder, 1, 2, ways).whole is None
    assert said == []
    os.utime(path, (time.time() - 120, time.time() - 120))
    assert worked(plan, folder, 1, 2, ways).whole is None
    assert said == [
        (
            f"all 2 shards are done, and nobody finishes: {folder}: another sweep (process 4321 on "
            "elsewhere, since then) has given no sign of life for 2 minutes; see on elsewhere "
            "whether its process runs (ps -p 4321); if it does not, use --force"
        )
    ]
    assert worked(plan, folder, 1, 2, ways, force=True).whole == Progress(RUNS, 0, RUNS)
    assert digest(folder.parent) == undisturbed


def test_a_sweep_is_refused_while_shards_are_at_work_and_forced(plan: Plan, folder: Path) -> None:
    absent(folder, Shard(2, 3))
    absent(folder, Shard(1, 3), silent=70)
    absent(folder, Shard(3, 3))
    absent(folder, Shard(1, 4), {"pid": GONE, "host": platform.node()})

    with pytest.raises(ForeignFolderError) as raised:
        sweep(plan, folder, HERE, Permissions())

    assert str(raised.value) == (
        f"{folder}: 2 shards are at work here, among them 2/3 (process 4321 on elsewhere, since "
        "2026-01-01T00:00:00+00:00); wait until they end, or use --force"
    )
    assert sweep(plan, folder, HERE, Permissions(force=True)) == Progress(RUNS, 0, RUNS)


def test_a_shard_that_signs_again_is_at_work(  # F18
    plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = absent(folder, Shard(1, 2), silent=5)
    monkeypatch.setattr(time, "sleep", lambda _: os.utime(path))
    said: list[str] = []

    with pytest.raises(ForeignFolderError) as raised:
        worked(plan, folder, 1, 2, replace(HERE, say=said.append))

    who = "process 4321 on elsewhere, since 2026-01-01T00:00:00+00:00"
    assert str(raised.value) == (
        f"{folder}: shard 1/2 is at work already ({who}); wait until it ends, or use --force"
    )
    assert said == [
        f"shard 1/2 was at work elsewhere ({who}); waiting for 60 s without a sign of life"
    ]
    assert json.loads(path.read_text(encoding="utf-8"))["pid"] == 4321


def test_a_shard_that_stays_silent_is_waited_for_and_replaced(  # F19
    plan: Plan, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = absent(folder, Shard(1, 2))
    waited: list[float] = []
    honest = presence.clock
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(signing, "clock", lambda at: honest(at) + sum(waited))

    ended = worked(plan, folder, 1, 2)

    assert 59 <= sum(waited) <= 61
    assert ended.share == Progress(12, 0, 12)
    assert not path.exists()


@pytest.mark.parametrize(
    ("said", "environment", "force"),
    [
        ({"pid": GONE, "host": platform.node()}, {}, False),
        ({"slurm_job": "77"}, {"SLURM_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": "1"}, False),
        ({}, {}, True),
    ],
    ids=["its process is gone", "the job was put back into the queue", "force"],
)
def test_the_place_of_a_shard_is_taken_at_once_if(  # F18, F19
    plan: Plan,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, object],
    environment: dict[str, str],
    *,
    force: bool,
) -> None:
    absent(folder, Shard(1, 2), said)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("waited"))

    ended = worked(plan, folder, 1, 2, force=force)

    assert ended.share == Progress(12, 0, 12)
    done = json.loads((folder / "shards" / "00001-of-00002.done.json").read_text(encoding="utf-8"))
    assert (done["state"], done["pid"], done["host"]) == ("done", os.getpid(), platform.node())
    assert done.get("slurm_job") == environment.get("SLURM_JOB_ID")


def test_what_is_known_of_a_process_that_works_on_a_shard() -> None:
    def found(silent: float, pid: int = 4321, host: str = "elsewhere", job: str = "") -> object:
        holder = lock.Holder(pid, host, "then", silent)
        return presence.Presence(Shard(1, 2), holder, job, 100.0 - silent, 0)

    def known(*one: object, earlier: object = None, job: str = "") -> Standing:
        return presence.standing(found(*one), earlier, job)  # type: ignore[arg-type]

    here, parent = platform.node(), os.getppid()
    assert known(5) is Standing.UNKNOWN
    assert known(61) is Standing.ENDED
    assert known(5, earlier=found(9)) is Standing.AT_WORK
    assert known(5, parent, here) is Standing.AT_WORK
    assert known(30, parent, here) is Standing.UNKNOWN
    # A container that was started again has the number and the name of the one before.
    assert known(5, os.getpid(), here) is Standing.UNKNOWN
    assert known(5, GONE, here) is Standing.ENDED
    assert known(5, 4321, "elsewhere", "77", job="77") is Standing.ENDED
    # Started twice within one job: it was not queued again, and the other one is at work.
    assert known(5, parent, here, "77", job="77") is Standing.AT_WORK
    assert known(5, 4321, "elsewhere", "77", job="78") is Standing.UNKNOWN


def test_a_shard_that_was_taken_over_notices(folder: Path) -> None:
    with signing.signed(folder, Shard(1, 2), print) as ours:
        ours.sign()
        with signing.signed(folder, Shard(1, 2), print, force=True) as theirs:
            with pytest.raises(ForeignFolderError, match="found the sign of another process"):
                ours.sign()
            ours.withdraw()
            theirs.sign()


@pytest.mark.parametrize("name", ["manifest.json", "other.json"])
def test_of_many_that_create_a_file_one_does(tmp_path: Path, name: str) -> None:
    together = threading.Barrier(8)
    won: list[int] = []

    def create(number: int) -> None:
        together.wait(timeout=30)
        if created(tmp_path / name, bytes([number]) * 100_000):
            won.append(number)

    threads = [threading.Thread(target=create, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (tmp_path / name).read_bytes() == bytes(won) * 100_000
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_manifest_that_is_not_whole_yet_is_waited_for(
    plan: Plan, folder: Path, tmp_path: Path
) -> None:
    worked(plan, tmp_path / "other", 1, 2)
    whole = (tmp_path / "other" / "manifest.json").read_bytes()
    (folder / "manifest.json").write_bytes(whole[:100])
    writing = threading.Timer(0.3, (folder / "manifest.json").write_bytes, [whole])
    writing.start()

    assert worked(plan, folder, 1, 2).share == Progress(12, 0, 12)
    writing.join()
    assert (folder / "manifest.json").read_bytes() == whole


def test_a_shard_of_another_sweep_or_of_other_versions_is_refused(  # F20, F21
    plan: Plan, folder: Path, tmp_path: Path
) -> None:
    worked(plan, folder, 1, 2)
    other = load_sweep(written(tmp_path, DAYS[:-1]) / "sweep.yaml")
    elsewhere = replace(HERE, simulate="sweep_faults:slow")

    with pytest.raises(ForeignFolderError, match="found another sweep, expected this one") as one:
        worked(other, folder, 2, 2)
    with pytest.raises(ForeignFolderError, match="found results of other versions") as two:
        worked(plan, folder, 2, 2, elsewhere)

    assert str(one.value).splitlines()[1].startswith("  sweep.factors.0.1: was ")
    assert str(two.value).splitlines()[1:] == [
        '  simulate: was "sweep_faults:quick", is "sweep_faults:slow"'
    ]


def test_shards_need_nothing_that_a_network_file_system_may_lack(  # F32
    plan: Plan, folder: Path, undisturbed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    honest = os.fsync

    def no_fsync_of_folders(descriptor: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{descriptor}"):  # noqa: PTH112 - a link to what is open
            raise OSError(errno.EINVAL, "Invalid argument")
        honest(descriptor)

    monkeypatch.setattr(fcntl, "flock", no_locks)
    monkeypatch.setattr(fcntl, "lockf", no_locks)
    monkeypatch.setattr(os, "link", no_locks)
    monkeypatch.setattr(os, "fsync", no_fsync_of_folders)

    for number in (1, 2):
        ended = worked(plan, folder, number, 2)

    assert ended.whole == Progress(RUNS, 0, RUNS)
    assert digest(folder.parent) == undisturbed
    assert not list(folder.rglob("*.partial"))


def test_processes_of_one_number_on_machines_of_one_name_have_journals_of_their_own(  # F32
    folder: Path,
) -> None:
    (folder / "journals").mkdir()
    together = threading.Barrier(4)
    names: list[str] = []

    def begin() -> None:
        together.wait(timeout=30)
        journal = new_journal(folder, SWEEP, "00001-of-00002")
        names.append(journal.path.name)
        journal.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stem = f"00001-of-00002_{platform.node()}-{os.getpid()}"
    assert sorted(names) == [f"{stem}-{number}.journal" for number in range(4)]


def test_partial_files_of_whoever_may_be_writing_them_are_left_alone(folder: Path) -> None:
    def partial(host: str, pid: int, age: float = 0.0) -> Path:
        path = folder / f".result.json.{host}.{pid}-0a1b2c3d.partial"
        path.touch()
        os.utime(path, (time.time() - age, time.time() - age))
        return path

    own = partial_of(folder / "result.json")
    own.touch()
    kept = [own, partial(platform.node(), os.getppid()), partial("elsewhere", GONE, 3500)]
    taken = [partial(platform.node(), GONE), partial("elsewhere", 1, 3700)]

    Store(folder, SWEEP).prepare()

    assert [path.exists() for path in kept] == [True] * 3
    assert [path.exists() for path in taken] == [False] * 2


def test_a_shard_leaves_what_others_write_to_who_finishes(plan: Plan, folder: Path) -> None:
    worked(plan, folder, 1, 3)
    left = folder / "shards" / f".00002-of-00003.done.json.{machine()}.{GONE}-0a1b2c3d.partial"
    left.touch()

    worked(plan, folder, 2, 3)
    kept = left.exists()
    worked(plan, folder, 3, 3)

    assert kept
    assert not left.exists()


def test_points_that_were_tried_when_the_sweep_began_are_not_tried_by_its_shards(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from supplychain_sim.sweep import load

    tried: list[object] = []

    def problems_at(*points: object) -> list[object]:
        tried.append(points)
        return []

    monkeypatch.setattr(load, "problems_at", problems_at)
    path = written(tmp_path) / "sweep.yaml"

    same = load_sweep(path, sweep_hash(plan))
    assert not tried
    load_sweep(path, "0" * 32)
    load_sweep(path)

    assert len(tried) == 2
    assert sweep_hash(same) == sweep_hash(plan)


def test_the_status_tells_how_many_shards_are_at_work_and_done(
    plan: Plan, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from supplychain_sim.cli import main

    worked(plan, folder, 3, 3)
    worked(plan, folder, 1, 2)
    since = int(time.time()) - 6
    began = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(since))
    absent(folder, Shard(2, 3), {"since": began, "settled_before": 1})
    absent(folder, Shard(2, 2), silent=70)

    main(["status", str(folder)])
    text = capsys.readouterr().out
    main(["status", str(folder), "--format", "json"])
    content = json.loads(capsys.readouterr().out)

    assert text.splitlines()[0] == "sweep: running (1 of 3 shards at work, 1 done)"
    assert content["shards"] == [
        {"count": 2, "at_work": 0, "done": 1},
        {"count": 3, "at_work": 1, "done": 1},
    ]
    assert (content["state"], content["host"]) == ("running", "elsewhere")
    # Of the share of 2/3, shard 1/2 did four runs, of which one is older than the sign.
    went_by = time.time() - since
    assert 3 / went_by <= content["runs_per_second"] <= 3 / 6


def test_mixed_versions_are_not_for_shards(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from supplychain_sim.cli import main

    sweep_file = str(written(tmp_path) / "sweep.yaml")
    code = main(["sweep", sweep_file, "--out", str(tmp_path / OUT), "--shard=1/2", "--allow-mixed"])

    assert code == 2
    assert capsys.readouterr().err == (
        "--allow-mixed: found with --shard, expected with --resume: shards write no manifest\n"
    )
    assert not (tmp_path / OUT).exists()


def test_a_command_that_goes_on_with_all_shards_is_kept(
    tmp_path: Path,
) -> None:
    found = told(of_shard(2, 2, "raises"), written(tmp_path))

    kept = status(tmp_path / OUT)

    assert found.returncode == 1
    assert found.stderr == (
        "shard 2/2: 9 runs done, 3 failed; 1 of 2 shards is done\n"
        "what failed is told in results/quarantine; --retry-failed tries it again\n"
    )
    assert kept.state == "interrupted"
    assert kept.command == (
        "python -m supplychain_sim sweep sweep.yaml --out results --jobs 1 --simulate "
        "sweep_faults:raises --resume"
    )
