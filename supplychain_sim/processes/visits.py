"""Visits: engineers and skilled workers travel to the supplier, if they can."""

from __future__ import annotations

from functools import partial

from supplychain_sim.engine import Claim, Crew, Environment, Phase, repeat
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
    """
    entity = f"{relation.name}/{name}"
    due, done, back = (env.priority(Phase.WORK, entity, number) for number in range(3))
    people = crew.people
    learned = over_days(relation.terms.capability.visit_day, visitors.stay / DAY)

    def plan(now: int) -> None:
        person = people.request(VISIT, partial(set_out, now))
        if not person.triggered:
            env.carry((now, person), now + interval, due, give_up)

    def give_up(waiting: tuple[int, Claim], _: int) -> None:
        planned, person = waiting
        if not person.triggered:
            people.release(person)
            set_out(planned, person)

    def set_out(planned: int, person: Claim) -> None:
        now = int(env.now)
        relation.waited("visit", planned, now)
        stopped_by = crew.taken if now >= planned + interval else _stopped(way, now)
        if stopped_by is not None:
            record.add(relation.name, now, "visit cancelled", name, causes=(stopped_by,))
            relation.tally.add("visits cancelled", now)
            people.release(person)
            return
        crew.taken = left = record.add(relation.name, now, "set out", name)
        env.carry((person, left), now + visitors.travel + visitors.stay, done, leave)

    def leave(stay: tuple[Claim, EventId], now: int) -> None:
        person, left = stay
        visited = record.add(relation.name, now, "visited", name, causes=(left,))
        relation.insight.leave(visitors, now, visited)
        relation.capability.gain(learned, now)
        relation.tally.add("visits", now)
        relation.pay("visits", visitors.costs, now, customer=True)
        env.carry(person, now + visitors.travel, back, come_back)

    def come_back(person: Claim, _: int) -> None:
        people.release(person)

    repeat(env, interval, Phase.WORK, entity, plan)


def _stopped(way: Way, now: int) -> EventId | None:
    """Return the closure that stops a traveller who would leave now; it is known by then."""
    if way is None:
        return None
    entity, calendar = way
    number = calendar.shut_at(now)
    return None if number is None else (entity, number)
