from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import pytest
from small import (
    FAR,
    NEAR,
    simulate,
    simulate_dying_once,
    simulate_failing_once,
    simulate_infinite_once,
    small_scenario,
)

from supplychain_sim.errors import ScenarioError
from supplychain_sim.execution import Failure
from supplychain_sim.experiment import ComparisonRow, EstimateRow, Simulate, run
from supplychain_sim.fingerprints import fingerprints
from supplychain_sim.model.measures import REGISTRY, Measured
from supplychain_sim.model.outcome import Outcome


def test_every_regime_and_replication_is_run_once(seed: int) -> None:
    experiment = run(small_scenario(seed, 3), simulate=simulate)

    found = [(outcome.regime, outcome.replication) for outcome in experiment.outcomes]
    assert found == [(FAR, 0), (FAR, 1), (FAR, 2), (NEAR, 0), (NEAR, 1), (NEAR, 2)]


def test_the_number_of_processes_cannot_be_seen(seed: int) -> None:
    scenario = small_scenario(seed, 5)

    alone = run(scenario, simulate=simulate, jobs=1)
    together = run(scenario, simulate=simulate, jobs=2)

    # Compared as text, in which undefined values are equal.
    assert repr(alone) == repr(together)


def test_a_constant_is_estimated_exactly(seed: int) -> None:
    experiment = run(small_scenario(seed, 3), simulate=simulate)

    unit = REGISTRY["trials"].unit
    expected = EstimateRow(NEAR, "trials", "relation/housings", None, unit, 12.0, 0.0, 3)
    assert expected in experiment.estimates


def test_regimes_are_compared_in_pairs_with_the_first_of_the_scenario(seed: int) -> None:
    experiment = run(small_scenario(seed, 4), simulate=simulate)

    rows = [row for row in experiment.comparisons if row.measure == "unit_cost" and row.year == 2]
    assert [(row.regime, row.against, row.n) for row in rows] == [(FAR, NEAR, 4)]
    assert round(rows[0].difference, 9) == 2.0
    assert rows[0].half_width is not None
    assert rows[0].half_width < 1e-9


def test_any_regime_can_be_the_reference(seed: int) -> None:
    experiment = run(small_scenario(seed, 2), simulate=simulate, against=FAR)

    assert experiment.against == FAR
    assert {(row.regime, row.against) for row in experiment.comparisons} == {(NEAR, FAR)}


def test_a_measure_is_estimated_from_the_replications_that_define_it(seed: int) -> None:
    experiment = run(small_scenario(seed, 3), simulate=simulate)

    counts = {row.n for row in experiment.estimates if row.measure == "cost_per_change"}
    paired = {row.n for row in experiment.comparisons if row.measure == "cost_per_change"}
    assert counts == {2}
    assert paired == {2}


def test_a_measure_that_no_replication_defines_has_no_row(seed: int) -> None:
    def undefined(*_: object) -> list[Outcome]:
        outcomes = simulate(small_scenario(seed, 1), 1)
        return [replace(o, measures=(Measured("", "gap", 1, math.nan),)) for o in outcomes]

    experiment = run(small_scenario(seed, 1), simulate=undefined)

    assert experiment.estimates == ()
    assert experiment.comparisons == ()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_replication_that_fails_takes_no_other_with_it(seed: int, jobs: int) -> None:
    experiment = run(small_scenario(seed, 4), simulate=simulate_failing_once, jobs=jobs)

    assert experiment.failures == (Failure(1, "ValueError: the stock is negative"),)
    assert {outcome.replication for outcome in experiment.outcomes} == {0, 2, 3}


def test_a_process_that_dies_takes_no_other_replication_with_it(seed: int) -> None:
    experiment = run(small_scenario(seed, 5), simulate=simulate_dying_once, jobs=2)

    assert experiment.failures == (Failure(1, "its process ended with exit code 9"),)
    assert {outcome.replication for outcome in experiment.outcomes} == {0, 2, 3, 4}


def test_a_replication_with_an_infinite_measure_has_failed(seed: int) -> None:
    experiment = run(small_scenario(seed, 2), simulate=simulate_infinite_once)

    expected = "gap is infinite, expected a finite value (near, site/suzhou, year 2)"
    assert experiment.failures == (Failure(1, f"SimulationError: {expected}"),)


def test_a_subset_of_regimes_is_run_in_the_order_of_the_scenario(seed: int) -> None:
    scenario = small_scenario(seed, 1, regimes={"a": None, "b": None, "c": None})

    experiment = run(scenario, simulate=simulate, regimes=["c", "a", "c"])

    assert experiment.regimes == ("a", "c")
    assert [outcome.regime for outcome in experiment.outcomes] == ["a", "c"]


def test_seed_and_replications_can_be_replaced(seed: int) -> None:
    experiment = run(small_scenario(seed, 9), simulate=simulate, seed=5, replications=2)

    assert experiment.scenario.seed == 5
    assert experiment.outcomes == run(small_scenario(5, 2), simulate=simulate).outcomes


def test_everything_that_is_wrong_with_a_call_is_said_at_once(seed: int) -> None:
    with pytest.raises(ScenarioError) as raised:
        run(
            small_scenario(seed, 1),
            simulate=simulate,
            regimes=["naer"],
            replications=0,
            seed=-1,
            against="afar",
        )

    assert str(raised.value).splitlines() == [
        "run: against: no regime 'afar', did you mean 'far'?",
        "run: regime: no regime 'naer', did you mean 'near'?",
        "run: replications: found 0, expected 1 to 100000",
        "run: seed: found -1, expected 0 to 18446744073709551615",
        "4 problems; nothing was run",
    ]


@pytest.mark.parametrize(("given", "shown"), [("2", "'2'"), (1.5, "1.5"), (0, "0")])
def test_a_number_of_replications_is_a_whole_number(seed: int, given: Any, shown: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        run(small_scenario(seed, 1), simulate=simulate, replications=given)

    assert str(raised.value).splitlines() == [
        f"run: replications: found {shown}, expected 1 to 100000",
        "1 problem; nothing was run",
    ]


def test_progress_counts_up_to_the_number_of_replications(seed: int) -> None:
    seen: list[tuple[int, int]] = []

    run(small_scenario(seed, 3), simulate=simulate, progress=lambda *pair: seen.append(pair))

    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_neither_names_nor_order_of_regimes_change_a_fingerprint(seed: int) -> None:
    outcomes = run(small_scenario(seed, 3), simulate=simulate).outcomes
    names = {NEAR: "zealous", FAR: "aloof"}

    renamed = [replace(outcome, regime=names[outcome.regime]) for outcome in outcomes]

    assert fingerprints(renamed[::-1]) == fingerprints(outcomes)


def test_one_changed_history_changes_its_own_fingerprint_alone(seed: int) -> None:
    outcomes = run(small_scenario(seed, 3), simulate=simulate).outcomes
    before = fingerprints(outcomes)

    histories = {**outcomes[0].entities, "relation/housings": "another"}
    after = fingerprints([replace(outcomes[0], entities=histories), *outcomes[1:]])

    assert after.events != before.events
    assert (after.measures, after.draws) == (before.measures, before.draws)
    assert after.entities["relation/housings"] != before.entities["relation/housings"]
    assert after.entities["port/shanghai"] == before.entities["port/shanghai"]


def test_the_tenth_digit_of_a_measure_does_not_reach_its_fingerprint(seed: int) -> None:
    (outcome, *_) = run(small_scenario(seed, 1), simulate=simulate).outcomes

    def of(value: float) -> str:
        return fingerprints([replace(outcome, measures=(Measured("", "gap", 1, value),))]).measures

    assert of(0.5) == of(0.50000000001)
    assert of(0.0) == of(-0.0)
    assert of(0.5) != of(0.50000001)


def test_a_large_experiment_is_estimated_within_a_second(seed: int) -> None:
    subjects = [f"relation/{number}" for number in range(60)]
    regimes = dict.fromkeys("abcd")

    def large(_scenario: object, replication: int, _regimes: object) -> list[Outcome]:
        measures = tuple(
            Measured(subject, "trials", year, float(replication + year))
            for subject in subjects
            for year in range(13)
        )
        return [Outcome(name, replication, measures, (), {}, {}, 0) for name in regimes]

    simulate_large: Simulate = large
    began = time.process_time()
    experiment = run(small_scenario(seed, 30, regimes=regimes), simulate=simulate_large)

    assert len(experiment.estimates) == 60 * 13 * 4
    assert len(experiment.comparisons) == 60 * 13 * 3
    assert time.process_time() - began < 1.0


def test_rows_have_the_fields_that_are_documented() -> None:
    assert EstimateRow._fields == (
        "regime", "measure", "subject", "year", "unit", "mean", "half_width", "n",
    )  # fmt: skip
    assert ComparisonRow._fields == (
        "measure", "subject", "year", "regime", "against", "difference", "half_width", "n",
    )  # fmt: skip
