from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.expected import assert_expected
from benchmarks.side_by_side import SHIPMENTS, SIDES, account, given, ratio

pytestmark = pytest.mark.benchmark(disable_gc=True)


@pytest.mark.parametrize("name", SIDES)
def test_shipments_meet_the_same_leg_by_leg_and_resolved(name: str) -> None:
    found = account(name)

    assert found["arrived"] == SHIPMENTS
    assert found["outcomes"] == account("leg by leg")["outcomes"]
    assert_expected(f"shipments, {name}", found)


@pytest.mark.parametrize("recorded", ["", ", recorded"])
def test_how_many_times_as_many_shipments_a_second(
    benchmark: BenchmarkFixture, recorded: str
) -> None:
    given()
    time = benchmark.pedantic

    plain, lean = time(ratio, args=(recorded, 3), rounds=1)  # type: ignore[no-untyped-call]

    benchmark.extra_info["times as many"] = round(lean / plain, 1)
    # Reported and not asserted, but what is compared has been done.
    assert plain > 0
    assert lean > 0
