"""Succession: another supplier takes over, a novice again, with everything that goes with it."""

from __future__ import annotations

from typing import NamedTuple

from supplychain_sim.model.audit_view import totals
from supplychain_sim.model.capability import Capability, Response
from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.courting import Courting
from supplychain_sim.model.design_staff import DesignStaff, needed
from supplychain_sim.model.founding import first_book, first_targets, record_first_book
from supplychain_sim.model.insight import Insight
from supplychain_sim.model.negotiation import OwnRecord
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.price import Price
from supplychain_sim.model.progress import OwnCount
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.standards import Standards
from supplychain_sim.model.standing import Ambition, Standing
from supplychain_sim.model.targets import Targets
from supplychain_sim.model.trial import Draws, open_cells
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import MASK, Streams


class Successor(NamedTuple):
    """A novice who is about to take over.

    Parameters
    ----------
    number
        Of the supplier in its relation; the first one is 0.
    book
        With which it begins.
    taught
        The customer's book that it is to be taught, and whose drawings it works by.
    targets
        As for any supplier that begins to be taught that book.
    draws
        The luck of its trials.
    """

    number: int
    book: Cookbook
    taught: tuple[int, ...]
    targets: Targets
    draws: Draws


def entity_of(relation: str, supplier: int) -> str:
    """Return whose luck that of a *supplier* is: each successor has its own.

    >>> entity_of("relation/housings", 2)
    'relation/housings/supplier/2'
    """
    return f"{relation}/supplier/{supplier}" if supplier else relation


def next_supplier(
    relation: Relation, scenario: Scenario, home: Plant, now: int, streams: Streams
) -> Successor:
    """Return the next candidate as it stands before its first day."""
    number = relation.supplier + 1
    entity = entity_of(relation.name, number)
    landscape = relation.book.landscape
    taught = _taught_today(relation, home, now)
    product = scenario.parts[relation.terms.part]
    site_seed = streams.key(entity, "outcomes") & MASK
    return Successor(
        number,
        first_book(entity, product, landscape, site_seed, taught, streams),
        taught,
        first_targets(scenario.targets, Cookbook(landscape, home.book.site_seed, taught)),
        Draws(streams, entity, len(landscape)),
    )


def _taught_today(relation: Relation, home: Plant, now: int) -> tuple[int, ...]:
    """Return the book that a supplier which begins today is taught; a lock has frozen it."""
    if not relation.locked(now):
        return tuple(home.book.practices)
    return relation.lessons.book or tuple(relation.book.practices)


def take_over(
    relation: Relation,
    successor: Successor,
    share: float,
    now: int,
    record: Record,
    *causes: EventId,
) -> None:
    """Put a *successor* in the place of the present supplier.

    What the present one was at is dropped with it, and what is known of it says nothing
    of the next.  Its lots are on their way, and arrive.

    Parameters
    ----------
    share
        The design share with which a supplier begins.
    causes
        What led to it.
    """
    took_over = record.add(relation.name, now, "took over", successor.number, causes=causes)
    relation.tally.add("suppliers replaced", now)
    _drop_the_present(relation, now)
    relation.supplier, relation.began = successor.number, now
    relation.agreed, relation.exited = took_over, None
    relation.book, relation.draws, relation.targets = (
        successor.book,
        successor.draws,
        successor.targets,
    )
    relation.design_share, relation.share_set = share, took_over
    _begin(relation, took_over, now)
    record_first_book(relation, successor.taught, now, record)
    if relation.regime.teaches != "none":
        practices, landscape = relation.book.practices, relation.book.landscape
        relation.lessons.renew(successor.taught, practices, landscape, own=())
    relation.agree("set", now, record, took_over)


def _drop_the_present(relation: Relation, now: int) -> None:
    """Let go of all that the present supplier was at, and of all that is known of it."""
    relation.earlier.append(relation.level())
    for started in relation.busy.values():
        relation.tally.span("team minutes", started, now)
    for loop in relation.loops.values():
        loop.abandoned = True
    for held in (relation.busy, relation.loops, relation.endings, relation.audits, relation.own):
        held.clear()
    relation.agenda.clear()
    relation.changes, relation.reviewed, relation.handed_on = [], 0, 0
    relation.audit_file.start_anew(totals(relation))
    relation.progress.start_anew()
    relation.behind.start_anew()
    relation.attempts.start_anew()


def _begin(relation: Relation, took_over: EventId, now: int) -> None:
    """Let the new supplier begin as any other."""
    terms, before = relation.terms, relation
    cost = relation.outcomes.cost_of(relation.book)
    relation.capability = Capability(terms.capability.start, before.capability.erosion, now)
    relation.response = Response(terms.response.start, terms.response.weight, before.response.norm)
    relation.standing = Standing(terms.trust, relation.tally, terms.trust.start)
    relation.ambition = Ambition(terms.ambition, terms.ambition.start)
    relation.insight = Insight(terms.root_cause.freshness, now)
    relation.own_count = OwnCount(before.own_count.months, before.own_count.finds)
    relation.own_record = OwnRecord()
    relation.price = Price(cost)
    relation.standards = Standards()
    relation.weights = (1.0, 1.0, 1.0)
    relation.staff = DesignStaff(
        terms.design_staff,
        needed(open_cells(relation.design_share, len(relation.order)), terms.design_staff),
        cost,
        took_over,
        conceded=relation.tally.of("price conceded"),
    )
    relation.courting = Courting(before.courting.teams, now, relation.team_minutes(now))
    relation.first_round_paid = None
    relation.start_round(Level(cost, relation.outcomes.defects_of(relation.book)), now)


def develop(relation: Relation) -> int:
    """Begin anew with the present supplier, and return how many operations are taught again.

    How it has responded is forgotten; what was never copied of its lessons, or has been
    lost since, is taught again.
    """
    relation.response.index = relation.terms.response.start
    relation.endings.clear()
    relation.audits.clear()
    relation.exited = None
    lessons, book = relation.lessons, relation.book
    if lessons.book:
        lessons.renew(lessons.book, book.practices, book.landscape, relation.own)
    return len(lessons.pending)
