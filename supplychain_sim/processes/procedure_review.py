"""Procedure review: proposals are tested again at the centre, and recent changes later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from supplychain_sim.engine import Environment, Inbox, Phase, Process, every
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Change, Job
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import Evidence, decide, seen, spread_minutes, standard_errors
from supplychain_sim.streams import Table


class Proposed(Protocol):
    """What the review needs to know of a proposal."""

    @property
    def job(self) -> Job:
        """What was tried."""

    @property
    def evidence(self) -> Evidence:
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

    What would leave the function short is refused without a test: others may have taken,
    since the team began, what it was to take.

    Parameters
    ----------
    proposals
        Due when their retest is done.
    accept, refuse
        Told what was decided.
    """
    while True:
        proposal: Proposed = yield proposals.take()
        if proposal.job.supplier != relation.supplier:
            continue
        now = int(env.now)
        idea, terms = proposal.job.idea, relation.terms
        rule = terms.review
        relation.pay("reviews", rule.costs + relation.side.samples.cost, now, customer=True)
        accepted, heard = _heard(relation, proposal, now)
        relation.pay("retests", len(heard) * rule.retest_costs, now, customer=True)
        evidence = heard[-1] if heard else proposal.evidence
        cause = proposal.event
        for open_still in heard[:-1]:
            cause = _note(relation, proposal, "asked for more", open_still, now, record, cause)
        verdict = "accepted" if accepted else "refused"
        decided = _note(relation, proposal, verdict, evidence, now, record, cause)
        if accepted:
            chronicle.write_evidence(
                record,
                relation.site,
                now,
                "review",
                idea.operation,
                evidence.estimate,
                terms.trial.noise,
                evidence.observations,
                decided,
            )
            accept(proposal.job, decided)
        else:
            relation.tally.add("changes rejected", now)
            if proposal.job.loop is not None:
                proposal.job.loop.in_vain.append(decided)
            refuse(proposal.job)


def _heard(relation: Relation, proposal: Proposed, now: int) -> tuple[bool, tuple[Evidence, ...]]:
    """Return whether a proposal is accepted, and the evidence after each test of the centre."""
    idea, terms, draws = proposal.job.idea, relation.terms, relation.draws
    if not relation.book.allows(idea.change):
        return False, ()
    uniforms = [t.uniform(idea.operation, idea.attempt) for t in (draws.retest, draws.again)]
    effect = relation.effect(idea.change)
    noise, observations = terms.trial.noise, relation.retested(now)
    return decide(proposal.evidence, effect, noise, observations, terms.review, uniforms)


def _note(
    relation: Relation,
    proposal: Proposed,
    verdict: str,
    evidence: Evidence,
    now: int,
    record: Record,
    cause: EventId,
) -> EventId:
    """Record a verdict, with all that it rests on."""
    idea = proposal.job.idea
    found = evidence.in_millionths(relation.terms.trial.noise)
    place = (idea.operation, idea.attempt)
    return record.add(relation.name, now, verdict, *place, *found, causes=(cause,))


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
    for session in every(env, rule.every, Phase.SESSION, f"{relation.name}/session"):
        yield session
        if not relation.regime.procedure_review:
            continue
        now = int(env.now)
        held = record.add(relation.name, now, "procedure review")
        relation.capability.gain(terms.capability.procedure_review, now)
        relation.pay("procedure reviews", rule.costs, now, customer=True)
        agenda = relation.changes[relation.reviewed : relation.reviewed + rule.changes]
        relation.reviewed += len(agenda)
        observations = relation.retested(now)
        for change in agenda:
            if not relation.in_force(change) or not relation.book.allows(change.back):
                continue
            back = relation.effect(change.back)
            draw = noise.uniform(*change.place)
            observed = seen(back, terms.trial.noise, observations, draw)
            relation.pay("retests", terms.review.retest_costs, now, customer=True)
            z = standard_errors(observed, terms.trial.noise, observations)
            if z < rule.revert_below:
                chronicle.write_evidence(
                    record,
                    relation.site,
                    now,
                    "procedure review",
                    change.operation,
                    observed,
                    terms.trial.noise,
                    observations,
                    held,
                )
                revert(change, held)
            else:
                relation.standing.held(now)
