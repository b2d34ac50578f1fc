from __future__ import annotations

from typing import Any

import pytest
from flagship import SHIPPED
from once import Once
from running import shortened, told

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.packing import packed
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import simulate

NEAR, JOINT = "near_apprenticeship", "joint_venture"


def all_told(found: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.regime, told(outcome)) for outcome in found]


def test_what_is_simulated_once_is_what_it_would_be_each_time() -> None:
    once, short = Once(), shortened("400 days")
    asked = [
        (short, 0, [NEAR], ()),
        (short, 0, [JOINT, NEAR], ()),
        (short, 1, [NEAR], ()),
        (short, 0, [NEAR], (0,)),
        (shortened("400 days", "relations.housings.quoted=3 weeks"), 0, [NEAR], ()),
        (shortened("400 days", "seed=1"), 0, [NEAR], ()),
    ]

    for scenario, replication, regimes, kept in asked:
        found = once(scenario, replication, regimes, kept, packed)

        assert all_told(found) == all_told(simulate(scenario, replication, regimes, kept, packed))


def test_what_is_said_of_a_scenario_and_how_often_it_is_run_needs_no_other_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    once = Once()
    one, other = (load(SHIPPED, [said]).scenario for said in ("replications=3", "claims=null"))
    made: list[Scenario] = []

    def counted(scenario: Scenario, *rest: Any) -> list[Outcome]:
        made.append(scenario)
        return simulate(scenario, *rest)

    monkeypatch.setattr("once.simulate", counted)
    found = [all_told(once(scenario, 0, [NEAR])) for scenario in (one, other, one)]

    assert found[0] == found[1] == found[2] == all_told(simulate(other, 0, [NEAR]))
    assert len(made) == 1
