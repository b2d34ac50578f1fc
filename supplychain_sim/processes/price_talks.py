"""Price talks: once a year the customer asks for a lower price, and the supplier concedes."""

from __future__ import annotations

from typing import Final

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.cookbook import COST
from supplychain_sim.model.price import bound
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import YEAR

_MILLION: Final = 1_000_000


def price_talks(env: Environment, relation: Relation, rule: Targets, record: Record) -> Process:
    """Ask and concede every year; no target is moved by it.

    What has made the supplier cheaper since the last talk, and still does, is among the causes
    of what it concedes.
    """
    asked, most = rule.price_down_asked.yearly, rule.price_down.yearly
    told = 0
    for day in every(env, YEAR, Phase.PRICE, relation.name):
        yield day
        now = int(env.now)
        demand = record.add(relation.name, now, "price asked", round(_MILLION * asked))
        read = relation.own_count.window.unit_cost()
        conceded = relation.price.concede(read, asked, most)
        behind = _cheaper_since(relation, told) if conceded else ()
        told = len(relation.behind.moves)
        relation.tally.add("price talks", now)
        relation.tally.add("price conceded", now, conceded)
        told_of = record.add(
            relation.name,
            now,
            "price conceded",
            round(_MILLION * conceded),
            bound(read, conceded, asked, most),
            causes=(demand, *behind),
        )
        relation.behind.talked.append(told_of)
        if conceded:
            relation.conceded_by.append(told_of)


def _cheaper_since(relation: Relation, first: int) -> tuple[EventId, ...]:
    """Return what made the supplier cheaper, from its move of a number on, and is not undone."""
    dropped = {change.event for change in relation.changes if not relation.in_force(change)}
    return tuple(name for name in relation.behind.better(COST, first) if name not in dropped)
