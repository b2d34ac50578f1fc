"""Root-cause loops: a missed target sets both parties to work until its cause is gone."""

from __future__ import annotations

import simpy

from supplychain_sim.engine import Bell, Environment, Phase, Process
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Loop, Relation
from supplychain_sim.model.trial import spread_minutes
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import DAY


def root_cause_loop(
    env: Environment,
    relation: Relation,
    loop: Loop,
    engineers: tuple[simpy.Resource, simpy.Resource],
    draw: float,
    work: Bell,
    settled: Bell,
    targets: Targets,
    record: Record,
) -> Process:
    """Resolve one missed target: contain, find the cause together, correct, verify.

    Both parties hold an engineer while they search, so a pool that is fully
    booked keeps the cause alive. What is corrected raises the supplier's
    capability, and its standing if it was prompt; what is not is remembered at
    the next audit, or taken as a reason to revise the target where targets are
    set jointly.

    Parameters
    ----------
    engineers
        Those of the customer and of the supplier.
    draw
        Uniform for the time of the search, drawn before any wait.
    work
        Rung when corrective trials may start.
    settled
        Rung whenever a corrective trial has been decided.
    targets
        How they are revised.
    """
    rule = relation.terms.root_cause
    entity = f"{relation.name}/root cause/{loop.attribute}"
    deadline = loop.opened + rule.gives_up
    yield env.after(rule.containment, Phase.WORK, entity)
    with engineers[0].request() as ours, engineers[1].request() as theirs:
        yield ours
        yield theirs
        search = spread_minutes(draw, relation.side.analysis, rule.spread)
        yield env.after(search, Phase.WORK, entity)

    if env.now < deadline:
        loop.tries = rule.tries
        work.ring()
        given_up = env.at(deadline, Phase.WORK, entity)
        while not loop.settled() and not given_up.processed:
            yield settled.wait() | given_up
        loop.tries = 0

    if loop.correction is not None:
        yield env.after(rule.verification, Phase.WORK, entity)
    now = int(env.now)
    days = (now - loop.opened) / DAY
    del relation.loops[loop.attribute]
    relation.tally.add("root causes", now)
    relation.tally.add("root cause days", now, days)
    relation.pay("root causes", rule.costs, now, customer=True)
    if loop.correction is not None:
        prompt = relation.corrected(now - loop.opened, now)
        relation.tally.add("root causes corrected", now)
        relation.tally.add("root causes corrected in norm", now, prompt)
        record.add(
            relation.name,
            now,
            "corrected",
            loop.attribute,
            prompt,
            causes=(loop.event, loop.correction),
        )
        return
    closed = record.add(relation.name, now, "not corrected", loop.attribute, causes=(loop.event,))
    if relation.regime.targets_move == "jointly":
        relation.revise(loop.attribute, targets.jointly)
        relation.agree("revised", now, record, closed)
    else:
        relation.response.unresolved()
