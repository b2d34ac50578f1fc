from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.expected import assert_expected
from benchmarks.pieces import regimes
from benchmarks.timing import timed

pytestmark = pytest.mark.benchmark(disable_gc=True)


@pytest.mark.parametrize("regime", regimes())
def test_a_replication_of_the_flagship(benchmark: BenchmarkFixture, regime: str) -> None:
    found = timed(benchmark, f"replication, {regime}", rounds=3)

    assert_expected(f"replication, {regime}", found)


def test_ten_relations_over_fifteen_years_with_everything_on(benchmark: BenchmarkFixture) -> None:
    found = timed(benchmark, "ten relations", rounds=1)

    assert_expected("ten relations", found)
