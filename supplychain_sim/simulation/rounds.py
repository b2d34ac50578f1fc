"""Contract rounds, wired, with what follows from them at the supplier and for it."""

from __future__ import annotations

from supplychain_sim.model.contract import first_share
from supplychain_sim.model.record import EventId
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.succession import next_supplier, take_over
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.courting import courting
from supplychain_sim.processes.design_staff import design_staff
from supplychain_sim.processes.replacement import replacement
from supplychain_sim.simulation.run import Run


def wire_rounds(run: Run, relation: Relation) -> None:
    """Wire the rounds of a relation, what an exit leads to, and what the supplier invests in."""
    env, record, terms = run.env, run.record, run.scenario.contract
    bells = run.bells[relation.name]

    def succeed(searched: EventId) -> None:
        now, home = int(env.now), run.home_of(relation)
        found = next_supplier(relation, run.scenario, home, now, run.streams)
        share = first_share(terms.design_share, relation.regime)
        take_over(relation, found, share, now, record, searched)
        for begin in run.beginnings[relation.name]:
            begin(relation.supplier)
        for bell in bells:
            bell.ring()

    rule = relation.terms.replacement
    left = replacement(env, relation, rule, terms, succeed, bells.to_teach, record)
    env.process(contracting(env, relation, terms, bells.work, left, record))
    credit = relation.law.tax_credit
    env.process(design_staff(env, relation, terms.design_share, credit, record))
    courts = relation.terms.courting
    if courts.rate.amount:
        luck = run.streams.of(relation.name, "courting")
        env.process(courting(env, relation, courts, luck, bells.work, record))
