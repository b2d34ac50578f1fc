"""What runs, their journals and their merge cost: measured in this process."""

from __future__ import annotations

import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path
from statistics import median

from benchmarks.small_sweeps import FLAGSHIP, STARTER, planned
from benchmarks.sweeps import TRIVIAL, trivial
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.sweep_folder import POINTS, SweepResult, write
from supplychain_sim.simulation import simulate
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep import parquet
from supplychain_sim.sweep.conduct import tally
from supplychain_sim.sweep.journal import (
    FILE_HEADER,
    HEADER,
    Layout,
    layout_bytes,
    layout_of,
    result_bytes,
)
from supplychain_sim.sweep.merge import Index
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.status import status
from supplychain_sim.sweep.store import MEASURES, Store, new_journal
from supplychain_sim.sweep.worker import Setup, Worker

#: Runs, for each scenario, of which the median is told; the first is not counted.
_RUNS = {STARTER: 8, FLAGSHIP: 4}
#: Runs that are merged: of two values for each regime, and of those of scenarios.
_TRIVIAL_RUNS = 20_000
_MERGED = {STARTER: 1000, FLAGSHIP: 60}
#: Runs that are simulated for that.
_SIMULATED = 4
#: Replications of each point of what is merged.
_REPLICATIONS = 10


def runs(scenario: str) -> dict[str, float]:
    """Return what a run of *scenario* costs, in processor time and in bytes."""
    with tempfile.TemporaryDirectory() as temporary:
        plan = planned(Path(temporary), scenario, 9, _RUNS[scenario])
        reading = []
        for point in range(3):
            began = time.process_time()
            at = plan.scenario(point)
            reading.append(time.process_time() - began)
        took, outcomes = [], []
        for replication in range(_RUNS[scenario]):
            began = time.process_time()
            outcomes = simulate(at, replication, list(plan.regimes))
            took.append(time.process_time() - began)
        keys, values = _laid_out(outcomes)
    payload = layout_bytes(keys)
    return {
        f"run_s ({scenario})": median(took[1:]),
        f"point_s ({scenario})": median(reading[1:]),
        f"values ({scenario})": len(values),
        f"run_bytes ({scenario})": HEADER.size + len(result_bytes(0, values)),
        f"journal_bytes ({scenario})": FILE_HEADER.size + HEADER.size + len(payload),
        f"layout_memory ({scenario})": _held(payload),
    }


def tasks() -> dict[str, float]:
    """Return the processor time that a task takes in its worker besides its run."""
    many = 500
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plan = planned(folder, STARTER, 1, many)
        store = Store(folder / "out", manifests.sweep_hash(plan))
        store.prepare()
        worker = Worker(Setup(plan, store.folder, store.sweep, TRIVIAL))
        worker.do((0,))
        began = time.process_time()
        assert worker.do(tuple(range(1, many))).failure is None
        took = time.process_time() - began
        worker.close()
    return {"task_s": took / (many - 1)}


#: What values are of, and the values.
_Laid = tuple[Layout, list[float]]
#: Gives what runs of a plan yield, without end.
_Values = Callable[[Plan], Iterator[_Laid]]


@dataclass(frozen=True)
class _Merged:
    """What it took to merge a sweep, in processor seconds a run, and what came of it in bytes."""

    values: int
    merge: float
    estimates: float
    status: float
    parquet: float
    csv: float


def merging() -> dict[str, float]:
    """Return what merging costs for each run, and for each of its values."""
    import pyarrow.parquet  # noqa: F401 - imported before the clock runs

    few = _merged(STARTER, _TRIVIAL_RUNS, _trivial_values)
    found: dict[str, float] = {}
    for scenario, runs in _MERGED.items():
        many = _merged(scenario, runs, _simulated_values)
        by_value = (many.merge - few.merge) / (many.values - few.values)
        told = (many.status - few.status) / (many.values - few.values)
        found |= {
            f"merge_value_s ({scenario})": by_value,
            f"estimates_value_s ({scenario})": many.estimates / many.values,
            f"parquet_value_bytes ({scenario})": many.parquet / many.values,
            f"estimate_bytes ({scenario})": many.csv * _REPLICATIONS / many.values,
            f"status_value_s ({scenario})": told,
        }
    return {"merge_run_s": few.merge, "status_run_s": few.status} | found


def _merged(scenario: str, runs: int, values_of: _Values) -> _Merged:
    """Merge so many *runs*, and return what each took."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        plan = planned(folder, scenario, runs // _REPLICATIONS, _REPLICATIONS)
        store = Store(folder / "out", manifests.sweep_hash(plan))
        store.prepare()
        manifests.write(store.folder, manifests.begun(plan, TRIVIAL, ""))
        journal = new_journal(store.folder, store.sweep)
        values = 0
        for task, (keys, yielded) in zip(range(runs), values_of(plan), strict=False):
            journal.add(task, keys, yielded)
            values = len(yielded)
        journal.close()
        times = [time.process_time()]
        progress = tally(store, runs).progress
        with closing(Index(store, plan).results()) as results:
            parquet.write(store.folder / MEASURES, plan, results)
        times.append(time.process_time())
        write(SweepResult(plan, store.folder, progress, store.folder / MEASURES))
        times.append(time.process_time())
        status(store.folder)
        times.append(time.process_time())
        merge, estimates, told = ((after - before) / runs for before, after in pairwise(times))
        sizes = [(store.folder / name).stat().st_size / runs for name in (MEASURES, POINTS)]
    return _Merged(values, merge, estimates, told, *sizes)


def _trivial_values(plan: Plan) -> Iterator[_Laid]:
    yielded = _laid_out(trivial(plan.scenario(0), 0, list(plan.regimes)))
    while True:
        yield yielded


def _simulated_values(plan: Plan) -> Iterator[_Laid]:
    """Yield what real runs yielded, each time moved a little: equal ones would pack too well."""
    scenario = plan.scenario(0)
    yielded = [
        _laid_out(simulate(scenario, replication, list(plan.regimes)))
        for replication in range(_SIMULATED)
    ]
    for times in count(1):
        for keys, values in yielded:
            little = 1 + times * 1e-7
            yield keys, [value if value.is_integer() else value * little for value in values]


def _laid_out(outcomes: Sequence[Outcome]) -> _Laid:
    found = sorted(
        ((outcome.regime, subject, measure, year), float(value))
        for outcome in outcomes
        for subject, measure, year, value in outcome.measures
        if year is not None
    ) + [
        ((outcome.regime, subject, measure, None), float(value))
        for outcome in outcomes
        for subject, measure, year, value in outcome.measures
        if year is None
    ]
    return tuple(row for row, _ in found), [value for _, value in found]


def _held(payload: bytes) -> int:
    """Return the bytes of memory that a layout takes once it is read."""
    tracemalloc.start()
    layout = layout_of.__wrapped__(payload)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert layout
    return held
