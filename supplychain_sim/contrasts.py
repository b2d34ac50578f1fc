"""Contrasts of claims: which values of a replication they look at, and what they make of them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from supplychain_sim.estimates import defined
from supplychain_sim.experiment import Cell, Experiment
from supplychain_sim.scenario.claims import EVERY, Aspect, Claim, Comparable, Region, Window


class Side(NamedTuple):
    """A measure of a subject in a window under one regime."""

    measure: str
    subject: str
    regime: str
    window: Window


class Compared(NamedTuple):
    """A contrast of single regimes.

    Parameters
    ----------
    side
        What is looked at.
    against
        What it is compared with; None where a value stands alone.
    ratio
        Whether one is divided by the other, and not taken off.
    expect
        Where the mean is expected.
    beyond
        The two sides of a comparison that is taken off; None if there is none.
    """

    side: Side
    against: Side | None
    ratio: bool
    expect: Region
    beyond: tuple[Side, Side] | None = None

    def sides(self) -> list[Side]:
        """Return all that is looked at."""
        return [self.side, *([self.against] if self.against else []), *(self.beyond or ())]


class Sample(NamedTuple):
    """Values of a contrast, and how many replications have none."""

    values: tuple[float, ...]
    #: Replications in which one of the two is not defined.
    undefined: int
    #: Replications with nothing to divide by.
    zero: int


def expanded(claim: Claim, experiment: Experiment) -> list[Compared]:
    """Return the contrasts of a claim, ``every`` regime written out."""
    found = []
    for contrast in claim.contrasts():
        # A scenario is refused that leaves it out.
        if contrast.expect is None:
            raise ValueError("found a contrast without expect, expected one")
        found += of_regimes(contrast, contrast.expect, experiment.scenario.regimes)
    return found


def of_regimes(contrast: Comparable, expect: Region, regimes: Iterable[str]) -> list[Compared]:
    """Return a contrast of each of the *regimes* that it is about."""
    against = contrast.against.regime if contrast.against else None
    every = [name for name in regimes if name != against]
    named = every if contrast.regime == EVERY else [str(contrast.regime)]
    return [_compared(contrast, expect, regime) for regime in named]


def _compared(contrast: Comparable, expect: Region, regime: str) -> Compared:
    # A scenario is refused that leaves it out.
    if contrast.window is None:
        raise ValueError("found a contrast without window, expected one")
    side = Side(str(contrast.measure), str(contrast.subject), regime, contrast.window)
    against = None if contrast.against is None else _other(side, contrast.against)
    beyond = None
    if contrast.beyond is not None:
        elsewhere = _other(side, contrast.beyond)
        beyond = elsewhere, _other(elsewhere, contrast.beyond.against)
    return Compared(side, against, contrast.as_ == "ratio", expect, beyond)


def _other(side: Side, aspect: Aspect) -> Side:
    said = {key: getattr(aspect, key) for key in Side._fields}
    return side._replace(**{key: value for key, value in said.items() if value is not None})


class Samples:
    """Values of the finished replications, by regime and cell."""

    def __init__(self, experiment: Experiment) -> None:
        self.horizon = experiment.scenario.horizon
        self.replications = sorted({outcome.replication for outcome in experiment.outcomes})
        self._values: dict[tuple[str, int], dict[Cell, float]] = {}
        if experiment.scenario.claims:
            for outcome in experiment.outcomes:
                self._values[outcome.regime, outcome.replication] = {
                    Cell(measure, subject, year): value
                    for subject, measure, year, value in outcome.measures
                }

    def of(self, compared: Compared) -> Sample:
        """Return the contrast of each replication that has one."""
        values, zero = [], 0
        for replication in self.replications:
            one, *others = [self._value(side, replication) for side in compared.sides()]
            if compared.ratio and not math.isnan(one) and 0 in others[::2]:
                zero += 1
                continue
            values.append(_contrasted([one, *others], ratio=compared.ratio))
        kept = defined(values)
        return Sample(tuple(kept), len(values) - len(kept), zero)

    def _value(self, side: Side, replication: int) -> float:
        cells = self._values.get((side.regime, replication), {})
        values = [
            cells.get(Cell(side.measure, side.subject, year), math.nan)
            for year in side.window.years(self.horizon)
        ]
        return values[0] if len(values) == 1 else math.fsum(values) / len(values)


def _contrasted(values: Sequence[float], *, ratio: bool) -> float:
    """Return a value, or its comparison with a second, less that of a third with a fourth."""
    if len(values) == 1:
        return values[0]
    first, *rest = (
        value / (other or math.nan) if ratio else value - other
        for value, other in zip(values[::2], values[1::2], strict=True)
    )
    return first - math.fsum(rest)
