"""Target setting: targets follow the taught book at rounds, or are negotiated every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.negotiation import levels_read
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.targets import Proposal
from supplychain_sim.scenario.governance import Jointly, Targets
from supplychain_sim.units import YEAR

_MILLION = 1_000_000


def target_setting(
    env: Environment,
    relation: Relation,
    rule: Targets,
    contract_round: int,
    best: Callable[[int], Sequence[float]],
    taught: Callable[[], Sequence[float]],
    learned: Callable[[], tuple[EventId, ...]],
    record: Record,
) -> Process:
    """Move the targets as the regime has it.

    A procurement lock freezes what is bought, and with it what can be asked.

    Parameters
    ----------
    contract_round
        Minutes between two rounds.
    best
        Levels of cost and defects at the best site, as read by now.
    taught
        Levels of the book that would be taught today, at home.
    learned
        What has changed that book since the last call.
    """
    if relation.regime.targets_move == "fixed" or relation.regime.procurement_lock:
        return
    jointly = relation.regime.targets_move == "jointly"
    interval = YEAR if jointly else contract_round
    for day in every(env, interval, Phase.RENEWAL, f"{relation.name}/targets"):
        yield day
        now = int(env.now)
        if jointly:
            _negotiate(relation, best(now), rule.jointly, now, record)
        else:
            relation.targets.follow(taught(), rule.cost_and_quality)
            relation.agree("followed the book", now, record, relation.agreed, *learned())


def _negotiate(
    relation: Relation, best: Sequence[float], rule: Jointly, now: int, record: Record
) -> None:
    """Let the customer ask, the supplier offer, and both meet (A3.30; A6.87 on who gives way)."""
    asked = relation.targets.ratcheted(best, rule)
    demand = _said(relation, "asked", asked, now, record, relation.agreed)
    read = levels_read(relation.own_count.window, relation.outcomes)
    offered = relation.own_record.offer(read, asked, relation.targets)
    offer = _said(relation, "offered", offered, now, record, demand)
    relation.targets.settle(asked, offered, rule)
    relation.agree("agreed", now, record, relation.agreed, demand, offer)


def _said(
    relation: Relation, what: str, proposal: Proposal, now: int, record: Record, cause: EventId
) -> EventId:
    cost, defects, delivery = (round(_MILLION * each) for each in proposal)
    return record.add(relation.name, now, what, cost, defects, delivery, causes=(cause,))
