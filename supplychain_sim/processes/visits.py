"""Visits: engineers and skilled workers travel to the supplier, if they can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from supplychain_sim.engine import Environment, Phase, repeat
from supplychain_sim.model.capability import over_days
from supplychain_sim.model.gate import Stop
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.pools import Claim, Crew
from supplychain_sim.scenario.places import Visitors
from supplychain_sim.units import DAY

#: Place in the queue for visitors, behind those who leave for good.
VISIT: Final = 1


class _Planned(NamedTuple):
    """A visit that is to be made.

    Parameters
    ----------
    last
        When the next is due, by which it has to have set out, in minutes.
    supplier
        Number of the supplier it is meant for.
    asked
        Since when it waits for somebody who is free, in minutes.
    postponed
        The event by which it was put off last; None while nothing has stopped it.
    """

    last: int
    supplier: int
    asked: int
    postponed: EventId | None = None


class _Trip(NamedTuple):
    """A visit under way: who makes it, and the events that it goes back to."""

    planned: _Planned
    person: Claim
    causes: tuple[EventId, ...]


class _Waiting(NamedTuple):
    """A visit that is held up on its way: since when, in minutes, and what comes after."""

    trip: _Trip
    since: int
    go_on: Callable[[_Trip, int], None]


def visits(
    env: Environment,
    relation: Relation,
    name: str,
    visitors: Visitors,
    interval: int,
    journey: Journey,
    crew: Crew,
    record: Record,
    asked_for: Callable[[], bool] = lambda: True,
) -> None:
    """Plan a visit at every interval; one that cannot be made is recorded with its cause.

    Somebody who is free travels, stays and travels back; where nobody is, the visit waits,
    and is dropped if it could begin only when the next is due.  Where the way is shut it is
    postponed, which takes nobody, until it reopens, and dropped likewise.  What a visit
    leaves behind is insight that fades, and capability that stays.

    Parameters
    ----------
    name
        Of the visitors, in the record.
    interval
        Minutes between two departures.
    journey
        To the supplier; nobody looks further ahead on it than today.
    crew
        The visitors, who serve other relations too.
    asked_for
        Whether they are to come, which depends on the side that is worked from.
    """
    group = _Group(env, relation, name, visitors, journey, crew, record, asked_for)

    def plan(now: int) -> None:
        group.ask(_Planned(now + interval, relation.supplier, now))

    repeat(env, interval, Phase.WORK, group.entity, plan)


@dataclass
class _Group:
    """The visitors of one group to one supplier, and what becomes of each visit."""

    env: Environment
    relation: Relation
    name: str
    visitors: Visitors
    journey: Journey
    crew: Crew
    record: Record
    asked_for: Callable[[], bool]

    def __post_init__(self) -> None:
        self.entity = f"{self.relation.name}/{self.name}"
        self._due, self._there, self._back = (
            self.env.priority(Phase.WORK, self.entity, number) for number in range(3)
        )
        self._learned = over_days(
            self.relation.terms.capability.visit_day, self.visitors.stay / DAY
        )

    def ask(self, planned: _Planned) -> None:
        """Ask for somebody to make a visit, as long as its side is worked from."""
        if not self.asked_for():
            return
        person = self.crew.people.request(VISIT, partial(self._set_out, planned))
        if not person.triggered:
            self.env.carry((planned, person), planned.last, self._due, self._give_up)

    def _give_up(self, waiting: tuple[_Planned, Claim], _: int) -> None:
        planned, person = waiting
        if not person.triggered:
            self.crew.people.release(person)
            self._set_out(planned, person)

    def _set_out(self, planned: _Planned, person: Claim) -> None:
        now = int(self.env.now)
        self.relation.waited("visit", planned.asked, now)
        if now >= planned.last:
            self._cancel(planned, self.crew.taken)
            self.crew.people.release(person)
            return
        stop = self.journey.stop(now)
        if stop is not None:
            self.crew.people.release(person)
            self._postpone(planned, stop, now)
            return
        causes = () if planned.postponed is None else (planned.postponed,)
        left = self.record.add(self.relation.name, now, "set out", self.name, causes=causes)
        self.crew.taken = left
        self._traveled(now)
        trip = _Trip(planned, person, (left,))
        self.env.carry(trip, now + self.visitors.travel, self._there, self._arrive)

    def _postpone(self, planned: _Planned, stop: Stop, now: int) -> None:
        """Put a visit off until what stops it is over, as everybody will see by then."""
        before = () if planned.postponed is None else (planned.postponed,)
        causes = (stop.closure, *before)
        name = self.relation.name
        put_off = self.record.add(name, now, "visit postponed", self.name, causes=causes)
        self._missed(put_off)
        if planned.postponed is None:
            self.relation.tally.add("visits postponed", now)
        again = min(stop.ends, planned.last)
        later = planned._replace(postponed=put_off, asked=again)
        self.env.carry(later, again, self._due, self._try_again)

    def _try_again(self, planned: _Planned, now: int) -> None:
        if now < planned.last:
            self.ask(planned)
        else:
            self._cancel(planned, planned.postponed)

    def _cancel(self, planned: _Planned, cause: EventId | None) -> None:
        now = int(self.env.now)
        before = () if planned.postponed is None else (planned.postponed,)
        causes = before if cause is None else tuple(dict.fromkeys((cause, *before)))
        name = self.relation.name
        self._missed(self.record.add(name, now, "visit cancelled", self.name, causes=causes))
        self.relation.tally.add("visits cancelled", now)

    def _missed(self, event: EventId) -> None:
        """Take note that nobody came, which insight lacks until somebody does."""
        self.relation.insight.cancelled.setdefault(self.name, []).append(event)

    def _arrive(self, trip: _Trip, now: int) -> None:
        """Begin the stay, unless the airport has shut meanwhile: who has landed waits there."""
        stop = self.journey.landing(now, home=False)
        if stop is not None:
            self._hold(trip, stop, now, self._there, self._arrive)
            return
        self.env.carry(trip, now + self.visitors.stay, self._there, self._leave)

    def _leave(self, trip: _Trip, now: int) -> None:
        relation, planned = self.relation, trip.planned
        visited = self.record.add(relation.name, now, "visited", self.name, causes=trip.causes)
        # What was left at a supplier that has been replaced meanwhile helps nobody.
        if relation.supplier == planned.supplier:
            relation.insight.leave(self.visitors, now, visited)
            relation.insight.cancelled.pop(self.name, None)
            relation.capability.gain(self._learned, now)
        relation.tally.add("visits", now)
        relation.pay("visits", self.visitors.costs, now, customer=True)
        self._set_out_home(trip._replace(causes=(visited,)), now)

    def _set_out_home(self, trip: _Trip, now: int) -> None:
        stop = self.journey.stop(now)
        if stop is not None:
            self._hold(trip, stop, now, self._back, self._set_out_home)
            return
        self._traveled(now)
        self.env.carry(trip, now + self.visitors.travel, self._back, self._come_back)

    def _come_back(self, trip: _Trip, now: int) -> None:
        stop = self.journey.landing(now, home=True)
        if stop is not None:
            self._hold(trip, stop, now, self._back, self._come_back)
            return
        self.crew.people.release(trip.person)

    def _hold(
        self,
        trip: _Trip,
        stop: Stop,
        now: int,
        place: int,
        go_on: Callable[[_Trip, int], None],
    ) -> None:
        """Let somebody wait under way until a closure is over; the group is short meanwhile."""
        causes = (stop.closure, *trip.causes)
        held = self.record.add(self.relation.name, now, "held up", self.name, causes=causes)
        self.crew.taken = held
        waiting = _Waiting(trip._replace(causes=(held,)), now, go_on)
        self.env.carry(waiting, stop.ends, place, self._go_on)

    def _go_on(self, waiting: _Waiting, now: int) -> None:
        held_up = (now - waiting.since) / DAY
        self.relation.tally.add("visitors' days held up", now, held_up)
        waiting.go_on(waiting.trip, now)

    def _traveled(self, now: int) -> None:
        self.relation.tally.add("travel days", now, self.visitors.travel / DAY)
