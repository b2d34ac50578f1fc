"""What a team of the supplier's does next: it corrects, tests what others do, or has an idea."""

from __future__ import annotations

from supplychain_sim.model.change import Job
from supplychain_sim.model.ideas import own_idea, present
from supplychain_sim.model.insight import search
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import OTHERS, Idea, Purpose, choose
from supplychain_sim.named import new
from supplychain_sim.scenario.places import Skill
from supplychain_sim.streams import Stream


def next_job(relation: Relation, now: int, choice: Stream) -> Job | None:
    """Return what a free team does: correct first, then others' changes, then own ideas.

    Parameters
    ----------
    choice
        Two uniforms for the operation of each idea of one's own.
    """
    if relation.regime.trials == "never":
        return None
    open_loops = relation.loops and [loop for loop in relation.loops.values() if loop.tries]
    if open_loops and (owned := relation.book.landscape.owned_by("supplier")):
        loop = min(open_loops, key=lambda one: (one.opened, one.attribute))
        loop.tries -= 1
        loop.running += 1
        return Job(_own_idea(relation, owned, loop, now, choice), loop, relation.supplier)
    if relation.regime.trials != "always":
        return None
    eligible = scheduled(relation)
    retest = _next_retest(relation, eligible) if relation.agenda else None
    if retest is not None:
        return Job(retest, None, relation.supplier)
    if not eligible:
        return None
    return new(Job, (_own_idea(relation, eligible, None, now, choice), None, relation.supplier))


def scheduled(relation: Relation) -> tuple[int, ...]:
    """Return the operations open to trials of the supplier's own accord."""
    share, pending = relation.design_share, relation.lessons.pending
    return relation.attempts.scheduled(relation.book, relation.order, share, pending)


def _own_idea(
    relation: Relation, eligible: tuple[int, ...], loop: Loop | None, now: int, choice: Stream
) -> Idea:
    attribute = None if loop is None else loop.attribute
    skill: Skill = "improvement" if loop is None else "root_cause"
    draws = choice.uniform(), choice.uniform()
    book, insight = relation.book, relation.insight
    there = present(book, eligible)
    found = search(there, relation.generic, *relation.finds(skill, now, draws[0]), draws[0])
    chosen = choose(book, found.eligible, attribute, found.chance, draws)
    kind, attempt, change = own_idea(
        book, chosen, eligible, relation.draws, relation.attempts.number
    )
    operation, practice = change[0]
    shown = insight.shown(skill, generic=found.hired)
    purpose: Purpose = "own idea"
    if loop is not None:
        purpose, cause = "correction", loop.found or loop.event
    elif insight.behind(skill, generic=found.hired) is None:
        cause = relation.agreed
    else:
        cause, shown = shown[0], shown[1:]
    return new(Idea, (operation, practice, attempt, purpose, cause, kind, change[1:], shown))


def _next_retest(relation: Relation, eligible: tuple[int, ...]) -> Idea | None:
    """Take the first on the agenda that is open to trials; None if none is."""
    place = relation.attempts.first_open(relation.book, relation.agenda, eligible)
    if place is None:
        return None
    retest = relation.agenda[place]
    del relation.agenda[place]
    (operation, practice), *others = retest.change
    attempt = OTHERS + relation.attempts.number(OTHERS + operation)
    return Idea(operation, practice, attempt, "retest", retest.cause, retest.kind, tuple(others))
