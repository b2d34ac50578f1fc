from __future__ import annotations

from collections.abc import Callable

import pytest

from supplychain_sim import simulation
from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.founding import Ground
from supplychain_sim.processes.reporting import reporting
from supplychain_sim.units import MONTH, YEAR


def test_the_state_is_looked_at_at_each_months_end(env: Environment) -> None:
    looks: list[tuple[int, int]] = []
    env.process(reporting(env, lambda month: looks.append((int(env.now), month))))

    env.run(until=4 * MONTH)

    assert looks == [(MONTH, 1), (2 * MONTH, 2), (3 * MONTH, 3)]


def test_the_state_is_seen_before_anything_else_happens_that_minute(env: Environment) -> None:
    order: list[str] = []

    def arriving() -> Process:
        for arrival in every(env, MONTH, Phase.RECEIPT, "relation/r"):
            yield arrival
            order.append("receipt")

    env.process(arriving())
    env.process(reporting(env, lambda month: order.append("look")))

    env.run(until=MONTH + 1)

    assert order == ["look", "receipt"]


def silent(env: Environment, look: Callable[[int], None]) -> Process:
    """Look at nothing, ever."""
    return
    yield


@pytest.mark.parametrize("regime", ["mutual_learning", "near_apprenticeship"])
def test_looking_changes_nothing(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, regime: str
) -> None:
    watched = simulation.prepare(ground, regime)
    monkeypatch.setattr(simulation, "reporting", silent)
    alone = simulation.prepare(ground, regime)
    for run in (watched, alone):
        run.until(2 * YEAR)

    assert watched.observer.points
    assert alone.observer.points == []
    assert watched.record.fingerprints() == alone.record.fingerprints()
    assert watched.streams.consumed() == alone.streams.consumed()
