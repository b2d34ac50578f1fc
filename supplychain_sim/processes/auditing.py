"""Auditing: the customer looks, every year, at how the supplier works."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.audit import score
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.governance import Audits
from supplychain_sim.streams import Stream

_THOUSAND = 1000


def auditing(
    env: Environment, relation: Relation, rule: Audits, auditors: Stream, record: Record
) -> Process:
    """Audit at every interval: the score is for the record, the response for the contract.

    Parameters
    ----------
    auditors
        One uniform for each audit.
    """
    for day in every(env, rule.every, Phase.AUDIT, f"{relation.name}/audit"):
        draw = auditors.uniform()
        yield day
        now = int(env.now)
        response = relation.response.index
        points = score(relation.capability.at(now), response, draw, rule)
        event = record.add(
            relation.name, now, "audited", round(points), round(_THOUSAND * response)
        )
        relation.audits.append((response, event))
        relation.capability.gain(relation.terms.capability.audit, now)
        relation.tally.add("audits", now)
        relation.tally.add("audit points", now, points)
        relation.pay("audits", relation.side.audit.costs, now, customer=True)
