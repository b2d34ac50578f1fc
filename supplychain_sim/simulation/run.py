"""One replication of one regime: its clock, its state, its record, and what it yields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.engine import Bell, Environment
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.chronicle import Entry, entries
from supplychain_sim.model.closures import Closure, Trigger
from supplychain_sim.model.founding import made_by
from supplychain_sim.model.gate import Gate, gate_of
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.reduction import Observer, measured
from supplychain_sim.model.relation import Relation
from supplychain_sim.pools import Crew
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import MONTH


class Bells(NamedTuple):
    """What wakes those who wait in one relation.

    Parameters
    ----------
    work
        Rung when trial teams may have something to do.
    settled
        Rung when a corrective trial has been decided.
    to_teach
        Rung when there may be something to teach.
    """

    work: Bell
    settled: Bell
    to_teach: Bell


@dataclass
class Run:
    """One replication of one regime, wired and ready to go.

    Parameters
    ----------
    scenario
        What is modelled.
    regime
        Name of the regime.
    replication
        Its number.
    beginnings
        What is done, in a relation, when a supplier of that number takes over.
    """

    scenario: Scenario
    regime: str
    replication: int
    env: Environment
    streams: Streams
    record: Record
    observer: Observer
    calendars: dict[str, Calendar]
    plants: dict[tuple[str, str], Plant] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    bells: dict[str, Bells] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)
    beginnings: defaultdict[str, list[Callable[[int], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def gate(self, site: str) -> Gate | None:
        """Return the gate of a site, if anything ever shuts it."""
        return gate_of(site, self.calendars)

    def home_of(self, relation: Relation) -> Plant:
        """Return the customer's home plant, whose book is taught."""
        home = self.scenario.firms[relation.terms.customer].home
        return self.plants[relation.terms.part, home]

    def plants_of(self, relation: Relation) -> list[Plant]:
        """Return the customer's plants that make the relation's part."""
        part = relation.terms.part
        sites = made_by(self.scenario, part, relation.terms.customer)
        return [self.plants[part, site] for site in sites]

    def until(self, time: int) -> None:
        """Let the clock run to *time* in minutes; what happens at that very minute waits."""
        self.env.go_on(time)

    def outcome(self) -> Outcome:
        """Return what the run yields, at the horizon."""
        horizon = self.scenario.horizon
        if horizon % MONTH == 0:
            self.observer.look(horizon // MONTH)
        self._record_closures(horizon)
        return Outcome(
            regime=self.regime,
            replication=self.replication,
            measures=measured(self.observer, self.scenario, horizon, self.calendars),
            series=tuple(self.observer.points),
            entities=self.record.fingerprints(),
            draws=self.streams.consumed(),
            events=self.env.steps,
        )

    def books(self) -> tuple[tuple[str, Entry], ...]:
        """Return every change of every book so far, with the area of its operation."""
        books = {relation.site: relation.book for relation in self.relations.values()}
        books.update({plant.name: plant.book for plant in self.plants.values()})
        areas = {site: book.landscape.operations.areas for site, book in books.items()}
        return tuple((areas[found.site][found.operation], found) for found in entries(self.record))

    def _record_closures(self, horizon: int) -> None:
        """Write the calendars into the record: their numbers are the causes that others name."""
        shut = {
            entity: calendar.through(horizon - 1) for entity, calendar in self.calendars.items()
        }
        for entity, closures in sorted(shut.items()):
            for one in closures:
                facts = (one.hazard, one.end - one.start, one.cleared - one.end)
                first = () if one.after is None else (_named(one.after, shut),)
                self.record.add(entity, one.start, "closed", *facts, causes=first, known_to="all")


def _named(trigger: Trigger, shut: Mapping[str, Sequence[Closure]]) -> EventId:
    """Return the event of the closure that another one follows."""
    numbers = (
        number
        for number, one in enumerate(shut[trigger.entity])
        if (one.start, one.hazard) == (trigger.start, trigger.hazard)
    )
    return trigger.entity, next(numbers)
