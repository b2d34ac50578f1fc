from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.expected import assert_expected
from benchmarks.pieces import SHIPMENTS
from benchmarks.timing import timed

pytestmark = pytest.mark.benchmark(disable_gc=True)


def test_shipments_through_two_ports_cost_no_event(benchmark: BenchmarkFixture) -> None:
    found = timed(benchmark, "shipments", rounds=5)

    assert found["events"] == 0
    assert found["arrived"] == SHIPMENTS
    assert_expected("shipments", found)
