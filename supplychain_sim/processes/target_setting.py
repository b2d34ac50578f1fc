"""Target setting: targets follow the taught book at rounds, or move jointly every year."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import YEAR


def target_setting(
    env: Environment,
    relation: Relation,
    rule: Targets,
    contract_round: int,
    best: Callable[[], Sequence[float]],
    taught: Callable[[], Sequence[float]],
    record: Record,
) -> Process:
    """Move the targets as the regime has it.

    A procurement lock freezes what is bought, and with it what can be asked.

    Parameters
    ----------
    contract_round
        Minutes between two rounds.
    best
        Levels of cost and defects at the best site.
    taught
        Levels of the book that would be taught today, at home.
    """
    if relation.regime.targets_move == "fixed" or relation.regime.procurement_lock:
        return
    jointly = relation.regime.targets_move == "jointly"
    interval = YEAR if jointly else contract_round
    for day in every(env, interval, Phase.RENEWAL, f"{relation.name}/targets"):
        yield day
        if jointly:
            relation.targets.ratchet(best(), rule.jointly)
        else:
            relation.targets.follow(taught(), rule.cost_and_quality)
        kind = "ratcheted" if jointly else "followed the book"
        relation.agree(kind, int(env.now), record)
