"""What the results of a sweep say: estimates at points, best points, main effects, and tables."""

from __future__ import annotations

import csv as csv_reader
import io
import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sweepfile import RATE, SHARE, TIME, planned
from swept import Row, write

from supplychain_sim.errors import ResultsError
from supplychain_sim.estimates import estimate
from supplychain_sim.report.sweeps import as_object, csv, text
from supplychain_sim.scenario.claims import window
from supplychain_sim.sweep import effects
from supplychain_sim.sweep import estimates as at_points
from supplychain_sim.sweep.effects import judge
from supplychain_sim.sweep.estimates import estimates
from supplychain_sim.sweep.language import Best
from supplychain_sim.sweep.plan import Plan

NEAR, FAR = "mutual_learning", "near_apprenticeship"
SITE = "site/foundry"
GRID = (
    f"  {TIME}: [0 days, 5 days, 20 days]\n"
    f"  way:\n    at: [a, b]\n    sets:\n      {RATE}: [0.1 /year, 0.2 /year]\n"
)
REST = f"""\
design: grid
regimes: [{FAR}, {NEAR}]
replications: 3
best: {{measure: gap, subject: {SITE}, window: last year, is: lowest}}
"""


def value(plan: Plan, point: int, replication: int, regime: str) -> float:
    days, way = plan.levels(point)
    luck = (0.0, 0.3, -0.3)[replication]
    return float(days.number or 0) * (1 if regime == NEAR else 2) + 10 * (way.value == "b") + luck


def rows(plan: Plan) -> list[list[list[Row]]]:
    """Return the rows of each point and replication."""
    return [
        [
            [
                row
                for regime in (NEAR, FAR)
                for row in (
                    (regime, SITE, "gap", 12, value(plan, point, replication, regime)),
                    (regime, SITE, "gap", 1, 1.0),
                    (regime, "relation/housings", "trials", None, float(replication)),
                    # Defined in one replication alone, and nowhere.
                    (
                        regime,
                        "relation/housings",
                        "cost_per_change",
                        None,
                        500.0 if replication == 1 else math.nan,
                    ),
                    (regime, "relation/housings", "unit_cost", None, math.nan),
                )
            ]
            for replication in range(plan.replications)
        ]
        for point in range(plan.size)
    ]


@pytest.fixture
def sweep(tmp_path: Path) -> tuple[Plan, Path]:
    """A sweep of a grid, and its results."""
    plan = planned(tmp_path, GRID, REST)
    known = rows(plan)
    path = write(tmp_path / "results.parquet", plan, lambda point, number: known[point][number])
    return plan, path


def test_an_estimate_is_that_of_the_replications_of_a_point(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep

    table = pa.concat_tables(estimates(plan, path))

    found = {
        (row["point"], row["regime"], row["measure"], row["year"]): row for row in table.to_pylist()
    }
    assert len(found) == len(table) == 6 * 2 * 4
    for point in range(plan.size):
        expected = estimate([value(plan, point, number, FAR) for number in range(3)])
        row = found[point, FAR, "gap", 12]
        assert row["mean"] == pytest.approx(expected.mean)
        assert row["half_width"] == pytest.approx(expected.half_width)
        assert (row["n"], row["unit"], row["subject"]) == (3, "1", SITE)
    assert found[4, NEAR, "gap", 1]["half_width"] == 0
    assert found[4, NEAR, "cost_per_change", None] == {
        "point": 4,
        TIME: 20.0,
        "way": "a",
        "regime": NEAR,
        "measure": "cost_per_change",
        "subject": "relation/housings",
        "year": None,
        "unit": "USD/change",
        "mean": 500.0,
        "half_width": None,
        "n": 1,
    }


def test_estimates_are_in_the_order_of_points_regimes_measures_and_years(
    sweep: tuple[Plan, Path],
) -> None:
    table = pa.concat_tables(estimates(*sweep))

    keys = [(row["point"], row["regime"], row["measure"], row["year"]) for row in table.to_pylist()]
    assert keys[:4] == [
        (0, NEAR, "cost_per_change", None),
        (0, NEAR, "gap", 1),
        (0, NEAR, "gap", 12),
        (0, NEAR, "trials", None),
    ]
    assert [key[:2] for key in keys[::4]] == [
        (point, regime) for point in range(6) for regime in (NEAR, FAR)
    ]


def test_blocks_of_points_cannot_be_seen_in_estimates(
    sweep: tuple[Plan, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pa.concat_tables(estimates(*sweep))
    monkeypatch.setattr(at_points, "_MOST_READ", 40)

    pieces = list(estimates(*sweep))

    assert len(pieces) > 1
    assert pa.concat_tables(pieces).to_pylist() == whole.to_pylist()


def test_the_number_of_threads_cannot_be_seen_in_estimates(sweep: tuple[Plan, Path]) -> None:
    plan, _ = sweep
    luck = np.random.default_rng(7)
    many = [
        pa.table(
            {
                "point": pa.array(luck.integers(plan.size, size=20_000), pa.int64()),
                "regime": pa.array([FAR] * 20_000),
                "subject": pa.array([SITE] * 20_000),
                "measure": pa.array(["gap"] * 20_000),
                "year": pa.array([12] * 20_000, pa.int32()),
                "value": luck.random(20_000),
            }
        )
        for _ in range(12)
    ]
    cores, found = pa.cpu_count(), []
    try:
        for threads in (1, 2, 8):
            pa.set_cpu_count(threads)
            found += [at_points._estimated(pa.concat_tables(many), plan) for _ in range(5)]
    finally:
        pa.set_cpu_count(cores)

    assert [table.to_pylist() == found[0].to_pylist() for table in found] == [True] * 15


def test_the_csv_has_a_row_for_each_estimate(sweep: tuple[Plan, Path]) -> None:
    stream = io.BytesIO()

    csv(estimates(*sweep), stream)

    lines = list(csv_reader.DictReader(io.StringIO(stream.getvalue().decode())))
    assert len(lines) == 48
    assert lines[1] == {
        "point": "0",
        TIME: "0",
        "way": "a",
        "regime": NEAR,
        "measure": "gap",
        "subject": SITE,
        "year": "1",
        "unit": "1",
        "mean": "1",
        "half_width": "0",
        "n": "3",
    }


def test_points_are_ranked_by_their_means(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep
    assert plan.best is not None

    judged = judge(plan, plan.best, path)

    assert [mean.point for mean in judged.ranked[NEAR]] == [0, 2, 1, 3, 4, 5]
    assert judged.ranked[NEAR][0].found.mean == pytest.approx(0)
    assert judged.ranked[FAR][-1].found.mean == pytest.approx(50)


def test_the_highest_may_be_the_best(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep
    best = Best.model_construct(
        measure="gap", subject=SITE, window=window("last year"), is_="highest"
    )

    assert [mean.point for mean in judge(plan, best, path).ranked[NEAR]] == [5, 4, 3, 1, 2, 0]


def test_of_many_points_both_ends_are_kept(tmp_path: Path) -> None:
    factors = f"  {SHARE}: {{from: 0 %, to: 79 %, steps: 80}}\n"
    rest = REST.replace(f"[{FAR}, {NEAR}]", f"[{NEAR}]").replace(
        "replications: 3", "replications: 1"
    )
    plan = planned(tmp_path, factors, rest)
    order = np.random.default_rng(1).permutation(80)
    path = write(
        tmp_path / "r.parquet",
        plan,
        lambda point, _: [(NEAR, SITE, "gap", 12, float(order[point]))],
    )
    assert plan.best is not None

    judged = judge(plan, plan.best, path)

    kept = [mean.found.mean for mean in judged.ranked[NEAR]]
    assert kept == [*range(10), *range(70, 80)]
    assert judged.counts == {NEAR: 80}


def test_a_main_effect_is_the_mean_at_each_level(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep
    assert plan.best is not None

    found = {(one.regime, one.factor): one for one in judge(plan, plan.best, path).effects}

    days = found[FAR, TIME].levels
    assert [level.value for level in days] == ["0 days", "5 days", "20 days"]
    assert [level.found.mean for level in days if level.found] == pytest.approx([5, 15, 45])
    # Over replications, whose luck is that of all points: the interval of 0, 0.3 and -0.3.
    assert days[0].found is not None
    assert days[0].found.half_width == pytest.approx(estimate([0.0, 0.3, -0.3]).half_width)
    assert [level.found.mean for level in found[NEAR, "way"].levels if level.found] == (
        pytest.approx([25 / 3, 25 / 3 + 10])
    )


def test_a_standardised_coefficient_is_a_correlation_in_a_grid(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep
    assert plan.best is not None

    judged = judge(plan, plan.best, path)

    found = {(one.regime, one.factor): one.standardised for one in judged.effects}
    days = np.array([0.0, 0, 5, 5, 20, 20])
    way = np.array([0.0, 10, 0, 10, 0, 10])
    expected = np.corrcoef(days, days + way)[0, 1]
    standardised = found[NEAR, TIME]
    assert standardised is not None
    assert standardised.mean == pytest.approx(expected)
    # A name is no amount; all of the variation goes with the two factors.
    assert found[NEAR, "way"] is None
    explained = judged.explained[NEAR]
    assert explained is not None
    assert explained.mean == pytest.approx(1)


def test_drawn_factors_have_coefficients_and_no_levels(tmp_path: Path, seed: int) -> None:
    factors = (
        f"  {SHARE}: {{dist: uniform, min: 10 %, max: 70 %}}\n"
        f"  {RATE}: {{dist: uniform, min: 0.1 /year, max: 0.5 /year}}\n"
    )
    rest = REST.replace("design: grid", f"design: {{latin_hypercube: 400 points}}\nseed: {seed}")
    plan = planned(tmp_path, factors, rest)

    def known(point: int, _: int) -> list[Row]:
        share, rate = (float(level.number or 0) for level in plan.levels(point))
        # As deviations: 3 of one, 4 of the other.
        gap = 3 * (share - 40) / 60 + 4 * (rate - 0.3) / 0.4
        return [(regime, SITE, "gap", 12, gap) for regime in (NEAR, FAR)]

    path = write(tmp_path / "r.parquet", plan, known, row_group_size=500)
    assert plan.best is not None
    judged = judge(plan, plan.best, path)

    found = {one.factor: one for one in judged.effects if one.regime == NEAR}
    assert {one.levels for one in found.values()} == {()}
    coefficients = [found[name].standardised for name in (SHARE, RATE)]
    # 3/5 and 4/5 where the columns are uncorrelated; 400 points leave a correlation of some 5 %.
    assert [one.mean for one in coefficients if one] == pytest.approx([0.6, 0.8], abs=0.06)
    explained = judged.explained[NEAR]
    assert explained is not None
    assert explained.mean == pytest.approx(1)


def test_the_tables_tell_of_best_points_effects_and_what_explains_them(
    sweep: tuple[Plan, Path],
) -> None:
    plan, path = sweep
    assert plan.best is not None

    told = text(plan, judge(plan, plan.best, path), ())

    assert told == EXPECTED


EXPECTED = """\
What does it matter?

sweep         sweep
base          housings
points        6
replications  3
seed          20030106
regimes       mutual_learning, near_apprenticeship
factors       relations.housings.far.samples.time, way

Points of mutual_learning, the best first: lowest gap of site/foundry, last year (mean ± half-width
of the 95 % interval)

            relations.
         housings.far.
          samples.time  way          gap
         -------------  ---  -----------
point 0         0 days    a   0.00 ±0.75
point 2         5 days    a   5.00 ±0.75
point 1         0 days    b  10.00 ±0.75
point 3         5 days    b  15.00 ±0.75
point 4        20 days    a  20.00 ±0.75
point 5        20 days    b  30.00 ±0.75

Points of near_apprenticeship, the best first: lowest gap of site/foundry, last year (mean ± half-
width of the 95 % interval)

            relations.
         housings.far.
          samples.time  way          gap
         -------------  ---  -----------
point 0         0 days    a   0.00 ±0.75
point 1         0 days    b  10.00 ±0.75
point 2         5 days    a  10.00 ±0.75
point 3         5 days    b  20.00 ±0.75
point 4        20 days    a  40.00 ±0.75
point 5        20 days    b  50.00 ±0.75

Main effect of relations.housings.far.samples.time: mean of gap of site/foundry, last year over all
points at each level (± half-width of the 95 % interval)

                                   near_
         mutual_learning  apprenticeship
         ---------------  --------------
0 days        5.00 ±0.75      5.00 ±0.75
5 days       10.00 ±0.75     15.00 ±0.75
20 days      25.00 ±0.75     45.00 ±0.75

Main effect of way: mean of gap of site/foundry, last year over all points at each level (± half-
width of the 95 % interval)

                             near_
   mutual_learning  apprenticeship
   ---------------  --------------
a       8.33 ±0.75     16.67 ±0.75
b      18.33 ±0.75     26.67 ±0.75

What goes with the variation of gap of site/foundry, last year between points: deviations for one of
each factor, and the share that a sum of all factors explains (± half-width of the 95 % interval)

                                                               near_
                                     mutual_learning  apprenticeship
                                     ---------------  --------------
relations.housings.far.samples.time       0.86 ±0.00      0.96 ±0.00
R²                                        1.00 ±0.00      1.00 ±0.00
"""


def test_the_object_is_what_json_holds(sweep: tuple[Plan, Path]) -> None:
    plan, path = sweep
    assert plan.best is not None

    found = json.loads(
        json.dumps(as_object(plan, judge(plan, plan.best, path), ()), allow_nan=False)
    )

    assert found["judged_by"] == {
        "measure": "gap",
        "subject": SITE,
        "window": "last year",
        "is": "lowest",
    }
    assert found["ranked"][NEAR][0]["values"] == {TIME: "0 days", "way": "a"}
    assert len(found["main_effects"]) == 4
    assert found["points"] == 6


def test_without_results_of_a_measure_that_is_told(tmp_path: Path) -> None:
    plan = planned(tmp_path, GRID, REST)
    path = write(
        tmp_path / "r.parquet", plan, lambda _point, _number: [(NEAR, SITE, "gap", 1, 1.0)]
    )
    assert plan.best is not None

    told = text(plan, judge(plan, plan.best, path), ())

    assert f"No point of {NEAR} has a value of gap of {SITE}, last year." in told


def test_a_file_that_is_no_result_is_told(tmp_path: Path) -> None:
    plan = planned(tmp_path, GRID, REST)
    path = tmp_path / "r.parquet"
    path.write_text("nothing")

    with pytest.raises(ResultsError, match="found no results of a sweep that can be read"):
        list(estimates(plan, path))


def test_a_factor_of_very_many_levels_is_told_by_its_coefficient(tmp_path: Path) -> None:
    factors = f"  {SHARE}: {{from: 0 %, to: 79 %, steps: {effects.MOST_LEVELS + 1}}}\n"
    plan = planned(tmp_path, factors, REST)
    path = write(
        tmp_path / "r.parquet", plan, lambda point, _: [(NEAR, SITE, "gap", 12, float(point))]
    )
    assert plan.best is not None

    found = {one.regime: one for one in judge(plan, plan.best, path).effects}

    assert found[NEAR].levels == ()
    standardised = found[NEAR].standardised
    assert standardised is not None
    assert standardised.mean == pytest.approx(1)
