from __future__ import annotations

import random
from collections import Counter

import pytest
from running import REGIMES, finished, prepared, shortened

from supplychain_sim.model.chronicle import (
    ORIGINS,
    Entry,
    Evidence,
    book_at,
    entries,
    write,
    write_evidence,
)
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.record import Record
from supplychain_sim.simulation import Run

#: Long enough for two renewals of the drawing, and for changes to go round.
SCENARIO = shortened("6 years", "contract.round=2 years")
DATES = 10
SUPPLIER, HOME = "site/foundry", "site/kassel"


@pytest.fixture(scope="module")
def mutual() -> list[Entry]:
    """Every change of every book under the regime in which all learn from one another."""
    run, _ = finished(SCENARIO, "mutual_learning")
    return entries(run.record)


def _books(run: Run) -> dict[str, Cookbook]:
    books = {relation.site: relation.book for relation in run.relations.values()}
    return {**books, **{plant.name: plant.book for plant in run.plants.values()}}


@pytest.mark.parametrize("regime", REGIMES)
def test_books_rebuilt_from_the_record_are_the_books_in_memory(regime: str, seed: int) -> None:
    run = prepared(SCENARIO, regime)
    dates = sorted(random.Random(seed).sample(range(1, SCENARIO.horizon + 1), DATES))

    for date in dates:
        run.until(date)
        changes = entries(run.record)
        for site, book in _books(run).items():
            rebuilt = book_at(changes, site, date)
            assert [rebuilt[i].practice for i in range(len(book.practices))] == book.practices
    assert len(_books(run)) == 4


@pytest.mark.parametrize("regime", REGIMES)
def test_the_whole_record_holds_the_book_of_any_earlier_day(regime: str, seed: int) -> None:
    date = random.Random(seed).randrange(1, SCENARIO.horizon)
    run = prepared(SCENARIO, regime)
    run.until(date)
    books = {site: list(book.practices) for site, book in _books(run).items()}

    run.until(SCENARIO.horizon)

    changes = entries(run.record)
    for site, practices in books.items():
        rebuilt = book_at(changes, site, date)
        assert [rebuilt[i].practice for i in range(len(practices))] == practices


def test_practices_come_in_all_the_ways_of_the_regime(mutual: list[Entry]) -> None:
    supplier = {(e.origin, e.source) for e in mutual if e.site == SUPPLIER}
    home = {(e.origin, e.source) for e in mutual if e.site == HOME}

    assert {
        *(("first practice", ""), ("drawing", HOME), ("taught", HOME)),
        *(("own idea", ""), ("correction", ""), ("put back", "")),
    } <= supplier
    assert {("home history", ""), ("taken over", SUPPLIER), ("doubt", SUPPLIER)} <= home
    assert {origin for origin, _ in supplier | home} <= set(ORIGINS)


def test_machines_from_home_come_with_its_practices() -> None:
    settings = (
        "parts.housing.areas.trim.equipment=transferred",
        "parts.housing.areas.machining.equipment=own",
    )
    run = prepared(shortened("1 year", *settings), "mutual_learning")
    operations = run.relations["relation/housings"].book.landscape.operations

    moved = [entry for entry in entries(run.record) if entry.origin == "machine"]

    assert [operations.areas[entry.operation] for entry in moved] == ["trim"] * 20
    assert {(entry.site, entry.source) for entry in moved} == {(SUPPLIER, HOME)}


def test_what_was_tested_says_on_what_evidence(mutual: list[Entry]) -> None:
    untested = {"first practice", "drawing", "home history", "machine", "taught", "forgotten"}
    approved = Counter(
        (entry.site == SUPPLIER, entry.evidence.approved) for entry in mutual if entry.evidence
    )

    assert all((entry.evidence is None) == (entry.origin in untested) for entry in mutual)
    assert set(approved) == {(True, "review"), (True, "procedure review"), (False, "plant test")}
    assert all(entry.evidence.estimate < 0 for entry in mutual if entry.evidence)


def test_where_nobody_reviews_the_trial_is_the_evidence() -> None:
    run, _ = finished(SCENARIO, "near_apprenticeship")

    changes = [e for e in entries(run.record) if e.site == SUPPLIER and e.evidence is not None]

    assert {entry.evidence.approved for entry in changes if entry.evidence} == {"trial"}


def test_a_practice_taken_over_is_one_that_its_source_had(mutual: list[Entry]) -> None:
    taken = [entry for entry in mutual if entry.origin == "taken over"]

    assert taken
    for entry in taken:
        source = {(e.operation, e.practice) for e in mutual if e.site == entry.source}
        assert (entry.operation, entry.practice) in source


def test_the_review_is_nearer_than_the_trial_before_it() -> None:
    record = Record()
    began = record.add("relation/a", 0, "began")
    write(record, "site/s", 0, "first practice", [(0, 5), (1, 6)], began)
    tried = record.add("relation/a", 10, "tried", causes=(began,))
    write_evidence(record, "site/s", 10, "trial", 1, -0.25, 0.5, 4, tried)
    accepted = record.add("relation/a", 20, "accepted", causes=(tried,))
    write_evidence(record, "site/s", 20, "review", 1, -0.125, 0.5, 16, accepted)
    introduced = record.add("relation/a", 30, "introduced", causes=(accepted,))
    write(record, "site/s", 30, "own idea", [(1, 7)], introduced)

    changes = entries(record)

    evidence = Evidence("review", -0.125, 0.125, 16)
    assert changes[-1] == Entry("site/s", 3, 30, 1, 7, "own idea", "", evidence)
    assert {i: e.practice for i, e in book_at(changes, "site/s", 30).items()} == {0: 5, 1: 6}
    assert {i: e.practice for i, e in book_at(changes, "site/s", 31).items()} == {0: 5, 1: 7}


def test_operations_that_change_together_share_their_evidence() -> None:
    record = Record()
    tried = record.add("relation/a", 10, "tried")
    write_evidence(record, "site/s", 10, "trial", 2, -0.25, 0.5, 4, tried)
    write(record, "site/s", 30, "own idea", [(1, 7), (2, 8)], tried)

    assert {entry.evidence for entry in entries(record)} == {Evidence("trial", -0.25, 0.25, 4)}


def test_what_changes_nothing_is_not_written() -> None:
    record = Record()

    write(record, "site/s", 30, "taught", [])

    assert list(record) == []
