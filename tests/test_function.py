"""The function attribute: what leaving out saves, what it costs, and the kinds of idea."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from flagship import complaints
from hypothesis import given, settings
from hypothesis import strategies as st
from statistical import assert_estimates

from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.cookbook import ONE, Cookbook
from supplychain_sim.model.function import LEFT_OUT, WHOLE, FunctionShares, function_shares
from supplychain_sim.model.ideas import OwnIdea, own_idea, present
from supplychain_sim.model.landscape import Landscape, Operations, Owner, draw_dependencies
from supplychain_sim.model.plant import Plant, next_test, patch
from supplychain_sim.model.rebuilt import rebuilt_function, rebuilt_totals
from supplychain_sim.model.teaching import Lessons, teach_cell
from supplychain_sim.model.trial import Draws
from supplychain_sim.scenario.products import Function
from supplychain_sim.streams import MASK, Streams

COUNT = 12
SITE = 0x1234_5678_9ABC_DEF1
PRESENT = st.integers(min_value=1, max_value=MASK)
practices = st.one_of(st.just(LEFT_OUT), PRESENT)


def rule(**shares: float) -> Function:
    nothing = dict.fromkeys(("least", "leave_out", "add", "material"), 0.0)
    return Function.model_construct(**{**nothing, **shares})


def part(function: FunctionShares | None, seed: int = 7) -> Landscape:
    """Return a part of three cells of four operations, some of which depend across cells."""
    owners: list[Owner] = ["supplier"] * COUNT
    operations = Operations(tuple(owners), tuple(i // 4 for i in range(COUNT)), ("a",) * COUNT)
    uniform = Streams(seed, 0).of("part", "dependencies").uniform
    dependencies = draw_dependencies(operations, 3, 0.4, uniform)
    return Landscape(seed, operations, dependencies, 0.25, function)


def book_of(start: list[int] | range, **shares: float) -> Cookbook:
    return Cookbook(part(function_shares(rule(**shares), 7, COUNT)), SITE, start)


# What operations carry


@given(seed=PRESENT, count=st.integers(1, 300))
@settings(deadline=None)
def test_operations_share_the_whole_function_and_each_carries_some(seed: int, count: int) -> None:
    weights = function_shares(rule(), seed, count).weights

    assert len(weights) == count
    assert sum(weights) == WHOLE
    assert min(weights) > 0


@given(
    changes=st.lists(
        st.lists(
            st.tuples(st.integers(0, COUNT - 1), practices),
            min_size=1,
            max_size=4,
            unique_by=lambda pair: pair[0],
        ),
        max_size=12,
    ),
    start=st.lists(practices, min_size=COUNT, max_size=COUNT),
)
@settings(max_examples=80, deadline=None)
def test_totals_and_function_never_drift_from_the_practices(
    changes: list[list[tuple[int, int]]], start: list[int]
) -> None:
    book = book_of(start)

    for change in changes:
        effect, before = book.effect(change), (book.totals, book.function)
        assert (book.totals, book.function) == before
        book.adopt(effect)
        moved = tuple(now - was for now, was in zip(book.totals, before[0], strict=True))
        assert (moved, book.function - before[1]) == (effect.delta, effect.function)

    fresh = Cookbook(book.landscape, SITE, book.practices)
    assert book.totals == fresh.totals == rebuilt_totals(book)
    assert book.function == fresh.function == rebuilt_function(book)
    assert book.contributions == fresh.contributions


@given(
    change=st.lists(
        st.tuples(st.integers(0, COUNT - 1), PRESENT),
        min_size=1,
        max_size=4,
        unique_by=lambda pair: pair[0],
    )
)
@settings(max_examples=40, deadline=None)
def test_with_nothing_left_out_the_attribute_changes_no_outcome(
    change: list[tuple[int, int]],
) -> None:
    plain, asked = Cookbook(part(None), SITE, range(1, 13)), book_of(range(1, 13))

    assert asked.effect(change) == plain.effect(change)
    assert (asked.totals, asked.gap, asked.function) == (plain.totals, plain.gap, WHOLE)


def test_what_is_left_out_contributes_nothing_and_is_missing_to_what_depends_on_it() -> None:
    book, plain = book_of(range(1, 13)), Cookbook(part(None), SITE, range(1, 13))
    effect = book.effect(((3, LEFT_OUT),))
    keys = {operation: key for operation, key, _ in effect.outcomes}
    book.adopt(effect)

    assert book.contributions[3] == (0, 0, 0)
    reached = {3} | {i for i, _ in book.landscape.dependents[3]}
    # They read a zero where its practice was, by the very key that a part without function has.
    assert keys == {i: key for i, key, _ in plain.effect(((3, 0),)).outcomes}
    assert {i for i in range(COUNT) if book.contributions[i] != plain.contributions[i]} == reached


def test_to_leave_out_costs_what_the_operation_carries() -> None:
    book = book_of(range(1, 13))
    function = book.landscape.function
    assert function is not None

    book.adopt(book.effect(((3, LEFT_OUT), (7, LEFT_OUT))))
    assert book.function == WHOLE - function.weights[3] - function.weights[7]

    book.adopt(book.effect(((3, 99),)))
    assert book.function == WHOLE - function.weights[7]
    # One that is out cannot be left out once more, and one that is there adds nothing.
    assert book.effect(((7, LEFT_OUT), (4, 98))).function == 0


def test_the_gap_counts_all_operations_whether_they_are_left_out_or_not() -> None:
    book = book_of(range(1, 13))
    book.adopt(book.effect(((3, LEFT_OUT),)))

    assert book.gap == pytest.approx(sum(book.totals) / ONE / (3 * 0.25 * COUNT))


# What the customer demands


def carrying(*shares: int, least: int) -> Landscape:
    """Return three independent operations that carry so many hundredths each."""
    owners: list[Owner] = ["supplier"] * 3
    operations = Operations(tuple(owners), (0, 0, 0), ("a",) * 3)
    weights = tuple(WHOLE * share // 100 for share in shares)
    function = FunctionShares(weights, WHOLE * least // 100, ())
    return Landscape(7, operations, ((), (), ()), 0.0, function)


def test_no_more_is_left_out_than_the_demand_allows() -> None:
    book = Cookbook(carrying(50, 25, 25, least=75), SITE, [1, 2, 3])

    assert not book.allows(((0, LEFT_OUT),))
    assert not book.allows(((1, LEFT_OUT), (2, LEFT_OUT)))
    assert book.allows(((1, LEFT_OUT),))
    book.adopt(book.effect(((1, LEFT_OUT),)))
    assert not book.allows(((2, LEFT_OUT),))
    # One back and another out is as much.
    assert book.allows(((1, 5), (2, LEFT_OUT)))


def test_what_takes_no_function_is_allowed_even_where_it_is_short() -> None:
    book = Cookbook(carrying(50, 25, 25, least=75), SITE, [LEFT_OUT, 2, 3])

    assert book.allows(((1, 5),))
    assert book.allows(((0, 5), (1, LEFT_OUT)))
    assert not book.allows(((1, LEFT_OUT),))


def test_where_no_function_is_asked_everything_is_allowed() -> None:
    assert Cookbook(part(None), SITE, range(1, 13)).allows(((3, 0),))


# Kinds of idea


def ideas(book: Cookbook, count: int) -> list[OwnIdea]:
    """Return the first *count* ideas for operation 3."""
    draws, attempts = Draws(Streams(20030106, 0), "site/a"), Counter[int]()

    def attempt_at(operation: int) -> int:
        attempts[operation] += 1
        return attempts[operation] - 1

    return [own_idea(book, 3, range(COUNT), draws, attempt_at) for _ in range(count)]


def test_kinds_come_as_often_as_the_scenario_says() -> None:
    book = book_of([5] * (COUNT - 1) + [LEFT_OUT], leave_out=0.2, add=0.1, material=0.3)
    found = [idea.kind for idea in ideas(book, 4000)]

    for kind, share in (("leave out", 0.2), ("add", 0.1), ("material", 0.3), ("replace", 0.4)):
        assert_estimates([float(one == kind) for one in found], share, notices=0.045)


def test_without_the_attribute_every_idea_replaces_and_no_kind_is_drawn() -> None:
    book, draws = Cookbook(part(None), SITE, range(1, 13)), Draws(Streams(1, 0), "site/a")

    idea = own_idea(book, 3, range(COUNT), draws, lambda _: 4)

    assert idea == OwnIdea("replace", 4, ((3, Draws(Streams(1, 0), "site/a").idea(3, 4)),))
    tables = (draws.kinds, draws.additions, draws.materials)
    assert [table.consumed for table in tables] == [0, 0, 0]


def test_a_replacement_is_the_same_idea_as_without_the_attribute() -> None:
    plain = ideas(Cookbook(part(None), SITE, range(1, 13)), 30)

    for idea, other in zip(ideas(book_of(range(1, 13), leave_out=0.5), 30), plain, strict=True):
        assert idea.change == (((3, LEFT_OUT),) if idea.kind == "leave out" else other.change)


def test_leaving_out_gives_up_the_operation() -> None:
    found = ideas(book_of(range(1, 13), leave_out=1.0), 5)

    assert {(idea.kind, idea.change) for idea in found} == {("leave out", ((3, LEFT_OUT),))}


def test_where_all_function_is_demanded_nothing_is_ever_left_out() -> None:
    found = ideas(book_of(range(1, 13), least=1.0, leave_out=1.0), 200)

    assert {idea.kind for idea in found} == {"replace"}
    assert all(practice != LEFT_OUT for idea in found for _, practice in idea.change)


def test_adding_brings_back_what_was_left_out_with_a_new_practice() -> None:
    start = [1, LEFT_OUT, 3, 4, 5, 6, 7, LEFT_OUT, 9, 10, 11, 12]
    found = ideas(book_of(start, add=1.0), 40)

    assert {idea.kind for idea in found} == {"add"}
    assert {idea.change[0][0] for idea in found} == {1, 7}
    # Each is a new idea for the operation that comes back.
    assert len({idea.change for idea in found}) == len(found)


def test_where_nothing_is_left_out_an_addition_is_a_replacement() -> None:
    found = ideas(book_of(range(1, 13), add=1.0), 5)

    assert {(idea.kind, idea.change[0][0]) for idea in found} == {("replace", 3)}


def test_what_is_left_out_can_only_be_brought_back() -> None:
    book = book_of([1, 2, 3, LEFT_OUT, *range(5, 13)], leave_out=1.0)

    assert {(idea.kind, idea.change[0][0]) for idea in ideas(book, 5)} == {("add", 3)}
    assert present(book, range(COUNT)) == tuple(i for i in range(COUNT) if i != 3)


def test_a_material_changes_what_depends_on_the_operation_in_its_cell_too() -> None:
    book = book_of(range(1, 13), material=1.0)
    (idea,) = ideas(book, 1)
    cell = book.landscape.members[book.landscape.operations.cells[3]]
    dependents = {i for i, _ in book.landscape.dependents[3]}

    assert [i for i, _ in idea.change] == [3, *sorted(dependents & set(cell))]
    assert len(idea.change) > 1
    assert dependents - set(cell)
    assert all(book.practices[i] != practice != LEFT_OUT for i, practice in idea.change)


def test_a_material_leaves_alone_what_is_not_open_or_left_out() -> None:
    book = book_of(range(1, 13), material=1.0)
    (whole,) = ideas(book, 1)
    first = whole.change[1][0]
    draws = Draws(Streams(20030106, 0), "site/a")

    fewer = own_idea(book, 3, [i for i in range(COUNT) if i != first], draws, lambda _: 0)
    assert fewer.change == tuple(pair for pair in whole.change if pair[0] != first)

    book.adopt(book.effect(((first, LEFT_OUT),)))
    assert ideas(book, 1)[0].change == fewer.change


# At the customer's sites, and in lessons


def plant_of(book: Cookbook, seed: int) -> Plant:
    draws = Draws(Streams(seed, 0), "site/a")
    return Plant("site/a", book, 1.0, 100, draws, [0] * COUNT)


def test_a_plant_tests_no_change_of_others_that_leaves_it_short(seed: int) -> None:
    elsewhere = book_of(range(1, 13))
    elsewhere.adopt(elsewhere.effect(((3, LEFT_OUT),)))

    def first_test(least: float) -> Any:
        plant = plant_of(book_of(range(1, 13), least=least), seed)
        change = ((3, LEFT_OUT),)
        plant.receive(Retest(change, 3, "relation/b", ("relation/b", 0), kind="leave out"))
        return next_test(plant, 0.5, lambda _: elsewhere)

    allowed, short = first_test(0.5), first_test(1.0)
    assert (allowed.kind, allowed.change, allowed.origin) == (
        "leave out",
        ((3, LEFT_OUT),),
        "relation/b",
    )
    assert (short.kind, short.origin) == ("replace", "site/a")


def test_a_patch_of_several_changes_takes_the_context_of_each() -> None:
    book = book_of(range(1, 13))
    needed = {j for i in (3, 4) for j in book.landscape.dependencies[i]}

    found = dict(patch(book, ((3, 99), (4, 98))))

    assert set(found) == {3, 4} | needed
    assert (found[3], found[4]) == (99, 98)
    assert all(found[i] == book.practices[i] for i in needed - {3, 4})


def test_a_lesson_leaves_out_nothing_that_is_still_needed() -> None:
    taught = tuple(LEFT_OUT if i == 3 else i + 1 for i in range(COUNT))
    copied = {}
    for least in (0.0, 1.0):
        book = book_of(range(1, 13), least=least)
        lessons = Lessons(book=taught, pending={3})
        draws = Streams(1, 0).table("a", "lessons")
        copied[least] = teach_cell(lessons, 0, book, (), lambda _: 1.0, draws), book.practices[3]
        assert lessons.pending == set()

    assert copied == {0.0: (1, LEFT_OUT), 1.0: (0, 4)}


# What a scenario may say


def test_more_ideas_than_there_are_are_refused(tmp_path: Path) -> None:
    function = "function: {least: 90 %, leave_out: 60 %, add: 30 %, material: 20 %}"

    (said,) = complaints(tmp_path, settings=[f"parts.housing.{function.replace(': ', '=', 1)}"])

    assert said.endswith(
        "parts.housing.function: found 110 % of ideas to leave out, add and change material, "
        "expected at most 100 %; the rest replace a practice"
    )


# What an effect cannot fall below


@given(data=st.data(), below=st.floats(-2.0, 1.0), weights=st.tuples(*[st.floats(0.0, 4.0)] * 3))
@settings(max_examples=300, deadline=None)
def test_what_may_not_fall_below_a_bound_does_not(
    data: st.DataObject, below: float, weights: tuple[float, float, float]
) -> None:
    practice = st.integers(0, 6)
    book = book_of(data.draw(st.lists(practice, min_size=COUNT, max_size=COUNT)))
    change = ((data.draw(st.integers(0, COUNT - 1)), data.draw(practice)),)
    effect = book.effect(change).weighted(weights)

    assert book.may_fall(change, weights, below) or effect >= below
    assert book.may_fall(change, weights, effect + 1e-6)
