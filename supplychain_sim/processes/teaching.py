"""Teaching: the customer's engineers bring its book to the supplier, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import simpy

from supplychain_sim.engine import Bell, Environment, Phase, Process, every, request
from supplychain_sim.model import chronicle
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.teaching import teach_cell
from supplychain_sim.model.trial import drawn_minutes
from supplychain_sim.streams import Stream, Table


def teacher(
    env: Environment,
    relation: Relation,
    number: int,
    engineers: simpy.PriorityResource,
    campaigns: Stream,
    lessons: Table,
    to_teach: Bell,
    work: Bell,
    record: Record,
) -> Process:
    """Teach one cell after the other, while there is anything left to copy.

    A campaign holds one of the customer's quality engineers, whose number limits how
    many suppliers are taught at once (G:597-598).

    Parameters
    ----------
    engineers
        The customer's; searches for causes come first, then the trusted.
    campaigns
        One uniform for the length of each campaign.
    lessons
        Draws by operation and number of the lesson.
    to_teach
        Rung when another book is to be taught.
    work
        Rung when teams may have more to work on.
    """
    entity = f"{relation.name}/teacher/{number}"
    campaign = relation.side.campaign
    while True:
        cell = relation.lessons.next_cell(relation.book.landscape, relation.own)
        if cell is None:
            yield to_teach.wait()
            continue
        minutes = drawn_minutes(campaigns.uniform(), campaign.lasts, campaign.cv)
        asked, supplier = int(env.now), relation.supplier
        with request(engineers, relation.standing.place()) as engineer:
            yield engineer
            relation.waited("engineer", asked, int(env.now))
            yield env.after(minutes, Phase.WORK, entity)
        if relation.supplier != supplier:
            continue
        now = int(env.now)
        chance = relation.copies(now)
        before = tuple(relation.book.practices)
        copied = teach_cell(relation.lessons, cell, relation.book, relation.own, chance, lessons)
        relation.tally.add("operations taught", now, copied)
        relation.pay("teaching", campaign.costs, now, customer=True)
        taught = record.add(relation.name, now, "taught", cell, copied, causes=(relation.agreed,))
        practices = chronicle.changed(before, relation.book.practices)
        site, home = relation.site, relation.home
        chronicle.write(record, site, now, "taught", practices, taught, source=home)
        to_teach.ring()
        work.ring()


def renewal(
    env: Environment,
    relation: Relation,
    contract_round: int,
    todays_book: Callable[[], Sequence[int]],
    to_teach: Bell,
    record: Record,
) -> Process:
    """Bring a newer book at every contract round, unless procurement is locked.

    Parameters
    ----------
    contract_round
        Minutes between two rounds.
    todays_book
        The customer's practices now.
    """
    if relation.regime.teaches == "none" or relation.regime.procurement_lock:
        return
    for day in every(env, contract_round, Phase.RENEWAL, f"{relation.name}/book"):
        yield day
        book = todays_book()
        before = tuple(relation.book.practices)
        redrawn = relation.redraw(book)
        relation.lessons.renew(book, relation.book.practices, relation.book.landscape, relation.own)
        now = int(env.now)
        pending = len(relation.lessons.pending)
        renewed = record.add(relation.name, now, "book renewed", redrawn, pending)
        practices = chronicle.changed(before, relation.book.practices)
        site, home = relation.site, relation.home
        chronicle.write(record, site, now, "drawing", practices, renewed, source=home)
        to_teach.ring()
