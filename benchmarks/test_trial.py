from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.expected import assert_expected
from benchmarks.pieces import TRIALS
from benchmarks.timing import timed

pytestmark = pytest.mark.benchmark(disable_gc=True)


def test_trials_of_the_learning_core(benchmark: BenchmarkFixture) -> None:
    found = timed(benchmark, "core trials", rounds=5)

    assert found["evaluations"] == TRIALS
    assert_expected("core trials", found)


def test_trials_with_choice_and_judgement(benchmark: BenchmarkFixture) -> None:
    found = timed(benchmark, "trials", rounds=5)

    # One evaluation to judge a change, one more to adopt it: the context may have moved.
    assert found["evaluations"] == TRIALS + int(found["adopted"])
    assert_expected("trials", found)
