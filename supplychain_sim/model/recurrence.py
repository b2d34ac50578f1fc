"""Recurrence: whether a target is missed again for a cause that an earlier loop has left."""

from __future__ import annotations

import math

from supplychain_sim.model.cookbook import ONE
from supplychain_sim.model.loop import Ending, counts_against
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import seen


def recurring(relation: Relation, attribute: int, now: int) -> Ending | None:
    """Return the ending of the earlier loop whose cause is back, if it is, and count it.

    A loop that found nothing leaves the level as it was, and what is missed again is
    missed for the same cause.  After a correction the two look at it again: most often
    it holds, and the target is missed for another cause.  Were each further miss held
    against the last correction, every response would collapse, since one correction
    among hundreds of operations takes no novice to its target.

    In standing, a recurrence costs twice: trust falls, and the earlier correction counts
    as unresolved (A2.29).  A loop that found nothing has counted already, or is no fault
    of the supplier's.
    """
    earlier = relation.endings.get(attribute)
    if earlier is None or not _is_back(relation, earlier, attribute, now):
        return None
    if earlier.scored is not None:
        relation.response.came_back(earlier.scored)
    if earlier.scored is not None or counts_against(relation.regime):
        relation.standing.recurred(now)
    return earlier


def _is_back(relation: Relation, earlier: Ending, attribute: int, now: int) -> bool:
    if earlier.correction is None:
        return True
    if now - earlier.time > relation.terms.root_cause.recurs_within:
        return False
    return not _helps_still(relation, earlier.correction, attribute)


def _helps_still(relation: Relation, correction: EventId, attribute: int) -> bool:
    """Return whether a correction is seen to be better than what it replaced.

    What it depends on may have changed since, it may have been put back, and at first
    luck may have spoken for it.
    """
    change = next(c for c in reversed(relation.changes) if c.event == correction)
    if relation.book.follows(change.back):
        return False
    trial = relation.terms.trial
    back = relation.book.effect(change.back).delta[attribute] / ONE
    draw = relation.draws.recheck.uniform(change.operation, change.attempt)
    return seen(back, trial.noise / math.sqrt(3.0), trial.observations, draw) > 0.0
