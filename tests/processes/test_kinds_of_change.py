"""What leaves out, adds or changes several operations, on its way into the book and out of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flagship import FLAGSHIP

from processes.stage import ScriptedTable, Stage, better, set_stage, worse
from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model.change import Change, Job
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.forgetting import Memory
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.function import LEFT_OUT, WHOLE, Kind
from supplychain_sim.model.rebuilt import rebuilt_function, rebuilt_totals
from supplychain_sim.model.trial import Evidence, Idea
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.processes.procedure_review import (
    Submitted,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.trials import Proposal
from supplychain_sim.processes.turnover import turnover, undocumented
from supplychain_sim.scenario.parse import load
from supplychain_sim.units import DAY

FUNCTION = "parts.housing.function={least: 90 %, leave_out: 10 %, add: 10 %, material: 10 %}"


@pytest.fixture(scope="session")
def asked_ground() -> Ground:
    """The flagship with a part whose function is asked for."""
    return Ground(load(FLAGSHIP, [FUNCTION]).scenario, 0)


@pytest.fixture
def asked(asked_ground: Ground) -> Stage:
    return set_stage(asked_ground)


def demand(stage: Stage, least: int) -> None:
    """Let the customer demand so much of the function, in fixed point."""
    book = stage.relation.book
    function = book.landscape.function
    assert function is not None
    book.landscape = replace(book.landscape, function=replace(function, least=least))


def carried(book: Cookbook, operation: int) -> int:
    assert book.landscape.function is not None
    return book.landscape.function.weights[operation]


def job(stage: Stage, kind: Kind, *change: tuple[int, int]) -> Job:
    (operation, practice), *others = change
    cause = stage.happened("tried")
    return Job(Idea(operation, practice, 0, "own idea", cause, kind, tuple(others)), None)


class Watched:
    """The whole way of a proposal, and the changes that came through."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.introduced: list[Change] = []
        self.refused: list[Job] = []
        env, relation, record = stage.env, stage.relation, stage.record
        approvals: Inbox[Approved] = Inbox(env, Phase.WORK, "approval")
        proposals: Inbox[Submitted] = Inbox(env, Phase.WORK, "review")
        self.accept = approval(env, relation, approvals)
        told = (lambda _: None), self.introduced.append
        env.process(introduction(env, relation, approvals, *told, record))
        env.process(reviewing(env, relation, proposals, self.accept, self.refused.append, record))
        self._submit = submission(env, relation, proposals, self.accept)

    def submit(self, proposed: Job) -> None:
        event = self.stage.happened("tried")
        self._submit(Proposal(proposed, Evidence(-0.3, 4), event))


def test_what_has_become_too_much_to_leave_out_is_refused_before_it_is_tested(
    asked: Stage,
) -> None:
    book, (first, second) = asked.relation.book, asked.weak[:2]
    demand(asked, WHOLE - carried(book, first))
    watched = Watched(asked)
    watched.submit(job(asked, "leave out", (second, LEFT_OUT)))
    asked.follow(first, LEFT_OUT)

    asked.env.run(until=100 * DAY)

    # The evidence of the team alone: four observations of deviation 0.3.
    assert [e.facts for e in asked.events("refused")] == [(second, 0, 4, -300_000, 150_000)]
    assert asked.relation.tally.of("paid retests") == 0
    assert asked.relation.tally.of("changes rejected") == 1
    assert [one.idea.operation for one in watched.refused] == [second]
    assert watched.introduced == []


def test_of_two_that_leave_out_too_much_together_the_later_is_not_introduced(
    asked: Stage,
) -> None:
    book, (first, second) = asked.relation.book, asked.weak[:2]
    demand(asked, WHOLE - carried(book, first))
    watched = Watched(asked)
    for operation in (first, second):
        accepted = asked.happened("accepted")
        watched.accept(job(asked, "leave out", (operation, LEFT_OUT)), accepted)

    asked.env.run(until=100 * DAY)

    assert [change.operation for change in watched.introduced] == [first]
    # No review refused it: where nobody reviews, nothing is counted as refused.
    assert [e.facts for e in asked.events("not introduced")] == [(second, 0)]
    assert asked.relation.tally.of("changes rejected") == 0
    assert book.function == rebuilt_function(book) == WHOLE - carried(book, first)
    assert asked.relation.tally.of("changes accepted") == 1


def test_a_change_of_several_operations_is_introduced_and_taken_back_as_one(
    asked: Stage,
) -> None:
    relation, book, (first, second) = asked.relation, asked.relation.book, asked.weak[:2]
    old = book.practices[first], book.practices[second]
    new = better(book, first), better(book, second)
    totals, watched = book.totals, Watched(asked)
    change = (first, new[0]), (second, new[1])
    watched.accept(job(asked, "material", *change), asked.happened("accepted"))

    asked.env.run(until=20 * DAY)

    (made,) = watched.introduced
    assert (made.made, made.kind) == (change, "material")
    assert made.back == ((first, old[0]), (second, old[1]))
    assert book.follows(change)
    assert {first, second} <= relation.own
    assert book.totals == rebuilt_totals(book)
    # One standard each; together they are one accepted change.
    assert asked.events("introduced")[0].facts[4:] == ("material", 1, 1)
    assert relation.tally.of("standards revised") == 2
    assert relation.tally.of("changes accepted") == 1

    reversal(asked.env, relation, asked.record)(made, asked.happened("procedure review"))

    assert book.totals == totals
    assert relation.own.isdisjoint({first, second})
    assert asked.events("reverted")[0].facts[3:] == (2, 2)


def test_once_a_part_of_it_is_replaced_a_change_is_no_longer_in_force(asked: Stage) -> None:
    first, second = asked.weak[:2]
    change = Change(first, 7, 5, 0, True, asked.happened("introduced"), ((second, 8, 6),))
    asked.follow(first, 7)
    assert not asked.relation.in_force(change)

    asked.follow(second, 8)
    assert asked.relation.in_force(change)


def test_a_session_goes_back_to_no_less_than_is_demanded(asked: Stage) -> None:
    book, operation = asked.relation.book, asked.weak[0]
    asked.follow(operation, LEFT_OUT)
    practice = worse(book, operation)
    asked.follow(operation, practice)
    event = asked.happened("introduced")
    asked.relation.changes.append(Change(operation, practice, LEFT_OUT, 0, True, event))
    demand(asked, WHOLE)
    revert = reversal(asked.env, asked.relation, asked.record)
    noise = ScriptedTable()
    asked.env.process(procedure_reviews(asked.env, asked.relation, noise, revert, asked.record))

    asked.env.run(until=91 * DAY + 1)

    assert len(asked.events("procedure review")) == 1
    assert noise.asked == []
    assert book.practices[operation] == practice


@pytest.mark.parametrize(("reviewed", "paid"), [(True, 150.0), (False, 0.0)])
def test_what_is_accepted_is_documented_where_procedures_are_reviewed(
    ground: Ground, reviewed: bool, paid: float
) -> None:
    stage = set_stage(ground, procedure_review=reviewed)
    stage.set_terms("review", documentation=150.0)
    watched, customer = Watched(stage), stage.relation.customer_paid
    operation = stage.weak[0]
    watched.accept(
        job(stage, "replace", (operation, better(stage.relation.book, operation))),
        stage.happened("accepted"),
    )

    stage.env.run(until=20 * DAY)

    assert len(watched.introduced) == 1
    assert stage.relation.tally.of("paid documentation") == paid
    # The supplier writes its own book.
    assert stage.relation.customer_paid == customer


def test_each_revision_of_a_standard_has_the_next_version(stage: Stage) -> None:
    watched, operation = Watched(stage), stage.weak[0]
    for practice in (7, 8):
        watched.accept(job(stage, "replace", (operation, practice)), stage.happened("accepted"))
    stage.env.run(until=20 * DAY)
    last = stage.relation.changes[-1]

    reversal(stage.env, stage.relation, stage.record)(last, stage.happened("procedure review"))

    assert [e.facts[5] for e in stage.events("introduced")] == [1, 2]
    assert stage.events("reverted")[0].facts == (operation, 7, 8, 3)
    assert stage.relation.standards.version(operation) == 3
    assert stage.relation.standards.version(stage.weak[1]) == 0


def test_a_new_drawing_leaves_out_nothing_that_is_still_needed(asked: Stage) -> None:
    relation, home = asked.relation, list(asked.home.book.practices)
    first, second = relation.book.landscape.owned_by("customer")[:2]
    home[first], home[second] = LEFT_OUT, home[second] + 1
    kept = relation.book.practices[first]
    demand(asked, WHOLE)

    relation.redraw(home)
    assert (relation.book.practices[first], relation.book.practices[second]) == (kept, home[second])

    demand(asked, 0)
    relation.redraw(home)
    assert relation.book.practices[first] == LEFT_OUT


@pytest.mark.parametrize(("least", "forgotten"), [(0, True), (WHOLE, False)])
def test_what_came_back_is_not_forgotten_while_it_is_demanded(
    asked_ground: Ground, least: int, forgotten: bool
) -> None:
    asked = set_stage(asked_ground, procedure_review=False)
    env, relation, operation = asked.env, asked.relation, asked.weak[0]
    asked.follow(operation, 7)
    demand(asked, least)
    leaving: Inbox[Change] = Inbox(env, Phase.WORK, "leaving")
    memory = Memory()
    note = undocumented(env, memory, leaving, ScriptedTable(), 1 / DAY)
    env.process(turnover(env, relation, memory, leaving, asked.record))
    note(Change(operation, 7, LEFT_OUT, 0, True, asked.happened("introduced"), kind="add"))

    env.run(until=10 * DAY)

    assert relation.book.practices[operation] == (LEFT_OUT if forgotten else 7)
    assert len(asked.events("forgotten")) == forgotten


def test_all_of_a_change_of_several_operations_is_forgotten_with_the_one_who_knew_it(
    asked_ground: Ground,
) -> None:
    asked = set_stage(asked_ground, procedure_review=False)
    env, relation, (first, second) = asked.env, asked.relation, asked.weak[:2]
    old = relation.book.practices[first], relation.book.practices[second]
    asked.follow(first, 7)
    asked.follow(second, 8)
    leaving: Inbox[Change] = Inbox(env, Phase.WORK, "leaving")
    memory = Memory()
    note = undocumented(env, memory, leaving, ScriptedTable(), 1 / DAY)
    env.process(turnover(env, relation, memory, leaving, asked.record))
    event = asked.happened("introduced")
    note(Change(first, 7, old[0], 0, True, event, ((second, 8, old[1]),)))

    env.run(until=10 * DAY)

    assert (relation.book.practices[first], relation.book.practices[second]) == old
