"""Corrective actions: an engineer of the supplier's puts right what an audit found."""

from __future__ import annotations

from supplychain_sim.engine import Environment, Phase, Process
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.loop import FINDING
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.remedies import put_right
from supplychain_sim.pools import Pool


def corrective_action(
    env: Environment,
    relation: Relation,
    action: Action,
    engineers: Pool,
    minutes: int,
    record: Record,
) -> Process:
    """Work on one action until it is closed, in time or late.

    It waits for an engineer of a pool that root-cause loops use as well, and comes
    after them, so a supplier with much to correct corrects late.  Where the state of the relation
    can carry it, the cause of the finding is put right; elsewhere the next audit
    sees what has become of it.

    Parameters
    ----------
    engineers
        The supplier's.
    minutes
        Of work, drawn before any wait.
    """
    with engineers.request(FINDING) as engineer:
        asked = int(env.now)
        yield engineer
        relation.waited("engineer", asked, int(env.now))
        yield env.after(minutes, Phase.WORK, f"{relation.name}/corrective action/{action.about}")
    now = int(env.now)
    in_time = relation.audit_file.close(action, now)
    done = put_right(relation, action)
    record.add(
        relation.name,
        now,
        "corrective action closed",
        action.about,
        in_time,
        done,
        causes=(action.event,),
    )
    relation.tally.add("corrective actions closed", now)
    if not in_time:
        relation.tally.add("corrective actions overdue", now)
        relation.standing.overdue(now)
