"""Visits: engineers and skilled workers travel to the supplier, if they can."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.places import Visitors


def visits(
    env: Environment,
    relation: Relation,
    name: str,
    visitors: Visitors,
    interval: int,
    way: tuple[str, Calendar] | None,
    record: Record,
) -> Process:
    """Go at every interval; a visit that cannot be made is recorded with its cause.

    What a visit leaves behind is insight that fades, and capability that stays.

    Parameters
    ----------
    name
        Of the visitors, in the record.
    interval
        Minutes between two departures.
    way
        Entity and calendar of the connection, None if nothing ever stops it.
    """
    for departure in every(env, interval, Phase.WORK, f"{relation.name}/{name}"):
        yield departure
        now = int(env.now)
        stopped_by = _stopped(way, now)
        if stopped_by is not None:
            record.add(relation.name, now, "visit cancelled", name, causes=(stopped_by,))
            relation.tally.add("visits cancelled", now)
            continue
        yield env.after(visitors.travel + visitors.stay, Phase.WORK, f"{relation.name}/{name}", 1)
        now = int(env.now)
        relation.last_visit = now
        relation.last_visit_event = record.add(relation.name, now, "visited", name)
        relation.capability.gain(visitors.capability, now)
        relation.tally.add("visits", now)
        relation.pay("visits", visitors.costs, now, customer=True)


def _stopped(way: tuple[str, Calendar] | None, now: int) -> EventId | None:
    """Return the closure that stops a traveller who would leave now; it is known by then."""
    if way is None:
        return None
    entity, calendar = way
    number = calendar.shut_at(now)
    return None if number is None else (entity, number)
