"""A scenario and simulations of a few lines, for tests of what is built on simulations."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from supplychain_sim.model.measures import Measured, Point
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import YEAR

NEAR, FAR = "near", "far"


def small_scenario(seed: int, replications: int, **changes: Any) -> Scenario:
    """Return a scenario of two regimes that holds only what an experiment reads."""
    settings: dict[str, Any] = {
        "question": "Is near better than far?",
        "start": date(2003, 1, 6),
        "horizon": 2 * YEAR,
        "currency": "USD",
        "seed": seed,
        "replications": replications,
        "regimes": {NEAR: None, FAR: None},
        "lanes": {},
        "relations": {},
    }
    return Scenario.model_construct(**{**settings, **changes})


def simulate(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Return outcomes in which far costs 2 more than near, in every replication."""
    return [_outcome(scenario.seed, replication, regime) for regime in regimes or scenario.regimes]


def _outcome(seed: int, replication: int, regime: str) -> Outcome:
    luck = Streams(seed, replication).of("relation/housings", "luck").uniform()
    cost = 40 + luck + (2 if regime == FAR else 0)
    # No change is made in odd replications, so that none has a cost.
    change = math.nan if replication % 2 else 1000 + luck
    values = {"unit_cost": cost, "trials": 12.0, "cost_per_change": change}
    measures = [
        Measured("relation/housings", measure, year, value)
        for measure, value in values.items()
        for year in (1, 2, None)
    ]
    return Outcome(
        regime=regime,
        replication=replication,
        measures=tuple(measures),
        series=(Point("relation/housings", "unit_cost", 0, cost),),
        entities={"relation/housings": f"{cost:.6f}", "port/shanghai": f"{luck:.6f}"},
        draws={"relation/housings luck": 1},
        events=10,
    )


def simulate_failing_once(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Stop in replication 1."""
    if replication == 1:
        raise ValueError("the stock is negative")
    return simulate(scenario, replication, regimes)


def simulate_infinite_once(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Yield an infinite gap in replication 1."""
    outcomes = simulate(scenario, replication, regimes)
    if replication != 1:
        return outcomes
    infinite = (Measured("site/suzhou", "gap", 2, math.inf),)
    return [Outcome(**{**vars(outcome), "measures": infinite}) for outcome in outcomes]


def simulate_dying_once(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """End the whole process in replication 1, as one that runs out of memory does."""
    if replication == 1:
        # Long enough for the pool to know whose replication it was.
        time.sleep(0.3)
        os._exit(9)
    return simulate(scenario, replication, regimes)
