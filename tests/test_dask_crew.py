"""What the crew of a dask scheduler makes of what it is told: whose chunk comes back, and blamed.

The scheduler is a stand-in that says what a test has it say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from distributed import Client, KilledWorker
from sweeping import written

from supplychain_sim.cluster import crew as crews
from supplychain_sim.cluster.crew import DaskWorkers
from supplychain_sim.cluster.post import told
from supplychain_sim.errors import ClusterError, OutputError, SimulationError
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.protocol import Broken, Limits, Loss, Result
from supplychain_sim.sweep.tasks import Chunk, Failure
from supplychain_sim.sweep.worker import Setup

ONE, OTHER = "tcp://one:1", "tcp://other:1"


class _Future:
    def __init__(self) -> None:
        self.status = "pending"
        self.error: BaseException | None = None
        self._then: Callable[[_Future], None] = lambda _: None

    def exception(self) -> BaseException | None:
        return self.error

    def add_done_callback(self, then: Callable[[_Future], None]) -> None:
        self._then = then

    def end(self, error: BaseException | None = None) -> None:
        self.status = "finished" if error is None else "error"
        self.error = error
        self._then(self)


class _Scheduler:
    """A client and its scheduler, with workers of a thread each."""

    def __init__(self, *workers: str) -> None:
        self.status = "running"
        self.workers = dict.fromkeys(workers, "running")
        self.bound: dict[Chunk, tuple[str, _Future]] = {}
        self.numbers: dict[Chunk, int] = {}
        self.cancelled: list[_Future] = []
        self.looks = 0
        self._topics: dict[str, Callable[[Any], None]] = {}

    def scheduler_info(self, *, n_workers: int) -> dict[str, Any]:
        # Some versions tell of five unless they are asked for all.
        if n_workers == -1:
            self.looks += 1
        workers = {
            name: {"nthreads": 1, "status": status, "name": name}
            for name, status in self.workers.items()
        }
        return {"address": "tcp://here:1", "workers": workers}

    def subscribe_topic(self, topic: str, told: Callable[[Any], None]) -> None:
        self._topics[topic] = told

    def register_plugin(self, plugin: object) -> None:
        pass

    def submit(
        self,
        _: object,
        session: str,
        number: int,
        chunk: Chunk,
        workers: Sequence[str],
        **others: Any,
    ) -> _Future:
        assert (others["allow_other_workers"], others["pure"]) == (False, False)
        (address,) = workers
        self.bound[chunk] = address, _Future()
        self.session, self.numbers[chunk] = session, number
        return self.bound[chunk][1]

    def cancel(self, futures: list[_Future], **_: Any) -> None:
        self.cancelled += futures

    def unsubscribe_topic(self, topic: str) -> None:
        del self._topics[topic]

    def unregister_worker_plugin(self, name: str) -> None:
        assert name.startswith("supplychain_sim-")

    def sync(self, what: Callable[[str], None], name: str, callback_timeout: float) -> None:
        what(name)
        raise TimeoutError(f"nothing was heard for {callback_timeout} s")

    def tell(self, answer: Result | Broken, chunk: Chunk) -> None:
        said = {"number": self.numbers[chunk], "chunk": list(chunk), **told(answer)}
        self._topics[self.session]((0.0, said))

    def lose(self, address: str, *, expected: bool) -> None:
        del self.workers[address]
        event = {"action": "remove-worker", "worker": address, "expected": expected}
        self._topics["all"]((0.0, event))

    def join(self, address: str) -> None:
        self.workers[address] = "running"
        self._topics["all"]((0.0, {"action": "add-worker", "worker": address}))


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(load_sweep(written(tmp_path) / "sweep.yaml"), tmp_path, "", "sweep_faults:quick")


def begun(scheduler: _Scheduler, setup: Setup, most: int = 100) -> DaskWorkers:
    crew = DaskWorkers(cast("Client", scheduler), setup, Limits(), most)
    crew.begin()
    return crew


def test_a_worker_that_leaves_as_expected_blames_nobody_and_one_that_is_lost_is_doubted(
    setup: Setup,
) -> None:
    scheduler = _Scheduler(ONE, OTHER)
    crew = begun(scheduler, setup)
    crew.submit((1, 2))
    crew.submit((3,))
    assert {address for address, _ in scheduler.bound.values()} == {ONE, OTHER}

    scheduler.lose(scheduler.bound[1, 2][0], expected=True)
    left = crew.results(1.0)
    scheduler.lose(scheduler.bound[3,][0], expected=False)
    lost = crew.results(1.0)

    assert left == [Result((1, 2))]
    told = f"the worker that it ran on was lost ({scheduler.bound[3,][0]})"
    assert lost == [Result((3,), loss=Loss("lost", told, certain=False))]
    # Else the scheduler would have them done when a worker of that address came.
    assert len(scheduler.cancelled) == 2


def test_what_a_worker_told_before_it_was_lost_is_no_loss(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1, 2))
    done = Result((1, 2), 1, Failure(2, "error", "ValueError"), None, 0.5)

    scheduler.tell(done, (1, 2))
    scheduler.lose(ONE, expected=False)

    assert [*crew.results(1.0), *crew.results(0.1)] == [done]


def test_a_worker_that_the_scheduler_forgets_without_a_word_is_lost_at_the_second_look(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crews, "_LOOKED_EVERY", 0.05)
    scheduler = _Scheduler(ONE, OTHER)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    del scheduler.workers[scheduler.bound[1,][0]]
    (found,) = crew.results(5.0)

    assert found.chunk == (1,)
    assert found.loss is not None
    assert not found.loss.certain


def test_what_the_scheduler_says_of_one_that_is_missed_may_come_later(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))
    scheduler.workers[OTHER] = scheduler.workers.pop(ONE)

    crew._look()
    before = crew.results(0.05)
    scheduler.workers[ONE] = "closed"
    scheduler.lose(ONE, expected=True)

    assert before == []
    assert crew.results(1.0) == [Result((1,))]


def test_one_who_is_about_to_leave_gets_nothing_more(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crews, "_LOOKED_EVERY", 0.05)
    scheduler = _Scheduler(ONE, OTHER)
    crew = begun(scheduler, setup)
    scheduler.workers[ONE] = "closing_gracefully"
    crew.results(0.2)

    for number in range(crew.room()):
        crew.submit((number,))

    assert crew.slots == 1
    assert {address for address, _ in scheduler.bound.values()} == {OTHER}


def test_work_waits_for_whoever_joins_and_many_that_join_at_once_are_one_look(
    setup: Setup,
) -> None:
    scheduler = _Scheduler()
    crew = begun(scheduler, setup)
    assert (crew.slots, crew.room()) == (1, 1)
    crew.submit((1,))
    assert crew.room() == 0
    looks = scheduler.looks

    for number in range(50):
        scheduler.join(f"tcp://host-{number}:1")
    crew.results(0.3)

    assert list(scheduler.bound) == [(1,)]
    assert scheduler.looks == looks + 1
    assert crew.slots == 50


def test_no_more_go_on_together_than_were_asked_for(setup: Setup) -> None:
    crew = begun(_Scheduler(ONE, OTHER), setup, most=1)

    assert (crew.slots, crew.room()) == (1, 1)


def test_chunks_last_longer_the_more_there_are_to_lead(setup: Setup) -> None:
    lasts = [
        begun(_Scheduler(*(f"tcp://host-{number}:1" for number in range(count))), setup, 1000).lasts
        for count in (1, 40, 100, 1000)
    ]

    assert lasts == [0.2, 0.2, 0.5, 0.75]


def test_a_task_that_ended_without_a_word_comes_back(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    scheduler.bound[1,][1].end()

    assert crew.results(1.0) == [Result((1,))]


def test_a_task_that_dask_blames_for_its_worker_is_doubted_and_not_believed_guilty(
    setup: Setup,
) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    scheduler.bound[1,][1].end(KilledWorker("task", None, 0))  # type: ignore[arg-type]
    (found,) = crew.results(1.0)

    assert found.loss is not None
    assert not found.loss.certain


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Broken("the disk is full", True), OutputError),
        (Broken("no module", False), SimulationError),
    ],
)
def test_a_machine_that_cannot_go_on_ends_the_work(
    setup: Setup, answer: Broken, error: type[Exception]
) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    scheduler.tell(answer, (1,))

    with pytest.raises(error, match=answer.error):
        crew.results(1.0)


def test_workers_without_this_package_are_told(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    scheduler.bound[1,][1].end(ModuleNotFoundError("No module named 'supplychain_sim'"))

    with pytest.raises(ClusterError, match=r"cannot begin .*No module named 'supplychain_sim'"):
        crew.results(1.0)


def test_a_scheduler_that_is_gone_is_told(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    scheduler.status = "closed"

    with pytest.raises(ClusterError, match="the dask scheduler at tcp://here:1 is gone"):
        crew.results(1.0)


@pytest.mark.parametrize("failed", [True, False])
def test_what_is_heard_late_of_a_chunk_says_nothing_of_the_next_time_it_is_done(
    setup: Setup, *, failed: bool
) -> None:
    scheduler = _Scheduler(ONE, OTHER)
    crew = begun(scheduler, setup)
    crew.submit((1,))
    address, first = scheduler.bound[1,]
    if failed:
        scheduler.tell(Result((1,), 0, Failure(1, "error", "ValueError")), (1,))
    else:
        scheduler.lose(address, expected=False)
    assert len(crew.results(1.0)) == 1

    crew.submit((1,))
    first.end()

    assert crew.results(0.2) == []
    scheduler.tell(Result((1,), 1, seconds=0.5), (1,))
    assert crew.results(1.0) == [Result((1,), 1, seconds=0.5)]


def test_what_is_given_up_counts_as_settled(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    for _ in range(2):
        crew.submit((1, 2))
        scheduler.tell(Result((1, 2), 0, Failure(1, "error", "ValueError")), (1, 2))
        crew.results(1.0)
    crew.submit((2,))
    scheduler.tell(Result((2,), 1, seconds=0.1), (2,))
    crew.results(1.0)

    assert crew.settled == 2
    assert crew.busy == 0


def test_a_worker_that_does_not_answer_holds_up_no_end(setup: Setup) -> None:
    scheduler = _Scheduler(ONE)
    crew = begun(scheduler, setup)
    crew.submit((1,))

    crew.end()

    assert scheduler.cancelled == [scheduler.bound[1,][1]]
