"""How a piece of work is timed: few rounds, each set up anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.pieces import Account, pieces


def timed(benchmark: BenchmarkFixture, name: str, rounds: int) -> Account:
    """Time a piece of work and return what its last round did."""
    set_up = pieces()[name]

    def fresh() -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (set_up(),), {}

    def work(ready: Callable[[], Callable[[], Account]]) -> Callable[[], Account]:
        return ready()

    # The plugin is typed in part only.
    time = benchmark.pedantic
    told: Callable[[], Account] = time(work, setup=fresh, rounds=rounds)  # type: ignore[no-untyped-call]
    return told()
