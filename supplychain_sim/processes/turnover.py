"""Turnover: people leave, and what they never wrote down leaves with them."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.distributions import exponential
from supplychain_sim.engine import Environment, Inbox, Process
from supplychain_sim.model import chronicle
from supplychain_sim.model.change import Change
from supplychain_sim.model.forgetting import Memory
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.remedies import is_documented
from supplychain_sim.streams import Table


def undocumented(
    env: Environment,
    memory: Memory,
    leaving: Inbox[Change],
    lives: Table,
    rate: float,
) -> Callable[[Change], None]:
    """Return what takes note of a change that is known to somebody, and written nowhere.

    Parameters
    ----------
    leaving
        Changes come due when the one who knows them leaves.
    lives
        Uniforms for the time until then, by operation and attempt.
    rate
        Of leaving with what was never written down, in a minute; above zero.
    """

    def note(change: Change) -> None:
        for operation, practice in change.made:
            memory.found(operation, practice)
        if change.documented:
            return
        stays = exponential(lives.uniform(*change.place), 1.0 / rate)
        leaving.post(change, int(env.now) + max(1, round(stays)))

    return note


def turnover(
    env: Environment,
    relation: Relation,
    memory: Memory,
    leaving: Inbox[Change],
    record: Record,
) -> Process:
    """Take each practice back to what is known when the one who knew it leaves.

    What a corrective action has documented meanwhile stays, and people of a supplier that
    was replaced take nothing along that is still in use.
    """
    while True:
        change: Change = yield leaving.take()
        if change.supplier != relation.supplier or is_documented(relation, change):
            continue
        for operation, practice, before in change.parts:
            in_force = relation.book.practices[operation]
            back = memory.leaves(operation, practice, before, in_force)
            if back is not None and relation.book.allows(((operation, back),)):
                _forget(relation, (operation, practice, back), change.event, int(env.now), record)


def _forget(
    relation: Relation,
    forgotten: tuple[int, int, int],
    cause: EventId,
    now: int,
    record: Record,
) -> None:
    """Take an operation back from a practice to what is known, and say so."""
    operation, practice, back = forgotten
    effect = relation.book.effect(((operation, back),))
    relation.book.adopt(effect)
    relation.own.discard(operation)
    relation.tally.add("changes forgotten", now)
    event = record.add(relation.name, now, "forgotten", operation, back, practice, causes=(cause,))
    relation.behind.moved(event, now, effect.delta)
    chronicle.write(record, relation.site, now, "forgotten", effect.change, event)
