"""Values laid over a base scenario, by the rules of ``--set``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario.located import Source
from supplychain_sim.scenario.overlay import Told, overlay
from supplychain_sim.scenario.overrides import Missing, find
from supplychain_sim.sweep.factors import Laid, rooted


def laid_over(base: Told, laid: Iterable[Laid]) -> Told:
    """Return *base* with all that is *laid* over it, by the rules of ``--set``.

    Raises
    ------
    ScenarioError
        If there is nothing at a path to set a part of.
    """
    return reduce(_laid_over, laid, base)


def _laid_over(told: Told, laid: Laid) -> Told:
    source, owners = told
    found = find(source, laid.words)
    if isinstance(found, Missing):
        raise ScenarioError([_at(laid.source, ".".join(laid.words), found.message)])
    source, path = found
    return overlay((source, owners), rooted(laid, path), path)


def _at(source: Source, path: str, message: str) -> Problem:
    return Problem(*source.values[()], path, message)
