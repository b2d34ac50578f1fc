"""Price talks: once a year the customer asks for a lower price, and the supplier concedes."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import YEAR

_MILLION = 1_000_000


def price_talks(env: Environment, relation: Relation, rule: Targets, record: Record) -> Process:
    """Ask and concede every year; no target is moved by it.

    What has made the supplier's cost fall since the last talk is among the causes of
    what it concedes.
    """
    asked, most = rule.price_down_asked.yearly, rule.price_down.yearly
    for day in every(env, YEAR, Phase.PRICE, relation.name):
        yield day
        now = int(env.now)
        demand = record.add(
            relation.name, now, "price asked", round(_MILLION * asked), causes=(relation.agreed,)
        )
        price = relation.price
        conceded = price.concede(relation.own_count.unit_cost(), asked, most)
        fresh = relation.changes[price.changes :]
        price.changes = len(relation.changes)
        relation.tally.add("price talks", now)
        relation.tally.add("price conceded", now, conceded)
        record.add(
            relation.name,
            now,
            "price conceded",
            round(_MILLION * conceded),
            causes=(demand, *(change.event for change in fresh if relation.in_force(change))),
        )
