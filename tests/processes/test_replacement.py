from __future__ import annotations

import pytest

from processes.stage import Stage, set_stage
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.contract import Audited, Level
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.record import EventId
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.replacement import replacement
from supplychain_sim.scenario.relation import Development, Replacement, Search
from supplychain_sim.units import DAY, YEAR

ROUND = 3 * YEAR
RULE = Replacement(
    candidates=1,
    search=Search(lasts=180 * DAY, costs=30_000.0),
    development=Development(costs=20_000.0),
)
#: What the first round with the present supplier had cost.
FIRST_ROUND = 100_000.0


class Exit:
    """A customer that leaves at the first round, and what follows from it."""

    def __init__(self, ground: Ground, lacks: float, rule: Replacement | None = RULE) -> None:
        """Let the supplier lack so many dollars of what is asked, over a round."""
        self.stage = stage = set_stage(ground)
        relation, terms, env = stage.relation, stage.scenario.contract, stage.env
        asked = relation.asked().level
        cost = asked.cost + lacks / relation.yearly_units / 3
        # Better quality than asked for makes up for nothing.
        stage.read(Level(cost, 0.5 * asked.defects))
        relation.customer_paid = FIRST_ROUND
        for response in (0.1, 0.2):
            relation.audits.append(Audited(response, stage.happened("audited")))
        self.searched: list[tuple[int, EventId]] = []
        self.lessons: list[int] = []
        to_teach = Bell(env)

        def take_over(searched: EventId) -> None:
            self.searched.append((int(env.now), searched))

        def hear() -> Process:
            while True:
                yield to_teach.wait()
                self.lessons.append(int(env.now))

        left = replacement(env, relation, rule, terms, take_over, to_teach, stage.record)
        env.process(hear())
        env.process(contracting(env, relation, terms, Bell(env), left, stage.record))

    def until(self, time: int) -> Stage:
        self.stage.env.run(until=time)
        return self.stage


@pytest.fixture
def dear(ground: Ground) -> Exit:
    """A supplier that costs a little more than a search and a novice."""
    return Exit(ground, lacks=FIRST_ROUND + 30_100)


@pytest.fixture
def cheap(ground: Ground) -> Exit:
    """A supplier that costs a little less than that."""
    return Exit(ground, lacks=FIRST_ROUND + 29_900)


def test_who_costs_more_than_a_novice_is_replaced_and_who_costs_less_is_developed(
    dear: Exit, cheap: Exit
) -> None:
    one, other = dear.until(ROUND + YEAR), cheap.until(ROUND + YEAR)

    left, searched = one.events("exit", "search")
    assert searched.facts == (130_100, 130_000)
    assert one.record.event(searched.causes[0]) is left
    assert one.log("developed") == []
    ((when, cause),) = dear.searched
    assert when == ROUND + 180 * DAY
    assert one.record.event(cause) is searched

    left, developed = other.events("exit", "developed", "search")
    assert developed.facts[1:] == (129_900, 130_000)
    assert other.record.event(developed.causes[0]) is left
    assert cheap.searched == []


def test_the_customer_pays_for_the_search_when_it_begins_in_the_new_round(dear: Exit) -> None:
    relation = dear.until(ROUND + 1).relation

    assert relation.tally.of("paid search") == 30_000
    assert relation.customer_paid == 30_000


def test_while_it_searches_the_customer_leaves_no_second_time(ground: Ground) -> None:
    slow = RULE.model_copy(update={"search": Search(lasts=4 * YEAR, costs=0.0)})
    stage = Exit(ground, lacks=1e6, rule=slow).until(2 * ROUND + 1)

    assert len(stage.events("exit")) == 1
    assert stage.relation.exited is not None


def test_once_no_candidate_is_left_that_is_said_and_the_present_supplier_developed(
    dear: Exit,
) -> None:
    dear.stage.relation.supplier = 1

    stage = dear.until(ROUND + YEAR)

    missing, developed = stage.events("no candidate left", "developed")
    assert stage.record.event(developed.causes[0]) is missing
    assert missing.facts == (130_100, 130_000)
    assert dear.searched == []


def test_development_begins_anew_and_teaches_again_what_was_lost(cheap: Exit) -> None:
    relation = cheap.stage.relation
    lessons, book = relation.lessons, relation.book
    copied, kept = sorted(lessons.pending)[:2]
    for operation in list(lessons.pending):
        cheap.stage.follow(operation, lessons.book[operation])
    lessons.pending.clear()
    lessons.queue.clear()
    # One was copied and lost again; the other has been changed with consent.
    cheap.stage.follow(copied, 12345)
    cheap.stage.follow(kept, 54321)
    relation.own.add(kept)
    relation.response.index = 0.1

    stage = cheap.until(ROUND + 1)

    ((_, _, facts),) = stage.log("developed")
    assert facts[0] == 1
    assert lessons.pending == {copied}
    assert book.practices[kept] == 54321
    assert relation.response.index == relation.terms.response.start
    assert (relation.audits, relation.exited) == ([], None)
    assert relation.tally.of("paid development") == 20_000
    assert relation.tally.of("developments") == 1
    assert cheap.lessons == [ROUND]


def test_a_customer_may_leave_again_after_a_development(cheap: Exit) -> None:
    cheap.until(ROUND + 1)
    relation = cheap.stage.relation
    for response in (0.1, 0.2):
        relation.audits.append(Audited(response, cheap.stage.happened("audited")))

    stage = cheap.until(2 * ROUND + 1)

    assert [time for time, _, _ in stage.log("exit")] == [ROUND, 2 * ROUND]


def test_what_the_first_round_had_cost_is_kept_for_later_exits(cheap: Exit) -> None:
    cheap.until(ROUND + 1)
    relation = cheap.stage.relation
    relation.customer_paid = 5.0

    cheap.until(2 * ROUND + 1)

    assert relation.first_round_paid == FIRST_ROUND


def test_where_nothing_is_said_of_a_replacement_an_exit_is_recorded_and_no_more(
    ground: Ground,
) -> None:
    left = Exit(ground, lacks=1e9, rule=None)

    stage = left.until(2 * ROUND)

    assert len(stage.events("exit")) == 1
    assert stage.log("search", "developed", "no candidate left") == []
    assert stage.relation.exited is not None
