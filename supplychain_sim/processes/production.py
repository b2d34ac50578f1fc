"""Production: the supplier works through order lines, lot by lot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from supplychain_sim.engine import Environment, Inbox, Process
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.tally import Tally
from supplychain_sim.streams import Stream


@dataclass(frozen=True)
class Lot:
    """The units of one order line.

    Parameters
    ----------
    units
        Ordered.
    due
        When the time quoted runs out, in minutes.
    ordered
        The event of its order.
    """

    units: int
    due: int
    ordered: EventId


def place_line(
    env: Environment, relation: Relation, floor: Inbox[Lot], times: Stream
) -> Callable[[int, EventId], None]:
    """Return what takes an order line: its process time follows from today's cookbook."""

    def place(units: int, ordered: EventId) -> None:
        now = int(env.now)
        finished = now + relation.outcomes.line_minutes(relation.book, times.uniform())
        lot = Lot(units, now + relation.terms.quoted, ordered)
        relation.progress.promise(lot.due, finished)
        floor.post(lot, finished)

    return place


def production(
    env: Environment,
    relation: Relation,
    floor: Inbox[Lot],
    defects: Stream,
    dispatch: Callable[[int, int, int, EventId], None],
    tally: Tally,
    record: Record,
) -> Process:
    """Finish lot after lot; how many units are defective follows from the cookbook then.

    Parameters
    ----------
    floor
        Lots in work, each due when it is finished.
    defects
        One uniform for each lot.
    dispatch
        Sends units on their way: units, defects, due at the gate, event of completion.
    """
    while True:
        lot: Lot = yield floor.take()
        now = int(env.now)
        defective = relation.outcomes.defective(relation.book, lot.units, defects.uniform())
        tally.add("units produced", now, lot.units)
        tally.add("lines", now)
        tally.add("lines within quote", now, now <= lot.due)
        tally.add("unit cost x units", now, lot.units * relation.outcomes.cost_of(relation.book))
        finished = record.add(
            relation.name, now, "finished", lot.units, now <= lot.due, causes=(lot.ordered,)
        )
        dispatch(lot.units, defective, lot.due, finished)
