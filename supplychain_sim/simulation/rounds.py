"""Contract rounds, wired, with what the supplier does about them."""

from __future__ import annotations

from supplychain_sim.model.relation import Relation
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.design_staff import design_staff
from supplychain_sim.simulation.run import Run


def wire_rounds(run: Run, relation: Relation) -> None:
    """Wire the rounds of a relation, and the supplier's investment in designers."""
    env, record, terms = run.env, run.record, run.scenario.contract
    work = run.bells[relation.name].work

    env.process(contracting(env, relation, terms, work, record))
    # No government bears a part of the salaries.
    design = design_staff(env, relation, terms.design_share, lambda _: 0.0, record)
    env.process(design)
