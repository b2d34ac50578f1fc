"""Another supplier takes over: what goes with the old one, and how the new one begins."""

from __future__ import annotations

from typing import Any

import pytest
from flagship import NOTHING_LATER, SHIPPED
from processes.stage import Stage, set_stage
from running import finished

from supplychain_sim.model.chronicle import book_at, entries
from supplychain_sim.model.contract import Audited
from supplychain_sim.model.corrective import Action
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.record import Event, Record
from supplychain_sim.model.succession import next_supplier, take_over
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import Run
from supplychain_sim.units import DAY, YEAR

NOW = 2 * YEAR
REPLACEMENT = (
    "{candidates: 2, search: {lasts: 180 days, costs: 30000 USD}, development: {costs: 20000 USD}}"
)
#: Customers that leave whoever they have every year, while there are candidates.
LEAVING = (
    *("horizon=4 years", *NOTHING_LATER, "contract.round=1 year", "contract.audits.every=90 days"),
    "relations.housings.response={start: 0, weight: 1 %}",
    f"relations.housings.replacement={REPLACEMENT}",
)


def succeeded(ground: Ground, **choices: Any) -> Stage:
    """Return a stage on which the first supplier has been replaced in the third year."""
    stage = set_stage(ground, **choices)
    succeed(ground, stage)
    return stage


def succeed(ground: Ground, stage: Stage, now: int = NOW) -> None:
    streams = ground.streams()
    found = next_supplier(stage.relation, ground.scenario, stage.home, now, streams)
    cause = stage.happened("search")
    take_over(stage.relation, found, 0.2, now, stage.record, cause)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(load(SHIPPED).scenario, 0)


def test_a_novice_takes_over_with_everything_that_goes_with_it(ground: Ground) -> None:
    stage = set_stage(ground)
    relation = stage.relation
    before, level = relation.book, relation.level()
    relation.capability.gain(0.5, DAY)
    relation.response.index, relation.standing.trust, relation.ambition.level = 0.1, 0.9, 0.8
    relation.design_share, relation.staff.people = 0.65, 9
    relation.weights = (3.0, 1.0, 1.0)
    relation.own.add(3)
    relation.courting.leave(stage.happened("other customer won"), DAY)

    succeed(ground, stage)

    terms = relation.terms
    assert relation.supplier == 1
    assert relation.book is not before
    assert relation.book.site_seed != before.site_seed
    assert relation.capability.at(NOW) == terms.capability.start
    assert relation.response.index == terms.response.start
    assert relation.standing.trust == terms.trust.start
    assert relation.ambition.after(relation.capability.gained) == terms.ambition.start
    assert (relation.design_share, relation.staff.people) == (0.2, 2)
    assert relation.courting.here == relation.courting.teams == 5
    assert relation.weights == (1.0, 1.0, 1.0)
    assert relation.own == set()
    assert relation.price.known == relation.level().cost
    assert relation.round_level == relation.level()
    assert relation.insight.fresh("set_up", NOW) == 1.0
    assert relation.earlier == [level]
    assert relation.tally.of("suppliers replaced") == 1
    took_over, agreed = stage.events("took over", "targets")[-2:]
    assert (took_over.time, took_over.facts) == (NOW, (1,))
    assert stage.record.event(agreed.causes[0]) is took_over


def test_the_novice_begins_as_any_other_with_practices_of_its_own(ground: Ground) -> None:
    first, second = set_stage(ground).relation, succeeded(ground).relation

    operations = first.book.landscape.operations
    for area in ("mould", "inspection", "machining"):
        alike = operations.of_area(area)
        assert [second.book.practices[i] for i in alike] == [first.book.practices[i] for i in alike]
    for area in ("trim", "maintenance", "melt_and_casting"):
        drawn = operations.of_area(area)
        assert not any(second.book.practices[i] == first.book.practices[i] for i in drawn)
    assert second.lessons.pending == first.lessons.pending
    assert second.targets.levels == first.targets.levels


def test_the_next_candidate_is_another_one(ground: Ground) -> None:
    stage = succeeded(ground)
    first = list(stage.relation.book.practices)

    succeed(ground, stage, NOW + YEAR)

    trim = stage.relation.book.landscape.operations.of_area("trim")
    assert stage.relation.supplier == 2
    assert not any(stage.relation.book.practices[i] == first[i] for i in trim)


def test_the_novice_is_taught_todays_book_unless_a_lock_has_frozen_it(ground: Ground) -> None:
    books = []
    for locked in (False, True):
        stage = set_stage(ground, procurement_lock=locked)
        frozen, home = stage.relation.lessons.book, stage.home.book
        home.adopt(home.effect(((0, 777),)))

        succeed(ground, stage)

        books.append(stage.relation.lessons.book)
        assert stage.relation.lessons.book == (frozen if locked else tuple(home.practices))
    assert books[0] != books[1]


def test_designers_are_decided_on_because_of_talks_with_their_own_firm(ground: Ground) -> None:
    stage = set_stage(ground)
    behind = stage.relation.behind
    behind.talked.append(stage.happened("price conceded"))

    succeed(ground, stage)
    talk = stage.happened("price conceded")
    behind.talked.append(talk)

    assert behind.decided() == (talk,)
    assert behind.decided() == ()


def test_what_the_old_supplier_was_at_is_dropped(ground: Ground) -> None:
    stage = set_stage(ground)
    relation = stage.relation
    loop = stage.miss()
    relation.busy[0] = NOW - 5 * DAY
    event = stage.happened("corrective action")
    relation.audit_file.open["P6.2.1"] = Action("P6.2.1", None, 0, 9, event)
    relation.audits.append(Audited(0.1, event))

    succeed(ground, stage)

    assert loop.abandoned
    assert (relation.loops, relation.audits, relation.busy) == ({}, [], {})
    assert relation.audit_file.open == {}
    assert relation.tally.of("team minutes") == 5 * DAY


def test_what_was_seen_of_the_old_supplier_says_nothing_of_the_new_one(ground: Ground) -> None:
    stage = set_stage(ground)
    progress = stage.relation.progress
    arrived = stage.happened("arrived")
    progress.receive(1000, 50, arrived)
    progress.promise(NOW, NOW + 1, stage.happened("ordered"))
    progress.review(NOW - 1, 50.0)

    succeed(ground, stage)
    # The old supplier's goods still arrive; then the new one's.
    progress.receive(1000, 60, arrived, supplier=0)
    progress.receive(500, 7, arrived, supplier=1)
    seen = progress.review(NOW + DAY, 40.0)

    assert (seen.readings, seen.units, seen.defects) == ((40.0,), 500, 7)
    assert (seen.lines, seen.late) == (0, 0)


# Whole runs


@pytest.fixture(scope="module")
def leaving() -> Scenario:
    return load(SHIPPED, LEAVING).scenario


@pytest.fixture(scope="module", params=["mutual_learning", "near_apprenticeship"])
def run(request: pytest.FixtureRequest, leaving: Scenario) -> Run:
    done, _ = finished(leaving, request.param)
    return done


def began(record: Record, event: Event) -> int:
    """Return when the first of what led to *event*, other than agreements, happened."""
    causes = [record.event(cause) for cause in event.causes if cause[0] == RELATION]
    return min([event.time, *(began(record, one) for one in causes if one.kind in WORK)])


RELATION = "relation/housings"
WORK = ("tried", "accepted", "asked for more", "missed", "disputed", "corrective action")
ENDS = (
    *("introduced", "accepted", "refused", "corrected", "not corrected"),
    *("measured jointly", "corrective action closed"),
)


def test_nothing_that_an_earlier_supplier_began_is_ended_by_the_next(run: Run) -> None:
    history = run.record.history(RELATION)
    taken = [event.time for event in history if event.kind == "took over"]
    ended = [event for event in history if event.kind in ENDS]

    assert len(taken) == 2
    assert len(ended) > 50
    for event in ended:
        since = max((time for time in taken if time <= event.time), default=0)
        assert began(run.record, event) >= since


def test_books_rebuilt_from_the_record_are_those_in_memory_across_a_replacement(
    run: Run,
) -> None:
    book = run.relations[RELATION].book

    rebuilt = book_at(entries(run.record), "site/foundry", run.scenario.horizon)

    assert [rebuilt[i].practice for i in range(len(book.practices))] == book.practices


def test_each_line_that_was_ordered_is_finished_whoever_takes_over(run: Run) -> None:
    history = run.record.history(RELATION)
    long_ago = run.scenario.horizon - 60 * DAY
    ordered = [n for n, e in enumerate(history) if e.kind == "ordered" and e.time < long_ago]
    done = {cause[1] for e in history if e.kind == "finished" for cause in e.causes}

    assert ordered
    assert set(ordered) <= done


def test_no_more_trials_run_at_once_than_there_are_teams(run: Run) -> None:
    relation = run.relations[RELATION]

    assert len(relation.busy) <= 5
    years = run.scenario.horizon
    assert relation.tally.of("team minutes") <= 5 * years
    assert relation.tally.of("trials") > 50


def test_another_supplier_moves_no_draw_of_what_came_before_it(leaving: Scenario) -> None:
    alone = load(SHIPPED, (*LEAVING, "relations.housings.replacement=null")).scenario
    (one, _), (other, _) = (finished(each, "mutual_learning") for each in (leaving, alone))

    until = YEAR + 180 * DAY
    searched = next(e for e in one.record.history(RELATION) if e.kind == "search")
    assert searched.time == YEAR
    for entity in ("site/foundry", "stock/housings"):
        both = [run.record.history(entity) for run in (one, other)]
        early = [[e[:4] for e in events if e.time < until] for events in both]
        assert early[0] == early[1]
