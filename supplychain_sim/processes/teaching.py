"""Teaching: the customer's engineers bring its book to the supplier, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from supplychain_sim.engine import Bell, Environment, Phase, Process, every
from supplychain_sim.model import chronicle
from supplychain_sim.model.gate import Stop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.teaching import teach_cell
from supplychain_sim.model.trial import drawn_minutes
from supplychain_sim.pools import Pool
from supplychain_sim.streams import Stream, Table
from supplychain_sim.units import DAY


def teacher(
    env: Environment,
    relation: Relation,
    number: int,
    engineers: Pool,
    campaigns: Stream,
    luck: Table,
    to_teach: Bell,
    work: Bell,
    record: Record,
) -> Process:
    """Teach one cell after the other, while there is anything left to copy.

    More are called where a quota of local content is not met, and by nothing else.

    A campaign holds one of the customer's quality engineers, whose number limits how
    many suppliers are taught at once (G:597-598).  Nobody sets out while the way is shut: a
    campaign waits until it reopens, and holds nobody meanwhile.

    Parameters
    ----------
    engineers
        The customer's; searches for causes come first, then the trusted.
    campaigns
        One uniform for the length of each campaign.
    luck
        Draws by operation and number of the lesson.
    to_teach
        Rung when another book is to be taught.
    work
        Rung when teams may have more to work on.
    """
    entity = f"{relation.name}/teacher/{number}"
    put_off: tuple[EventId, ...] = ()
    draw: float | None = None
    while True:
        called = number < relation.teachers(int(env.now))
        lessons = relation.lessons
        cell = lessons.next_cell(relation.book.landscape, relation.own) if called else None
        if cell is None:
            yield to_teach.wait()
            continue
        campaign = relation.side.campaign
        # A campaign that has to wait keeps its luck, so that no later one takes it.
        draw = campaigns.uniform() if draw is None else draw
        minutes = drawn_minutes(draw, campaign.lasts, campaign.cv)
        asked, supplier = int(env.now), relation.supplier
        with engineers.request(relation.standing.place()) as engineer:
            yield engineer
            relation.waited("engineer", asked, int(env.now))
            stop = relation.journey.stop(int(env.now))
            if stop is None:
                yield env.after(minutes, Phase.WORK, entity)
        if relation.supplier != supplier:
            continue
        if stop is not None:
            lessons.put_back(cell)
            causes = stop.closure, *put_off
            put_off = (record.add(relation.name, int(env.now), "teaching waits", causes=causes),)
            yield from _until_open(env, relation, stop, entity)
            continue
        now, draw = int(env.now), None
        chance = relation.copies(now)
        before, totals = tuple(relation.book.practices), relation.book.totals
        copied = teach_cell(relation.lessons, cell, relation.book, relation.own, chance, luck)
        relation.tally.add("operations taught", now, copied)
        relation.pay("teaching", campaign.costs, now, customer=True)
        causes = (relation.agreed, *relation.insight.shown("set_up"), *put_off)
        put_off = ()
        taught = record.add(relation.name, now, "taught", cell, copied, causes=causes)
        relation.behind.went(taught, now, totals, relation.book.totals)
        practices = chronicle.changed(before, relation.book.practices)
        site, home = relation.site, relation.home
        chronicle.write(record, site, now, "taught", practices, taught, source=home)
        to_teach.ring()
        work.ring()


def _until_open(env: Environment, relation: Relation, stop: Stop, entity: str) -> Process:
    """Wait until what stops the teachers is over, and count the days."""
    since = int(env.now)
    yield env.at(stop.ends, Phase.WORK, entity)
    now = int(env.now)
    relation.tally.add("teaching days held up", now, (now - since) / DAY)


def renewal(
    env: Environment,
    relation: Relation,
    contract_round: int,
    bring: Callable[[], None],
) -> Process:
    """Bring a newer book at every contract round, unless procurement is locked.

    Parameters
    ----------
    contract_round
        Minutes between two rounds.
    bring
        Brings the customer's practices of that day.
    """
    for day in every(env, contract_round, Phase.RENEWAL, f"{relation.name}/book"):
        yield day
        if relation.regime.teaches != "none" and not relation.locked(int(env.now)):
            bring()


def bring_book(
    relation: Relation, book: Sequence[int], now: int, to_teach: Bell, record: Record, *why: EventId
) -> None:
    """Bring *book*: its drawings count at once, and what it says else is to be taught."""
    before, totals = tuple(relation.book.practices), relation.book.totals
    redrawn = relation.redraw(book)
    relation.lessons.renew(book, relation.book.practices, relation.book.landscape, relation.own)
    pending = len(relation.lessons.pending)
    renewed = record.add(relation.name, now, "book renewed", redrawn, pending, causes=why)
    relation.behind.went(renewed, now, totals, relation.book.totals)
    practices = chronicle.changed(before, relation.book.practices)
    site, home = relation.site, relation.home
    chronicle.write(record, site, now, "drawing", practices, renewed, source=home)
    to_teach.ring()
