"""Claims along a factor: what is found in constructed results, and how often intervals hold it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit
from statistical import assert_estimates
from sweepfile import SHARE, TIME, planned
from swept import Row, write

from supplychain_sim.report.sweep_verdicts import claims, table
from supplychain_sim.scenario.claims import Region, region
from supplychain_sim.streams import Streams
from supplychain_sim.sweep import samples
from supplychain_sim.sweep.claims import Verdict, decide
from supplychain_sim.sweep.findings import Coefficient
from supplychain_sim.sweep.places import Crossing
from supplychain_sim.sweep.plan import Plan

NEAR, FAR = "mutual_learning", "near_apprenticeship"
SITE = "site/foundry"
#: Two factors crossed, and two regimes.
FACTORS = f"  {TIME}: [0 days, 5 days, 10 days, 20 days]\n  {SHARE}: [20 %, 50 %, 80 %]\n"
REST = f"design: grid\nregimes: [{NEAR}, {FAR}]\nreplications: {{replications}}\nclaims:\n"
CLAIM = f"""\
  {{name}}:
    says: It matters
    measure: gap
    subject: {SITE}
    regime: {FAR}
    against: {{{{regime: {NEAR}}}}}
    window: last year
    along: {TIME}
    {{about}}
"""
#: The value of a point: days of samples, share, and replication.
Value = Callable[[float, float, int], float]


def swept(
    folder: Path, about: dict[str, str], value: Value, replications: int = 6, rest: str = ""
) -> tuple[Plan, Path]:
    """Return a sweep of some claims, and its results, in which far differs by *value* from near."""
    said = "".join(CLAIM.format(name=name, about=text) for name, text in about.items())
    text = REST.format(replications=replications) + said + rest
    plan = planned(folder, FACTORS, text)

    def rows(point: int, replication: int) -> list[Row]:
        days, share = (float(level.number or 0.0) for level in plan.levels(point))
        luck = Streams(1, replication).of(SITE, "luck").uniform()
        last = plan.loaded.scenario.horizon // 525_960
        difference = value(days, share, replication)
        return [
            (NEAR, SITE, "gap", last, luck),
            (FAR, SITE, "gap", last, luck + difference),
            # Neither of them is what the claims are about.
            (FAR, SITE, "gap", 1, 99.0),
            (FAR, "site/kassel", "gap", last, 99.0),
        ]

    return plan, write(folder / "results.parquet", plan, rows)


def verdicts(
    folder: Path, about: dict[str, str], value: Value, replications: int = 6
) -> dict[str, Verdict]:
    """Return the verdicts on claims, by their names."""
    return {one.id: one for one in decide(*swept(folder, about, value, replications))}


def test_a_slope_is_that_of_each_replication_whatever_the_other_factors_do(tmp_path: Path) -> None:
    found = verdicts(
        tmp_path,
        {"H": "slope: above 0"},
        lambda days, share, replication: 3 + (2 + replication) * days - 7 * share,
    )["H"].decided[0]

    assert isinstance(found.found, Coefficient)
    assert found.found.samples == pytest.approx([2, 3, 4, 5, 6, 7])
    assert found.found.place() == pytest.approx(4.5)


def test_an_interaction_is_the_coefficient_of_the_product(tmp_path: Path) -> None:
    found = verdicts(
        tmp_path,
        {"H": f"interaction: {{with: {SHARE}, expect: above 0}}"},
        lambda days, share, replication: 5 * days - share + (1 + replication) * days * share / 100,
    )["H"].decided[0]

    assert isinstance(found.found, Coefficient)
    assert found.found.samples == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])


def test_a_cut_off_lies_where_the_mean_over_other_factors_falls(tmp_path: Path) -> None:
    # At 50 %, the mean of the shares, it falls below 1 halfway between 5 and 10 days.
    found = verdicts(
        tmp_path,
        {"H": "cut_off: {below: 1, expect: between 6 and 9}"},
        lambda days, share, replication: 8.5 - days + (share - 50) / 10 + (replication % 2) / 50,
    )["H"]

    place = found.decided[0].found.place()
    least, most = found.decided[0].found.interval(0.05) or (math.nan, math.nan)
    assert place == pytest.approx(7.51)
    assert 7.49 < least < 7.51 < most < 7.53
    assert found.standing == "supported"


@pytest.mark.parametrize(
    ("about", "sign", "standing"),
    [
        ("sign_change: {to: positive}", 1, "supported"),
        ("sign_change: {to: positive}", -1, "contradicted"),
        ("sign_change: {to: negative}", -1, "supported"),
        ("sign_change: {to: positive, expect: between 6 and 9}", 1, "supported"),
        ("sign_change: {to: positive, expect: below 6}", 1, "contradicted"),
        ("cut_off: {above: 0, expect: above 6}", 1, "supported"),
        ("cut_off: {below: 0, expect: above 6}", -1, "supported"),
        ("slope: above 0", 1, "supported"),
        ("slope: above 0", -1, "contradicted"),
        ("slope: between 0.9 and 1.1", 1, "supported"),
    ],
)
def test_a_claim_is_decided_by_what_was_constructed(
    about: str, sign: int, standing: str, tmp_path: Path
) -> None:
    found = verdicts(
        tmp_path, {"H": about}, lambda days, _, replication: sign * (days - 7.5 + replication / 100)
    )

    assert found["H"].standing == standing


def test_what_never_changes_its_sign_contradicts_that_it_does(tmp_path: Path) -> None:
    about = {"H": "sign_change: {to: positive}"}

    found = verdicts(tmp_path, about, lambda days, _, replication: 1 + days + replication / 100)

    assert found["H"].standing == "contradicted"
    assert found["H"].decided[0].found.place() is None


def test_a_place_among_noise_cannot_be_told(tmp_path: Path, seed: int) -> None:
    noise = np.random.default_rng(seed).normal(0, 30, (30, 100, 6))

    found = verdicts(
        tmp_path,
        {"H": "sign_change: {to: positive, expect: between 6 and 9}"},
        lambda days, share, replication: days - 7.5 + noise[int(days), int(share), replication],
    )

    assert found["H"].standing == "cannot tell"


def test_one_replication_decides_nothing(tmp_path: Path) -> None:
    about = {
        "slope": "slope: above 0",
        "cut_off": "cut_off: {above: 0, expect: above 6}",
        "sign": "sign_change: {to: positive}",
    }

    found = verdicts(tmp_path, about, lambda days, _share, _replication: days - 7.5, replications=1)

    assert {one.standing for one in found.values()} == {"cannot tell"}


def test_claims_share_their_error(tmp_path: Path) -> None:
    about = {"sure": "slope: above 0", "open": f"interaction: {{with: {SHARE}, expect: above 0}}"}

    def value(days: float, share: float, replication: int) -> float:
        return 100 * days + (replication % 2 - 0.5) * days * (share - 50)

    found = verdicts(tmp_path, about, value)

    assert {name: one.level for name, one in found.items()} == {"sure": 0.025, "open": 0.05}


def test_what_is_expected_changes_nothing_that_is_found(tmp_path: Path) -> None:
    def value(days: float, share: float, replication: int) -> float:
        return days * (1 + replication / 10) + share

    places = [
        verdicts(tmp_path, {"H": f"slope: {expected}"}, value)["H"].decided[0].found
        for expected in ("above 0", "below -5")
    ]

    assert places[0] == places[1]


def test_every_regime_needs_to_be_as_a_claim_says(tmp_path: Path) -> None:
    said = (
        f"  H:\n    says: It matters\n    measure: gap\n    subject: {SITE}\n    regime: every\n"
        f"    window: last year\n    along: {TIME}\n    slope: above 0.1\n"
    )
    plan, results = swept(tmp_path, {}, lambda days, _, replication: days + replication, 6, said)

    (found,) = decide(plan, results)

    # Under the one that is compared with, nothing depends on the days.
    assert [one.compared.side.regime for one in found.decided] == [NEAR, FAR]
    assert [one.standing for one in found.decided] == ["contradicted", "supported"]
    assert found.standing == "contradicted"
    assert {one.level for one in found.decided} == {0.025}


def test_a_name_of_two_levels_counts_as_nothing_and_one(tmp_path: Path) -> None:
    factors = f"  way:\n    at: [near, far]\n    sets:\n      {TIME}: [1 day, 9 days]\n"
    claim = CLAIM.replace(TIME, "way").format(name="H", about="slope: above 0")
    plan = planned(tmp_path, factors, REST.format(replications=4) + claim)
    results = write(
        tmp_path / "r.parquet",
        plan,
        lambda point, replication: [
            (NEAR, SITE, "gap", 12, 1.0),
            (FAR, SITE, "gap", 12, 1.0 + point * (2 + replication)),
        ],
    )

    (found,) = decide(plan, results)

    assert isinstance(found.decided[0].found, Coefficient)
    assert found.decided[0].found.samples == pytest.approx([2, 3, 4, 5])


def test_a_replication_that_is_missing_at_a_point_is_fitted_over_the_others(
    tmp_path: Path,
) -> None:
    def value(days: float, share: float, replication: int) -> float:
        if replication == 2 and days == 5:
            return math.nan
        return (2 + replication) * days + share

    about = {"slope": "slope: above 0", "cut_off": "cut_off: {above: 100, expect: above 5}"}
    found = verdicts(tmp_path, about, value)

    slope, cut_off = (found[name].decided[0] for name in about)
    assert isinstance(slope.found, Coefficient)
    assert slope.found.samples == pytest.approx([2, 3, 4, 5, 6, 7])
    assert (slope.found.n, slope.undefined) == (6, 3)
    # A place needs all levels of a replication.
    assert (cut_off.found.n, cut_off.undefined) == (5, 3)


def test_blocks_of_points_cannot_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = {"slope": "slope: above 0", "sign": "sign_change: {to: positive}"}
    sweep = swept(tmp_path, about, lambda days, share, number: days * (1 + number) - share)

    whole = decide(*sweep)
    monkeypatch.setattr(samples, "_MOST_HELD", 60)
    pieces = decide(*sweep)

    for one, other in zip(whole, pieces, strict=True):
        assert other.standing == one.standing
        assert other.decided[0].found.place() == pytest.approx(one.decided[0].found.place())


def test_the_table_of_claims_tells_what_was_found(tmp_path: Path) -> None:
    about = {
        "H1": "slope: above 0",
        "H2": f"interaction: {{with: {SHARE}, expect: below 0}}",
        "H3": "cut_off: {above: 2, expect: between 5 and 10}",
        "H4": "sign_change: {to: negative}",
    }
    plan, results = swept(
        tmp_path, about, lambda days, _, replication: days - 7.5 + replication / 10
    )

    lines = table(decide(plan, results), plan)

    assert lines[:7] == [
        "What came of the claims (with an interval at the claim's own level)",
        "",
        "         verdict  found        interval       at          expected",
        "    ------------  -----  --------------  -------  ----------------",
        "H1  supported      1     1 to 1          98.75 %  above 0",
        "H2  contradicted   0     0 to 0          98.75 %  below 0",
        "H3  supported      9.25  9.054 to 9.446  95 %     between 5 and 10",
    ]
    assert lines[7] == "H4  contradicted   -     perhaps none    97.5 %   anywhere"
    assert lines[-6:] == [
        f"  cut-off along {TIME} (day), beyond which it stays above 2: gap of",
        "  site/foundry, near_apprenticeship, last year; less that of mutual_learning",
        "",
        "H4: It matters",
        f"  sign change along {TIME} (day) to negative: gap of site/foundry,",
        "  near_apprenticeship, last year; less that of mutual_learning",
    ]


def test_the_object_of_claims_has_no_infinite_ends(tmp_path: Path) -> None:
    about = {"H": "sign_change: {to: negative}"}
    (found,) = claims(decide(*swept(tmp_path, about, lambda days, _, number: days + number)))

    (row,) = found["regimes"]
    assert (found["about"], found["along"], found["verdict"]) == (
        "sign_change",
        TIME,
        "contradicted",
    )
    assert (row["least"], row["most"], row["found"]) == (None, None, None)


# What intervals promise.

LEVELS = (1.0, 2.0, 4.0, 8.0)
#: A mean that is zero a third of the way from the second level to the third.
MEANS = np.array([3.0, 1.0, -2.0, -2.5])
TRUE_PLACE = 2 + 2 / 3


def crossing(rng: np.random.Generator, n: int, spread: float = 2.0) -> Crossing:
    """Return results around known means; levels of a replication share some of their luck."""
    luck = rng.normal(0, spread, (n, 1))
    return Crossing(LEVELS, MEANS + luck + rng.normal(0, spread, (n, len(LEVELS))))


def test_a_test_of_a_place_refuses_the_true_one_as_often_as_it_says(seed: int) -> None:
    rng = np.random.default_rng(seed)

    kept = [float(crossing(rng, 8).chance(TRUE_PLACE) > 0.05) for _ in range(4000)]

    assert_estimates(kept, 0.95, notices=0.02)


def test_an_interval_holds_the_true_place_at_least_as_often_as_it_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = []
    for _ in range(4000):
        least, most = crossing(rng, 8).interval(0.05) or (math.inf, -math.inf)
        held.append(float(least <= TRUE_PLACE <= most))

    mean = sum(held) / len(held)
    # Three standard errors of 4,000 intervals that hold it 95 % of the time are 1 %.
    assert mean >= 0.94
    # Of little spread the mean crosses once, and the interval is all that is not refused.
    narrow = [crossing(rng, 8, 0.1).interval(0.05) or (0.0, 0.0) for _ in range(4000)]
    assert_estimates(
        [float(least <= TRUE_PLACE <= most) for least, most in narrow], 0.95, notices=0.02
    )


def test_a_slope_interval_holds_the_true_slope_as_often_as_it_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = []
    for _ in range(4000):
        slopes = Coefficient(tuple(rng.normal(1.5, 2, 6).tolist()))
        least, most = slopes.interval(0.05) or (math.inf, -math.inf)
        held.append(float(least <= 1.5 <= most))

    assert_estimates(held, 0.95, notices=0.02)


def test_no_claim_of_a_place_elsewhere_is_supported_more_often_than_allowed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    elsewhere = region("above 2.7")  # just beyond the true place

    wrong = [float(crossing(rng, 8, 1.0).chance_outside(elsewhere) <= 0.05) for _ in range(2000)]

    # At most 5 % by chance, of which three standard errors are 1.5 %.
    assert sum(wrong) / len(wrong) <= 0.065


def test_between_two_levels_the_interval_is_that_of_fieller(seed: int) -> None:
    rng = np.random.default_rng(seed)
    found = Crossing((0.0, 10.0), np.array([5.0, -4.0]) + rng.normal(0, 1, (7, 2)))

    least, most = found.interval(0.05) or (math.nan, math.nan)

    # Of the ratio a/b of two means, written out: a the first mean, b the fall from it.
    a, b = found.samples[:, 0], found.samples[:, 0] - found.samples[:, 1]
    n, t = len(a), stdtrit(len(a) - 1, 0.975)
    vaa, vab, vbb = (float(np.cov(x, y)[0, 1]) / n for x, y in ((a, a), (a, b), (b, b)))
    g = t**2 * vbb / b.mean() ** 2
    ratio = a.mean() / b.mean()
    middle = ratio - g * vab / vbb
    inner = vaa - 2 * ratio * vab + ratio**2 * vbb - g * (vaa - vab**2 / vbb)
    half = t / b.mean() * math.sqrt(inner)
    expected = [(middle + sign * half) / (1 - g) for sign in (-1, 1)]
    assert [least, most] == pytest.approx([10 * share for share in expected])


values = st.lists(
    st.lists(st.floats(-5, 5, allow_subnormal=False), min_size=4, max_size=4),
    min_size=3,
    max_size=6,
).map(np.array)


@given(values, st.floats(1, 8), st.floats(1, 8))
def test_the_greatest_chance_between_two_places_is_found(
    found: np.ndarray[tuple[int, int], np.dtype[np.float64]], one: float, two: float
) -> None:
    place = Crossing(LEVELS, found)
    least, most = sorted((one, two))

    greatest = place.chance_within(least, most)

    for share in np.linspace(0, 1, 50):
        assert place.chance(least + share * (most - least)) <= greatest + 1e-9


@given(values)
def test_an_interval_ends_where_the_test_begins_to_refuse(
    found: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    place = Crossing(LEVELS, found)

    interval = place.interval(0.05)

    outside = region("between 0 and 9")
    if interval is None:
        assert place.chance_inside(outside) <= 0.05 + 1e-9
        return
    least, most = interval
    assert place.chance_within(1.0, least - 1e-6) <= 0.05 + 1e-3
    assert place.chance_within(most + 1e-6, 8.0) <= 0.05 + 1e-3


@pytest.mark.parametrize(
    ("words", "inside"),
    [("above 2", True), ("above 3", False), ("between 2.5 and 2.8", True), ("below 2", False)],
)
def test_a_sure_place_is_inside_one_region_alone(words: str, inside: bool, seed: int) -> None:
    sure = crossing(np.random.default_rng(seed), 8, 1e-6)
    expected: Region = region(words)

    assert (sure.chance_outside(expected) < 1e-6) is inside
    assert (sure.chance_inside(expected) < 1e-6) is not inside


def test_a_crossing_that_comes_back_is_no_cut_off() -> None:
    samples_ = np.array([[2.0, -1.0, 1.0, 2.0]]) + np.array([[0.01], [0.0], [-0.01]])

    found = Crossing(LEVELS, samples_)

    assert found.place() is None
    assert found.chance_of_none() == 1.0
