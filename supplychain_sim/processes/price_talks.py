"""Price talks: once a year the customer asks for a lower price, and the supplier concedes."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.record import Event, EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import YEAR

_MILLION = 1_000_000
_MOVES = frozenset({"introduced", "book renewed", "reverted"})


def price_talks(env: Environment, relation: Relation, rule: Targets, record: Record) -> Process:
    """Ask and concede every year; no target is moved by it.

    What has moved the supplier's book since the last talk is among the causes of what it
    concedes.
    """
    asked, most = rule.price_down_asked.yearly, rule.price_down.yearly
    told = 0
    for day in every(env, YEAR, Phase.PRICE, relation.name):
        yield day
        now = int(env.now)
        demand = record.add(
            relation.name, now, "price asked", round(_MILLION * asked), causes=(relation.agreed,)
        )
        conceded = relation.price.concede(relation.own_count.window.unit_cost(), asked, most)
        behind = _moved_since(relation, record, told) if conceded else ()
        told = len(record.history(relation.name))
        relation.tally.add("price talks", now)
        relation.tally.add("price conceded", now, conceded)
        record.add(
            relation.name,
            now,
            "price conceded",
            round(_MILLION * conceded),
            causes=(demand, *behind),
        )


def _moved_since(relation: Relation, record: Record, since: int) -> tuple[EventId, ...]:
    """Return what moved the supplier's book from its event number *since* on, and still does."""
    dropped = {change.event for change in relation.changes if not relation.in_force(change)}
    since = max(since, relation.first_event)
    events = enumerate(record.history(relation.name)[since:], since)
    moved = ((relation.name, number) for number, event in events if _moves_a_book(event))
    return tuple(name for name in moved if name not in dropped)


def _moves_a_book(event: Event) -> bool:
    # Of a lesson, the second fact is how many operations were copied.
    return event.kind in _MOVES or (event.kind == "taught" and event.facts[1] != 0)
