from __future__ import annotations

import math

import numpy as np
import pytest

from supplychain_sim.model.capability import Response
from supplychain_sim.model.trial import seen, seen_of_one


@pytest.mark.parametrize("since", [(), (20.0,), (90.0, 10.0, 200.0)])
def test_a_correction_that_comes_back_counts_as_if_it_had_found_nothing(
    since: tuple[float, ...],
) -> None:
    believed, unresolved = (Response(0.7, 0.15, 60.0) for _ in range(2))
    earlier = believed.corrected(75.0)
    unresolved.unresolved()
    for days in since:
        believed.corrected(days)
        unresolved.corrected(days)

    believed.came_back(earlier)

    assert believed.index == pytest.approx(unresolved.index)


def test_one_attribute_is_seen_through_a_third_of_the_variance_of_the_sum() -> None:
    rng = np.random.default_rng(11)
    pairs = [(float(a), float(b)) for a, b in rng.uniform(size=(20_000, 2))]
    sums = np.array([seen(0.0, 0.3, 4, of_sum) for of_sum, _ in pairs])
    ones = np.array([seen_of_one(0.1, 0.3, 4, draws) for draws in pairs])

    assert ones.mean() == pytest.approx(0.1, abs=0.003)
    assert ones.std() == pytest.approx(0.3 / math.sqrt(4) / math.sqrt(3), rel=0.02)
    assert np.corrcoef(sums, ones)[0, 1] == pytest.approx(1 / math.sqrt(3), abs=0.02)
