from __future__ import annotations

import math
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statistical import assert_estimates

from supplychain_sim.model.cookbook import COST, Cookbook
from supplychain_sim.model.landscape import Landscape, circulant, lay_out
from supplychain_sim.model.trial import (
    Draws,
    Evidence,
    choose,
    decide,
    drawn_minutes,
    holds_at_plant,
    judge,
    loop_minutes,
    loops,
    open_operations,
    pooled,
    seen,
    spread_minutes,
    standard_errors,
)
from supplychain_sim.scenario.changes import JointLoop, Review, Trial
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.products import PlantTrials
from supplychain_sim.scenario.relation import Samples, Side
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY

T = TypeVar("T", bound=Part)


def only(part: type[T], **fields: Any) -> T:
    """Return a part of a scenario that holds nothing but what is asked of it."""
    return part.model_construct(**fields)


NOISE = 0.3
#: Unequal numbers, so that a mean which forgets to weigh them is noticed.
TEAM, CENTRE = 4, 9
RULE = only(Review, accept_below=-1.0, refuse_above=-0.5)
TRIED = only(Trial, noise=NOISE, retest=CENTRE)
SUBMIT_BELOW = -0.05


# Peer review where the change does nothing


def review_of_nothing(uniforms: list[float], *, submitted: bool) -> bool:
    """Return whether a change without effect is accepted, by the rule of the procedure review."""
    estimate, observations = seen(0.0, NOISE, TEAM, uniforms[0]), TEAM
    if submitted and estimate >= SUBMIT_BELOW:
        return False
    accepted, _ = decide(
        Evidence(estimate, observations), 0.0, TRIED.noise, TRIED.retest, RULE, uniforms[1:]
    )
    return accepted


def test_a_change_that_does_nothing_is_accepted_by_one_retest_as_often_as_its_bound_says(
    seed: int,
) -> None:
    # P(Z < z*), Z standard normal, since both estimates are pooled by their observations.
    stream = Streams(seed, 0).of("relation/a", "noise")
    found = [
        float(review_of_nothing([stream.uniform(), stream.uniform()], submitted=False))
        for _ in range(12_000)
    ]

    # Pooled without weights, the estimate's error would be 8 % larger, and the rate 0.177.
    assert_estimates(found, float(stats.norm.cdf(RULE.accept_below)), notices=0.018)


def false_accepts(submit_z: float) -> float:
    """Return the exact rate of the whole rule: submission, a retest, and one more if in between.

    The three z are normal with correlation sqrt(n_i / n_j); accepted is who is submitted and is
    below the bound at once, or in between and below it after the second retest.
    """
    counts = (TEAM, TEAM + CENTRE, TEAM + 2 * CENTRE)
    correlation = [[math.sqrt(min(a, b) / max(a, b)) for b in counts] for a in counts]
    law = stats.multivariate_normal(np.zeros(3), correlation, seed=0)
    at_once = law.cdf([submit_z, RULE.accept_below, np.inf])
    up_to_refusal = law.cdf([submit_z, RULE.refuse_above, RULE.accept_below])
    both = law.cdf([submit_z, RULE.accept_below, RULE.accept_below])
    return float(at_once + up_to_refusal - both)


def test_the_whole_review_accepts_what_does_nothing_at_the_rate_of_its_rule(seed: int) -> None:
    stream = Streams(seed, 0).of("relation/a", "noise")
    found = [
        float(review_of_nothing(stream.uniforms(3).tolist(), submitted=True)) for _ in range(12_000)
    ]

    # 0.135; without the second retest it would be 0.115, without the submission 0.196.
    assert_estimates(found, false_accepts(SUBMIT_BELOW * math.sqrt(TEAM) / NOISE), notices=0.018)


@given(uniform=st.floats(1e-9, 1 - 1e-9), effect=st.floats(-2, 2))
@settings(deadline=None)
def test_four_times_the_observations_halve_the_error(uniform: float, effect: float) -> None:
    few, many = seen(effect, NOISE, 2, uniform), seen(effect, NOISE, 8, uniform)

    assert few - effect == pytest.approx(2 * (many - effect), abs=1e-12)
    assert seen(effect, 0.0, 1, uniform) == effect


def test_pooled_is_the_mean_of_all_observations() -> None:
    assert pooled(-0.2, 4, -0.5, 8) == pytest.approx((4 * -0.2 + 8 * -0.5) / 12)


@pytest.mark.parametrize(
    ("standard_error", "verdict"),
    [
        (-1.01, "accept"),
        (-1.0, "ask"),
        (-0.51, "ask"),
        (-0.5, "refuse"),
        (0.0, "refuse"),
        (3.0, "refuse"),
    ],
)
def test_evidence_is_judged_in_its_standard_errors(standard_error: float, verdict: str) -> None:
    # Noise and observations with an exact root, so that the bounds are met exactly.
    assert judge(standard_error / 2, 1.0, 4, RULE) == verdict


def test_without_noise_any_gain_is_accepted_and_any_loss_refused() -> None:
    assert judge(-1e-12, 0.0, 4, RULE) == "accept"
    assert judge(1e-12, 0.0, 4, RULE) == "refuse"
    assert judge(0.0, 0.0, 4, RULE) == "refuse"
    assert standard_errors(0.0, 0.0, 4) == 0.0


def test_home_asks_for_an_effect_worth_it_and_for_evidence_of_it() -> None:
    rule = only(
        PlantTrials, noise=0.4, observations=16, adopt_below=-0.05, standard_errors_below=-1.0
    )

    # The standard error of sixteen observations is 0.1.
    assert holds_at_plant(-0.11, rule)
    assert not holds_at_plant(-0.09, rule)
    precise = rule.model_copy(update={"noise": 0.04})
    assert not holds_at_plant(-0.04, precise)
    assert holds_at_plant(-0.06, precise)


# Which operation, which idea


def book_of(count: int) -> Cookbook:
    operations = lay_out([("design", 8, "customer"), ("casting", count - 8, "supplier")], 8)
    return Cookbook(Landscape(7, operations, circulant(count, 2), 0.3), 11, range(1, count + 1))


def test_who_found_the_cause_tries_the_worst_tenth_and_who_did_not_tries_any() -> None:
    book, eligible = book_of(40), tuple(range(8, 40))
    worst = book.worst(eligible, COST, 0.1)

    def chosen(found: float) -> set[int]:
        return {choose(book, eligible, COST, 0.3, (found, which / 64)) for which in range(64)}

    assert len(worst) == 3
    assert chosen(0.29) == set(worst)
    assert chosen(0.3) == set(eligible)


def test_a_design_share_opens_whole_cells_in_their_order() -> None:
    landscape = book_of(40).landscape

    def cells(share: float) -> list[int]:
        opened = open_operations(landscape, (3, 1, 4, 2, 0), share)
        return sorted({landscape.operations.cells[i] for i in opened})

    assert [cells(share) for share in (0.0, 0.01, 0.2, 0.21, 1.0)] == [
        [],
        [3],
        [3],
        [1, 3],
        [0, 1, 2, 3, 4],
    ]
    # A share that is a sum of steps opens what its written value opens.
    assert cells(0.1 + 0.2 + 0.1) == cells(0.4)


def test_the_nth_idea_is_the_same_whoever_asks_and_when(seed: int) -> None:
    early, late = Draws(Streams(seed, 0), "site/a"), Draws(Streams(seed, 0), "site/a")
    late.idea(3, 0)
    late.idea(9, 5)

    assert early.idea(3, 1) == late.idea(3, 1) != early.idea(3, 0)
    assert Draws(Streams(seed, 0), "site/b").idea(3, 1) != early.idea(3, 1)
    assert Draws(Streams(seed, 1), "site/a").idea(3, 1) != early.idea(3, 1)


# How long


JOINT = only(JointLoop, per_crossing=1.5, review=3 * DAY, costs=100.0)


def test_what_does_not_cross_the_boundary_needs_no_joint_loop() -> None:
    assert {loops(JOINT, 0, u) for u in (1e-9, 0.5, 1 - 1e-9)} == {0}


def test_loops_go_with_crossings() -> None:
    midpoints = (np.arange(20_000) + 0.5) / 20_000
    for crossings in (1, 4):
        found = [loops(JOINT, crossings, float(u)) for u in midpoints]
        assert np.mean(found) == pytest.approx(1.5 * crossings, abs=1e-3)


def test_a_loop_is_a_sample_out_one_back_and_the_review() -> None:
    side = only(Side, samples=only(Samples, time=5 * DAY, cost=300.0))

    assert loop_minutes(JOINT, side) == (5 + 5 + 3) * DAY


def test_the_work_of_a_trial_lasts_ten_days_on_average() -> None:
    terms = only(Trial, lasts=10 * DAY, cv=0.3)
    midpoints = (np.arange(20_000) + 0.5) / 20_000

    minutes = [drawn_minutes(float(u), terms.lasts, terms.cv) for u in midpoints]

    assert np.mean(minutes) == pytest.approx(10 * DAY, rel=1e-3)
    assert np.std(minutes) == pytest.approx(3 * DAY, rel=1e-2)
    assert all(a <= b for a, b in pairwise(minutes))


def test_a_spread_time_has_its_median_in_the_middle_and_lasts_a_minute_at_least() -> None:
    assert spread_minutes(0.5, 7 * DAY, 0.5) == 7 * DAY
    assert spread_minutes(1e-9, 1, 1.0) == 1
