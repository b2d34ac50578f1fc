"""Visits: engineers and skilled workers travel to the supplier, if they can."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.capability import over_days
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.pools import Claim, Crew
from supplychain_sim.scenario.places import Visitors
from supplychain_sim.units import DAY

#: Entity and calendar of a connection; None if nothing ever stops it.
Way = tuple[str, Calendar] | None
#: Place in the queue for visitors, behind those who leave for good.
VISIT = 1


class _Planned(NamedTuple):
    """When a visit is to begin, in minutes, and the number of the supplier it is meant for."""

    day: int
    supplier: int


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
) -> None:
    """Plan a visit at every interval; one that cannot be made is recorded with its cause.

    Somebody who is free travels, stays and travels back; where nobody is, the visit waits,
    and is dropped if it could begin only when the next is due.  What a visit leaves behind
    is insight that fades, and capability that stays.

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
    entity, people = f"{relation.name}/{name}", crew.people
    due = env.priority(Phase.WORK, entity)
    set_out = _journey(env, relation, name, visitors, interval, way, crew, record)

    def plan(now: int) -> None:
        if not asked_for():
            return
        planned = _Planned(now, relation.supplier)
        person = people.request(VISIT, partial(set_out, planned))
        if not person.triggered:
            env.carry((planned, person), now + interval, due, give_up)

    def give_up(waiting: tuple[_Planned, Claim], _: int) -> None:
        planned, person = waiting
        if not person.triggered:
            people.release(person)
            set_out(planned, person)

    repeat(env, interval, Phase.WORK, entity, plan)


def _journey(
    env: Environment,
    relation: Relation,
    name: str,
    visitors: Visitors,
    interval: int,
    way: Way,
    crew: Crew,
    record: Record,
) -> Callable[[_Planned, Claim], None]:
    """Return what lets somebody who is free set out in time, stay and travel back."""
    entity, people = f"{relation.name}/{name}", crew.people
    done, back = (env.priority(Phase.WORK, entity, number) for number in (1, 2))
    learned = over_days(relation.terms.capability.visit_day, visitors.stay / DAY)

    def set_out(planned: _Planned, person: Claim) -> None:
        now = int(env.now)
        relation.waited("visit", planned.day, now)
        stopped_by = crew.taken if now >= planned.day + interval else _stopped(way, now)
        if stopped_by is not None:
            missed = record.add(relation.name, now, "visit cancelled", name, causes=(stopped_by,))
            relation.insight.cancelled.setdefault(name, []).append(missed)
            relation.tally.add("visits cancelled", now)
            people.release(person)
            return
        crew.taken = left = record.add(relation.name, now, "set out", name)
        there = now + visitors.travel + visitors.stay
        env.carry((planned, person, left), there, done, leave)

    def leave(stay: tuple[_Planned, Claim, EventId], now: int) -> None:
        planned, person, left = stay
        visited = record.add(relation.name, now, "visited", name, causes=(left,))
        # What was left at a supplier that has been replaced meanwhile helps nobody.
        if relation.supplier == planned.supplier:
            relation.insight.leave(visitors, now, visited)
            relation.insight.cancelled.pop(name, None)
            relation.capability.gain(learned, now)
        relation.tally.add("visits", now)
        relation.pay("visits", visitors.costs, now, customer=True)
        env.carry(person, now + visitors.travel, back, come_back)

    def come_back(person: Claim, _: int) -> None:
        people.release(person)

    return set_out


def _stopped(way: Way, now: int) -> EventId | None:
    """Return the closure that stops a traveller who would leave now; it is known by then."""
    if way is None:
        return None
    entity, calendar = way
    number = calendar.shut_at(now)
    return None if number is None else (entity, number)
