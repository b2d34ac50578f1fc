from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statistical import assert_estimates

from supplychain_sim.distributions import Constant, Exponential, Lognormal, poisson
from supplychain_sim.model.accidents import Accidents
from supplychain_sim.streams import Streams, Table
from supplychain_sim.units import DAY


def table(seed: int, replication: int = 0) -> Table:
    return Streams(seed, replication).table("relation/a", "accidents by storm on leg 1")


def test_delays_add_up_as_a_compound_poisson_variable(seed: int) -> None:
    # Mean m E[D], variance m E[D^2] (Ross, section 5.4.2); 20,000 shipments at 0.4 accidents each.
    lasts = Lognormal(10 * DAY, 8 * DAY)
    means, variances = [], []
    for replication in range(40):
        hits = Accidents("storm", 0.4, 30 * DAY, lasts, table(seed, replication))
        delays = [sum(d for _, d in hits.of(n)) / DAY for n in range(2_000)]
        mean = sum(delays) / len(delays)
        means.append(mean)
        variances.append(sum((d - mean) ** 2 for d in delays) / (len(delays) - 1))

    assert_estimates(means, 0.4 * 10, notices=0.25)
    assert_estimates(variances, 0.4 * (10**2 + 8**2), notices=16.0)


def test_they_happen_within_the_planned_time_each_minute_alike(seed: int) -> None:
    hits = Accidents("storm", 3.0, 30 * DAY, Constant(100 * DAY), table(seed))
    times = [after for n in range(3_000) for after, _ in hits.of(n)]

    assert min(times) >= 0
    assert max(times) <= 30 * DAY
    means = [sum(times[k::30]) / len(times[k::30]) / DAY for k in range(30)]
    assert_estimates(means, 15.0, notices=0.6)


@given(rate=st.floats(0, 3), more=st.floats(0, 3), number=st.integers(0, 10_000))
@settings(max_examples=200, deadline=None)
def test_a_higher_rate_keeps_every_accident_and_adds_some(
    rate: float, more: float, number: int
) -> None:
    few, many = (
        Accidents("storm", expected, 30 * DAY, Exponential(DAY), table(20030106)).of(number)
        for expected in (rate, rate + more)
    )

    assert many[: len(few)] == few


@pytest.mark.parametrize("number", range(50))
def test_without_a_rate_there_are_none(number: int) -> None:
    assert Accidents("storm", 0.0, 30 * DAY, Constant(DAY), table(1)).of(number) == ()


def test_each_shipment_has_its_own_luck_in_whatever_order_it_is_asked_for(seed: int) -> None:
    hits = Accidents("storm", 0.5, 30 * DAY, Constant(DAY), table(seed))
    alone = table(seed)

    for number in (700, 3, 511, 512, 700):
        expected = poisson(alone.uniform(number, 0), 0.5)
        assert len(hits.of(number)) == expected


def test_what_is_looked_up_together_is_counted_one_by_one(seed: int) -> None:
    hits = Accidents("storm", 0.5, 30 * DAY, Constant(DAY), table(seed))

    found = [len(hits.of(number)) for number in range(40)]

    # One for how many, and two for each.
    assert hits.table.consumed == sum(1 + 2 * many for many in found)
