"""Production: the supplier works through order lines, lot by lot."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from supplychain_sim.engine import Belt, Environment
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.streams import Stream


class Lot(NamedTuple):
    """The units of one order line.

    Parameters
    ----------
    units
        Ordered.
    due
        When the time quoted runs out, in minutes.
    ordered
        The event of its order.
    supplier
        Number of the supplier that makes it.
    """

    units: int
    due: int
    ordered: EventId
    supplier: int = 0


def place_line(
    env: Environment, relation: Relation, floor: Belt[Lot], times: Stream
) -> Callable[[int, EventId], None]:
    """Return what takes an order line: its process time follows from today's cookbook."""

    def place(units: int, ordered: EventId) -> None:
        now = int(env.now)
        finished = now + relation.outcomes.line_minutes(relation.book, times.uniform())
        lot = Lot(units, now + relation.terms.quoted, ordered, relation.supplier)
        relation.progress.promise(lot.due, finished, ordered)
        floor.post(lot, finished)

    return place


def production(
    relation: Relation,
    defects: Stream,
    dispatch: Callable[[int, int, int, EventId, int], None],
    record: Record,
) -> Callable[[Lot, int], None]:
    """Return what finishes a lot; how many units are defective follows from the cookbook then.

    Parameters
    ----------
    defects
        One uniform for each lot.
    dispatch
        Sends units on their way: units, defects, due at the gate, event of completion, and
        number of the supplier.
    """

    def finish(lot: Lot, now: int) -> None:
        units, due, ordered, supplier = lot
        today = relation.level_of(supplier)
        defective = relation.outcomes.defective(today.defects, units, defects.uniform())
        totals = relation.tally.at(now)
        totals["units produced"] += units
        totals["lines"] += 1
        totals["lines within quote"] += now <= due
        totals["unit cost x units"] += units * today.cost
        finished = record.add(relation.name, now, "finished", units, now - due, causes=(ordered,))
        dispatch(units, defective, due, finished, supplier)

    return finish
