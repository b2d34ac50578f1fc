"""Courting: at intervals, a supplier with idle teams may win another customer."""

from __future__ import annotations

from typing import Final

from supplychain_sim.distributions import exponential
from supplychain_sim.engine import Bell, Belt, Environment, Phase, Process, every
from supplychain_sim.model.courting import Courting as Teams
from supplychain_sim.model.courting import chance_of_another
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.supplier_states import Courting
from supplychain_sim.streams import Stream

_THOUSAND: Final = 1000


def courting(
    env: Environment, relation: Relation, rule: Courting, luck: Stream, work: Bell, record: Record
) -> Process:
    """Look around at every interval, with a chance that grows with ambition and idle time.

    Who wins a customer lets one of its teams work there, which finishes the trial that it
    is at and begins no other here; the last one stays.  What is learned there makes the
    supplier more capable.  The team comes back when that customer goes.

    Parameters
    ----------
    luck
        Two uniforms for each interval: whether one is won, and how long it stays.
    work
        Rung when a team is back.
    """
    entity = f"{relation.name}/courting"

    def back(gone: tuple[Teams, EventId], now: int) -> None:
        teams, won = gone
        if teams is not relation.courting:
            return
        teams.come_back(won, now)
        record.add(
            relation.name, now, "team came back", teams.here, causes=(won,), known_to="supplier"
        )
        work.ring()

    away: Belt[tuple[Teams, EventId]] = Belt(env, Phase.WORK, entity, back)
    for day in every(env, rule.every, Phase.WORK, entity):
        # Drawn whatever comes of it: the n-th occasion is the n-th under every regime.
        draw, stay = luck.uniform(), luck.uniform()
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
        away.post((teams, event), now + max(1, round(exponential(stay, rule.stays))))
        relation.capability.gain(rule.learning, now)
