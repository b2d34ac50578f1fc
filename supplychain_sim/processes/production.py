"""Production: the supplier works through order lines, lot by lot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from supplychain_sim.distributions import standard_normals
from supplychain_sim.engine import Belt
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.named import new
from supplychain_sim.streams import Inverted, Stream


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
    rested
        Closures of the plant for which work on it rested.
    """

    units: int
    due: int
    ordered: EventId
    supplier: int = 0
    rested: tuple[EventId, ...] = ()


def place_lines(
    relation: Relation, floor: Belt[Lot], times: Stream, gate: Gate | None
) -> Callable[[Sequence[int], EventId, int], None]:
    """Return what takes the lines of an order: process times follow from today's cookbook.

    Parameters
    ----------
    gate
        Of the plant, where work rests while it is shut; None if it never is.
    """
    normals = Inverted(times, standard_normals)

    def place(lines: Sequence[int], ordered: EventId, now: int) -> None:
        drawn = normals.draws(len(lines))
        minutes = relation.outcomes.lines_minutes(relation.book, drawn)
        due, supplier = now + relation.terms.quoted, relation.supplier
        for units, lasts in zip(lines, minutes, strict=True):
            finished, rested = (now + lasts, ()) if gate is None else gate.worked(now, lasts)
            relation.progress.promise(due, finished, ordered)
            floor.post(new(Lot, (units, due, ordered, supplier, rested)), finished)

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
        units, due, ordered, supplier, rested = lot
        today = relation.level_of(supplier)
        defective = relation.outcomes.defective(today.defects, units, defects.uniform())
        totals = relation.tally.at(now)
        totals["units produced"] += units
        totals["lines"] += 1
        totals["lines within quote"] += now <= due
        totals["unit cost x units"] += units * today.cost
        finished = record.add(
            relation.name, now, "finished", units, now - due, causes=(ordered, *rested)
        )
        dispatch(units, defective, due, finished, supplier)

    return finish
