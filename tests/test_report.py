from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from small import NEAR, simulate, simulate_failing_once, small_scenario

from supplychain_sim.experiment import run
from supplychain_sim.model.measures import REGISTRY, Measured
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.grid import WIDTH, aligned, grid
from supplychain_sim.report.numbers import in_row, plain, with_half_width
from supplychain_sim.report.reference import measures_table
from supplychain_sim.report.results import as_json, results
from supplychain_sim.report.tables import text
from supplychain_sim.scenario.schema import Scenario


def _text(seed: int, replications: int = 4, **changes: Any) -> list[str]:
    scenario = small_scenario(seed, replications, **changes)
    return text(run(scenario, simulate=simulate), "housings").splitlines()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"),
        (12.0, "12"),
        (1234567.8, "1,234,568"),
        (0.0123456, "0.01235"),
        (-2.5, "-2.5"),
        (-1e-12, "0"),
        (1e20, "100,000,000,000,000,000,000"),
    ],
)
def test_a_number_is_grouped_and_never_a_power_of_ten(value: float, shown: str) -> None:
    assert plain(value) == shown


@pytest.mark.parametrize(
    ("mean", "half_width", "shown"),
    [
        (0.70612, 0.0764, ("0.706", "0.076")),
        (256469.0, 46467.0, ("256,000", "46,000")),
        (9452.0, 3628.0, ("9,500", "3,600")),
        (12345.6, 1e-9, ("12,346", "0")),
        (12.0, 0.0, ("12", "0")),
        (12.5, None, ("12.5", "")),
        (-0.001, 0.2, ("0.00", "0.20")),
    ],
)
def test_a_mean_is_shown_as_exactly_as_it_is_known(
    mean: float, half_width: float | None, shown: tuple[str, str]
) -> None:
    assert with_half_width(mean, half_width) == shown


def test_a_course_is_shown_to_the_same_decimals() -> None:
    assert in_row([0.5, None, 12.34]) == ["0.5", "-", "12.3"]


def test_signs_are_below_one_another() -> None:
    assert aligned([("1,200", "30"), ("0.5", "0.25"), ("7", "")]) == [
        "1,200 ±30  ",
        "  0.5 ±0.25",
        "    7      ",
    ]


def test_a_long_head_is_broken_and_meets_the_rule() -> None:
    assert grid(["cost"], ["near", "offshore_outsourcing"], [["1"], ["22"]]) == [
        "              offshore_",
        "      near  outsourcing",
        "      ----  -----------",
        "cost     1           22",
    ]


def test_columns_that_do_not_fit_come_in_a_further_block() -> None:
    lines = grid(["cost"], [f"regime{number}" for number in range(20)], [["1" * 20]] * 20)

    assert max(map(len, lines)) <= WIDTH
    assert sum("cost" in line for line in lines) == 5


def test_the_head_says_what_was_run(seed: int) -> None:
    assert _text(seed)[:7] == [
        "Is near better than far?",
        "",
        "scenario      housings",
        f"seed          {seed}",
        "replications  4",
        "horizon       2 years",
        "regimes       near, far",
    ]


def test_levels_are_those_of_the_last_year(seed: int) -> None:
    lines = _text(seed)

    assert "How each regime stands in year 2 (mean ± half-width of the 95 % interval)" in lines
    (trials, *_) = (line.split() for line in lines if line.startswith("trials"))
    assert trials[-4:] == ["12", "±0", "12", "±0"]


def test_what_few_replications_define_is_said(seed: int) -> None:
    assert "cost per change: defined in fewer than 4 replications: near 2, far 2" in _text(seed)


def test_a_difference_tells_how_few_replications_it_rests_on(seed: int) -> None:
    lines = _text(seed)

    note = "cost per change: compared in fewer than 4 replications: far 2"
    assert lines.index(note) > lines.index("* the 95 % interval excludes zero")


def test_a_course_is_shown_for_each_regime(seed: int) -> None:
    lines = _text(seed)

    start = lines.index("Course of far (means)")
    assert lines[start + 2].split() == ["year", "1", "year", "2"]
    assert "Course of near (means)" in lines


def test_a_difference_that_excludes_zero_has_a_star(seed: int) -> None:
    lines = _text(seed)

    start = next(n for n, line in enumerate(lines) if line.startswith("Difference from near"))
    (cost,) = (line for line in lines[start:] if line.startswith("unit cost"))
    (trials,) = (line for line in lines[start:] if line.startswith("trials"))
    assert cost.endswith("*")
    assert not trials.endswith("*")
    assert "* the 95 % interval excludes zero" in lines[start:]


def test_one_regime_alone_is_compared_with_nothing(seed: int) -> None:
    lines = _text(seed, regimes={NEAR: None})

    assert not any(line.startswith("Difference") for line in lines)


def test_one_replication_alone_has_no_intervals_and_no_stars(seed: int) -> None:
    lines = _text(seed, replications=1)

    assert not any("±" in line for line in lines if line.startswith(("trials", "unit cost")))
    assert not any(line.endswith("*") for line in lines if line.startswith("unit cost"))


def test_failed_replications_are_counted_in_the_head(seed: int) -> None:
    experiment = run(small_scenario(seed, 3), simulate=simulate_failing_once)

    assert "replications  3 (1 failed)" in text(experiment, "housings").splitlines()


def test_text_fits_a_terminal_of_100_columns(seed: int) -> None:
    names = [f"regime_with_a_long_name_{number}" for number in range(9)]

    lines = _text(seed, regimes=dict.fromkeys(names))

    assert max(map(len, lines)) <= WIDTH


def test_nothing_to_estimate_is_said(seed: int) -> None:
    def fails(*_: object) -> list[Any]:
        raise ValueError("always")

    experiment = run(small_scenario(seed, 1), simulate=fails)

    assert "No replication finished" in text(experiment, "housings")


def test_the_json_object_has_the_documented_keys(seed: int) -> None:
    found = results(run(small_scenario(seed, 2), simulate=simulate), "housings")

    assert list(found) == [
        "scenario",
        "version",
        "seed",
        "replications",
        "failures",
        "fingerprints",
        "estimates",
        "comparisons",
        "claims",
    ]
    assert list(found["fingerprints"]) == ["events", "measures", "draws"]
    assert found["claims"] == []


def test_an_unknown_half_width_is_null_and_nothing_is_not_a_number(seed: int) -> None:
    experiment = run(small_scenario(seed, 1), simulate=simulate)

    written = as_json(results(experiment, "housings"))

    assert "NaN" not in written
    estimates = json.loads(written)["estimates"]
    assert estimates
    assert {row["half_width"] for row in estimates} == {None}


def test_json_refuses_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json({"mean": math.nan})


def test_every_measure_is_in_the_reference() -> None:
    lines = measures_table().splitlines()

    assert len(lines) == len(REGISTRY) + 2
    assert lines[0] == "| Measure | Of | Unit | Window | Definition |"
    assert all(line.count("|") == 6 for line in lines)


def _leaves(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Simulate, with an exit and without a cost of changes under the last regime."""
    *others, last = simulate(scenario, replication, regimes)
    kept = [m for m in last.measures if m.measure != "cost_per_change"]
    exits = [Measured("relation/housings", "exited", year, 1.0) for year in (None, 1, 2)]
    return [*others, replace(last, measures=(*kept, *exits))]


def test_a_row_that_a_regime_never_defines_is_said(seed: int) -> None:
    lines = text(run(small_scenario(seed, 4), simulate=_leaves), "housings").splitlines()

    assert "cost per change: defined in fewer than 4 replications: near 2, far 0" in lines


def test_an_exit_that_ends_nothing_is_explained(seed: int) -> None:
    told = "exited: the customer has given notice; without a replacement the relation runs on."

    assert told in text(run(small_scenario(seed, 4), simulate=_leaves), "housings").splitlines()
    assert told not in _text(seed)
