"""Procedure review: proposals are tested again at the centre, and recent changes later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from supplychain_sim.engine import Environment, Inbox, Phase, Process, every
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Change, Job, Relation
from supplychain_sim.model.trial import judge, pooled, seen, spread_minutes, standard_errors
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
        rule, noise = terms.review, terms.trial.noise
        effect = relation.effect(idea.operation, idea.practice)
        relation.pay("reviews", rule.costs, now, customer=True)

        estimate, observations = proposal.estimate, terms.trial.observations
        verdict = "ask"
        for table in (relation.draws.retest, relation.draws.again):
            if verdict != "ask":
                break
            central = seen(effect, noise, rule.retest, table.uniform(*place))
            estimate = pooled(estimate, observations, central, rule.retest)
            observations += rule.retest
            verdict = judge(estimate, noise, observations, rule)
            relation.pay("retests", rule.retest_costs, now, customer=True)

        facts = ("accepted" if verdict == "accept" else "refused", idea.operation, idea.attempt)
        decided = record.add(relation.name, now, *facts, observations, causes=(proposal.event,))
        if verdict == "accept":
            accept(proposal.job, decided)
        else:
            relation.tally.add("changes rejected", now)
            refuse(proposal.job)


def procedure_reviews(
    env: Environment,
    relation: Relation,
    noise: Table,
    introduce: Callable[[Change, EventId], None],
    record: Record,
) -> Process:
    """Hold the regular session: test recent changes against what they replaced.

    Parameters
    ----------
    noise
        Draws by operation and attempt of the change under test.
    introduce
        Puts the old practice back in force.
    """
    rule, terms = relation.terms.procedure_review, relation.terms
    seen_so_far = 0
    for session in every(env, rule.every, Phase.REVIEW, f"{relation.name}/session"):
        yield session
        now = int(env.now)
        held = record.add(relation.name, now, "procedure review")
        relation.capability.gain(terms.capability.procedure_review, now)
        relation.pay("procedure reviews", rule.costs, now, customer=True)
        recent = [c for c in relation.changes[seen_so_far:] if relation.in_force(c)]
        seen_so_far = len(relation.changes)
        for change in recent[-rule.changes :]:
            back = relation.effect(change.operation, change.before)
            draw = noise.uniform(change.operation, change.attempt)
            observed = seen(back, terms.trial.noise, terms.review.retest, draw)
            relation.pay("retests", terms.review.retest_costs, now, customer=True)
            z = standard_errors(observed, terms.trial.noise, terms.review.retest)
            if z < rule.revert_below:
                introduce(change, held)
