"""Turning points: a regime gives way to another, and rules begin or are lifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from supplychain_sim.engine import Environment, Phase, Process
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.regime import Regime


def turning_points(
    env: Environment,
    relation: Relation,
    turns: Mapping[int, Regime],
    dates: Sequence[int],
    renew: Callable[[EventId], None],
    turned: Callable[[], None],
    record: Record,
) -> Process:
    """Take up the choices of another regime, and take notice of rules, at their times.

    Whatever looks at the regime does so whenever it acts, so that nothing else is told.
    A book that could not be brought before, or is another one now, is brought at once, and
    targets that follow it follow it then: this is how a lock that is lifted starts learning anew.

    Parameters
    ----------
    turns
        The regimes that follow, by their first minute.
    dates
        Minutes at which rules of a government begin or are over.
    renew
        Brings the book that is to be taught now, and lets targets follow it, because of an event.
    turned
        Told that the relation works from another side, or that there may be more to do.
    """
    for time in sorted({*turns, *dates}):
        yield env.at(time, Phase.GOVERNANCE, relation.name)
        before, was_locked = relation.regime, relation.locked(time - 1)
        if time in turns:
            relation.govern(turns[time])
        now = relation.regime
        locked = relation.locked(time)
        facts = _altered(before, now)
        for rule, in_force in relation.law.turned(time):
            facts += (rule, _said(in_force))
        if was_locked != locked:
            facts += ("locked", _said(locked))
        event = record.add(relation.name, time, "governance changed", *facts)
        if now.teaches != "none" and not locked and (was_locked or before.teaches != now.teaches):
            renew(event)
        turned()


def _altered(before: Regime, after: Regime) -> tuple[str, ...]:
    """Return each choice that is another one now, with what it is; names of regimes are none."""
    pairs = (
        (choice, getattr(before, choice), getattr(after, choice)) for choice in after.choices()
    )
    return tuple(text for choice, was, is_ in pairs if was != is_ for text in (choice, _said(is_)))


def _said(value: object) -> str:
    return str(value).lower()
