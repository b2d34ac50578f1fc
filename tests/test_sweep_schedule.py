"""What goes out next in a sweep, and what follows when a task fails."""

from __future__ import annotations

from supplychain_sim.sweep.protocol import LOST, Loss, Result
from supplychain_sim.sweep.schedule import (
    LOST_AMONG_OTHERS,
    LOST_BY_ITSELF,
    Schedule,
    attempts_of,
)
from supplychain_sim.sweep.tasks import Chunk, Failure, TaskSet, missing, run_of

NOTHING = TaskSet(10_000)


#: Seconds that a chunk is meant to take.
LASTS = 0.2


def _schedule(count: int = 10_000) -> Schedule:
    return Schedule(iter(range(count)), count)


def _next(schedule: Schedule) -> Chunk:
    chunk = schedule.next(2, LASTS)
    assert chunk is not None
    return chunk


def _done(chunk: Chunk, seconds: float) -> Result:
    return Result(chunk, len(chunk), seconds=seconds)


def test_chunks_grow_until_they_last_long_enough() -> None:
    schedule = _schedule()
    sizes = []

    for _ in range(6):
        chunk = _next(schedule)
        sizes.append(len(chunk))
        schedule.settle(_done(chunk, 0.001 * len(chunk)), NOTHING)

    assert sizes == [1, 4, 16, 64, 200, 200]


def test_runs_that_last_long_go_out_one_by_one() -> None:
    schedule = _schedule()

    for _ in range(3):
        chunk = _next(schedule)
        schedule.settle(_done(chunk, 5.0), NOTHING)
        assert len(chunk) == 1


def test_the_last_chunks_are_small_enough_for_everybody_to_have_some() -> None:
    schedule = _schedule(1000)
    sizes = []

    while (chunk := schedule.next(4, LASTS)) is not None:
        sizes.append(len(chunk))
        schedule.settle(_done(chunk, 1e-6 * len(chunk)), NOTHING)

    assert sum(sizes) == 1000
    assert max(sizes) <= 1000 // 8
    assert sizes[-8:] == [1] * 8


def test_a_task_that_failed_goes_out_once_more_alone_and_is_then_given_up() -> None:
    schedule = _schedule(3)
    assert _next(schedule) == (0,)
    failure = Failure(0, "error", "ValueError")

    first = schedule.settle(Result((0,), 0, failure), NOTHING)
    again = _next(schedule)
    second = schedule.settle(Result(again, 0, failure), NOTHING)

    assert (first, again, second) == (None, (0,), failure)
    assert _next(schedule) == (1,)


def test_tasks_after_one_that_failed_are_done_by_others() -> None:
    schedule = _schedule(0)

    schedule.settle(Result((5, 6, 7), 1, Failure(6, "error", "ValueError")), NOTHING)

    assert [schedule.next(2, LASTS), schedule.next(2, LASTS), schedule.next(2, LASTS)] == [
        (6,),
        (7,),
        None,
    ]


def test_the_first_task_that_no_journal_holds_is_what_a_worker_died_of() -> None:
    schedule = _schedule(0)
    recorded = TaskSet(10)
    recorded.add(5)
    lost = Result((5, 6, 7), loss=Loss("died", "its process was ended by SIGKILL"))

    assert schedule.settle(lost, recorded) is None
    assert schedule.next(2, LASTS) == (6,)
    again = Result((6,), loss=Loss("died", "its process was ended by SIGKILL"))
    assert schedule.settle(again, recorded) == Failure(6, "died", again.loss.error)  # type: ignore[union-attr]
    assert [schedule.next(2, LASTS), schedule.next(2, LASTS)] == [(7,), None]


def test_a_worker_that_died_when_all_was_recorded_is_nobodys_fault() -> None:
    schedule = _schedule(0)
    recorded = TaskSet(10)
    recorded.add(5)

    assert schedule.settle(Result((5,), loss=Loss("died", "")), recorded) is None
    assert schedule.next(2, LASTS) is None


def test_a_chunk_that_nobody_began_blames_nobody() -> None:
    schedule = _schedule(0)

    for _ in range(3):
        assert schedule.settle(Result((5, 6)), NOTHING) is None
        assert [schedule.next(2, LASTS), schedule.next(2, LASTS)] == [(5,), (6,)]


def test_a_chunk_that_was_cut_short_is_gone_on_with() -> None:
    schedule = _schedule(0)

    schedule.settle(Result((5, 6, 7), 2, seconds=1.5), NOTHING)

    assert [schedule.next(2, LASTS), schedule.next(2, LASTS)] == [(7,), None]


def test_a_set_of_tasks_counts_each_once() -> None:
    tasks = TaskSet(17)
    for task in (0, 16, 8, 16):
        tasks.add(task)

    assert len(tasks) == 3
    assert [task for task in range(17) if task in tasks] == [0, 8, 16]
    assert list(missing(range(17), tasks)) == [task for task in range(17) if task not in tasks]


def test_replications_of_a_point_follow_one_another() -> None:
    assert [run_of(task, 3) for task in (0, 2, 3, 7)] == [(0, 0), (0, 2), (1, 0), (2, 1)]


def _lost(chunk: Chunk) -> Result:
    return Result(chunk, loss=Loss(LOST, "the worker that it ran on was lost", certain=False))


def test_a_task_whose_machine_was_lost_is_suspect_and_the_rest_of_its_chunk_is_not() -> None:
    schedule = _schedule(0)

    for _ in range(LOST_AMONG_OTHERS + LOST_BY_ITSELF - 1):
        assert schedule.settle(_lost((5, 6)), NOTHING) is None
        schedule.next(2, LASTS)
        schedule.next(2, LASTS)
    given_up = schedule.settle(_lost((5, 6)), NOTHING)

    assert given_up == Failure(5, LOST, "the worker that it ran on was lost")
    assert attempts_of(given_up) == LOST_AMONG_OTHERS + LOST_BY_ITSELF


def test_who_lost_its_machine_again_and_again_is_tried_when_nothing_else_is_under_way() -> None:
    schedule = _schedule(2)
    suspect, other = _next(schedule), _next(schedule)

    for _ in range(LOST_AMONG_OTHERS - 1):
        schedule.settle(_lost(suspect), NOTHING)
        assert _next(schedule) == suspect
    schedule.settle(_lost(suspect), NOTHING)

    assert schedule.next(2, LASTS) is None
    schedule.settle(_done(other, 1.0), NOTHING)
    assert schedule.next(2, LASTS) == suspect


def test_one_that_is_lost_and_fails_by_itself_is_tried_as_often_as_any_other() -> None:
    schedule = _schedule(0)
    failure = Failure(5, "error", "ValueError")

    schedule.settle(_lost((5,)), NOTHING)
    schedule.next(2, LASTS)

    assert schedule.settle(Result((5,), 0, failure), NOTHING) is None
    assert schedule.next(2, LASTS) == (5,)
    assert schedule.settle(Result((5,), 0, failure), NOTHING) == failure


def test_chunks_are_as_long_as_those_who_work_ask_for() -> None:
    schedule = _schedule()
    sizes = []

    for _ in range(6):
        chunk = schedule.next(2, 4 * LASTS)
        assert chunk is not None
        sizes.append(len(chunk))
        schedule.settle(_done(chunk, 0.004 * len(chunk)), NOTHING)

    assert sizes == [1, 4, 16, 64, 200, 200]
