"""A sweep that can be run: a base scenario, factors, and the points of a design."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from supplychain_sim.errors import Problem
from supplychain_sim.scenario.overlay import Told
from supplychain_sim.scenario.parse import Loaded, completed
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.sweep.designs import Design
from supplychain_sim.sweep.factors import Factor, Level
from supplychain_sim.sweep.language import Best, SweepClaim
from supplychain_sim.sweep.laying import laid_over
from supplychain_sim.sweep.trying import problems_at
from supplychain_sim.sweep.values import shown

__all__ = ["Plan", "Point", "shown"]


class Point(NamedTuple):
    """A point of a design.

    Parameters
    ----------
    number
        Counted from 0.
    values
        The value of each factor, by its name, in the order of the factors.
    """

    number: int
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True)
class Plan:
    """What a sweep runs.

    Parameters
    ----------
    name
        What the file is called, without its ending.
    question
        What the sweep is to find out.
    loaded
        The base scenario, without any factor laid over it.
    base
        What the base scenario was read from.
    factors
        What is varied.
    design
        Which levels of the factors meet.
    regimes
        Those that run, in the order of the base scenario.
    replications, seed
        Of each point; all points meet the same luck.
    claims
        What is expected to come out; nothing that is run depends on it.
    best
        By what the best and worst points are told.
    tree
        All that the results depend on; JSON can hold it, and comments and claims do not move it.
    """

    name: str
    question: str
    loaded: Loaded
    base: Told
    factors: tuple[Factor, ...]
    design: Design
    regimes: tuple[str, ...]
    replications: int
    seed: int
    claims: Mapping[str, SweepClaim]
    best: Best | None
    tree: dict[str, Any]

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.design.size

    def levels(self, number: int) -> tuple[Level, ...]:
        """Return the level of each factor at a point.

        Raises
        ------
        IndexError
            If there is no point of that *number*.
        """
        if not 0 <= number < self.size:
            raise IndexError(f"found the point {number}, expected one from 0 to {self.size - 1}")
        return self.design.levels(self.factors, number)

    def point(self, number: int) -> Point:
        """Return the point of a *number*; no other is built for it."""
        pairs = zip(self.factors, self.levels(number), strict=True)
        return Point(number, tuple((factor.name, level.value) for factor, level in pairs))

    def scenario(self, number: int) -> Scenario:
        """Return the scenario at a point: the base with its values laid over it.

        Raises
        ------
        ScenarioError
            If the values contradict each other, or the base.
        """
        laid = [one for level in self.levels(number) for one in level.laid]
        loaded = completed(self.loaded.name, *laid_over(self.base, laid))
        update = {"seed": self.seed, "replications": self.replications}
        return loaded.scenario.model_copy(update=update)

    def problems(self, numbers: Iterable[int]) -> list[Problem]:
        """Return what is wrong at points, each problem once, with the first point that has it.

        All points of a small design, and some of a large one, were tried when it was read.
        """
        return problems_at(self.base, self.factors, self.design, numbers)
