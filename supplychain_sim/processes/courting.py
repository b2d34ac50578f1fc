"""Courting: at intervals, a supplier with idle teams may win another customer."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.courting import chance_of_another
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.supplier_states import Courting
from supplychain_sim.streams import Stream

_THOUSAND = 1000


def courting(
    env: Environment, relation: Relation, rule: Courting, luck: Stream, record: Record
) -> Process:
    """Look around at every interval, with a chance that grows with ambition and idle time.

    Who wins a customer lets one of its teams work there, which finishes the trial that it
    is at and begins no other here; the last one stays.  What is learned there makes the
    supplier more capable.  A contract round that raises the design share brings a team
    back.

    Parameters
    ----------
    luck
        One uniform for each interval.
    """
    for day in every(env, rule.every, Phase.WORK, f"{relation.name}/courting"):
        # Drawn whatever comes of it: the n-th occasion is the n-th under every regime.
        draw = luck.uniform()
        yield day
        now, teams = int(env.now), relation.courting
        idle = teams.idle_since_last(relation.team_minutes(now), now)
        ambition = relation.ambition.after(relation.capability.gained)
        chance = chance_of_another(rule.rate.over(1), ambition, idle, rule.every)
        if draw >= chance or teams.here <= 1:
            continue
        event = record.add(
            relation.name,
            now,
            "other customer won",
            round(_THOUSAND * idle),
            round(_THOUSAND * ambition),
            causes=(relation.share_set,),
            known_to="supplier",
        )
        teams.leave(event, now)
        relation.capability.gain(rule.learning, now)
