from __future__ import annotations

from collections.abc import Callable

import pytest
from statistical import assert_estimates

from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.landscape import Landscape, circulant, lay_out
from supplychain_sim.model.rebuilt import rebuilt_totals
from supplychain_sim.model.teaching import Lessons, chance_of_copying, teach_cell
from supplychain_sim.streams import Streams, Table

TAUGHT = tuple(range(101, 121))


def landscape_of() -> Landscape:
    """Return a part of the customer's cell 0 and the supplier's cells 1 to 3, of five each."""
    operations = lay_out([("design", 5, "customer"), ("casting", 15, "supplier")], 5)
    return Landscape(7, operations, circulant(20, 2), 0.3)


def book_of() -> Cookbook:
    return Cookbook(landscape_of(), 11, range(1, 21))


def table(seed: int, replication: int = 0) -> Table:
    return Streams(seed, replication).table("relation/a", "lesson")


def lessons_of(book: Cookbook, own: frozenset[int] = frozenset()) -> Lessons:
    lessons = Lessons()
    lessons.renew(TAUGHT, book.practices, book.landscape, own)
    return lessons


def test_what_the_supplier_owns_and_does_otherwise_is_to_be_taught() -> None:
    book = book_of()
    book.adopt(book.effect(((7, TAUGHT[7]),)))

    lessons = lessons_of(book, own=frozenset({9}))

    assert lessons.pending == set(range(5, 20)) - {7, 9}
    assert list(lessons.queue) == [1, 2, 3]
    assert lessons.book == TAUGHT


def chance(of_all: float) -> Callable[[int], float]:
    """Return the same chance for every operation."""
    return lambda _: of_all


def test_a_supplier_that_works_by_the_book_already_is_taught_nothing() -> None:
    book = Cookbook(landscape_of(), 11, TAUGHT)

    lessons = lessons_of(book)

    assert not lessons.pending
    assert not lessons.queue


def test_a_lesson_that_succeeds_copies_the_cell_and_nothing_else(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)
    cell = lessons.queue.popleft()

    copied = teach_cell(lessons, cell, book, frozenset(), chance(1.0), table(seed))

    assert copied == 5
    assert tuple(book.practices) == (*range(1, 6), *TAUGHT[5:10], *range(11, 21))
    assert book.totals == rebuilt_totals(book)
    assert list(lessons.queue) == [2, 3]
    assert lessons.pending == set(range(10, 20))


def test_a_cell_stays_in_the_queue_while_anything_of_it_is_pending(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)
    draws = table(seed)
    copied, rounds = 0, 0

    while lessons.queue:
        assert set(lessons.queue) == {book.landscape.operations.cells[i] for i in lessons.pending}
        copied += teach_cell(
            lessons, lessons.queue.popleft(), book, frozenset(), chance(0.4), draws
        )
        rounds += 1

    assert copied == 15
    assert rounds > 3
    assert not lessons.pending
    assert tuple(book.practices[5:]) == TAUGHT[5:]


def test_a_cell_of_which_nothing_was_copied_goes_to_the_end(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)

    assert (
        teach_cell(lessons, lessons.queue.popleft(), book, frozenset(), chance(0.0), table(seed))
        == 0
    )

    assert list(lessons.queue) == [2, 3, 1]


def test_a_change_of_the_suppliers_own_is_not_overwritten(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)
    # Agreed after the lesson was planned.
    book.adopt(book.effect(((6, 999),)))

    copied = teach_cell(
        lessons, lessons.queue.popleft(), book, frozenset({6}), chance(1.0), table(seed)
    )

    assert copied == 4
    assert book.practices[6] == 999
    assert 6 not in lessons.pending
    assert list(lessons.queue) == [2, 3]


def test_the_nth_lesson_of_an_operation_has_the_same_luck_in_whatever_order(seed: int) -> None:
    def taught(cells: list[int]) -> list[int]:
        book = book_of()
        lessons = lessons_of(book)
        for cell in cells:
            teach_cell(lessons, cell, book, frozenset(), chance(0.4), table(seed))
        return list(book.practices)

    assert taught([1, 2, 3, 1, 2]) == taught([3, 2, 1, 2, 1])
    assert taught([1]) != taught([1, 1, 1, 1])


def test_a_newer_book_is_taught_from_its_first_cell_on(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)
    teach_cell(lessons, lessons.queue.popleft(), book, frozenset(), chance(1.0), table(seed))
    newer = (*TAUGHT[:8], 500, *TAUGHT[9:])

    lessons.renew(newer, book.practices, book.landscape, frozenset())

    assert lessons.pending == {8, *range(10, 20)}
    assert list(lessons.queue) == [1, 2, 3]


def test_lessons_of_an_operation_are_counted() -> None:
    lessons = Lessons()

    assert [lessons.lesson(4), lessons.lesson(4), lessons.lesson(5), lessons.lesson(4)] == [
        0,
        1,
        0,
        2,
    ]


@pytest.mark.parametrize(
    ("success", "exponent", "capability", "fresh", "expected"),
    [
        (0.8, 0.5, 0.25, 1.0, 0.4),
        (0.8, 0.0, 0.1, 1.0, 0.8),
        (0.8, 1.0, 0.0, 1.0, 0.0),
        (1.0, 2.0, 1.0, 1.0, 1.0),
        (0.8, 0.5, 0.25, 0.5, 0.2),
    ],
)
def test_what_is_taken_in_depends_on_what_is_known_and_on_the_last_visit(
    success: float, exponent: float, capability: float, fresh: float, expected: float
) -> None:
    assert chance_of_copying(success, exponent, capability, fresh) == pytest.approx(expected)


def test_each_operation_has_a_chance_of_its_own(seed: int) -> None:
    book = book_of()
    lessons = lessons_of(book)

    teach_cell(
        lessons,
        lessons.queue.popleft(),
        book,
        frozenset(),
        lambda operation: float(operation == 7),
        table(seed),
    )

    assert [i for i, practice in enumerate(book.practices) if practice == TAUGHT[i]] == [7]


def test_an_operation_is_copied_with_the_stated_chance(seed: int) -> None:
    copied = []
    for replication in range(400):
        book = book_of()
        lessons = lessons_of(book)
        draws = table(seed, replication)
        copied += [
            teach_cell(lessons, c, book, frozenset(), chance(0.4), draws) / 5 for c in (1, 2, 3)
        ]

    assert_estimates(copied, 0.4, notices=0.04)
