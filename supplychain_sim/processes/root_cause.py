"""Root-cause loops: a missed target sets both parties to work until its cause is gone."""

from __future__ import annotations

from typing import Final, NamedTuple

from supplychain_sim.engine import Bell, Environment, Phase, Process
from supplychain_sim.model.capability import Scored
from supplychain_sim.model.loop import COMPLAINT, CONTAINMENT, Ending, Loop, counts_against
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import spread_minutes
from supplychain_sim.pools import Pool
from supplychain_sim.scenario.governance import Targets
from supplychain_sim.units import DAY

#: Steps that have a norm: D3, D6 and D8.
STEPS: Final = ("contained", "implemented", "closed")
#: Engineers of the customer and of the supplier.
Pools = tuple[Pool, Pool]


class Luck(NamedTuple):
    """Uniforms for the times of one loop, drawn before any wait."""

    containment: float
    search: float
    prevention: float


def root_cause_loop(
    env: Environment,
    relation: Relation,
    loop: Loop,
    engineers: Pools,
    luck: Luck,
    work: Bell,
    settled: Bell,
    targets: Targets,
    record: Record,
) -> Process:
    """Resolve one missed target: contain, find the cause together, correct, verify, prevent.

    The steps are those of an 8D report, each with its time.  An engineer of the supplier
    contains the defects (D3), both parties hold one while they search (D4), teams choose
    a correction in trials (D5), it is approved and in force (D6), for a while it is seen
    to hold, and an engineer of the supplier documents it and looks where else it applies
    (D7) before the loop closes (D8).  Watching comes after D6: what is introduced was
    tested before, and the months that norms leave between D6 and D8 are for this.

    One firm's norms were missed in 23 % of cases to D3, 71 % to D6 and 59 % to D8.  Here
    the first share is that of the time drawn, and the others are what engineers, trials
    and approval leave.  A pool that is fully booked keeps the cause alive.

    From containment to correction, defects are sorted out of what is shipped; the reports
    of progress count them, so that the miss stays in sight.

    Parameters
    ----------
    work
        Rung when corrective trials may start.
    settled
        Rung whenever a corrective trial has been decided.
    targets
        How they are revised.
    """
    rule = relation.terms.root_cause
    entity = f"{relation.name}/root cause/{loop.attribute}"
    customers, suppliers = engineers

    minutes = _minutes(luck.containment, rule.containment, rule.containment_spread)
    yield from _engineer(env, relation, (suppliers, CONTAINMENT), minutes, entity)
    loop.step("contained", int(env.now), rule.contained_within)
    contained = loop.contained = _noted(env, relation, loop, "contained", record, loop.event)

    asked = int(env.now)
    # One after the other, and everywhere in this order: if each of two loops held the
    # engineer that the other waits for, both would wait for ever.
    with customers.request(relation.standing.place(urgent=True)) as ours:
        yield ours
        with suppliers.request(COMPLAINT) as theirs:
            yield theirs
            relation.waited("engineer", asked, int(env.now))
            search = spread_minutes(luck.search, relation.side.analysis, rule.spread)
            yield env.after(search, Phase.WORK, entity)
    loop.found = found = _noted(env, relation, loop, "cause found", record, contained)

    yield from _corrective_trials(env, relation, loop, work, settled, entity)
    loop.step("implemented", int(env.now), rule.implemented_within)
    if loop.correction is None:
        _give_up(env, relation, loop, targets, record)
        return

    yield env.after(rule.verification, Phase.WORK, entity)
    took = int(env.now) - loop.opened
    verified = _noted(env, relation, loop, "verified", record, found, loop.correction)
    scored = relation.corrected(took, int(env.now))
    minutes = _minutes(luck.prevention, rule.prevention, rule.prevention_spread)
    yield from _engineer(env, relation, (suppliers, COMPLAINT), minutes, entity)

    now = int(env.now)
    prompt = took <= rule.norm
    relation.tally.add("root causes corrected", now)
    relation.tally.add("root causes corrected in norm", now, prompt)
    closed = record.add(
        relation.name, now, "corrected", loop.attribute, prompt, causes=(loop.event, verified)
    )
    _close(relation, loop, now, closed, scored)
    relation.behind.answered.append(closed)
    if now - loop.opened <= rule.norm:
        relation.standing.closed_in_norm(now)
    else:
        relation.standing.overdue(now)


def _engineer(
    env: Environment,
    relation: Relation,
    pool: tuple[Pool, int],
    minutes: int,
    entity: str,
) -> Process:
    """Let an engineer of a pool, with a place in its queue, work for so many *minutes*.

    Nobody is asked for where there is no work.
    """
    if not minutes:
        return
    engineers, place = pool
    asked = int(env.now)
    with engineers.request(place) as engineer:
        yield engineer
        relation.waited("engineer", asked, int(env.now))
        yield env.after(minutes, Phase.WORK, entity)


def _corrective_trials(
    env: Environment, relation: Relation, loop: Loop, work: Bell, settled: Bell, entity: str
) -> Process:
    """Let teams try corrections until one is in force, all have failed, or time is up."""
    rule = relation.terms.root_cause
    deadline = loop.opened + rule.gives_up
    if env.now >= deadline:
        return
    loop.tries = rule.tries
    work.ring()
    given_up = env.at(deadline, Phase.WORK, entity)
    while not loop.settled() and not given_up.processed:
        yield settled.wait() | given_up
    loop.tries = 0


def _give_up(
    env: Environment, relation: Relation, loop: Loop, targets: Targets, record: Record
) -> None:
    """Close a loop that corrected nothing: revise a joint target, else remember it."""
    now = int(env.now)
    search = () if loop.found is None else (loop.found,)
    causes = (loop.event, *(loop.in_vain or search))
    closed = record.add(relation.name, now, "not corrected", loop.attribute, causes=causes)
    _close(relation, loop, now, closed, None)
    if relation.regime.targets_move == "jointly":
        relation.revise(loop.attribute, targets.jointly)
        relation.agree("revised", now, record, closed)
    if not counts_against(relation.regime):
        return
    relation.response.unresolved()
    relation.behind.answered.append(closed)
    if now - loop.opened > relation.terms.root_cause.norm:
        relation.standing.overdue(now)


def _close(
    relation: Relation, loop: Loop, now: int, closed: EventId, scored: Scored | None
) -> None:
    """Take the loop off the list, and count it."""
    rule, tally = relation.terms.root_cause, relation.tally
    del relation.loops[loop.attribute]
    relation.endings[loop.attribute] = Ending(now, closed, loop.correction, scored)
    tally.add("root causes", now)
    tally.add("root cause days", now, (now - loop.opened) / DAY)
    tally.add("root causes recurrent", now, loop.recurs)
    loop.step("closed", now, rule.norm)
    for step in STEPS:
        tally.add(f"root causes {step} late", now, step in loop.late)
    relation.pay("root causes", rule.costs, now, customer=True)


def _noted(
    env: Environment,
    relation: Relation,
    loop: Loop,
    step: str,
    record: Record,
    *causes: EventId,
) -> EventId:
    return record.add(relation.name, int(env.now), step, loop.attribute, causes=causes)


def _minutes(uniform: float, median: int, spread: float) -> int:
    """Return a lognormal time by its median; none at all where the median is none."""
    return spread_minutes(uniform, median, spread) if median else 0
