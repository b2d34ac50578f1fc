"""Runs of the flagship for the tests of traps.

Numbers of traps are those of the notes on calibration: what is tested is whole runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from flagship import FLAGSHIP

from supplychain_sim.estimates import estimate
from supplychain_sim.model.cookbook import RANDOM_LEVEL, Cookbook
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import Fact
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run, prepare
from supplychain_sim.streams import Table

RELATION = "relation/housings"
ROUNDS_OF_A_YEAR = "contract.round=1 year"
REGIMES = ("mutual_learning", "near_apprenticeship", "offshore_outsourcing", "joint_venture")


@cache
def scenario_with(*settings: str, horizon: str = "4 years") -> Scenario:
    shorter = (f"horizon={horizon}", ROUNDS_OF_A_YEAR, "claims=null")
    return load(FLAGSHIP, (*shorter, *settings)).scenario


@cache
def ground_of(*settings: str, replication: int = 0) -> Ground:
    return Ground(scenario_with(*settings), replication)


def choosing(ground: Ground, regime: str, **choices: Any) -> Ground:
    """Return *ground* with one regime, called ``chosen``, that makes *choices* otherwise."""
    scenario = ground.scenario
    chosen: Regime = scenario.regimes[regime].model_copy(update=choices)
    changed = scenario.model_copy(update={"regimes": {"chosen": chosen}})
    return Ground(changed, ground.replication)


def relation_of(run: Run) -> Relation:
    return run.relations[RELATION]


def finished(run: Run) -> Outcome:
    run.until(run.scenario.horizon)
    return run.outcome()


def outcome(ground: Ground, regime: str = "chosen") -> Outcome:
    return finished(prepare(ground, regime))


def told(run: Run, *kinds: str) -> list[tuple[int, str, tuple[Fact, ...]]]:
    """Return time, kind and facts of the relation's events of these kinds."""
    history = run.record.history(RELATION)
    return [(event.time, event.kind, event.facts) for event in history if event.kind in kinds]


def measures(found: Outcome, *without: str) -> dict[tuple[str, str, int | None], str]:
    """Return all values of a run but those of measures *without*, so that nothing equals itself."""
    return {
        (subject, measure, year): repr(value)
        for subject, measure, year, value in found.measures
        if measure not in without
    }


def value_of(found: Outcome, subject: str, measure: str) -> float:
    """Return a measure over the whole horizon."""
    return next(m.value for m in found.measures if m[:3] == (subject, measure, None))


def gap_of(book: Cookbook) -> float:
    """Return the mean contribution of a book over that of practices picked at random."""
    return sum(book.level(attribute) for attribute in range(3)) / (3 * RANDOM_LEVEL)


def chance_of_improving(
    book: Cookbook, operations: Iterable[int], ideas: int, luck: Table
) -> float:
    """Return the share of fresh *ideas* for each of *operations* that would improve a book."""
    helps = [
        book.effect(((operation, luck.bits(operation, number)),)).total < 0
        for operation in operations
        for number in range(ideas)
    ]
    return sum(helps) / len(helps)


def surely(samples: Sequence[float]) -> tuple[float, float]:
    """Return the interval of a mean that leaves out the true one in one test of a thousand."""
    found = estimate(samples, 0.999)
    assert found.half_width is not None
    return found.mean - found.half_width, found.mean + found.half_width


def less(samples: Sequence[float], against: Sequence[float]) -> list[float]:
    """Return the differences, replication by replication."""
    return [one - other for one, other in zip(samples, against, strict=True)]
