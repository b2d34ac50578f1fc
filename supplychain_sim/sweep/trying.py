"""Points tried before anything runs, so that what contradicts itself is told first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario.located import Source
from supplychain_sim.scenario.overlay import Told
from supplychain_sim.scenario.overrides import Missing, find
from supplychain_sim.scenario.parse import MOST_TOLD, completed
from supplychain_sim.scenario.validation import refusals_of
from supplychain_sim.scenario.wording import dotted
from supplychain_sim.sweep.designs import Design, Grid
from supplychain_sim.sweep.factors import Factor, Laid, Level, Listed
from supplychain_sim.sweep.laying import laid_over
from supplychain_sim.sweep.values import shown

#: Points of a large design that are tried when it is read.
MOST_TRIED = 100
#: Numbers that follow one another by this share of the whole are spread evenly however many.
_GOLDEN = 0.6180339887498949


def spread(size: int, most: int = MOST_TRIED) -> list[int]:
    """Return numbers below *size*, first and last among them, spread evenly.

    >>> spread(3)
    [0, 1, 2]
    """
    if size <= most:
        return list(range(size))
    within = {int(size * (_GOLDEN * index % 1.0)) for index in range(1, most - 1)}
    return sorted({0, size - 1, *within})


def tried(design: Design) -> list[int]:
    """Return the points that are tried when a sweep is read.

    All of a small design.  Of a large one some; of a grid also those at which each level
    of a short list stands once, with the first level of all other factors.
    """
    return sorted({*spread(design.size), *_single_levels(design)})


def _single_levels(design: Design) -> Iterator[int]:
    if not isinstance(design, Grid):
        return
    stride = 1
    for count in reversed(design.counts):
        yield from (index * stride for index in spread(count))
        stride *= count


def problems_of_levels(base: Source, factors: Iterable[Factor]) -> list[Problem]:
    """Return the problems of single values that are listed, each at its own place.

    What a value contradicts is for points to tell.
    """
    found: list[Problem] = []
    for factor in factors:
        for level in factor.levels if isinstance(factor, Listed) else ():
            found += [problem for laid in level.laid for problem in _alone(base, laid)]
    return found


def _alone(base: Source, laid: Laid) -> list[Problem]:
    value, place = laid.source.tree, laid.source.values[()]
    at = find(base, laid.words)
    if isinstance(value, dict | list) or isinstance(at, Missing):
        return []
    return [
        Problem(*place, dotted(refusal.path), refusal.message)
        for refusal in refusals_of(at[1], value)
    ]


def problems_at(
    base: Told, factors: Sequence[Factor], design: Design, numbers: Iterable[int]
) -> list[Problem]:
    """Return the problems at points, each once, with the first point that has it.

    Parameters
    ----------
    base
        What the levels are laid over.
    numbers
        The points that are tried, as long as there are not too many problems to tell.
    """
    found: dict[Problem, Problem] = {}
    for number in numbers:
        levels = design.levels(factors, number)
        for problem in _problems(base, levels):
            if problem not in found:
                found[problem] = _told_at(problem, base, factors, levels, number)
        if len(found) > MOST_TOLD:
            break
    return list(found.values())


def _problems(base: Told, levels: Sequence[Level]) -> Sequence[Problem]:
    try:
        completed("", *laid_over(base, (one for level in levels for one in level.laid)))
    except ScenarioError as error:
        return error.problems
    return ()


def _told_at(
    problem: Problem,
    base: Told,
    factors: Sequence[Factor],
    levels: Sequence[Level],
    number: int,
) -> Problem:
    """Return a problem with the values that lead to it, unless it is told at the one value."""
    pairs = list(zip(factors, levels, strict=True))
    for factor, level in pairs:
        if problem in _problems(base, [level]):
            if (problem.file, problem.line) in _places(level):
                return problem
            pairs = [(factor, level)]
            break
    values = ", ".join(f"{factor.name} = {shown(level.value)}" for factor, level in pairs)
    return replace(problem, message=f"{problem.message}; at point {number}: {values}")


def _places(level: Level) -> set[tuple[str, int]]:
    return {
        (place.file, place.line) for laid in level.laid for place in laid.source.values.values()
    }
