"""Whole runs in which operations are left out, added, and changed together."""

from __future__ import annotations

from functools import cache

import pytest
from running import REGIMES, finished, shortened

from supplychain_sim.model.function import LEFT_OUT, WHOLE
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.rebuilt import rebuilt_function, rebuilt_totals
from supplychain_sim.simulation import Run

RELATION = "relation/housings"


@cache
def ran(regime: str, *settings: str) -> tuple[Run, Outcome]:
    return finished(shortened("4 years", *settings), regime)


def with_function(least: str, leave_out: str, add: str, material: str) -> str:
    kinds = f"leave_out: {leave_out}, add: {add}, material: {material}"
    return f"parts.housing.function={{least: {least}, {kinds}}}"


ALL_KINDS = with_function("90 %", "20 %", "10 %", "10 %")


def told(outcome: Outcome) -> tuple[object, ...]:
    """Return all that a run yields but its function, and the draws that chose kinds of idea."""
    draws = {name: n for name, n in outcome.draws.items() if not name.endswith("kind of idea")}
    measures = [repr(one) for one in outcome.measures if one.measure != "function"]
    series = [one for one in outcome.series if one.series != "function"]
    return outcome.entities, outcome.events, draws, measures, series


@pytest.mark.parametrize("regime", REGIMES[:2])
def test_a_part_whose_ideas_all_replace_learns_as_one_without_function(regime: str) -> None:
    _, plain = ran(regime)
    _, asked = ran(regime, with_function("90 %", "0 %", "0 %", "0 %"))

    assert not [name for name in plain.draws if name.endswith("kind of idea")]
    assert told(asked) == told(plain)


def test_with_all_function_demanded_nothing_is_ever_left_out() -> None:
    run, outcome = ran(REGIMES[0], with_function("100 %", "30 %", "10 %", "0 %"))
    _, plain = ran(REGIMES[0])

    values = [one.value for one in outcome.measures if one.measure == "function"]
    assert set(values) == {1.0}
    assert all(LEFT_OUT not in plant.book.practices for plant in run.plants.values())
    # All else is as if nobody had thought of leaving out.
    assert told(outcome) == told(plain)


@pytest.mark.parametrize("regime", REGIMES)
def test_what_is_left_out_costs_function_and_never_more_than_the_demand_allows(
    regime: str,
) -> None:
    run, outcome = ran(regime, ALL_KINDS)
    books = {plant.name: plant.book for plant in run.plants.values()}
    relation = run.relations[RELATION]
    books[relation.site] = relation.book
    found = {
        one.subject: one.value
        for one in outcome.measures
        if one.measure == "function" and one.year is None
    }

    assert found == {name: book.function / WHOLE for name, book in books.items()}
    assert LEFT_OUT in relation.book.practices
    for book in books.values():
        assert book.totals == rebuilt_totals(book)
        assert book.function == rebuilt_function(book)
        assert (book.function < WHOLE) == (LEFT_OUT in book.practices)
        assert book.landscape.function is not None
        assert book.function >= book.landscape.function.least


def test_all_kinds_of_change_are_tried_and_introduced() -> None:
    run, _ = ran(REGIMES[0], ALL_KINDS)
    history = run.record.history(RELATION)
    tried = {event.facts[4] for event in history if event.kind == "tried"}
    introduced = {event.facts[4] for event in history if event.kind == "introduced"}

    assert tried == {"replace", "leave out", "add", "material"}
    assert {"replace", "leave out", "material"} <= introduced


def test_every_version_of_a_standard_is_in_the_record() -> None:
    run, outcome = ran(REGIMES[0], ALL_KINDS)
    history = run.record.history(RELATION)
    first = {"introduced": 5, "reverted": 3}
    versions = [event.facts[first[event.kind] :] for event in history if event.kind in first]
    revised = sum(map(len, versions))
    total = [
        one.value
        for one in outcome.measures
        if one.measure == "standards_revised" and one.year is None
    ]

    assert total == [revised]
    assert revised > len(versions)
