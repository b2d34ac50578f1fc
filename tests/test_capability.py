from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.capability import Capability, Response, freshness, idle
from supplychain_sim.units import DAY, YEAR

shares = st.floats(0, 1)


def test_a_gain_closes_a_share_of_what_is_missing() -> None:
    capability = Capability(level=0.4, erosion=0.0)

    capability.gain(0.25, now=DAY)

    assert capability.at(DAY) == pytest.approx(0.4 + 0.25 * 0.6)
    assert capability.at(9 * YEAR) == capability.at(DAY)


def test_capability_erodes_at_a_constant_rate() -> None:
    erosion = math.log(2) / YEAR
    capability = Capability(level=0.8, erosion=erosion)

    assert capability.at(YEAR) == pytest.approx(0.4)
    assert capability.at(2 * YEAR) == pytest.approx(0.2)


@given(times=st.lists(st.integers(0, 10 * YEAR), max_size=10))
@settings(deadline=None)
def test_looking_at_capability_does_not_move_it(times: list[int]) -> None:
    watched, alone = Capability(0.7, 1e-7), Capability(0.7, 1e-7)
    for time in times:
        watched.at(time)

    assert watched == alone


def test_a_gain_of_nothing_leaves_the_course_as_it_was() -> None:
    moved, alone = Capability(0.7, 1e-7), Capability(0.7, 1e-7)

    moved.gain(0.0, now=YEAR)

    assert moved.at(3 * YEAR) == pytest.approx(alone.at(3 * YEAR), rel=1e-12)


@given(
    start=shares,
    events=st.lists(st.tuples(st.integers(0, YEAR), shares), max_size=20),
    erosion=st.floats(0, 1e-5),
)
@settings(deadline=None)
def test_capability_and_response_stay_between_nothing_and_everything(
    start: float, events: list[tuple[int, float]], erosion: float
) -> None:
    capability, response, now = Capability(start, erosion), Response(start, 0.3, norm=90), 0

    for wait, share in events:
        now += wait
        capability.gain(share, now)
        response.corrected(1000 * share) if wait % 2 else response.unresolved()

        assert 0 <= capability.at(now) <= 1
        assert 0 <= response.index <= 1


def test_a_cause_corrected_within_the_norm_costs_nothing() -> None:
    perfect = Response(index=1.0, weight=0.4, norm=90)

    perfect.corrected(1)
    perfect.corrected(90)

    assert perfect.index == 1.0


def test_response_falls_the_more_the_longer_a_cause_stays() -> None:
    def after(days: float) -> float:
        response = Response(index=1.0, weight=0.4, norm=90)
        response.corrected(days)
        return response.index

    assert after(180) == pytest.approx(0.6 + 0.4 * math.exp(-1))
    assert after(90) > after(120) > after(300)


def test_a_cause_never_found_counts_as_nothing() -> None:
    response = Response(index=0.8, weight=0.25, norm=90)

    response.unresolved()

    assert response.index == pytest.approx(0.6)


def test_the_index_is_the_moving_average_of_its_scores() -> None:
    response = Response(index=0.0, weight=0.25, norm=90)
    for _ in range(5):
        response.corrected(10)

    assert response.index == pytest.approx(1 - 0.75**5)


def test_the_insight_of_a_visit_fades() -> None:
    assert freshness(0, 180) == 1.0
    assert freshness(180, 180) == pytest.approx(math.exp(-1))


@pytest.mark.parametrize(
    ("design_share", "capability", "expected"),
    [(0.2, 0.8, 0.75), (0.8, 0.8, 0.0), (0.9, 0.8, 0.0), (0.0, 0.5, 1.0), (0.2, 0.0, 0.0)],
)
def test_what_a_customer_does_not_use_is_idle(
    design_share: float, capability: float, expected: float
) -> None:
    assert idle(design_share, capability) == pytest.approx(expected)
