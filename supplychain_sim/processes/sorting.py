"""Sorting: while a miss in quality is contained, defects are taken out of what is shipped."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment
from supplychain_sim.model.cookbook import DEFECTS
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.sampling import binomial
from supplychain_sim.streams import Stream


def sorting(
    env: Environment,
    relation: Relation,
    luck: Stream,
    dispatch: Callable[[int, int, int, int, EventId, int], None],
    record: Record,
) -> Callable[[int, int, int, EventId, int], None]:
    """Return what sorts a lot where that contains a miss, and sends it on its way.

    What is found is put right, so that the lot stays as large as it was, and is told with the
    lot: a filter behind the process must not be taken for a better process.

    Parameters
    ----------
    luck
        One uniform for each lot, sorted or not.
    dispatch
        Sends units on their way: units, defects, defects sorted out, due at the gate, event,
        supplier.
    """
    rule = relation.terms.root_cause.sorting

    def send(units: int, defective: int, due: int, finished: EventId, supplier: int) -> None:
        draw = luck.uniform()
        loop = relation.loops.get(DEFECTS) if supplier == relation.supplier else None
        if not rule.finds or loop is None or loop.contained is None or not loop.sorts:
            dispatch(units, defective, 0, due, finished, supplier)
            return
        now = int(env.now)
        found = binomial(draw, defective, rule.finds)
        relation.tally.add("units sorted out", now, found)
        relation.pay("sorting", units * rule.costs, now, customer=False)
        if found:
            causes = (finished, loop.contained)
            finished = record.add(relation.name, now, "sorted out", found, causes=causes)
        dispatch(units, defective - found, found, due, finished, supplier)

    return send
