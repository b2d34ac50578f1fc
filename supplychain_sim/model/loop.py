"""A root-cause loop: one missed target, its clock, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from supplychain_sim.model.capability import Scored
from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.regime import Regime

#: Places in the queue for the supplier's engineers: what protects the customer, then the rest of
#: a complaint, and last what an audit has found.
CONTAINMENT: Final = 0
COMPLAINT: Final = 1
FINDING: Final = 2


class Ending(NamedTuple):
    """How the last loop for a target ended.

    Parameters
    ----------
    time, event
        When, and the record of it.
    correction
        The introduction that corrected the cause; None if nothing did.
    scored
        How that counted in the response.
    """

    time: int
    event: EventId
    correction: EventId | None = None
    scored: Scored | None = None


def counts_against(regime: Regime) -> bool:
    """Return whether a loop that found nothing says something of how the supplier responds.

    Not where the target is taken back instead, nor where nobody may try anything.
    """
    return regime.targets_move != "jointly" and regime.trials != "never"


@dataclass(slots=True)
class Loop:
    """A root-cause loop: one missed target, on which both parties work.

    Parameters
    ----------
    attribute
        The one whose target was missed.
    number
        How many loops there were for it before.
    opened
        In minutes.
    event
        The miss.
    recurs
        Whether an earlier loop for it had left the cause, or it has come back since.
    tries
        Corrective trials that may still be started.
    running
        Corrective trials, proposals and approvals not yet decided.
    found
        The end of the search, once there is one.
    in_vain
        Trials, refusals and failed introductions that left the cause where it was.
    correction
        The introduction that corrected the cause, once there is one.
    late
        Steps that came later than their norm.
    abandoned
        Whether the supplier that it concerned has been replaced.
    contained
        The end of its containment, once there is one.
    """

    attribute: int
    number: int
    opened: int
    event: EventId
    recurs: bool = False
    tries: int = 0
    running: int = 0
    found: EventId | None = None
    in_vain: list[EventId] = field(default_factory=list)
    correction: EventId | None = None
    late: set[str] = field(default_factory=set)
    abandoned: bool = False
    contained: EventId | None = None

    @property
    def sorts(self) -> bool:
        """Whether what is made is sorted before it is shipped: contained, and not yet corrected."""
        return self.contained is not None and self.correction is None

    def step(self, name: str, now: int, norm: int) -> None:
        """Note whether a step, or the end of the loop before it, came later than its *norm*."""
        if now - self.opened > norm:
            self.late.add(name)

    def settled(self) -> bool:
        """Return whether trials have nothing more to say: corrected, or all tries failed."""
        return self.correction is not None or (self.tries == 0 and self.running == 0)
