"""Target reviews: both parties hold progress against the targets, every month."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.distributions import standard_normal
from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.cookbook import ATTRIBUTES
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Loop, Relation
from supplychain_sim.model.targets import attention, misses
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.streams import Stream

_THOUSAND = 1000


def target_review(
    env: Environment,
    relation: Relation,
    rule: Targets,
    readings: Stream,
    open_loop: Callable[[Loop], None],
    record: Record,
) -> Process:
    """Read cost, quality and delivery; open a root-cause loop for what is missed.

    One loop at a time works on each target. What is missed also draws attention:
    it weighs more in all trials until the next review.

    Parameters
    ----------
    readings
        One uniform for each reading of the unit cost.
    open_loop
        Starts a loop.
    """
    reviewed = rule.reviewed
    for day in every(env, reviewed.every, Phase.PROGRESS, f"{relation.name}/progress"):
        error = reviewed.cost_noise * standard_normal(readings.uniform())
        yield day
        now = int(env.now)
        window = relation.progress.review(now, relation.level().cost * (1.0 + error))
        if now < reviewed.after:
            continue
        missed = misses(window, relation.asked(), reviewed.miss_when, reviewed.cost_noise)
        steer = rule.attention
        relation.weights = attention(missed, steer.per_excess, steer.cost_counts)
        relation.tally.add("target reviews", now)
        for attribute, excess in enumerate(missed):
            if excess <= 0.0:
                continue
            relation.tally.add(f"missed {ATTRIBUTES[attribute]}", now)
            if attribute in relation.loops:
                continue
            event = record.add(
                relation.name,
                now,
                "missed",
                ATTRIBUTES[attribute],
                round(_THOUSAND * excess),
                causes=(relation.agreed,),
            )
            loop = Loop(attribute, relation.loops_opened[attribute], now, event)
            relation.loops_opened[attribute] += 1
            relation.loops[attribute] = loop
            open_loop(loop)
