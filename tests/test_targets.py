from __future__ import annotations

import math
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import COST, DEFECTS, TIME
from supplychain_sim.model.targets import (
    Asked,
    Proposal,
    Targets,
    Window,
    attention,
    excess,
    misses,
    poisson_tail,
    pooled_misses,
)
from supplychain_sim.scenario.governance import DeliveryStep, Jointly

LEVEL = 0.10
ASKED = Asked(Level(cost=40.0, defects=500.0), delivery=0.95)
RULE = Jointly(
    ratchet=0.97,
    revision=0.97,
    most=0.15,
    customer_weight=1.0,
    more_readings=0,
    delivery=DeliveryStep(step=0.01, least=0.9, most=0.98),
)


def missed_defects(found: int, units: int) -> bool:
    return misses(Window((), units, found, 0, 0), ASKED, LEVEL, 0.02)[DEFECTS] > 0


def missed_lines(late: int, lines: int) -> bool:
    return misses(Window((), 0, 0, lines, late), ASKED, LEVEL, 0.02)[TIME] > 0


def missed_cost(mean: float, months: int) -> bool:
    return misses(Window((mean,) * months, 0, 0, 0, 0), ASKED, LEVEL, 0.02)[COST] > 0


# A process exactly on target, by exact probabilities: nothing is sampled


@pytest.mark.parametrize("months", [1, 3])
def test_a_plant_on_its_defect_target_misses_it_as_often_as_the_level_says(months: int) -> None:
    # 500 ppm of 10,000 parts a month.
    units = 10_000 * months
    counts = stats.poisson(units * 500e-6)
    missed = [found for found in range(200) if missed_defects(found, units)]

    rate = math.fsum(counts.pmf(missed))

    # No test on counts comes closer from below: one count less would exceed the level.
    assert rate <= LEVEL < rate + counts.pmf(missed[0] - 1)
    assert missed == list(range(missed[0], 200))
    # A comparison of the figure with the line misses in 40 % of all months (trap T1).
    assert counts.sf(units * 500e-6) > 0.35


@pytest.mark.parametrize("months", [1, 3])
def test_a_plant_on_its_delivery_target_misses_it_no_more_often_than_the_level(
    months: int,
) -> None:
    # 22 order lines a month, each late with 5 %: binomial, of which Poisson is the cautious side.
    lines = 22 * months
    late = stats.binom(lines, 0.05)
    missed = [found for found in range(lines + 1) if missed_lines(found, lines)]

    rate = math.fsum(late.pmf(missed))

    assert rate <= LEVEL < rate + late.pmf(missed[0] - 1)
    # A comparison with the line misses in 30 to 40 % of all months (trap T1).
    assert 0.3 < late.sf(lines * 0.05) < 0.45


@pytest.mark.parametrize("months", [1, 3])
def test_a_plant_on_its_cost_target_misses_it_as_often_as_the_level_says(months: int) -> None:
    # The mean of normal readings misses above one threshold, whose chance is the level.
    mean_reading = NormalDist(40.0, 40.0 * 0.02 / math.sqrt(months))
    threshold = mean_reading.inv_cdf(1 - LEVEL)

    assert not missed_cost(threshold - 1e-9, months)
    assert missed_cost(threshold + 1e-9, months)
    # A comparison with the line would miss every second month.
    assert not missed_cost(40.0 + 1e-9, months)


def test_a_plant_far_beyond_its_targets_misses_them_by_the_excess() -> None:
    found = misses(Window((44.0, 44.0, 44.0), 100_000, 100, 100, 15), ASKED, LEVEL, 0.02)

    assert found == pytest.approx((0.1, 1.0, 2.0))


def test_nothing_seen_is_nothing_missed() -> None:
    assert misses(Window((), 0, 0, 0, 0), ASKED, LEVEL, 0.02) == (0.0, 0.0, 0.0)


def test_a_process_better_than_asked_is_never_a_miss() -> None:
    assert misses(Window((39.0,), 10_000, 4, 22, 1), ASKED, LEVEL, 0.0) == (0.0, 0.0, 0.0)


# What two parties see


def test_an_excess_is_what_was_seen_luck_included() -> None:
    found = excess(Window((40.4, 40.4), 10_000, 6, 100, 4), ASKED)

    assert found == pytest.approx((0.01, 0.2, -0.2))


def test_a_count_before_shipping_is_held_against_what_it_finds_for_each_that_is_delivered() -> None:
    # Five delivered are asked for at most; who finds four for each of them expects twenty.
    at_receipt = Window((), 10_000, 10, 0, 0)
    before = Window((), 10_000, 20, 0, 0, counted=4.0)

    assert misses(at_receipt, ASKED, LEVEL, 0.02)[DEFECTS] == pytest.approx(1.0)
    assert misses(before, ASKED, LEVEL, 0.02)[DEFECTS] == 0.0


def test_two_counts_tell_more_than_one() -> None:
    customers = Window((), 10_000, 10, 0, 0)

    for found, missed in ((20, False), (40, True)):
        suppliers = Window((), 10_000, found, 0, 0, counted=4.0)
        pooled = pooled_misses((customers, 0.02), (suppliers, 0.02), ASKED, LEVEL)[DEFECTS]
        # 30 or 50 where 25 are expected.
        assert pooled == pytest.approx((10 + found) / 25 - 1 if missed else 0.0)


def test_readings_of_the_cost_weigh_by_their_precision() -> None:
    high, low = Window((42.0,) * 3, 0, 0, 0, 0), Window((40.0,) * 3, 0, 0, 0, 0)

    # One error in three of the other weighs nine times as much.
    precise = pooled_misses((high, 0.01), (low, 0.03), ASKED, LEVEL)[COST]
    assert precise == pytest.approx(0.9 * 42 / 40 + 0.1 - 1)
    assert pooled_misses((high, 0.03), (low, 0.01), ASKED, LEVEL)[COST] == 0.0


def test_a_reading_without_noise_leaves_the_other_nothing_to_say() -> None:
    high, low = Window((42.0,), 0, 0, 0, 0), Window((40.0,), 0, 0, 0, 0)

    assert pooled_misses((high, 0.0), (low, 0.01), ASKED, LEVEL)[COST] == pytest.approx(0.05)
    assert pooled_misses((high, 0.01), (low, 0.0), ASKED, LEVEL)[COST] == 0.0


@given(found=st.integers(0, 40), mean=st.floats(0.01, 30))
@settings(deadline=None)
def test_the_tail_is_what_fewer_events_leave(found: int, mean: float) -> None:
    fewer = math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(found))

    assert poisson_tail(found, mean) == pytest.approx(1.0 - fewer, abs=1e-12)


# How targets move


def test_targets_follow_todays_book_and_never_ease() -> None:
    targets = Targets([0.10, 0.10, 0.10], 0.95)

    targets.follow((0.06, 0.08, 0.01), multiple=1.45)

    assert targets.levels == pytest.approx([1.45 * 0.06, 0.10, 0.10])
    assert targets.delivery == 0.95


def ratchet(targets: Targets, best: tuple[float, ...]) -> None:
    """Let the customer have what it asks for."""
    targets.settle(targets.ratcheted(best, RULE), targets.proposal(), RULE)


def test_a_ratchet_asks_for_a_little_more_than_the_best_site() -> None:
    targets = Targets([0.10, 0.10, 0.10], 0.95)

    ratchet(targets, (0.098, 0.05, 0.01))

    # Cost to 0.97 of the best; defects by no more than the most of a year; time is not asked.
    assert targets.levels == pytest.approx([0.97 * 0.098, 0.85 * 0.10, 0.10])
    assert targets.delivery == pytest.approx(0.96)


@given(
    level=st.floats(0.001, 0.25),
    best=st.floats(0.001, 0.25),
    delivery=st.floats(0.5, 1),
    years=st.integers(1, 8),
)
@settings(deadline=None)
def test_a_ratchet_never_eases_and_never_takes_more_than_its_most(
    level: float, best: float, delivery: float, years: int
) -> None:
    targets = Targets([level, level, level], delivery)
    for _ in range(years):
        before, share = list(targets.levels), targets.delivery
        ratchet(targets, (best, best, best))
        for attribute in (COST, DEFECTS):
            assert 0.85 * before[attribute] <= targets.levels[attribute] <= before[attribute]
        assert share <= targets.delivery <= max(0.98, share)


@pytest.mark.parametrize(("weight", "met"), [(0.0, 0.098), (0.5, 0.094), (1.0, 0.09)])
def test_the_two_meet_by_the_customers_weight_on_the_way_to_what_it_asks(
    weight: float, met: float
) -> None:
    targets = Targets([0.10, 0.10, 0.10], 0.95)
    rule = RULE.model_copy(update={"customer_weight": weight})

    targets.settle(Proposal(0.09, 0.09, 0.97), Proposal(0.098, 0.098, 0.96), rule)

    assert targets.levels == pytest.approx([met, met, 0.10])
    assert targets.delivery == pytest.approx(0.96 + weight * 0.01)


def test_a_target_that_no_way_leads_to_is_taken_back_to_near_the_own_level() -> None:
    targets = Targets([0.10, 0.10, 0.10], 0.95)

    targets.revise(DEFECTS, 0.14, RULE)
    assert targets.levels == pytest.approx([0.10, 0.97 * 0.14, 0.10])

    # Never tightened by a revision.
    targets.revise(COST, 0.05, RULE)
    assert targets.levels[COST] == 0.10


def test_a_delivery_target_is_taken_back_step_by_step_to_its_least() -> None:
    targets = Targets([0.10, 0.10, 0.10], 0.915)

    targets.revise(TIME, 0.5, RULE)
    assert targets.delivery == pytest.approx(0.905)
    targets.revise(TIME, 0.5, RULE)
    targets.revise(TIME, 0.5, RULE)
    assert targets.delivery == 0.90

    low = Targets([0.10, 0.10, 0.10], 0.80)
    low.revise(TIME, 0.5, RULE)
    assert low.delivery == 0.80


# What a miss draws attention to


def test_with_no_miss_all_count_the_same() -> None:
    assert attention((0.0, 0.0, 0.0), per_excess=1.0, cost_counts=5.0) == (1.0, 1.0, 1.0)


@given(
    missed=st.tuples(*(st.floats(0, 1e6),) * 3),
    per_excess=st.floats(0, 10),
    cost_counts=st.floats(0, 50),
)
@settings(deadline=None)
def test_attention_is_shared_out_and_no_attribute_can_take_it_all(
    missed: tuple[float, float, float], per_excess: float, cost_counts: float
) -> None:
    weights = attention(missed, per_excess, cost_counts)

    assert math.fsum(weights) == pytest.approx(3.0)
    # The least is alone unmissed, the most alone missed (trap T10: elasticities of the plant's
    # figures would leave nothing for cost).
    assert min(weights) >= 3 / (1 + 2 * (1 + per_excess)) - 1e-12
    assert max(weights) <= 3 * (1 + per_excess) / (3 + per_excess) + 1e-12


def test_an_excess_counts_once_over_at_most_and_in_cost_for_more() -> None:
    assert attention((0.0, 1.0, 0.0), 1.0, 5.0) == attention((0.0, 40.0, 0.0), 1.0, 5.0)
    assert attention((0.02, 0.10, 0.0), 1.0, 5.0) == pytest.approx(
        (3 * 1.1 / 3.2, 3 * 1.1 / 3.2, 3 / 3.2)
    )
