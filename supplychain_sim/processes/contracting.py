"""Contract rounds: the customer takes stock, and renews, widens, narrows or leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from supplychain_sim.engine import Bell, Environment, Phase, Process, every
from supplychain_sim.model.contract import (
    Level,
    account_of,
    credited,
    customers_saving,
    exit_due,
    first_share,
    next_share,
)
from supplychain_sim.model.cookbook import COST, DEFECTS
from supplychain_sim.model.reading import level_read
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.trial import open_cells
from supplychain_sim.scenario.governance import Contract, Exit
from supplychain_sim.units import YEAR

_THOUSAND: Final = 1000


def contracting(
    env: Environment,
    relation: Relation,
    terms: Contract,
    work: Bell,
    left: Callable[[EventId, Level], None],
    record: Record,
) -> Process:
    """Hold a round at every interval.

    The account counts what the customer asked for: a supplier that gets better
    than its targets, where those do not move with it, gains the customer nothing.
    What the supplier reached is what the customer has read of it; at first, what it
    quoted with.

    Parameters
    ----------
    work
        Rung when the design share may have grown.
    left
        Told of an exit, and of what was read to be reached by then.
    """
    for day in every(env, terms.round, Phase.CONTRACT, relation.name):
        yield day
        now = int(env.now)
        reached = level_read(relation.progress.window, relation.round_level)
        years = (now - relation.round_began) / YEAR
        account = account_of(
            _saving(relation, reached, terms),
            relation.network_saving,
            relation.customer_paid,
            relation.design_share,
            years,
            terms,
        )
        held = record.add(
            relation.name,
            now,
            "contract round",
            *map(round, account),
            causes=_behind(relation, terms.exit),
        )
        relation.behind.talked.append(held)
        if relation.first_round_paid is None:
            relation.first_round_paid = relation.customer_paid
        on_level = relation.regime.exit_on == "level"
        due = exit_due(relation.audits, terms.exit, on_level=on_level)
        leaves = relation.exited is None and due
        if leaves:
            poor = tuple(found.event for found in relation.audits[-terms.exit.audits :])
            relation.exited = record.add(relation.name, now, "exit", causes=poor)
            relation.tally.add("exits", now)
        if relation.regime.design_share_moves:
            _move_share(relation, account.net, terms, now, record, held)
            work.ring()
        relation.start_round(reached, now)
        if relation.exited is not None and leaves:
            left(relation.exited, reached)


def _behind(relation: Relation, rule: Exit) -> tuple[EventId, ...]:
    """Return what a round goes by: the last audits, and what moved the account since the last."""
    audits = tuple(found.event for found in relation.audits[-rule.audits :])
    since = relation.round_began
    moves = (relation.behind.worse(attribute, since) for attribute in (COST, DEFECTS))
    worse = (event for events in moves for event in events)
    return tuple(dict.fromkeys((*audits, *relation.conceded_by, *worse)))


def _saving(relation: Relation, reached: Level, terms: Contract) -> float:
    asked = None if relation.regime.targets_move == "jointly" else relation.asked().level
    before, after = credited(relation.round_level, reached, asked)
    volume, defect = relation.yearly_units, terms.accounts.defect
    return customers_saving(before, after, volume, defect, relation.price.conceded)


def _move_share(
    relation: Relation, net: float, terms: Contract, now: int, record: Record, held: EventId
) -> None:
    """Move the share as the account says, but open no cells that nobody would look after."""
    staff, before = relation.staff, relation.design_share
    share = next_share(
        relation.design_share,
        net,
        relation.capability.at(now),
        relation.response.index,
        first_share(terms.design_share, relation.regime),
        terms.design_share,
    )
    if share == before:
        return
    cells = open_cells(share, len(relation.order))
    if share > before and not staff.look_after(cells):
        short = staff.people, cells
        behind = staff.event, held
        record.add(relation.name, now, "short of designers", *short, causes=behind)
        return
    causes = (held, staff.event) if share > before else (held,)
    facts = round(_THOUSAND * share), round(_THOUSAND * before)
    moved = record.add(relation.name, now, "design share", *facts, causes=causes)
    relation.design_share, relation.share_set = share, moved
