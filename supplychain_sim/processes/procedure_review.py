"""Procedure review: proposals are tested again at the centre, and recent changes later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from supplychain_sim.engine import Environment, Inbox, Phase, Process, every
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Change, Job, Relation
from supplychain_sim.model.trial import Evidence, decide, seen, spread_minutes, standard_errors
from supplychain_sim.streams import Table


class Proposed(Protocol):
    """What the review needs to know of a proposal."""

    @property
    def job(self) -> Job:
        """What was tried."""

    @property
    def estimate(self) -> float:
        """Of its effect, by the team."""

    @property
    def event(self) -> EventId:
        """The end of its trial."""


def submission(
    env: Environment,
    relation: Relation,
    proposals: Inbox[Proposed],
    accept: Callable[[Job, EventId], None],
) -> Callable[[Proposed], None]:
    """Return what takes proposals: to the review, or straight on where nobody reviews."""

    def submit(proposal: Proposed) -> None:
        if not relation.regime.procedure_review:
            accept(proposal.job, proposal.event)
            return
        idea, rule = proposal.job.idea, relation.terms.review
        draw = relation.draws.review.uniform(idea.operation, idea.attempt)
        minutes = spread_minutes(draw, rule.lasts, rule.spread) + relation.side.samples.time
        proposals.post(proposal, int(env.now) + minutes)

    return submit


def reviewing(
    env: Environment,
    relation: Relation,
    proposals: Inbox[Proposed],
    accept: Callable[[Job, EventId], None],
    refuse: Callable[[Job], None],
    record: Record,
) -> Process:
    """Test each proposal again, pool the evidence, and accept, refuse, or ask for more once.

    Parameters
    ----------
    proposals
        Due when their retest is done.
    accept, refuse
        Told what was decided.
    """
    while True:
        proposal: Proposed = yield proposals.take()
        now = int(env.now)
        idea, terms = proposal.job.idea, relation.terms
        place = (idea.operation, idea.attempt)
        rule = terms.review
        effect = relation.effect(idea.operation, idea.practice)
        evidence = Evidence(proposal.estimate, terms.trial.observations)
        draws = tuple(t.uniform(*place) for t in (relation.draws.retest, relation.draws.again))
        accepted, evidence = decide(evidence, effect, terms.trial.noise, rule, draws)
        retests = (evidence.observations - terms.trial.observations) / rule.retest
        relation.pay("reviews", rule.costs + relation.side.samples.cost, now, customer=True)
        relation.pay("retests", retests * rule.retest_costs, now, customer=True)
        decided = record.add(
            relation.name,
            now,
            "accepted" if accepted else "refused",
            idea.operation,
            idea.attempt,
            evidence.observations,
            causes=(proposal.event,),
        )
        if accepted:
            accept(proposal.job, decided)
        else:
            relation.tally.add("changes rejected", now)
            refuse(proposal.job)


def procedure_reviews(
    env: Environment,
    relation: Relation,
    noise: Table,
    revert: Callable[[Change, EventId], None],
    record: Record,
) -> Process:
    """Hold the regular session: test changes against what they replaced, oldest first.

    What does not fit into a session waits for the next.

    Parameters
    ----------
    noise
        Draws by operation and attempt of the change under test.
    revert
        Puts the old practice back in force.
    """
    rule, terms = relation.terms.procedure_review, relation.terms
    reviewed = 0
    for session in every(env, rule.every, Phase.SESSION, f"{relation.name}/session"):
        yield session
        now = int(env.now)
        held = record.add(relation.name, now, "procedure review")
        relation.capability.gain(terms.capability.procedure_review, now)
        relation.pay("procedure reviews", rule.costs, now, customer=True)
        agenda = relation.changes[reviewed : reviewed + rule.changes]
        reviewed += len(agenda)
        for change in agenda:
            if not relation.in_force(change):
                continue
            back = relation.effect(change.operation, change.before)
            draw = noise.uniform(change.operation, change.attempt)
            observed = seen(back, terms.trial.noise, terms.review.retest, draw)
            relation.pay("retests", terms.review.retest_costs, now, customer=True)
            z = standard_errors(observed, terms.trial.noise, terms.review.retest)
            if z < rule.revert_below:
                revert(change, held)
