"""What follows from the switches of a regime alone, so that nobody takes it for a finding.

Only what the wiring makes certain: a count of things that nothing starts, and shares of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from supplychain_sim.scenario.regime import Regime

_OF_TRIALS: Final = frozenset(
    {
        "trials",
        "joint_loops",
        "changes_accepted",
        "changes_rejected",
        "changes_reverted",
        "adopted_elsewhere",
        "corrected_share",
        "corrected_in_norm_share",
        "changes_forgotten",
        "standards_revised",
    }
)
_OF_REVIEW: Final = frozenset({"changes_rejected", "changes_reverted"})
_OF_TEACHING: Final = frozenset({"operations_taught"})
_OF_BENCHMARKING: Final = frozenset(
    {"transfers", "transfers_tested", "site_retests", "adopted_elsewhere"}
)
#: What goes from a supplier to the customer's own sites.
_OF_SUPPLIERS: Final = frozenset({"adopted_elsewhere"})
#: What a quota of local content brings about, that binds.
_OF_QUOTA: Final = frozenset({"months_below_quota", "penalties"})
#: What is reviewed is documented, and outlives those who know it.
_OF_MEMORY: Final = frozenset({"changes_forgotten"})
#: Doubt puts things on an agenda too.
_OF_EXCHANGE: Final = frozenset({"site_agenda"})


def implied(measure: str, phases: Sequence[Regime]) -> float | None:
    """Return the value that *measure* has wherever it has one; None if it varies.

    Parameters
    ----------
    phases
        The regimes that follow one another: what follows from switches does under each of them.
    """
    found = {_implied(measure, regime) for regime in phases}
    return found.pop() if len(found) == 1 else None


def _implied(measure: str, regime: Regime) -> float | None:
    if measure == "team_idle_share" and regime.trials == "never":
        return 1.0
    return 0.0 if measure in _impossible(regime) else None


def _impossible(regime: Regime) -> frozenset[str]:
    """Return the counts of what cannot happen under *regime*."""
    found: frozenset[str] = frozenset()
    if regime.trials == "never":
        found |= _OF_TRIALS
    found |= _OF_MEMORY if regime.procedure_review else _OF_REVIEW
    if not regime.local_content:
        found |= _OF_QUOTA
    if regime.benchmarks == "customers":
        found |= _OF_SUPPLIERS
    if regime.teaches == "none":
        found |= _OF_TEACHING
    if not regime.benchmarking:
        found |= _OF_BENCHMARKING
        if not regime.doubt:
            found |= _OF_EXCHANGE
    return found
