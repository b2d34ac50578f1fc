from __future__ import annotations

import math

import pytest

from processes.stage import ScriptedTable, Stage, better, set_stage
from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model.change import Change
from supplychain_sim.model.forgetting import Memory
from supplychain_sim.model.founding import Ground
from supplychain_sim.processes.turnover import turnover, undocumented
from supplychain_sim.units import DAY, YEAR

#: A fifth of the people in a year, each with a fifth of what they know.
RATE = 0.04 / YEAR


@pytest.fixture
def stage(ground: Ground) -> Stage:
    """A relation in which nobody reviews a procedure, and so nobody writes one down."""
    return set_stage(ground, procedure_review=False)


class Leaving:
    """Changes that are written nowhere, and the people who know them."""

    def __init__(self, stage: Stage, draw: float) -> None:
        self._stage = stage
        memory = Memory()
        leaving: Inbox[Change] = Inbox(stage.env, Phase.WORK, "turnover")
        self.lives = ScriptedTable(draw)
        self._note = undocumented(stage.env, memory, leaving, self.lives, RATE)
        stage.env.process(turnover(stage.env, stage.relation, memory, leaving, stage.record))

    def introduce(self, operation: int, practice: int, attempt: int = 0) -> Change:
        relation = self._stage.relation
        before = relation.book.practices[operation]
        self._stage.follow(operation, practice)
        event = self._stage.happened("introduced")
        change = Change(operation, practice, before, attempt, own=True, event=event)
        relation.own.add(operation)
        self._note(change)
        return change


def after(draw: float) -> int:
    """Return when somebody with this luck leaves."""
    return round(-math.log1p(-draw) / RATE)


def test_an_undocumented_change_is_forgotten_when_the_one_who_knows_it_leaves(
    stage: Stage,
) -> None:
    relation, leaving = stage.relation, Leaving(stage, 0.01)
    operation = stage.weak[0]
    change = leaving.introduce(operation, better(relation.book, operation), attempt=3)
    gone = after(0.01)

    stage.env.run(until=gone)
    before = relation.book.practices[operation]
    stage.env.run(until=gone + 1)

    assert gone == pytest.approx(0.25 * YEAR, rel=0.01)
    assert leaving.lives.asked == [(operation, 3)]
    assert before == change.practice
    assert relation.book.practices[operation] == change.before
    assert operation not in relation.own
    (forgotten,) = stage.events("forgotten")
    assert forgotten.facts == (operation, change.before, change.practice)
    assert forgotten.causes == (change.event,)
    assert relation.tally.of("changes forgotten") == 1
    (written,) = [e for e in stage.record.history(relation.site) if e.facts[0] == "forgotten"]
    assert written.facts[-2:] == (operation, change.before)


def test_a_change_that_has_been_replaced_is_forgotten_by_nobody(stage: Stage) -> None:
    relation, leaving = stage.relation, Leaving(stage, 0.01)
    leaving.introduce(stage.weak[0], 7)
    stage.follow(stage.weak[0], 8)

    stage.env.run(until=YEAR)

    assert relation.book.practices[stage.weak[0]] == 8
    assert stage.events("forgotten") == []


def test_an_operation_goes_back_past_what_was_forgotten_before(stage: Stage) -> None:
    relation, leaving = stage.relation, Leaving(stage, 0.01)
    first = relation.book.practices[stage.weak[0]]
    leaving.introduce(stage.weak[0], 7)
    stage.env.run(until=30 * DAY)
    leaving.introduce(stage.weak[0], 8, attempt=1)

    stage.env.run(until=YEAR)

    assert relation.book.practices[stage.weak[0]] == first
    assert relation.tally.of("changes forgotten") == 1


def test_a_change_that_was_written_down_meanwhile_stays(stage: Stage) -> None:
    relation, leaving = stage.relation, Leaving(stage, 0.01)
    change = leaving.introduce(stage.weak[0], 7)
    relation.audit_file.documented.add(change.event)

    stage.env.run(until=YEAR)

    assert relation.book.practices[stage.weak[0]] == 7
    assert stage.events("forgotten") == []


def test_who_leaves_a_supplier_that_was_replaced_takes_nothing_from_the_next(
    stage: Stage,
) -> None:
    relation, leaving = stage.relation, Leaving(stage, 0.01)
    leaving.introduce(stage.weak[0], 7)
    relation.supplier = 1

    stage.env.run(until=YEAR)

    # The next one happens to do it the same way: it was taught so.
    assert relation.book.practices[stage.weak[0]] == 7
    assert stage.events("forgotten") == []
