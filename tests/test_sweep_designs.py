"""Which points a design has: counted grids, drawn points, tables, and what is laid at each."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from flagship import FLAGSHIP
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, qmc
from sweepfile import HEAD, RATE, SHARE, TIME, complaints, planned, written

from supplychain_sim.scenario.located import Place
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.sweep.amounts import Form
from supplychain_sim.sweep.designs import Design, Grid, LatinHypercube, Sobol
from supplychain_sim.sweep.factors import Drawn, Factor, Level, Listed, Stepped
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.quantiles import Bell, Line, Triangle, WholeNumber
from supplychain_sim.sweep.trying import spread, tried
from supplychain_sim.units import YEAR, Rate

PLACE, OWNER = Place("sweep.yaml", 1, 1), Provenance("yours")
RATES = f"  {RATE}: [0.1 /year, 0.2 /year, 0.3 /year]\n"
SHARES = f"  {SHARE}: [20 %, 60 %]\n"
DAYS = Form("", " days", plain=False)


def counted(name: str, count: int) -> Listed:
    """Return a factor whose levels are 0, 1, 2 and so on."""
    levels = [Level(index, float(index), ()) for index in range(count)]
    return Listed(name, ((name,),), levels, "")


def plain(name: str) -> Drawn:
    """Return a factor that takes any number from 0 to 1."""
    return Drawn((name,), Form("", "", plain=True), PLACE, OWNER, Line(0.0, 1.0))


def numbers(design: Design, factors: list[Factor]) -> list[tuple[float, ...]]:
    """Return where all points of a design lie."""
    return [
        tuple(float(level.number or 0.0) for level in design.levels(factors, number))
        for number in range(design.size)
    ]


counts = st.lists(st.integers(1, 5), min_size=1, max_size=4)


@given(counts)
def test_a_grid_holds_each_combination_once(sizes: list[int]) -> None:
    grid = Grid(tuple(sizes))

    found = [grid.indices(number) for number in range(grid.size)]

    assert len(set(found)) == len(found) == grid.size
    assert all(index < size for point in found for index, size in zip(point, sizes, strict=True))


@given(counts)
def test_a_point_computed_alone_is_the_one_that_enumeration_meets(sizes: list[int]) -> None:
    from itertools import product

    grid = Grid(tuple(sizes))

    for number, point in enumerate(product(*(range(size) for size in sizes))):
        assert grid.indices(number) == point


@given(st.integers(1, 6), st.integers(1, 6))
def test_the_order_of_factors_renumbers_points_and_changes_none(a: int, b: int) -> None:
    one: list[Factor] = [counted("a", a), counted("b", b)]

    forth = numbers(Grid((a, b)), one)
    back = numbers(Grid((b, a)), one[::-1])

    assert sorted(forth) == sorted(point[::-1] for point in back)


@given(st.integers(1, 300), st.integers(0, 2**64 - 1))
def test_each_factor_of_a_latin_hypercube_is_spread_over_equal_parts(size: int, seed: int) -> None:
    points = numbers(LatinHypercube(size, seed, ("a", "b")), [plain("a"), plain("b")])

    for column in zip(*points, strict=True):
        # Values are rounded to nine digits, so that one may fall on the edge of its part.
        for part, value in enumerate(sorted(column)):
            assert part / size - 1e-9 <= value <= (part + 1) / size + 1e-9


@given(st.integers(1, 7), st.integers(0, 2**64 - 1))
def test_a_sobol_sequence_is_balanced_over_both_halves_of_every_pair(power: int, seed: int) -> None:
    size = 2**power
    uniforms = Sobol(size, seed, ("a", "b", "c"))._uniforms

    for column in uniforms.T:
        assert sorted((column * size).astype(int).tolist()) == list(range(size))


def test_a_sobol_sequence_fills_space_more_evenly_than_chance(seed: int) -> None:
    import numpy as np

    size = 256
    sobol = qmc.discrepancy(Sobol(size, seed, ("a", "b", "c"))._uniforms)
    chance = [
        qmc.discrepancy(np.random.default_rng(seed + index).random((size, 3)))
        for index in range(50)
    ]

    assert sobol < min(chance) / 3


def test_one_factor_more_moves_no_other_of_a_latin_hypercube(seed: int) -> None:
    one = numbers(LatinHypercube(16, seed, ("a", "b")), [plain("a"), plain("b")])
    more = numbers(
        LatinHypercube(16, seed, ("new", "b", "a")), [plain("new"), plain("b"), plain("a")]
    )

    assert one == [(a, b) for _, b, a in more]


@pytest.mark.parametrize("kind", [LatinHypercube, Sobol])
def test_points_depend_on_the_seed_alone(kind: type[Sobol], seed: int) -> None:
    factors: list[Factor] = [plain("a"), plain("b")]
    design = kind(32, seed, ("a", "b"))
    last_first = [design.levels(factors, number) for number in reversed(range(32))]

    again = kind(32, seed, ("a", "b"))
    sent = pickle.loads(pickle.dumps(design))

    assert [again.levels(factors, number) for number in range(32)] == last_first[::-1]
    assert numbers(sent, factors) == numbers(again, factors)
    assert numbers(kind(32, seed + 1, ("a", "b")), factors) != numbers(again, factors)


@pytest.mark.parametrize(
    ("quantile", "name", "arguments"),
    [
        (Line(2.0, 6.0), "uniform", (2, 4)),
        (Line(2.0, 6.0, logarithmic=True), "loguniform", (2, 6)),
        (Triangle(2.0, 3.0, 6.0), "triang", (0.25, 2, 4)),
        (Bell(5.0, 2.0), "norm", (5, 2)),
    ],
)
def test_quantiles_are_those_of_scipy(
    quantile: Line | Triangle | Bell, name: str, arguments: tuple[float, ...]
) -> None:
    from scipy import stats

    for share in (0.01, 0.25, 0.5, 0.9):
        expected = getattr(stats, name).ppf(share, *arguments)
        assert quantile(share) == pytest.approx(float(expected), rel=1e-12)


def test_a_lognormal_has_the_mean_and_deviation_that_are_said(tmp_path: Path, seed: int) -> None:
    factors = f"  {TIME}: {{dist: lognormal, mean: 10 days, sd: 4 days}}\n"
    plan = planned(tmp_path, factors, f"design: {{sobol: 4096 points}}\nseed: {seed}\n")

    drawn = [float(plan.levels(number)[0].number or 0.0) for number in range(plan.size)]

    mean = sum(drawn) / len(drawn)
    deviation = (sum((value - mean) ** 2 for value in drawn) / len(drawn)) ** 0.5
    # A scrambled net of 4,096 points leaves an error far below that of 4,096 draws, 0.06.
    assert mean == pytest.approx(10, abs=0.02)
    assert deviation == pytest.approx(4, abs=0.1)


def test_whole_numbers_are_equally_likely() -> None:
    quantile = WholeNumber(3.0, 6.0)

    found = [quantile((index + 0.5) / 400) for index in range(400)]

    assert {value: found.count(value) for value in set(found)} == {3: 100, 4: 100, 5: 100, 6: 100}
    assert quantile(1.0 - 2**-53) == 6


def test_a_bell_is_finite_at_both_ends() -> None:
    assert -20 < Bell(0.0, 1.0)(0.0) < -6
    assert 6 < Bell(0.0, 1.0)(1.0) < 20


@given(st.integers(2, 50), st.booleans())
def test_steps_begin_and_end_where_they_are_said(count: int, logarithmic: bool) -> None:
    factor = Stepped(("a",), DAYS, PLACE, OWNER, 0.7, 9.1, count, logarithmic)

    found = [float(factor.level(index).number or 0.0) for index in range(count)]

    assert (found[0], found[-1]) == (0.7, 9.1)
    assert found == sorted(set(found))


def test_steps_on_a_logarithmic_scale_differ_by_a_factor() -> None:
    factor = Stepped(("a",), Form("", " /year", plain=False), PLACE, OWNER, 0.02, 0.32, 5, True)

    found = [factor.level(index).value for index in range(5)]

    assert found == ["0.02 /year", "0.04 /year", "0.08 /year", "0.16 /year", "0.32 /year"]


def test_a_distribution_in_steps_of_a_net_is_the_distribution(tmp_path: Path) -> None:
    factors = f"  {SHARE}: {{dist: uniform, min: 10 %, max: 40 %}}\n"
    plan = planned(tmp_path, factors, "design: {latin_hypercube: 500 points}\n")

    drawn = [float(plan.levels(number)[0].number or 0.0) for number in range(500)]

    # Every part of the hypercube holds one value: the largest distance is that of a part.
    assert kstest(drawn, "uniform", args=(10, 30)).statistic <= 1 / 500 + 1e-9


def test_listed_levels_are_drawn_equally_often(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES, "design: {latin_hypercube: 30 points}\n")

    drawn = [plan.point(number).values[0][1] for number in range(30)]

    assert {value: drawn.count(value) for value in set(drawn)} == {
        "0.1 /year": 10,
        "0.2 /year": 10,
        "0.3 /year": 10,
    }


def test_a_range_without_steps_is_drawn_between_its_ends(tmp_path: Path) -> None:
    factors = f"  {RATE}: {{from: 0.01 /year, to: 1 /year, scale: log}}\n"
    plan = planned(tmp_path, factors, "design: {latin_hypercube: 64 points}\n")

    drawn = [float(plan.levels(number)[0].number or 0.0) for number in range(64)]

    assert sum(value < 0.1 for value in drawn) == 32
    assert 0.01 <= min(drawn) < max(drawn) <= 1


def test_whole_ends_give_whole_numbers(tmp_path: Path) -> None:
    path = "parts.housing.interdependence"
    plan = planned(tmp_path, f"  {path}: {{from: 1, to: 3, steps: 3}}\n")

    assert [plan.point(number).values[0][1] for number in range(3)] == [1, 2, 3]
    assert [plan.scenario(number).parts["housing"].interdependence for number in range(3)] == [
        1,
        2,
        3,
    ]


def test_the_scenario_at_a_point_is_that_of_the_settings(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES + SHARES)

    for number in range(plan.size):
        settings = [f"{name}={value}" for name, value in plan.point(number).values]
        expected = load(FLAGSHIP, [*settings, "claims=null"]).scenario
        assert plan.scenario(number) == expected


def test_a_grid_of_one_point_is_the_base(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"  {RATE}: [0.08 /year]\n  {SHARE}: [20 %]\n")

    assert plan.size == 1
    assert plan.scenario(0) == load(FLAGSHIP, ["claims=null"]).scenario


def test_all_points_have_the_seed_and_the_replications_of_the_sweep(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES, "design: grid\nseed: 7\nreplications: 3\n")

    found = {
        (plan.scenario(number).seed, plan.scenario(number).replications) for number in range(3)
    }

    assert found == {(7, 3)}


def test_a_factor_may_be_a_choice_of_a_regime_and_a_place_in_a_list(tmp_path: Path) -> None:
    factors = (
        "  regimes.mutual_learning.architecture: [integral, modular]\n"
        "  lanes.foundry-kassel.legs.1.transit: [30 days, 35 days]\n"
    )
    plan = planned(tmp_path, factors)

    last = plan.scenario(3)

    assert last.regimes["mutual_learning"].architecture == "modular"
    assert last.lanes["foundry-kassel"].legs[1].transit == 35 * 24 * 60
    assert plan.factors[0].unit is None


def test_linked_paths_are_set_together(tmp_path: Path) -> None:
    factors = (
        "  way:\n    at: [near, far]\n    sets:\n"
        f"      {TIME}: [1 day, 9 days]\n      {RATE}: [0.1 /year, 0.2 /year]\n"
    )
    plan = planned(tmp_path, factors)

    assert [plan.point(number).values for number in range(2)] == [
        (("way", "near"),),
        (("way", "far"),),
    ]
    far = plan.scenario(1)
    assert far.relations["housings"].far.samples.time == 9 * 24 * 60
    assert far.hazards["strikes"].rate == Rate(0.2, YEAR)


def test_a_level_may_be_a_mapping_and_may_tell_where_it_comes_from(tmp_path: Path) -> None:
    factors = (
        "  hazards.strikes.duration:\n"
        "    - {value: {dist: exponential, mean: 2 days}, from: literature, source: a survey}\n"
        "    - {dist: uniform, min: 1 day, max: 3 days}\n"
    )
    plan = planned(tmp_path, factors)

    kinds = [type(plan.scenario(number).hazards["strikes"].duration).__name__ for number in (0, 1)]

    assert kinds == ["Exponential", "Uniform"]
    laid = plan.levels(0)[0].laid[0]
    assert set(laid.owners.values()) == {Provenance("literature", "a survey")}


def test_what_is_set_everywhere_is_in_every_point(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES, "set: {contract.round: 2 years}\ndesign: grid\n")

    rounds = {plan.scenario(number).contract.round for number in range(3)}

    assert rounds == {2 * YEAR}
    assert plan.loaded.scenario.contract.round == 2 * YEAR


@pytest.mark.parametrize("size", [1, 2, 99, 100, 101, 1000, 10**15])
def test_points_that_are_tried_are_spread_and_hold_both_ends(size: int) -> None:
    found = spread(size)

    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (0, size - 1)
    assert len(found) <= 100
    if size > 100:
        assert 40 <= sum(number < size / 2 for number in found) <= 60


def test_each_level_of_a_large_grid_is_tried() -> None:
    grid = Grid((40, 50, 60))

    found = [grid.indices(number) for number in tried(grid)]

    for position, count in enumerate(grid.counts):
        assert {point[position] for point in found} == set(range(count))


def test_no_point_is_beyond_the_last(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES)

    with pytest.raises(IndexError, match="found the point 3, expected one from 0 to 2"):
        plan.point(3)


def test_a_plan_can_be_sent_to_a_worker(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES + SHARES, "design: {sobol: 8 points}\n")

    sent: Plan = pickle.loads(pickle.dumps(plan))

    assert [sent.point(number) for number in range(8)] == [
        plan.point(number) for number in range(8)
    ]
    assert sent.scenario(5) == plan.scenario(5)


def test_points_that_were_not_tried_can_be(tmp_path: Path) -> None:
    factors = (
        f"  {SHARE}: {{from: 0 %, to: 80 %, steps: 400}}\n"
        f"  {RATE}: {{from: 0.1 /year, to: 0.2 /year, steps: 400}}\n"
    )
    plan = planned(tmp_path, factors)

    assert plan.problems(range(1000, 1010)) == []


A_RATE = "expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
TABLE = "design: {csv: points.csv}\n"
#: Tables with a fault, and all that is said.
FAULTS: dict[str, tuple[str, list[str]]] = {
    "nothing": (
        "",
        ["points.csv: found nothing, expected the names of factors and a row for each point"],
    ),
    "names alone": (
        f"{TIME}\n",
        [
            (
                "points.csv: found a row of names alone, expected the names of factors and a row "
                "for each point"
            )
        ],
    ),
    "a short row": (
        f"{TIME},{RATE}\n1 day\n",
        ["points.csv:2:1: found cells: 1, expected 2, one for each factor"],
    ),
    "an unknown path": (
        f"{TIME},hazards.strikes.rat\n1 day,2 /year\n",
        [
            (
                "points.csv:1:37: hazards.strikes.rat: unknown key 'rat', expected one of after, "
                "backlog, duration, lane, mode, on, passage, people, port, rate, season, site, "
                "stream; did you mean 'rate'?"
            )
        ],
    ),
    "wrong values": (
        f"{TIME},{RATE}\n1 day,much\n\n1 day, more\n",
        [
            f"points.csv:2:7: {RATE}: found 'much', {A_RATE}",
            f"points.csv:4:8: {RATE}: found 'more', {A_RATE}",
        ],
    ),
    "a column twice": (
        f"{TIME},{TIME}\n1 day,2 days\n",
        [f"points.csv:1:37: {TIME}: found the column '{TIME}' twice, expected each once"],
    ),
    "a part of another column": (
        "hazards.strikes.rate,hazards.strikes\n0.1 /year,{}\n",
        [
            (
                "points.csv:1:22: hazards.strikes: found hazards.strikes, of which the column "
                "'hazards.strikes.rate' sets the same or a part; expected each path in one column"
            )
        ],
    ),
    "the seed": (
        f"{RATE},seed\n0.1 /year,2\n",
        [
            (
                "points.csv:1:22: seed: found 'seed', which a sweep does not set: all points meet "
                "the same luck; expected replications in its place"
            )
        ],
    ),
    "a column of the results": (
        f"{RATE},value\n0.1 /year,2\n",
        ["points.csv:1:22: value: found 'value', a column of the results; expected a path"],
    ),
    "what contradicts itself": (
        f"{SHARE},contract.design_share.most\n20 %,80 %\n60 %,50 %\n",
        [
            (
                f"points.csv:3:1: {SHARE}: found '60 %', expected at most "
                "contract.design_share.most, which is '50 %' (points.csv:3); at point 1: "
                f"{SHARE} = 60 %, contract.design_share.most = 50 %"
            )
        ],
    ),
}
NO_FACTORS = HEAD.replace("factors:\n", "")
LINKED = f"  way:\n    at: [near, far]\n    sets:\n      {TIME}: [1 day, 9 days]\n"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_table_is_told_where_it_is(fault: str, tmp_path: Path) -> None:
    table, messages = FAULTS[fault]
    (tmp_path / "points.csv").write_text(table)

    assert complaints(tmp_path, "", TABLE, NO_FACTORS) == messages


def test_a_table_lists_points(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(
        f'"{TIME}",{RATE}\r\n1 day,0.1 /year\r\n5 days, 0.2 /year\r\n'
    )

    plan = load_sweep(written(tmp_path, "", TABLE, NO_FACTORS))

    assert plan.size == 2
    assert plan.point(1).values == ((TIME, "5 days"), (RATE, "0.2 /year"))
    assert plan.scenario(1).relations["housings"].far.samples.time == 5 * 24 * 60
    assert [factor.unit for factor in plan.factors] == ["day", "/year"]


def test_a_column_may_name_the_levels_of_linked_paths(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"{RATE},way\n0.1 /year,far\n0.2 /year,near\n")

    plan = planned(tmp_path, LINKED, TABLE)

    assert plan.point(0).values == ((RATE, "0.1 /year"), ("way", "far"))
    assert plan.scenario(0).relations["housings"].far.samples.time == 9 * 24 * 60


@pytest.mark.parametrize(
    ("table", "messages"),
    [
        ("way\nfarr\n", ["points.csv:2:1: way: no level 'farr', did you mean 'far'?"]),
        (
            f"{RATE}\n0.1 /year\n",
            ["points.csv:1:1: found no column for the factor 'way', expected one"],
        ),
        (
            f"way,{TIME}\nfar,1 day\n",
            [
                (
                    f"points.csv:1:5: {TIME}: found {TIME}, of which the column 'way' sets the "
                    "same or a part; expected each path in one column"
                )
            ],
        ),
    ],
)
def test_a_fault_of_a_table_beside_linked_paths_is_told(
    table: str, messages: list[str], tmp_path: Path
) -> None:
    (tmp_path / "points.csv").write_text(table)

    assert complaints(tmp_path, LINKED, TABLE) == messages


def test_levels_are_not_listed_twice(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"{RATE}\n0.1 /year\n")

    assert complaints(tmp_path, RATES, TABLE) == [
        (
            f"sweep.yaml:5:25: factors.{RATE}: found levels, which 'points.csv' lists; expected "
            "paths alone that are set together"
        )
    ]


def test_another_table_is_another_sweep(tmp_path: Path) -> None:
    trees = []
    for rate in ("0.1 /year", "0.2 /year"):
        (tmp_path / "points.csv").write_text(f"{RATE}\n{rate}\n")
        trees.append(load_sweep(written(tmp_path, "", TABLE, NO_FACTORS)).tree)

    assert trees[0] != trees[1]
