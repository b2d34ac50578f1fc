"""Replacement: after an exit, the customer finds another supplier or develops the one it has."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Bell, Environment, Phase, Process
from supplychain_sim.model.contract import Level, loss_of_round
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.succession import develop
from supplychain_sim.scenario.governance import Contract
from supplychain_sim.scenario.relation import Replacement
from supplychain_sim.units import YEAR


def replacement(
    env: Environment,
    relation: Relation,
    rule: Replacement | None,
    terms: Contract,
    take_over: Callable[[EventId], None],
    to_teach: Bell,
    record: Record,
) -> Callable[[EventId, Level], None]:
    """Return what an exit leads to (A2.28, A4.57d; B:113, G:667-671, G:979-982).

    The customer holds what the present supplier will cost it over a round, by what it
    lacks of what is asked, against a search and the first round with a novice, of which
    it knows what the present one's had cost.  If the supplier costs more and there is
    a candidate left, it searches; else it begins anew with the supplier that it has.

    Parameters
    ----------
    rule
        None where nothing follows from an exit.
    take_over
        Puts the next candidate in the place of the present supplier.
    to_teach
        Rung when there may be something to teach.
    """

    def leave(exited: EventId, reached: Level) -> None:
        if rule is None:
            return
        now, defect = int(env.now), terms.accounts.defect
        asked, volume = relation.asked().level, relation.yearly_units
        loss = loss_of_round(reached, asked, volume, defect, terms.round / YEAR)
        novice = rule.search.costs + (relation.first_round_paid or 0.0)
        facts = round(loss), round(novice)
        if loss > novice and relation.supplier < rule.candidates:
            searched = record.add(relation.name, now, "search", *facts, causes=(exited,))
            relation.pay("search", rule.search.costs, now, customer=True)
            env.process(_search(env, relation, rule, searched, take_over))
            return
        cause = exited
        if loss > novice:
            cause = record.add(relation.name, now, "no candidate left", *facts, causes=(exited,))
        relation.pay("development", rule.development.costs, now, customer=True)
        relation.tally.add("developments", now)
        record.add(relation.name, now, "developed", develop(relation), *facts, causes=(cause,))
        to_teach.ring()

    return leave


def _search(
    env: Environment,
    relation: Relation,
    rule: Replacement,
    searched: EventId,
    take_over: Callable[[EventId], None],
) -> Process:
    """Let the next supplier take over when it is found; until then the present one works on."""
    yield env.after(rule.search.lasts, Phase.RENEWAL, f"{relation.name}/replacement")
    take_over(searched)
