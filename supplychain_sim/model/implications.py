"""What follows from the switches of a regime alone, so that nobody takes it for a finding.

Only what the wiring makes certain: a count of things that nothing starts.
"""

from __future__ import annotations

from supplychain_sim.scenario.regime import Regime

_OF_TRIALS = frozenset(
    {
        "trials",
        "joint_loops",
        "changes_accepted",
        "changes_rejected",
        "changes_reverted",
        "adopted_elsewhere",
    }
)
_OF_REVIEW = frozenset({"changes_rejected", "changes_reverted"})
_OF_TEACHING = frozenset({"operations_taught"})
_OF_BENCHMARKING = frozenset({"transfers", "site_retests", "adopted_elsewhere"})
#: Doubt puts things on an agenda too.
_OF_EXCHANGE = frozenset({"site_agenda"})


def implied(measure: str, regime: Regime) -> float | None:
    """Return the value that *measure* has under *regime* in every run; None if it may vary."""
    return 0.0 if measure in _impossible(regime) else None


def _impossible(regime: Regime) -> frozenset[str]:
    """Return the counts of what cannot happen under *regime*."""
    found: frozenset[str] = frozenset()
    if regime.trials == "never":
        found |= _OF_TRIALS
    if not regime.procedure_review:
        found |= _OF_REVIEW
    if regime.teaches == "none":
        found |= _OF_TEACHING
    if not regime.benchmarking:
        found |= _OF_BENCHMARKING
        if not regime.doubt:
            found |= _OF_EXCHANGE
    return found
