"""Visits: engineers and skilled workers travel to the supplier, if they can."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Crew, Environment, Phase, Process, every
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.capability import over_days
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.places import Visitors
from supplychain_sim.units import DAY

#: Entity and calendar of a connection; None if nothing ever stops it.
Way = tuple[str, Calendar] | None
#: Place in the queue for visitors, behind those who leave for good.
VISIT = 1


def visits(
    env: Environment,
    relation: Relation,
    name: str,
    visitors: Visitors,
    interval: int,
    way: Way,
    crew: Crew,
    record: Record,
    asked_for: Callable[[], bool] = lambda: True,
) -> Process:
    """Plan a visit at every interval; one that cannot be made is recorded with its cause.

    What a visit leaves behind is insight that fades, and capability that stays.

    Parameters
    ----------
    name
        Of the visitors, in the record.
    interval
        Minutes between two departures.
    way
        Of the journey.
    crew
        The visitors, who serve other relations too.
    asked_for
        Whether they are to come, which depends on the side that is worked from.
    """
    for departure in every(env, interval, Phase.WORK, f"{relation.name}/{name}"):
        yield departure
        if not asked_for():
            continue
        next_due = int(env.now) + interval
        env.process(_visit(env, relation, name, visitors, next_due, way, crew, record))


def _visit(
    env: Environment,
    relation: Relation,
    name: str,
    visitors: Visitors,
    next_due: int,
    way: Way,
    crew: Crew,
    record: Record,
) -> Process:
    """Wait for somebody free, travel, stay and travel back.

    A visit that could begin only when the next is due is dropped.
    """
    entity = f"{relation.name}/{name}"
    planned, supplier = int(env.now), relation.supplier
    with crew.people.request(VISIT) as person:
        if not person.triggered:
            yield person | env.at(next_due, Phase.WORK, entity)
        now = int(env.now)
        relation.waited("visit", planned, now)
        stopped_by = crew.taken if now >= next_due else _stopped(way, now)
        if stopped_by is not None:
            missed = record.add(relation.name, now, "visit cancelled", name, causes=(stopped_by,))
            relation.insight.cancelled.setdefault(name, []).append(missed)
            relation.tally.add("visits cancelled", now)
            return
        crew.taken = set_out = record.add(relation.name, now, "set out", name)
        yield env.after(visitors.travel + visitors.stay, Phase.WORK, entity, 1)
        now = int(env.now)
        visited = record.add(relation.name, now, "visited", name, causes=(set_out,))
        # What was left at a supplier that has been replaced meanwhile helps nobody.
        if relation.supplier == supplier:
            relation.insight.leave(visitors, now, visited)
            relation.insight.cancelled.pop(name, None)
            share = over_days(relation.terms.capability.visit_day, visitors.stay / DAY)
            relation.capability.gain(share, now)
        relation.tally.add("visits", now)
        relation.pay("visits", visitors.costs, now, customer=True)
        yield env.after(visitors.travel, Phase.WORK, entity, 2)


def _stopped(way: Way, now: int) -> EventId | None:
    """Return the closure that stops a traveller who would leave now; it is known by then."""
    if way is None:
        return None
    entity, calendar = way
    number = calendar.shut_at(now)
    return None if number is None else (entity, number)
