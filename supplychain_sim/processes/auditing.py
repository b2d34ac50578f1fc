"""Auditing: the customer looks, every year, at how the supplier works."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.audit import Answer, Verdict, ask, findings, judge, levels
from supplychain_sim.model.audit_view import Surroundings, look, totals
from supplychain_sim.model.contract import Audited
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.sampling import accepted, defectives
from supplychain_sim.scenario.governance import Audits
from supplychain_sim.streams import Table

#: What a corrective action is about if the lot was refused; all others are about a question.
LOT: Final = "lot"
_THOUSAND: Final = 1000
_MILLION: Final = 1e6


@dataclass(frozen=True)
class Luck:
    """Uniforms of an audit, looked up by its number.

    Parameters
    ----------
    answers
        By the place of the answer.
    lots
        For the sample.
    """

    answers: Table
    lots: Table


def auditing(
    env: Environment,
    relation: Relation,
    rule: Audits,
    surroundings: Callable[[], Surroundings],
    open_action: Callable[[Action], None],
    luck: Luck,
    record: Record,
) -> Process:
    """Audit at every interval: the grade is for the record, the response for the contract.

    What is found opens corrective actions, one at a time for each question.  A closed
    one teaches, and earns trust if it was in time, once its finding is not made again:
    until then, that it was closed is paper.

    Where the way is shut, the audit is postponed until it reopens, and dropped if that is when
    the next is due.

    Parameters
    ----------
    surroundings
        What the auditor sees that the relation does not hold.
    open_action
        Starts the work on a corrective action.
    """
    for day in every(env, rule.every, Phase.AUDIT, f"{relation.name}/audit"):
        yield day
        last, put_off = int(env.now) + rule.every, None
        while int(env.now) < last and (stop := relation.journey.stop(int(env.now))) is not None:
            put_off = _postpone(relation, stop.closure, put_off, int(env.now), record)
            yield env.at(min(stop.ends, last), Phase.AUDIT, f"{relation.name}/audit")
        now, number = int(env.now), relation.audit_file.held
        if put_off is not None and now >= last:
            record.add(relation.name, now, "audit cancelled", causes=(put_off,))
            continue
        view = look(relation, surroundings(), now)
        answers = ask(view, rule.misread, partial(luck.answers.uniform, number))
        audited = _report(relation, answers, put_off, now, record)
        found = findings(answers)
        if rule.lot.sample and not _lot_passes(relation, rule, luck.lots, audited, now, record):
            found.append((LOT, 0, None))
        for in_time in relation.audit_file.effective({about for about, _, _ in found}):
            _put_right(relation, now, in_time=in_time)
        relation.audit_file.end_audit(totals(relation))
        if rule.corrective.asked:
            for finding in found:
                _ask_for_correction(relation, finding, rule, audited, now, open_action, record)


def _postpone(
    relation: Relation, closure: EventId, before: EventId | None, now: int, record: Record
) -> EventId:
    """Record that no auditor can come, and why; count the audit once."""
    if before is None:
        relation.tally.add("audits postponed", now)
    causes = (closure,) if before is None else (closure, before)
    return record.add(relation.name, now, "audit postponed", causes=causes)


def _report(
    relation: Relation,
    answers: tuple[Answer, ...],
    put_off: EventId | None,
    now: int,
    record: Record,
) -> EventId:
    """Record and count the audit, and hand its finding on the response to the contract.

    Parameters
    ----------
    put_off
        The event by which it was postponed; None if it was not.
    """
    reached = levels(answers)
    verdict: Verdict = judge(reached, answers)
    response = relation.response.index
    # The response is a running mean: what moved it lately, and where it stood before.
    before = tuple(event for _, event, _ in relation.audits[-1:])
    event = record.add(
        relation.name,
        now,
        "audited",
        round(_THOUSAND * reached.of_all),
        verdict.grade or "none",
        "; ".join(verdict.reasons),
        round(_THOUSAND * response),
        causes=(*relation.behind.audited(), *before, *(() if put_off is None else (put_off,))),
    )
    relation.audits.append(Audited(response, event, _of_asked(relation)))
    relation.capability.gain(relation.terms.capability.audit, now)
    relation.tally.add("audits", now)
    relation.tally.add("audit points", now, 100.0 * float(reached.of_all))
    relation.tally.add(f"audits grade {verdict.grade or 'none'}", now)
    relation.pay("audits", relation.side.audit.costs, now, customer=True)
    return event


def _of_asked(relation: Relation) -> float:
    """Return the defects that were read, over those asked for."""
    read, asked = relation.progress.window.defects_per_million(), relation.asked().level.defects
    if not read:
        return 0.0
    return read / asked if asked else math.inf


def _lot_passes(
    relation: Relation, rule: Audits, lots: Table, audited: EventId, now: int, record: Record
) -> bool:
    """Draw a sample from a lot as today's process makes it, and return whether the lot passes."""
    share = relation.level().defects / _MILLION
    found = defectives(rule.lot, share, lots.uniform(relation.audit_file.held, 0))
    passes = accepted(rule.lot, found)
    record.add(relation.name, now, "lot sampled", found, passes, causes=(audited,))
    relation.tally.add("lots refused", now, not passes)
    return passes


def _put_right(relation: Relation, now: int, *, in_time: bool) -> None:
    """Count a corrective action that has put right what it was about."""
    gains = relation.terms.capability
    relation.capability.gain(gains.prompt_correction if in_time else gains.late_correction, now)
    if in_time:
        relation.standing.closed_in_norm(now)


def _ask_for_correction(
    relation: Relation,
    finding: tuple[str, int, int | None],
    rule: Audits,
    audited: EventId,
    now: int,
    open_action: Callable[[Action], None],
    record: Record,
) -> None:
    """Open a corrective action, unless one for the same question is being worked on."""
    about, points, step = finding
    if about in relation.audit_file.open:
        return
    where = "" if step is None else f"step {step + 1}"
    event = record.add(
        relation.name, now, "corrective action", about, points, where, causes=(audited,)
    )
    action = Action(about, step, now, now + rule.corrective.due, event)
    relation.audit_file.open[about] = action
    relation.tally.add("corrective actions", now)
    open_action(action)
