"""A station: a process that has runs done, as whoever started it sees it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sweeping import written

from supplychain_sim.cluster import station as stations
from supplychain_sim.cluster.station import Answer, Orders, Station
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.manifest import computed_by, sweep_hash
from supplychain_sim.sweep.protocol import Limits, Result
from supplychain_sim.sweep.store import Store
from supplychain_sim.sweep.worker import Setup


@pytest.fixture
def orders(tmp_path: Path) -> Orders:
    """What a station with two workers is there for."""
    plan = load_sweep(written(tmp_path) / "sweep.yaml")
    store = Store(tmp_path, sweep_hash(plan))
    store.prepare()
    setup = Setup(plan, tmp_path, store.sweep, "sweep_faults:slow")
    return Orders(setup, Limits(), 2, computed_by(setup.simulate), tuple(sys.path))


@contextmanager
def started(orders: Orders) -> Iterator[Station]:
    station = Station(orders)
    try:
        yield station
    finally:
        station.end()


def asked(station: Station, *chunks: tuple[int, ...]) -> list[Answer]:
    """Return what came of chunks that are asked for at once, each by a thread of its own."""
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda chunk=chunk: answers.append(station.do(chunk)))
        for chunk in chunks
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60.0)
    return answers


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60.0
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert condition()


def test_the_same_chunk_may_be_asked_for_twice_at_once(orders: Orders) -> None:
    with started(orders) as station:
        answers = asked(station, (0,), (0,), (1,))

    found = [answer for answer in answers if isinstance(answer, Result)]
    assert sorted(answer.chunk for answer in found) == [(0,), (0,), (1,)]
    assert [answer.done for answer in found] == [1, 1, 1]


def test_one_that_ends_tells_those_who_wait_at_once(orders: Orders) -> None:
    with started(orders) as station:
        station.do((0,))
        threading.Timer(0.2, station.end).start()
        (answer,) = asked(station, tuple(range(1, 24)))

    assert answer is None
    assert station.begun
    assert station.do((1,)) is None


def test_one_that_ends_for_want_of_work_has_begun_nothing_of_what_comes_too_late(
    orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"import {stations.__name__} as one; one._IDLE = 0.0; one._TICK = 0.0; one.main()"
    started_by = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda words, **others: started_by([*words[:3], text, *words[4:]], **others),
    )

    with started(orders) as station:
        until(lambda: station.ended)
        answer = station.do((0,))

    assert answer == Result((0,))
    assert station.code == 0


def test_one_that_ends_before_it_begins_says_with_which_exit_code(
    orders: Orders, monkeypatch: pytest.MonkeyPatch
) -> None:
    started_by = subprocess.Popen
    monkeypatch.setattr(
        subprocess,
        "Popen",
        lambda words, **others: started_by([words[0], "-c", "raise SystemExit(7)"], **others),
    )

    with started(orders) as station:
        answer = station.do((0,))
        until(lambda: station.code is not None)

    assert answer is None
    assert not station.begun
    assert station.code == 7
