"""What each choice of a regime is worth: the same replications, with choices set otherwise.

A variant is a regime like any other, and runs in the same piece of work as the regimes that it
is compared with, so that all of them meet the same luck.  What two variants differ in has
come out of the one choice that they differ in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, NamedTuple

from supplychain_sim import simulation
from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.estimates import Estimate, difference
from supplychain_sim.experiment import (
    Cell,
    Experiment,
    Plan,
    Samples,
    Simulate,
    by_cell,
    replicate,
    summarised,
)
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.regime import Regime, off
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.wording import no_such

#: What a choice is judged by, where it has a value: how good the sites are, what the customer gets
#: and what it pays for that, and how much of the work the supplier may change.
MEASURES = (
    "gap",
    "unit_cost",
    "defects_per_million",
    "design_share",
    "collaboration_cost",
    "cost_per_change",
)

#: How a choice is switched: ``alone``, back to what the other regime chooses; as one ``step`` on
#: the way from the other regime; ``off``; or the ``whole`` way, all choices at once.
Kind = Literal["alone", "step", "whole", "off"]


class Switch(NamedTuple):
    """A choice that goes *from_* one value *to* another, all else being equal.

    Parameters
    ----------
    regime
        Whose choice it is.
    against
        The regime that it is compared with; None where a switch is turned off.
    kind
        How it is switched.
    choice, from_, to
        None for the whole way.
    before, after
        Names of what ran with the one value and with the other.
    """

    regime: str
    against: str | None
    kind: Kind
    choice: str | None
    from_: Any
    to: Any
    before: str
    after: str


@dataclass(frozen=True)
class Switches:
    """What runs, and what of it is compared.

    Parameters
    ----------
    plan
        The regimes that were asked for, and all variants.
    switches
        By regime and kind, in the order of choices.
    """

    plan: Plan
    switches: tuple[Switch, ...]


class Worth(NamedTuple):
    """What a switch was worth by one measure.

    Parameters
    ----------
    switch
        What was switched.
    measure, subject
        Judged by what, of whom.
    year
        The last one; None for the whole horizon, if it is below a year.
    pairs
        Number of the replication, and the values before and after.
    found
        The values after less those before, as a mean with its interval; None if no pair has both.
    """

    switch: Switch
    measure: str
    subject: str
    year: int | None
    pairs: tuple[tuple[int, float, float], ...]
    found: Estimate | None

    @property
    def nothing(self) -> bool:
        """Whether it was exactly 0 in every single replication."""
        return self.found is not None and self.found.mean == 0 and not self.found.half_width


def run(
    asked: Plan,
    switches: Switches,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
    simulate: Simulate = simulation.simulate,
) -> tuple[Experiment, tuple[Worth, ...]]:
    """Return the experiment that was *asked* for, and what the *switches* in it are worth.

    Parameters
    ----------
    asked
        The regimes that the experiment is of; it is what it would be without variants.
    switches
        As settled for *asked*.
    jobs, progress, simulate
        As of an experiment.
    """
    one = partial(_simulated, simulate, asked.regimes)
    finished, failures = replicate(switches.plan, jobs=jobs, progress=progress, simulate=one)
    own = [outcome for outcome in finished if outcome.regime in asked.regimes]
    return summarised(asked, own, failures), tuple(_worths(finished, switches))


def settle(asked: Plan, order: Sequence[str] = ()) -> Switches:
    """Return what an ablation of *asked* runs beside it, and compares.

    Parameters
    ----------
    asked
        What runs anyway.
    order
        Choices that are switched first on the way from one regime to another, in this order;
        those that it leaves out follow in the order of the schema.

    Raises
    ------
    ScenarioError
        If the order names what is no choice, or one twice, or there is nothing to switch.
    """
    problems = [
        _problem("order", no_such("choice", name, Regime.model_fields))
        for name in order
        if name not in Regime.model_fields
    ]
    twice = sorted({name for name in order if order.count(name) > 1})
    problems += [
        _problem("order", f"found {name!r} more than once, expected each choice once")
        for name in twice
    ]
    if order and len(asked.regimes) == 1:
        message = "found an order, and one regime that runs; expected another to start from"
        problems.append(_problem("order", message))
    if problems:
        raise ScenarioError(problems)
    choices = (*order, *(name for name in Regime.model_fields if name not in order))
    variants = _Variants(asked)
    switches = [
        switch
        for regime in asked.regimes
        for switch in (
            *_differing(variants, regime, asked.against, choices),
            *_turned_off(variants, regime),
        )
    ]
    if all(switch.choice is None for switch in switches):
        found = ", ".join(asked.regimes)
        message = (
            f"found nothing to switch in {found}; expected a regime with a switch that is on, "
            "or two that differ in a choice"
        )
        raise ScenarioError([_problem("ablate", message)])
    return Switches(variants.plan(), tuple(switches))


def _problem(path: str, message: str) -> Problem:
    return Problem("run", 0, 0, path, message)


class _Variants:
    """The regimes that run, by name, and variants of them, each set of choices once."""

    def __init__(self, asked: Plan) -> None:
        self._asked = asked
        self._regimes = {name: asked.scenario.regimes[name] for name in asked.regimes}

    def choices(self, name: str) -> Regime:
        """Return what a regime or variant chooses."""
        return self._regimes[name]

    def of(self, name: str, choice: str, value: Any) -> str:
        """Return the name of what runs like *name*, with another *value* of a choice.

        A new one is called what no regime can be called: an id holds no space.
        """
        wanted = self._regimes[name].model_copy({choice: value})
        for known, regime in self._regimes.items():
            if regime == wanted:
                return known
        made = f"{name} with another {choice} ({len(self._regimes)})"
        self._regimes[made] = wanted
        return made

    def plan(self) -> Plan:
        """Return all of them as what is to be run."""
        # All of the scenario: one that runs may give way to one that does not.
        regimes = {**self._asked.scenario.regimes, **self._regimes}
        scenario = self._asked.scenario.model_copy({"regimes": regimes})
        return Plan(scenario, tuple(self._regimes), self._asked.against)


def _differing(
    variants: _Variants, regime: str, against: str, choices: Sequence[str]
) -> Iterator[Switch]:
    """Yield the choices in which a regime differs: each alone, step by step, and all of them."""
    ours, theirs = variants.choices(regime), variants.choices(against)
    differing = {
        choice: (getattr(theirs, choice), getattr(ours, choice))
        for choice in choices
        if getattr(theirs, choice) != getattr(ours, choice)
    }
    for choice, (from_, to) in differing.items():
        before = variants.of(regime, choice, from_)
        yield Switch(regime, against, "alone", choice, from_, to, before, regime)
    at = against
    for number, (choice, (from_, to)) in enumerate(differing.items(), start=1):
        # By name, since another regime may choose the same.
        after = regime if number == len(differing) else variants.of(at, choice, to)
        yield Switch(regime, against, "step", choice, from_, to, at, after)
        at = after
    if regime != against:
        yield Switch(regime, against, "whole", None, None, None, against, regime)


def _turned_off(variants: _Variants, regime: str) -> Iterator[Switch]:
    """Yield the switches of a regime that are on."""
    chosen = variants.choices(regime)
    for choice in Regime.model_fields:
        without, to = off(choice), getattr(chosen, choice)
        if without is not None and to != without.value:
            before = variants.of(regime, choice, without.value)
            yield Switch(regime, None, "off", choice, without.value, to, before, regime)


def _simulated(
    simulate: Simulate,
    asked: Sequence[str],
    scenario: Scenario,
    replication: int,
    regimes: Sequence[str] | None = None,
) -> list[Outcome]:
    """Return outcomes of which those of variants hold what an ablation reads, and no more.

    A variant has as many monthly values as a regime, and there are dozens of variants.
    """
    outcomes = simulate(scenario, replication, regimes)
    return [
        outcome
        if outcome.regime in asked
        else replace(
            outcome,
            measures=tuple(row for row in outcome.measures if row.measure in MEASURES),
            series=(),
            entities={},
            draws={},
            books=(),
        )
        for outcome in outcomes
    ]


def _worths(finished: Sequence[Outcome], switches: Switches) -> Iterator[Worth]:
    """Yield what each switch was worth by each measure."""
    samples = by_cell(finished, switches.plan.regimes)
    replications = sorted({outcome.replication for outcome in finished})
    cells = _cells(samples)
    for switch in switches.switches:
        for cell in cells:
            yield _worth(switch, cell, samples, replications)


def _cells(samples: Samples) -> list[Cell]:
    """Return what is looked at: main measures of all that has one, in the last year."""
    found = {cell for cells in samples.values() for cell in cells if cell.measure in MEASURES}
    last = max((cell.year for cell in found if cell.year is not None), default=None)
    return sorted(
        (cell for cell in found if cell.year == last),
        key=lambda cell: (MEASURES.index(cell.measure), cell.subject),
    )


def _worth(switch: Switch, cell: Cell, samples: Samples, replications: Sequence[int]) -> Worth:
    before, after = (_values(samples[name], cell, replications) for name in switch[-2:])
    known = any(not math.isnan(b - a) for b, a in zip(before, after, strict=True))
    return Worth(
        switch,
        *cell,
        tuple(zip(replications, before, after, strict=True)),
        difference(after, before) if known else None,
    )


def _values(
    cells: Mapping[Cell, list[float]], cell: Cell, replications: Sequence[int]
) -> list[float]:
    return cells.get(cell, [math.nan] * len(replications))
