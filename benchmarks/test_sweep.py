from __future__ import annotations

import pytest

from benchmarks.sweeps import TRIVIAL, swept

#: Megabytes that the conducting process may need for three hundred thousand runs more.
NOTICES = 20


@pytest.mark.nightly
def test_the_memory_of_a_sweep_does_not_grow_with_its_runs() -> None:
    few, many = (swept(TRIVIAL, 100, replications, 2) for replications in (1000, 4000))

    assert (few["runs"], many["runs"]) == (100_000, 400_000)
    assert many["largest_mb"] - few["largest_mb"] < NOTICES
