from __future__ import annotations

from math import comb

import pytest
from statistical import assert_estimates

from supplychain_sim.model.sampling import accepted, binomial, defectives
from supplychain_sim.scenario.governance import LotSampling
from supplychain_sim.streams import Stream

PLAN = LotSampling.model_construct(sample=125, acceptance_number=1)


def chance_of_acceptance(share: float) -> float:
    """Return the operating characteristic of the plan in closed form."""
    return sum(
        comb(PLAN.sample, k) * share**k * (1 - share) ** (PLAN.sample - k)
        for k in range(PLAN.acceptance_number + 1)
    )


@pytest.mark.parametrize("share", [0.0005, 0.004, 0.02, 0.05])
def test_a_lot_passes_as_often_as_the_operating_characteristic_says(
    share: float, seed: int
) -> None:
    luck = Stream(seed)

    passed = [accepted(PLAN, defectives(PLAN, share, luck.uniform())) for _ in range(6000)]

    assert_estimates([float(each) for each in passed], chance_of_acceptance(share), notices=0.04)


@pytest.mark.parametrize("share", [0.0005, 0.004, 0.02])
def test_the_uniform_at_which_a_lot_is_refused_is_the_chance_of_acceptance(share: float) -> None:
    chance = chance_of_acceptance(share)

    assert accepted(PLAN, defectives(PLAN, share, chance - 1e-9))
    assert not accepted(PLAN, defectives(PLAN, share, chance + 1e-9))


def test_counts_stay_within_the_sample() -> None:
    assert binomial(1.0 - 1e-12, 5, 0.0) == 0
    assert binomial(1e-12, 5, 1.0) == 5
    assert binomial(0.5, 0, 0.3) == 0
    assert binomial(1.0 - 1e-12, 2000, 0.9) <= 2000
