"""What a sweep would take: told of a few runs, of which nothing is kept."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from supplychain_sim.sweep import parquet
from supplychain_sim.sweep.manifest import sweep_hash
from supplychain_sim.sweep.merge import Index
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.protocol import Crew, Engine, Limits
from supplychain_sim.sweep.store import MEASURES, Store
from supplychain_sim.sweep.tasks import Failure
from supplychain_sim.sweep.worker import Setup

#: Seconds between two looks at what came of the runs.
_TICK = 1.0


@dataclass(frozen=True)
class Forecast:
    """What a sweep is thought to take.

    Parameters
    ----------
    points, runs
        How many there are.
    tried
        How many runs this is told of.
    seconds, size
        Of all runs with as many workers, and bytes of all files; None if no run ended well.
    failures
        Of the runs that were tried.
    """

    points: int
    runs: int
    tried: int
    seconds: float | None
    size: float | None
    failures: tuple[Failure, ...]


def forecast(plan: Plan, engine: Engine, limits: Limits, simulate: str, workers: int) -> Forecast:
    """Return what the sweep *plan* would take with so many *workers*.

    Its first, middle and last point are tried, by an *engine* of this machine.

    Raises
    ------
    SupplyChainError
        If no work can be done.
    """
    points = sorted({0, plan.size // 2, plan.size - 1})
    runs = plan.size * plan.replications
    with TemporaryDirectory() as temporary:
        store = Store(Path(temporary), sweep_hash(plan))
        store.prepare()
        setup = Setup(plan, store.folder.absolute(), store.sweep, simulate)
        with engine.open(setup, limits, len(points)) as crew:
            tasks = deque(point * plan.replications for point in points)
            seconds, failures = _tried(crew, tasks)
        good = len(points) - len(failures)
        if not good:
            return Forecast(plan.size, runs, len(points), None, None, failures)
        with closing(Index(store, plan).results()) as results:
            parquet.write(store.folder / MEASURES, plan, results)
        files = [store.folder / MEASURES, *store.journals()]
        size = sum(file.stat().st_size for file in files)
    share = runs / good
    return Forecast(
        plan.size,
        runs,
        len(points),
        seconds * share / min(workers, runs),
        size * share,
        failures,
    )


def _tried(crew: Crew, tasks: deque[int]) -> tuple[float, tuple[Failure, ...]]:
    """Return how long *tasks* took that ended well, and what became of the others."""
    seconds = 0.0
    failures: list[Failure] = []
    under_way = 0
    while tasks or under_way:
        while tasks and crew.room():
            crew.submit((tasks.popleft(),))
            under_way += 1
        for result in crew.results(_TICK):
            under_way -= 1
            if result.done:
                seconds += result.seconds
            elif result.failure is not None:
                failures.append(result.failure)
            elif result.loss is not None:
                failures.append(Failure(result.chunk[0], result.loss.kind, result.loss.error))
            else:
                tasks.append(result.chunk[0])
    return seconds, tuple(sorted(failures, key=lambda failure: failure.task))
