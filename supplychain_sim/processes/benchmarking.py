"""Benchmarking: accepted changes are handed to home, and from there to the third sites."""

from __future__ import annotations

from supplychain_sim.engine import Bell, Environment, Phase, Process, every
from supplychain_sim.model.benchmark import Exchange
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation


def benchmarking(
    env: Environment, relation: Relation, exchange: Exchange, work: Bell, record: Record
) -> Process:
    """Hand round, at every interval, what has been accepted since and is still in force.

    Home tests it first, and whatever comes out there, the third sites test it next:
    alone, then with what it depends on, each in its own yearly trials (A3.41, A3.43).
    Apart from that, a deviation may make home doubt its own operation.

    Parameters
    ----------
    exchange
        Knows what has been handed to whom.
    work
        Rung when the supplier's teams may have something to test.
    """
    for day in every(env, relation.terms.benchmark.every, Phase.BENCHMARK, relation.name):
        yield day
        regime = relation.regime
        if not regime.benchmarking and not regime.doubt:
            continue
        changes = exchange.fresh_changes()
        causes = tuple(change.event for change in changes)
        record.add(relation.name, int(env.now), "benchmarked", len(changes), causes=causes)
        if regime.doubt:
            exchange.doubt(changes)
        if regime.benchmarking:
            if regime.benchmarks == "all":
                exchange.hand_over(changes)
            exchange.hand_on_plants_own()
        work.ring()
