"""What a worker does wherever it runs: a chunk of tasks, each into its own journal at once."""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import supplychain_sim.model.definitions  # noqa: F401 - fills the registry
from supplychain_sim.errors import OutputError, ScenarioError, SimulationError
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.sweep.journal import Journal, Layout
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.store import new_journal
from supplychain_sim.sweep.tasks import Chunk, Failure, run_of

#: Simulates one replication of the named regimes of a scenario.
Simulate = Callable[[Scenario, int, Sequence[str] | None], list[Outcome]]

#: Seconds after which a chunk is cut short at the end of a run, so that none begins late.
PATIENCE = 1.0
#: Points whose scenario is kept: tasks of one point follow one another, but for retries.
_POINTS_KEPT = 4
#: Characters of an error, and of its traceback, that are told.
_LONGEST_ERROR, _LONGEST_TRACEBACK = 2_000, 20_000
#: Most values that one task may yield: 64 MB of them.
MOST_VALUES = 8_000_000


@dataclass(frozen=True)
class Setup:
    """What a worker needs to begin; can be pickled.

    Parameters
    ----------
    plan
        What is swept.
    folder
        Where results go: an absolute path.
    sweep
        Hash of the sweep, in hexadecimal.
    simulate
        Where the function is that simulates, as ``module:function``.
    owner
        What the names of journals begin with, see :func:`supplychain_sim.sweep.store.new_journal`.
    """

    plan: Plan
    folder: Path
    sweep: str
    simulate: str
    owner: str = ""


class Ended(NamedTuple):
    """What came of a chunk that its worker brought to an end.

    Parameters
    ----------
    done
        How many of its tasks, from the first, are recorded.
    failure
        What became of the task after those, if it failed; those after it were not begun.
    seconds
        How long the recorded ones took.
    """

    done: int
    failure: Failure | None
    seconds: float


class Worker:
    """Does tasks of a sweep, and records what they yield.

    Parameters
    ----------
    setup
        What there is to do.

    Raises
    ------
    SimulationError
        If there is no such function.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._simulate = found(setup.simulate)
        self._scenario = lru_cache(_POINTS_KEPT)(setup.plan.scenario)
        self._keys: list[tuple[str, str, str, int | None]] = []
        self._sorted: tuple[Layout, list[int]] = ((), [])
        self._journal: Journal | None = None

    def do(self, chunk: Chunk) -> Ended:
        """Do the tasks of *chunk* in order, until one fails or time has gone by.

        Raises
        ------
        OutputError
            If what they yield cannot be written.
        """
        began = time.monotonic()
        for index, task in enumerate(chunk):
            failure = self._done(task)
            seconds = time.monotonic() - began
            if failure is not None:
                return Ended(index, failure, seconds)
            if seconds > PATIENCE:
                return Ended(index + 1, None, seconds)
        return Ended(len(chunk), None, time.monotonic() - began)

    def close(self) -> None:
        """Bring to the disk what was recorded."""
        if self._journal is not None:
            self._journal.close()

    def _done(self, task: int) -> Failure | None:
        """Do a task and record it; return why not, if it failed."""
        plan = self._setup.plan
        try:
            run = run_of(task, plan.replications)
            outcomes = self._simulate(
                self._scenario(run.point), run.replication, list(plan.regimes)
            )
            failure = too_large(task, outcomes)
            if failure is None:
                layout, values = self._laid_out(outcomes)
                failure = not_finite(task, layout, values)
        except OutputError:
            raise
        except MemoryError:
            return Failure(task, "memory", "MemoryError: no more memory may be had")
        except Exception as error:  # noqa: BLE001 - whatever went wrong is reported
            return Failure(task, "error", said(error), _trace(error))
        if failure is None:
            self._recorded(task, layout, values)
        return failure

    def _recorded(self, task: int, layout: Layout, values: Sequence[float]) -> None:
        if self._journal is None:
            setup = self._setup
            self._journal = new_journal(setup.folder, setup.sweep, setup.owner)
        self._journal.add(task, layout, values)

    def _laid_out(self, outcomes: Sequence[Outcome]) -> tuple[Layout, list[float]]:
        """Return what the values of *outcomes* are of, in the order of tables, and the values."""
        keys = [
            (outcome.regime, subject, measure, year)
            for outcome in outcomes
            for subject, measure, year, _ in outcome.measures
        ]
        values = [float(value) for outcome in outcomes for *_, value in outcome.measures]
        if keys != self._keys:
            order = sorted(range(len(keys)), key=lambda index: _in_tables(keys[index]))
            self._keys, self._sorted = keys, (tuple(keys[index] for index in order), order)
        layout, order = self._sorted
        return layout, [values[index] for index in order]


def too_large(task: int, outcomes: Sequence[Outcome]) -> Failure | None:
    """Return the failure of a task that yielded more than can be kept, if it did."""
    count = sum(len(outcome.measures) for outcome in outcomes)
    if count <= MOST_VALUES:
        return None
    told = f"found {count:,} values, expected at most {MOST_VALUES:,}"
    return Failure(task, "too large", told)


def not_finite(task: int, layout: Layout, values: Sequence[float]) -> Failure | None:
    """Return the failure of a task that yielded a value which is none, if it did.

    Where a measure may lack a value, not a number says that there was nothing to measure, and
    is kept so.
    """
    for (regime, subject, measure, year), value in zip(layout, values, strict=True):
        if math.isfinite(value) or (math.isnan(value) and _may_lack_value(measure)):
            continue
        when = "over the whole horizon" if year is None else f"in year {year}"
        told = f"not finite: {measure} of {subject or 'the whole'} {when} under {regime}: {value}"
        return Failure(task, "not finite", told)
    return None


def _may_lack_value(measure: str) -> bool:
    return measure not in REGISTRY or REGISTRY[measure].may_lack_value


def found(name: str) -> Simulate:
    """Return the function that *name* names, as ``module:function``.

    Raises
    ------
    SimulationError
        If there is none.
    """
    module, _, function = name.partition(":")
    try:
        simulate: Simulate = getattr(import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise SimulationError(
            f"simulate: found {name!r}, expected module:function that can be imported ({error})"
        ) from error
    return simulate


def said(error: BaseException) -> str:
    """Return *error* in one line, whatever it is."""
    if isinstance(error, ScenarioError):
        return "; ".join(str(problem) for problem in error.problems)[:_LONGEST_ERROR]
    name = type(error).__name__
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an error that cannot be told is told by its name
        return name
    return f"{name}: {text}"[:_LONGEST_ERROR] if text else name


def _trace(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))[-_LONGEST_TRACEBACK:]
    except Exception:  # noqa: BLE001 - likewise
        return "".join(traceback.format_tb(error.__traceback__))[-_LONGEST_TRACEBACK:]


def _in_tables(row: tuple[str, str, str, int | None]) -> tuple[str, str, str, bool, int]:
    """Sort by regime, subject, measure and year, the whole horizon last."""
    regime, subject, measure, year = row
    return regime, subject, measure, year is None, year or 0
