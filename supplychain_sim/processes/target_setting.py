"""Target setting: targets follow the taught book at rounds, or are negotiated every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.negotiation import levels_read, read_more
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.targets import Proposal
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.streams import Table
from supplychain_sim.units import YEAR

_MILLION: Final = 1_000_000


def negotiations(
    env: Environment,
    relation: Relation,
    rule: Targets,
    best: Callable[[int], Sequence[float]],
    readings: Table,
    record: Record,
) -> Process:
    """Negotiate the targets every year, where they move jointly.

    A procurement lock freezes what is bought, and with it what can be asked.

    Parameters
    ----------
    best
        Levels of cost and defects at the best site, as read by now.
    readings
        Draws by negotiation and figure of what the supplier reads besides.
    """
    days = every(env, YEAR, Phase.RENEWAL, f"{relation.name}/targets")
    for number, day in enumerate(days):
        luck = readings.uniform(number, 0), readings.uniform(number, 1)
        yield day
        now = int(env.now)
        if relation.regime.targets_move == "jointly" and not relation.locked(now):
            _negotiate(relation, best(now), rule, luck, now, record)


def following(
    env: Environment,
    relation: Relation,
    contract_round: int,
    follow: Callable[[], None],
) -> Process:
    """Let the targets follow the taught book at every contract round, where they move so.

    Parameters
    ----------
    contract_round
        Minutes between two rounds.
    follow
        Sets them by the book that would be taught that day.
    """
    for day in every(env, contract_round, Phase.RENEWAL, f"{relation.name}/targets"):
        yield day
        regime = relation.regime
        if regime.targets_move == "at_rounds" and not relation.locked(int(env.now)):
            follow()


def follow_book(
    relation: Relation,
    taught: Sequence[float],
    multiple: float,
    now: int,
    record: Record,
    *why: EventId,
) -> None:
    """Set the targets as a *multiple* of the levels of the book that is *taught* now."""
    relation.targets.follow(taught, multiple)
    relation.agree("followed the book", now, record, *why)


def _negotiate(
    relation: Relation,
    best: Sequence[float],
    targets: Targets,
    luck: tuple[float, float],
    now: int,
    record: Record,
) -> None:
    """Let the customer ask, the supplier offer, and both meet (A3.30; A6.87 on who gives way).

    With insight into improvement the supplier knows better where it stands (A1.7).
    """
    rule, noise = targets.jointly, targets.reviewed.suppliers_cost_noise
    asked = relation.targets.ratcheted(best, rule)
    demand = _said(relation, "asked", asked, now, record, relation.agreed)
    more = relation.insight.more(rule.more_readings, now)
    window = read_more(relation.own_count.window, more, relation.level(), noise, luck)
    read = levels_read(window, relation.outcomes)
    offered = relation.own_record.offer(read, asked, relation.targets)
    offer = _said(relation, "offered", offered, now, record, demand)
    relation.targets.settle(asked, offered, rule)
    relation.agree("agreed", now, record, relation.agreed, demand, offer)


def _said(
    relation: Relation, what: str, proposal: Proposal, now: int, record: Record, cause: EventId
) -> EventId:
    cost, defects, delivery = (round(_MILLION * each) for each in proposal)
    return record.add(relation.name, now, what, cost, defects, delivery, causes=(cause,))
