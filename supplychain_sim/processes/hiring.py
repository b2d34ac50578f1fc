"""Hiring away: the customer's people go over to a supplier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from supplychain_sim.distributions import exponential
from supplychain_sim.engine import Environment, Phase, Process
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.pools import Crew
from supplychain_sim.scenario.places import HiresAway
from supplychain_sim.streams import Stream

#: Place in the queue for people, before those who plan visits.
LEAVES: Final = 0


def hiring(
    env: Environment,
    firm: str,
    rule: HiresAway,
    crew: Crew,
    relations: Sequence[Relation],
    draws: Stream,
    record: Record,
) -> Process:
    """Hire somebody away at random times (G:605-612): the supplier gains, the group is one short.

    Parameters
    ----------
    firm
        Entity of the one who hires.
    crew
        Whom they leave.
    relations
        Those in which the firm is the supplier.
    draws
        One uniform for each time between two.
    """
    mean = rule.rate.per / rule.rate.amount
    while True:
        wait = max(1, round(exponential(draws.uniform(), mean)))
        yield env.after(wait, Phase.WORK, firm)
        env.process(_goes_over(env, firm, rule, crew, relations, record))


def _goes_over(
    env: Environment,
    firm: str,
    rule: HiresAway,
    crew: Crew,
    relations: Sequence[Relation],
    record: Record,
) -> Process:
    """Let the first who is back go over, and find somebody else after a while."""
    with crew.people.request(LEAVES) as person:
        yield person
        now = int(env.now)
        crew.taken = left = record.add(firm, now, "hired away", rule.from_)
        for relation in relations:
            relation.capability.gain(rule.capability, now)
            relation.tally.add("people hired away", now)
            record.add(relation.name, now, "joined", rule.from_, causes=(left,))
        yield env.after(rule.replaced_after, Phase.WORK, firm, 1)
        record.add(firm, int(env.now), "replaced", rule.from_, causes=(left,))
