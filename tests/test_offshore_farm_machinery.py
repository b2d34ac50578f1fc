"""The maker of farm machinery, with the lock-out and without it, in the same luck."""

from __future__ import annotations

import math

import pytest
from flagship import ROOT

from supplychain_sim.model.measures import Measured
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import simulate
from supplychain_sim.units import DAY, YEAR

SHIPPED = ROOT / "scenarios" / "offshore_farm_machinery.yaml"
REGIME = "offshore_outsourcing"
RELATIONS, PORT, KIT = ("castings", "forgings"), "port/long-beach", "kit/axle"
#: Enough for what happens in each of them.
REPLICATIONS = 3
SHORTER = ("horizon=4 years", "claims=null")

Key = tuple[str, str, int | None]


def scenario(*settings: str) -> Scenario:
    return load(SHIPPED, [*SHORTER, *settings]).scenario


def measured(of: Scenario, replication: int) -> dict[Key, float]:
    (outcome,) = simulate(of, replication, [REGIME])
    return {key(one): one.value for one in outcome.measures}


def key(one: Measured) -> Key:
    return one.subject, one.measure, one.year


@pytest.fixture(scope="module", params=range(REPLICATIONS))
def pair(request: pytest.FixtureRequest) -> tuple[dict[Key, float], dict[Key, float]]:
    """What a replication yields with the lock-out, and without it."""
    with_it, without = scenario(), scenario("hazards.lock-out=null")
    return measured(with_it, request.param), measured(without, request.param)


def test_year_3_begins_on_the_days_before_the_lock_out() -> None:
    found = scenario()
    (day,) = found.hazards["lock-out"].on or ()

    since_start = (day - found.start).days * DAY
    assert 0 < since_start - 2 * YEAR < 2 * DAY


def test_until_the_lock_out_nothing_is_different(
    pair: tuple[dict[Key, float], dict[Key, float]],
) -> None:
    hit, spared = pair
    before = [one for one in hit if one[2] in (1, 2)]

    assert len(before) > 200
    assert [one for one in before if not same(hit[one], spared[one])] == []
    assert any(not same(hit[one], spared[one]) for one in hit if one[2] == 3)


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_the_lock_out_shuts_ten_days_and_its_backlog_holds_what_comes_for_five_on_average(
    pair: tuple[dict[Key, float], dict[Key, float]],
) -> None:
    hit, spared = pair

    shut = spared[PORT, "open_share", 3] - hit[PORT, "open_share", 3]
    assert shut * YEAR / DAY == pytest.approx(10, abs=0.01)
    # From ten days at its start to nothing when the backlog is cleared.
    assert 4 < hit[PORT, "port_wait_if_shut_days", 3] < 6
    assert hit[PORT, "port_wait_days", 3] > spared[PORT, "port_wait_days", 3] + 0.5


def test_in_the_year_of_the_lock_out_goods_and_kits_are_later(
    pair: tuple[dict[Key, float], dict[Key, float]],
) -> None:
    hit, spared = pair
    for name, lane in zip(RELATIONS, ("foundry-moline", "forge-moline"), strict=True):
        in_time = f"relation/{name}", "on_time_share", 3
        assert hit[in_time] < spared[in_time] - 0.03
        tail = f"lane/{lane}", "transit_days_p95", 3
        assert hit[tail] > spared[tail] + 1
        down = f"stock/{name}", "line_down_hours", 3
        assert hit[down] >= spared[down]
    assert hit[KIT, "kits_in_promise_share", 3] < spared[KIT, "kits_in_promise_share", 3]


def test_round_by_panama_takes_longer_than_to_wait(
    pair: tuple[dict[Key, float], dict[Key, float]],
) -> None:
    hit, _ = pair

    assert [hit[f"relation/{name}", "diversions", 3] for name in RELATIONS] == [0, 0]
