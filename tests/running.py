"""Runs of the flagship over a shorter horizon."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flagship import NOTHING_LATER, SHIPPED

from supplychain_sim.model.founding import Ground
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.inheritance import preset_names
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run, prepare

#: All regimes of the flagship, as a message lists them.
LISTED = ", ".join(sorted(load(SHIPPED).scenario.regimes))
#: The presets that the flagship compares, by name; what each is, is none of the tests' business.
REGIMES = tuple(name for name in load(SHIPPED).scenario.regimes if name in preset_names())


def shortened(horizon: str, *settings: str) -> Scenario:
    """Return the flagship with yearly contract rounds, so that a short run holds some.

    What it claims of later years is left out.
    """
    shorter = [f"horizon={horizon}", "contract.round=1 year", *NOTHING_LATER]
    return load(SHIPPED, [*shorter, *settings]).scenario


def lasting(scenario: Scenario, minutes: int) -> Scenario:
    """Return *scenario* with a horizon of so many minutes."""
    return scenario.model_copy(update={"horizon": minutes})


def prepared(scenario: Scenario, regime: str, replication: int = 0) -> Run:
    """Return a run before its first event."""
    return prepare(Ground(scenario, replication), regime)


def carried(run: Run) -> list[Any]:
    """Return what belts carry at the moment: today's, and what comes due later."""
    env = run.env
    due = [*env._carried, *(one for day in env._later.values() for one in day)]
    return [value for *_, value in due]


def finished(scenario: Scenario, regime: str, *stops: int) -> tuple[Run, Outcome]:
    """Return a run at its horizon, halted at each of *stops*, and what it yielded."""
    run = prepared(scenario, regime)
    for stop in (*stops, scenario.horizon):
        run.until(stop)
    return run, run.outcome()


def told(outcome: Outcome) -> str:
    """Return all of *outcome* but its label, as text in which undefined values are equal."""
    return repr(replace(outcome, regime=""))
