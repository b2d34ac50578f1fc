from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.engine import (
    MOST_AT_ONCE,
    Bell,
    Belt,
    Environment,
    Inbox,
    Phase,
    Process,
    as_long_as,
    every,
    repeat,
)
from supplychain_sim.errors import SimulationError
from supplychain_sim.pools import Pool
from supplychain_sim.units import DAY

Due = tuple[int, Phase, str, int]

due = st.tuples(
    st.integers(1, 4),
    st.sampled_from(list(Phase)),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 5),
)


def log_of(scheduled: list[Due]) -> list[Due]:
    """Return what happens when, with all of it scheduled at the start in the order given."""
    env = Environment()
    happened: list[Due] = []

    def wait(item: Due) -> Process:
        yield env.at(*item)
        happened.append(item)

    for item in scheduled:
        env.process(wait(item))
    env.run()
    return happened


@given(scheduled=st.lists(due, unique=True, max_size=25), pick=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_scheduling_cannot_be_observed(
    scheduled: list[Due], pick: st.DataObject
) -> None:
    found = log_of(scheduled)

    assert log_of(pick.draw(st.permutations(scheduled))) == found
    assert [(time, phase) for time, phase, _, _ in found] == sorted(
        (time, phase) for time, phase, _, _ in scheduled
    )


def test_events_of_one_phase_come_by_entity_and_then_by_number() -> None:
    names = [f"relation/{i}" for i in range(30)]
    numbered = [(5, Phase.WORK, name, number) for name in names for number in (2, 0, 1)]

    found = log_of(numbered)

    order = [name for _, _, name, number in found if number == 0]
    assert [(name, number) for _, _, name, number in found] == [
        (name, number) for name in order for number in (0, 1, 2)
    ]
    # By a hash of the name: neither as scheduled nor by the alphabet.
    assert order != names
    assert order != sorted(names)


def test_one_entity_more_reorders_nobody() -> None:
    few = [(5, Phase.WORK, f"relation/{i}", 0) for i in range(20)]
    more = [(5, Phase.WORK, f"new/{i}", 0) for i in range(20)]

    found = log_of([*more, *few])

    assert [item for item in found if item in few] == log_of(few)


def test_an_event_comes_so_many_minutes_from_now() -> None:
    env = Environment()
    times = []

    def wait() -> Process:
        for delay in (3, 0, 4):
            yield env.after(delay, Phase.WORK, "a")
            times.append(env.now)

    env.process(wait())
    env.run()

    assert times == [3, 3, 7]


def test_every_event_costs_one_step() -> None:
    env = Environment()
    for time in range(1, 8):
        env.at(time, Phase.WORK, "a")

    while env.peek() < math.inf:
        env.step()

    assert env.steps == 7


# Inbox


def inbox_log(posts: list[tuple[str, int]], busy: int) -> tuple[list[tuple[str, int]], int]:
    """Return what one process takes when, working *busy* minutes on each thing, and the steps."""
    env = Environment()
    inbox: Inbox[str] = Inbox(env, Phase.RECEIPT, "stock/a")
    taken: list[tuple[str, int]] = []

    def work() -> Process:
        while True:
            value = yield inbox.take()
            taken.append((value, int(env.now)))
            if busy:
                yield env.after(busy, Phase.WORK, "stock/a")

    env.process(work())
    for value, time in posts:
        inbox.post(value, time)
    while env.peek() < math.inf:
        env.step()
    return taken, env.steps


@given(times=st.lists(st.integers(1, 30), max_size=15))
@settings(max_examples=60, deadline=None)
def test_an_inbox_gives_things_at_the_time_they_are_due(times: list[int]) -> None:
    posts = [(str(number), time) for number, time in enumerate(times)]

    taken, steps = inbox_log(posts, busy=0)

    # Equal times in the order of posting: sorting is stable.
    assert taken == sorted(posts, key=lambda post: post[1])
    # One for the start of the process, and one for each thing.
    assert steps == 1 + len(posts)


@given(times=st.lists(st.integers(1, 30), max_size=15), busy=st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_what_comes_due_while_its_process_is_busy_waits_in_order(
    times: list[int], busy: int
) -> None:
    posts = [(str(number), time) for number, time in enumerate(times)]

    taken, _ = inbox_log(posts, busy)

    expected, free = [], 0
    for value, time in sorted(posts, key=lambda post: post[1]):
        expected.append((value, max(time, free)))
        free = max(time, free) + busy
    assert taken == expected


# Belt


@given(times=st.lists(st.integers(1, 30), max_size=15))
@settings(max_examples=60, deadline=None)
def test_a_belt_hands_over_things_at_the_time_they_are_due_without_an_event(
    times: list[int],
) -> None:
    env = Environment()
    taken: list[tuple[str, int]] = []
    belt = Belt[str](env, Phase.RECEIPT, "stock/a", lambda *given: taken.append(given))
    posts = [(str(number), time) for number, time in enumerate(times)]
    for value, time in posts:
        belt.post(value, time)

    while env.peek() < math.inf:
        env.step()

    assert taken == sorted(posts, key=lambda post: post[1])
    assert env.steps == 0


@pytest.mark.parametrize("going", [lambda env: env.go_on(9), lambda env: env.run(until=9)])
def test_what_a_belt_carries_has_its_place_among_the_events_of_its_minute(
    going: Callable[[Environment], object],
) -> None:
    env = Environment()
    log: list[tuple[str, int]] = []
    belt = Belt[str](env, Phase.DEMAND, "a", lambda value, now: log.append((value, now)))

    def wait(phase: Phase) -> Process:
        yield env.at(5, phase, "a")
        log.append((phase.name, int(env.now)))

    for phase in (Phase.ORDERING, Phase.RECEIPT):
        env.process(wait(phase))
    belt.post("carried", 5)
    belt.post("not yet", 9)
    going(env)

    assert log == [("RECEIPT", 5), ("carried", 5), ("ORDERING", 5)]


def test_what_a_belt_hands_over_may_put_more_on_it_for_the_same_minute() -> None:
    env = Environment()
    taken: list[tuple[int, int]] = []

    def take(value: int, now: int) -> None:
        taken.append((value, now))
        if value:
            belt.post(value - 1, now)

    belt = Belt(env, Phase.RECEIPT, "a", take)
    belt.post(2, 4)
    env.go_on(5)

    assert taken == [(2, 4), (1, 4), (0, 4)]


@given(
    first=st.lists(st.tuples(st.integers(0, 5 * DAY), st.integers(0, 5 * DAY)), max_size=30),
    events=st.sets(st.integers(0, 5 * DAY), max_size=5),
)
@settings(deadline=None)
def test_belts_hand_over_in_order_of_time_whatever_day_it_is_and_whatever_is_put_on_meanwhile(
    first: list[tuple[int, int]], events: set[int]
) -> None:
    env = Environment()
    happened: list[int] = []

    def take(later: int, now: int) -> None:
        happened.append(now)
        if later:
            belt.post(0, now + later)

    def wait(time: int) -> Process:
        yield env.at(time, Phase.WORK, "b")
        happened.append(time)

    belt = Belt(env, Phase.RECEIPT, "a", take)
    for time, later in first:
        belt.post(later, time)
    for time in events:
        env.process(wait(time))
    env.go_on(20 * DAY)

    repeated = [time + later for time, later in first if later]
    assert happened == sorted([*(time for time, _ in first), *repeated, *events])
    assert env.peek() == math.inf


def test_what_is_repeated_is_done_at_every_interval_and_costs_no_event() -> None:
    env = Environment()
    times: list[int] = []
    repeat(env, 10, Phase.DEMAND, "a", times.append)

    env.go_on(41)

    assert times == [10, 20, 30, 40]
    assert env.steps == 0


# Bell


def test_a_bell_calls_in_the_order_in_which_it_was_asked_to_and_wakes_the_others() -> None:
    env = Environment()
    bell = Bell(env)
    woken: list[tuple[str, int]] = []

    def wait() -> Process:
        yield bell.wait()
        woken.append(("waits", int(env.now)))

    bell.call(lambda _, now: woken.append(("first", now)))
    env.process(wait())
    env.go_on(5)
    bell.call(lambda _, now: woken.append(("last", now)))
    repeat(env, 10, Phase.WORK, "ringer", lambda _: bell.ring())
    env.go_on(100)

    assert woken == [("first", 10), ("waits", 10), ("last", 10)]


def test_what_begins_comes_before_all_else_of_its_minute() -> None:
    env = Environment()
    done: list[tuple[str, int]] = []
    env.carry(None, 0, env.priority(Phase.REPORT, "a"), lambda _, now: done.append(("report", now)))

    env.begin(lambda _, now: done.append(("begun", now)))
    env.go_on(1)

    assert done == [("begun", 0), ("report", 0)]


def test_a_bell_wakes_all_who_wait_once_in_the_order_of_waiting() -> None:
    env = Environment()
    bell = Bell(env)
    woken: list[tuple[str, int]] = []

    def wait(name: str) -> Process:
        while True:
            yield bell.wait()
            woken.append((name, int(env.now)))

    def ring() -> Process:
        for _ in range(2):
            yield env.after(5, Phase.WORK, "ringer")
            bell.ring()

    for name in ("first", "second"):
        env.process(wait(name))
    env.process(ring())
    env.run()

    assert woken == [("first", 5), ("second", 5), ("first", 10), ("second", 10)]


def test_a_bell_that_nobody_hears_is_not_kept_for_later() -> None:
    env = Environment()
    bell = Bell(env)
    woken = []

    def late() -> Process:
        yield env.after(6, Phase.WORK, "late")
        yield bell.wait()
        woken.append(env.now)

    bell.ring()
    env.process(late())
    env.run()

    assert woken == []


# Every


def rounds(busy: list[int], until: int) -> list[int]:
    env = Environment()
    times = []

    def work() -> Process:
        lasting = iter(busy)
        for moment in every(env, 10, Phase.PROGRESS, "a"):
            yield moment
            times.append(int(env.now))
            minutes = next(lasting, 0)
            if minutes:
                yield env.after(minutes, Phase.WORK, "a")

    env.process(work())
    env.run(until=until)
    return times


def test_something_regular_comes_at_every_interval() -> None:
    assert rounds([], until=41) == [10, 20, 30, 40]


def test_who_is_busy_misses_what_falls_due_and_keeps_the_rhythm() -> None:
    assert rounds([25], until=51) == [10, 40, 50]


def test_who_is_done_at_the_very_minute_misses_nothing() -> None:
    assert rounds([10], until=31) == [10, 20, 30]


# Running on


def busy_world(happened: list[tuple[int, str, int]]) -> Environment:
    """Return an environment in which two processes write down what happens."""
    env = Environment()
    inbox: Inbox[int] = Inbox(env, Phase.RECEIPT, "stock/a")

    def send(moments: Iterator[simpy.Event]) -> Process:
        for number, moment in enumerate(moments):
            yield moment
            happened.append((int(env.now), "sent", number))
            inbox.post(number, int(env.now) + (7 * number) % 12 + 1)

    def receive() -> Process:
        while True:
            number = yield inbox.take()
            happened.append((int(env.now), "received", number))

    env.process(send(every(env, 5, Phase.ORDERING, "plant/a")))
    env.process(receive())
    return env


@given(stops=st.lists(st.integers(1, 99), unique=True, max_size=5).map(sorted))
@settings(max_examples=40, deadline=None)
@pytest.mark.parametrize("also_at", [5, 50])
def test_a_run_with_stops_is_the_run_without(stops: list[int], also_at: int) -> None:
    whole: list[tuple[int, str, int]] = []
    busy_world(whole).run(until=100)

    parts: list[tuple[int, str, int]] = []
    env = busy_world(parts)
    for stop in [*sorted({*stops, also_at}), 100]:
        env.run(until=stop)
        # What is due at the stop itself belongs to what comes after.
        assert all(time < stop for time, _, _ in parts)
        assert parts == [entry for entry in whole if entry[0] < stop]

    assert parts == whole


def test_a_process_that_is_given_up_frees_whom_it_holds_after_its_wait() -> None:
    env = Environment()
    engineers = Pool(env, 1)
    goes_on, done = [True], list[str]()

    def work(name: str) -> Process:
        with engineers.request() as engineer:
            yield engineer
            yield env.after(10, Phase.WORK, name)
            yield env.after(10, Phase.WORK, name)
        done.append(f"{name} {env.now}")

    env.process(as_long_as(lambda: goes_on[0], work("given up")))
    env.process(work("other"))
    env.run(until=5)
    goes_on[0] = False
    env.run()

    assert done == ["other 30"]


def test_a_process_that_goes_on_comes_to_its_end() -> None:
    env, done = Environment(), list[int]()

    def work() -> Process:
        yield env.after(10, Phase.WORK, "work")
        yield env.after(10, Phase.WORK, "work")
        done.append(int(env.now))

    env.process(as_long_as(lambda: True, work()))
    env.run()

    assert done == [20]


def test_a_clock_that_does_not_go_on_stops_itself_and_names_who_keeps_it() -> None:
    env = Environment()

    def asking() -> Process:
        yield env.timeout(2 * DAY)
        while True:
            yield env.timeout(0)

    def answering() -> Process:
        yield env.timeout(2 * DAY)
        while True:
            yield env.timeout(0)

    def asleep() -> Process:
        yield env.timeout(3 * DAY)

    for process in (asking, answering, asleep):
        env.process(process())

    with pytest.raises(SimulationError) as raised:
        env.go_on(4 * DAY)

    assert str(raised.value) == (
        "1,000,000 events without time advancing, at day 2 (minute 2880): answering, asking"
    )


def test_many_events_at_one_minute_are_no_reason_to_stop() -> None:
    env = Environment()
    happened = 0

    def often() -> Process:
        nonlocal happened
        for minute in range(3):
            yield env.at(minute + 1, Phase.WORK, "site/a")
            for _ in range(MOST_AT_ONCE // 3):
                yield env.timeout(0)
            happened += 1

    env.process(often())
    env.go_on(10)

    assert happened == 3
