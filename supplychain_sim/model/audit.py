"""Audits: a regular look at how the supplier works, not at what it reached."""

from __future__ import annotations

from supplychain_sim.distributions import standard_normal
from supplychain_sim.scenario.governance import Audits

MOST_POINTS = 100.0


def score(capability: float, response: float, uniform: float, rule: Audits) -> float:
    """Return the points of an audit, from 0 to 100.

    Parameters
    ----------
    capability, response
        The supplier's, in [0, 1].
    uniform
        The auditor's luck.
    rule
        What counts, and how far auditors differ.
    """
    state = rule.by_capability * capability + rule.by_response * response
    points = rule.least + (MOST_POINTS - rule.least) * state
    points += rule.noise * standard_normal(uniform)
    return min(MOST_POINTS, max(0.0, points))
