"""All replications of all regimes of a scenario: estimates and paired comparisons.

A task is one replication of every regime, so that a replication that fails is
missing under all of them and the pairs stay whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from supplychain_sim import simulation
from supplychain_sim.errors import Problem, ScenarioError, SimulationError
from supplychain_sim.estimates import defined, difference, estimate
from supplychain_sim.execution import Failure, execute
from supplychain_sim.fingerprints import Fingerprints, fingerprints
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.stages import impassable
from supplychain_sim.scenario.schema import MOST_REPLICATIONS, Scenario
from supplychain_sim.scenario.wording import no_such

#: Simulates one replication of the named regimes of a scenario.
Simulate = Callable[[Scenario, int, Sequence[str] | None], list[Outcome]]


#: Least and most of the numbers that may replace those of a scenario.
_RANGES = {"replications": (1, MOST_REPLICATIONS), "seed": (0, 2**64 - 1)}


@dataclass(frozen=True)
class Plan:
    """What is run: regimes in the order of the scenario, compared with *against*."""

    scenario: Scenario
    regimes: tuple[str, ...]
    against: str


class Cell(NamedTuple):
    """What a value is of; *year* is None for the whole horizon."""

    measure: str
    subject: str
    year: int | None


class EstimateRow(NamedTuple):
    """A measure under a regime, over the replications in which it is defined."""

    regime: str
    measure: str
    subject: str
    year: int | None
    unit: str
    mean: float
    half_width: float | None
    n: int


class ComparisonRow(NamedTuple):
    """How much a measure is higher under *regime* than under *against*, in pairs."""

    measure: str
    subject: str
    year: int | None
    regime: str
    against: str
    difference: float
    half_width: float | None
    n: int


@dataclass(frozen=True)
class Experiment:
    """What was run, and what came out.

    Parameters
    ----------
    scenario
        As run, with the seed and the replications that were used.
    regimes
        Their names, in the order of the scenario.
    against
        The regime that the others are compared with.
    outcomes
        Sorted by regime and replication.
    failures
        Replications that did not finish, in order.
    estimates, comparisons
        With intervals of 95 %.
    fingerprints
        Hashes of what happened.
    """

    scenario: Scenario
    regimes: tuple[str, ...]
    against: str
    outcomes: tuple[Outcome, ...]
    failures: tuple[Failure, ...]
    estimates: tuple[EstimateRow, ...]
    comparisons: tuple[ComparisonRow, ...]
    fingerprints: Fingerprints


def run(
    scenario: Scenario,
    *,
    regimes: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    against: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    simulate: Simulate = simulation.simulate,
) -> Experiment:
    """Return every replication of *regimes*, estimated and compared.

    Parameters
    ----------
    scenario
        What is modelled.
    regimes
        Names of those to run; all unless given.
    replications, seed
        Instead of those of the scenario.
    jobs
        Number of processes; it cannot be seen in the results.
    against
        The regime that the others are compared with; the first one unless given.
    progress
        Called with the number of replications that are finished, and of all.
    simulate
        Simulates one replication; can be pickled if *jobs* is above 1.

    Raises
    ------
    ScenarioError
        If a regime is unknown or a number out of range; nothing was run.
    """
    plan = settle(scenario, regimes=regimes, replications=replications, seed=seed, against=against)
    return summarised(plan, *replicate(plan, jobs=jobs, progress=progress, simulate=simulate))


def replicate(
    plan: Plan,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    simulate: Simulate = simulation.simulate,
) -> tuple[list[Outcome], list[Failure]]:
    """Return what came of every replication of *plan*; arguments are those of :func:`run`."""
    work = partial(_replication, simulate, plan)
    count = plan.scenario.replications
    finished: list[Outcome] = []
    failures: list[Failure] = []
    with closing(execute(work, count, jobs)) as results:
        for done, (_, result) in enumerate(results, start=1):
            if isinstance(result, Failure):
                failures.append(result)
            else:
                finished.extend(result)
            if progress is not None:
                progress(done, count)
    return finished, failures


def summarised(plan: Plan, finished: Sequence[Outcome], failures: Sequence[Failure]) -> Experiment:
    """Return the experiment that *plan* became, of what came of its replications."""
    outcomes = tuple(sorted(finished, key=lambda outcome: (outcome.regime, outcome.replication)))
    samples = by_cell(outcomes, plan.regimes)
    return Experiment(
        scenario=plan.scenario,
        regimes=plan.regimes,
        against=plan.against,
        outcomes=outcomes,
        failures=tuple(sorted(failures)),
        estimates=tuple(_estimates(samples, plan.scenario.currency)),
        comparisons=tuple(_comparisons(samples, plan.against)),
        fingerprints=fingerprints(outcomes),
    )


def compared(experiment: Experiment, against: str) -> tuple[ComparisonRow, ...]:
    """Return the paired differences of an experiment from one of its regimes."""
    return tuple(_comparisons(by_cell(experiment.outcomes, experiment.regimes), against))


def settle(
    scenario: Scenario,
    *,
    regimes: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    against: str | None = None,
) -> Plan:
    """Return what :func:`run` would run, of arguments that mean the same there.

    Raises
    ------
    ScenarioError
        With every name that is unknown and every number out of range.
    """
    asked = {"replications": replications, "seed": seed}
    update = {name: value for name, value in asked.items() if value is not None}
    wanted = scenario.regimes if regimes is None else regimes
    chosen = tuple(name for name in scenario.regimes if name in wanted)
    problems = [
        _problem(name, f"found {value!r}, expected {least} to {most}")
        for name, value in update.items()
        for least, most in [_RANGES[name]]
        if not isinstance(value, int) or not least <= value <= most
    ]
    problems += [
        _problem("regime", no_such("regime", name, scenario.regimes))
        for name in wanted
        if name not in chosen
    ]
    if not wanted:
        problems.append(_problem("regime", "found none, expected at least one"))
    if against is not None:
        problems += _nothing_to_compare(against, chosen, scenario)
    problems += impassable(scenario)
    if problems:
        raise ScenarioError(problems)
    return Plan(scenario.model_copy(update=update), chosen, against or chosen[0])


def _nothing_to_compare(against: str, chosen: tuple[str, ...], scenario: Scenario) -> list[Problem]:
    """Return the problem of comparing with *against*, if there is one."""
    if against not in scenario.regimes:
        return [_problem("against", no_such("regime", against, scenario.regimes))]
    if not chosen:
        return []  # told where the regimes are named
    shown, run_are = repr(against), ", ".join(chosen)
    if against not in chosen:
        message = (
            f"found {shown}, which is not among the regimes that run; expected one of {run_are}"
        )
    elif chosen == (against,):
        message = f"found {shown}, the one regime that runs; expected another one beside it"
    else:
        return []
    return [_problem("against", message)]


def _problem(path: str, message: str) -> Problem:
    return Problem("run", 0, 0, path, message)


def _replication(simulate: Simulate, plan: Plan, replication: int) -> list[Outcome]:
    outcomes = simulate(plan.scenario, replication, plan.regimes)
    for outcome in outcomes:
        for subject, measure, year, value in outcome.measures:
            if math.isinf(value):
                where = f"{outcome.regime}, {subject}, year {year}"
                raise SimulationError(f"{measure} is infinite, expected a finite value ({where})")
    return outcomes


#: By regime and cell, one value for each finished replication; not a number where undefined.
Samples = Mapping[str, Mapping[Cell, list[float]]]


def by_cell(outcomes: Sequence[Outcome], regimes: Sequence[str]) -> Samples:
    """Return the values of *outcomes* by regime and cell, in the order of tables."""
    replications = sorted({outcome.replication for outcome in outcomes})
    place = {replication: index for index, replication in enumerate(replications)}
    samples: dict[str, defaultdict[Cell, list[float]]] = {
        regime: defaultdict(lambda: [math.nan] * len(place)) for regime in regimes
    }
    for outcome in outcomes:
        cells = samples[outcome.regime]
        index = place[outcome.replication]
        for subject, measure, year, value in outcome.measures:
            cells[Cell(measure, subject, year)][index] = value
    return {
        regime: {cell: cells[cell] for cell in sorted(cells, key=_in_tables)}
        for regime, cells in samples.items()
    }


def _in_tables(cell: Cell) -> tuple[str, str, bool, int]:
    """Sort by measure, subject and year, the whole horizon last."""
    return cell.measure, cell.subject, cell.year is None, cell.year or 0


def _estimates(samples: Samples, currency: str) -> list[EstimateRow]:
    rows = []
    for regime, cells in samples.items():
        for cell, values in cells.items():
            if kept := defined(values):
                found = estimate(kept)
                unit = REGISTRY[cell.measure].unit_in(currency)
                rows.append(EstimateRow(regime, *cell, unit, found.mean, found.half_width, found.n))
    return rows


def _comparisons(samples: Samples, against: str) -> list[ComparisonRow]:
    rows = []
    for regime, cells in samples.items():
        for cell, values in cells.items() if regime != against else ():
            others = samples[against].get(cell, [])
            if others and any(not math.isnan(a - b) for a, b in zip(values, others, strict=True)):
                found = difference(values, others)
                rows.append(
                    ComparisonRow(*cell, regime, against, found.mean, found.half_width, found.n)
                )
    return rows
