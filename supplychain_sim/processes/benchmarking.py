"""Benchmarking: accepted changes are handed to the other sites, to be tested there."""

from __future__ import annotations

from collections.abc import Sequence

from supplychain_sim.engine import Bell, Environment, Phase, Process, every
from supplychain_sim.model.plant import Plant, Retest
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation


def benchmarking(
    env: Environment,
    relation: Relation,
    home: Plant,
    plants: Sequence[Plant],
    work: Bell,
    record: Record,
) -> Process:
    """Hand round, at every interval, what has been accepted since and is still in force.

    What the other sites make of it is theirs: they test it in their own trials.
    Apart from that, a deviation may make home doubt its own operation.

    Parameters
    ----------
    home
        The plant whose book was taught.
    plants
        All the customer's plants that make the part, home among them.
    work
        Rung when the supplier's teams may have something to test.
    """
    handed = 0
    own_handed = {plant.name: 0 for plant in plants}
    for day in every(
        env, relation.terms.benchmark.every, Phase.REVIEW, f"{relation.name}/benchmark"
    ):
        yield day
        changes = [c for c in relation.changes[handed:] if relation.in_force(c)]
        handed = len(relation.changes)
        record.add(
            relation.name,
            int(env.now),
            "benchmarked",
            len(changes),
            causes=tuple(c.event for c in changes),
        )
        if relation.regime.doubt:
            home.agenda.extend(Retest((), c.operation, relation.name, c.event) for c in changes)
        if not relation.regime.benchmarking:
            continue
        for change in changes:
            practice = ((change.operation, change.practice),)
            for plant in plants:
                plant.agenda.append(Retest(practice, change.operation, relation.name, change.event))
        for plant in plants:
            fresh = plant.own_changes(own_handed[plant.name])
            own_handed[plant.name] = len(plant.adoptions)
            for adoption in fresh:
                retest = Retest(
                    ((adoption.operation, adoption.practice),),
                    adoption.operation,
                    plant.name,
                    adoption.event,
                )
                for other in plants:
                    if other is not plant:
                        other.agenda.append(retest)
                relation.agenda.append(retest)
        work.ring()
