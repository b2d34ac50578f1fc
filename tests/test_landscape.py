from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.landscape import (
    Landscape,
    Operations,
    circulant,
    draw_dependencies,
    lay_out,
    opening_order,
)
from supplychain_sim.streams import Streams


def landscape_of(others: int, cross: float, seed: int) -> Landscape:
    operations = lay_out([("design", 20, "customer"), ("casting", 30, "supplier")], 8)
    uniform = Streams(seed, 0).of("part", "dependencies").uniform
    return Landscape(seed, operations, draw_dependencies(operations, others, cross, uniform), 0.3)


def test_areas_are_cut_into_cells_as_equal_as_possible() -> None:
    operations = lay_out(
        [("design", 20, "customer"), ("casting", 30, "supplier"), ("packing", 3, "supplier")], 8
    )

    sizes = [operations.cells.count(cell) for cell in range(max(operations.cells) + 1)]
    assert sizes == [10, 10, 8, 7, 8, 7, 3]
    assert len(operations) == 53
    assert operations.owners == ("customer",) * 20 + ("supplier",) * 33
    assert operations.areas == ("design",) * 20 + ("casting",) * 30 + ("packing",) * 3


@given(counts=st.lists(st.integers(1, 200), min_size=1, max_size=5), cell_size=st.integers(1, 40))
@settings(deadline=None)
def test_no_cell_is_empty_and_none_spans_two_areas(counts: list[int], cell_size: int) -> None:
    operations = lay_out([(str(i), count, "supplier") for i, count in enumerate(counts)], cell_size)

    cells = operations.cells
    assert list(cells) == sorted(cells)
    assert set(cells) == set(range(max(cells) + 1))
    assert len({(cell, area) for cell, area in zip(cells, operations.areas, strict=True)}) == len(
        set(cells)
    )


@given(others=st.integers(0, 8), cross=st.floats(0, 1), seed=st.integers(0, 1 << 62))
@settings(max_examples=40, deadline=None)
def test_an_operation_depends_on_so_many_others_and_never_on_itself(
    others: int, cross: float, seed: int
) -> None:
    landscape = landscape_of(others, cross, seed)

    for operation, chosen in enumerate(landscape.dependencies):
        assert len(set(chosen)) == len(chosen) == others
        assert operation not in chosen


@pytest.mark.parametrize(("cross", "leave"), [(0.0, 0.0), (1.0, 1.0)])
def test_cross_is_the_share_of_dependencies_that_leave_their_cell(
    cross: float, leave: float, seed: int
) -> None:
    landscape = landscape_of(3, cross, seed)
    cells = landscape.operations.cells

    leaving = [
        cells[operation] != cells[other]
        for operation, others in enumerate(landscape.dependencies)
        for other in others
    ]

    assert sum(leaving) == leave * len(leaving)


def test_a_dependency_that_a_cell_cannot_hold_leaves_it(seed: int) -> None:
    operations = lay_out([("casting", 6, "supplier")], 2)

    drawn = draw_dependencies(operations, 3, 0.0, Streams(seed, 0).of("part", "d").uniform)

    cells = operations.cells
    assert all(
        sum(cells[operation] == cells[other] for other in others) == 1
        for operation, others in enumerate(drawn)
    )


def test_everything_depends_on_everything_at_most(seed: int) -> None:
    operations = lay_out([("casting", 4, "supplier")], 4)

    drawn = draw_dependencies(operations, 20, 0.5, Streams(seed, 0).of("part", "d").uniform)

    assert [sorted(others) for others in drawn] == [[1, 2, 3], [0, 2, 3], [0, 1, 3], [0, 1, 2]]


def test_two_uniforms_are_used_for_each_dependency_whatever_comes_out(seed: int) -> None:
    operations = lay_out([("casting", 20, "supplier")], 5)
    for cross in (0.0, 0.4, 1.0):
        stream = Streams(seed, 0).of("part", "dependencies")
        draw_dependencies(operations, 3, cross, stream.uniform)
        assert stream.consumed == 2 * 3 * 20


def test_a_regular_ring_depends_on_the_next_ones() -> None:
    assert circulant(4, 2) == ((1, 2), (2, 3), (3, 0), (0, 1))
    assert circulant(3, 0) == ((), (), ())


@given(others=st.integers(0, 5), seed=st.integers(0, 1 << 62))
@settings(max_examples=25, deadline=None)
def test_dependents_are_the_dependencies_read_backwards(others: int, seed: int) -> None:
    landscape = landscape_of(others, 0.4, seed)

    backwards = {
        (operation, slot, other)
        for other, pairs in enumerate(landscape.dependents)
        for operation, slot in pairs
    }

    assert backwards == {
        (operation, slot, other)
        for operation, chosen in enumerate(landscape.dependencies)
        for slot, other in enumerate(chosen)
    }


def test_crossings_count_dependencies_and_dependents_with_another_owner() -> None:
    operations = Operations(("customer", "supplier", "supplier"), (0, 1, 1), ("d", "c", "c"))
    # 0 depends on 1, 1 on 0 and 2, 2 on 1: two dependencies cross the boundary, both of 0 and 1.
    landscape = Landscape(1, operations, ((1,), (0, 2), (1,)), 0.0)

    assert landscape.crossings == (2, 2, 0)


@given(seed=st.integers(0, 1 << 62), cross=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_each_crossing_is_counted_on_both_sides(seed: int, cross: float) -> None:
    landscape = landscape_of(3, cross, seed)

    customers = sum(landscape.crossings[i] for i in landscape.owned_by("customer"))
    suppliers = sum(landscape.crossings[i] for i in landscape.owned_by("supplier"))

    assert customers == suppliers


def test_cells_and_owners_cover_every_operation_once(seed: int) -> None:
    landscape = landscape_of(2, 0.3, seed)

    assert sorted(i for cell in landscape.members for i in cell) == list(range(50))
    assert landscape.owned_by("customer") == tuple(range(20))
    assert landscape.owned_by("supplier") == tuple(range(20, 50))


def test_the_suppliers_own_cells_open_before_the_customers(seed: int) -> None:
    landscape = landscape_of(2, 0.3, seed)

    orders = [
        opening_order(landscape, Streams(seed, r).of("relation/a", "order").uniform)
        for r in range(20)
    ]

    # Cells 0 and 1 are the customer's.
    assert all(set(order[:4]) == {2, 3, 4, 5} for order in orders)
    assert all(set(order[4:]) == {0, 1} for order in orders)
    assert len(set(orders)) > 10
