"""The supplier's own inspection: what it finds before shipping, it counts and does not ship."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.streams import Stream

Dispatch = Callable[[int, int, int, EventId, int], None]


def inspected(relation: Relation, luck: Stream, dispatch: Dispatch) -> Dispatch:
    """Return what counts the units that are sent on their way, and then sends them.

    The defects per million of a plant are those that leave it, so that how many are
    found before changes nothing in what is shipped.

    Parameters
    ----------
    luck
        One uniform for each lot.
    dispatch
        Sends units on their way.
    """

    def send(units: int, defective: int, due: int, finished: EventId, supplier: int) -> None:
        own, draw = relation.own_count, luck.uniform()
        if supplier == relation.supplier:
            own.inspect(units, own.catches(units, relation.level().defects, draw))
        dispatch(units, defective, due, finished, supplier)

    return send
