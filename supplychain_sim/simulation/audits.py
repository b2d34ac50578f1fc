"""Audits, wired: what the auditor sees, and who works on what was found."""

from __future__ import annotations

from typing import Final

from supplychain_sim.engine import as_long_as
from supplychain_sim.model.audit_view import Surroundings
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.questionnaire import QUESTIONS
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import spread_minutes
from supplychain_sim.pools import Pool
from supplychain_sim.processes.auditing import LOT, Luck, auditing
from supplychain_sim.processes.corrective_action import corrective_action
from supplychain_sim.simulation.run import Run

_PLACES: Final = {about: n for n, about in enumerate((LOT, *(one.number for one in QUESTIONS)))}


def wire_audits(run: Run, relation: Relation, engineers: Pool) -> None:
    """Wire the audits of a relation, and the corrective actions that they ask for.

    Parameters
    ----------
    engineers
        The supplier's quality engineers.
    """
    env, streams, name = run.env, run.streams, relation.name
    rule = run.scenario.contract.audits
    home = run.home_of(relation)
    firm = run.scenario.firms[relation.terms.supplier]
    times = streams.table(name, "corrective action time")

    def surroundings() -> Surroundings:
        return Surroundings(
            home_book=home.book.practices,
            engineers=firm.quality_engineers,
            waiting=len(engineers.queue),
        )

    def open_action(action: Action) -> None:
        draw = times.uniform(relation.audit_file.held, _PLACES[action.about])
        minutes = spread_minutes(draw, rule.corrective.work, rule.corrective.spread)
        work = corrective_action(env, relation, action, engineers, minutes, run.record)
        opened = relation.audit_file.open
        # Where the supplier has been replaced, so has what it was asked for.
        env.process(as_long_as(lambda: opened.get(action.about) is action, work))

    luck = Luck(streams.table(name, "auditor's answers"), streams.table(name, "lot samples"))
    env.process(auditing(env, relation, rule, surroundings, open_action, luck, run.record))
