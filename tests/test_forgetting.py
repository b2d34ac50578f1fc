from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.forgetting import Memory


def test_a_practice_in_force_gives_way_to_the_one_before() -> None:
    assert Memory().leaves(3, practice=20, before=10, in_force=20) == 10


def test_a_practice_that_was_replaced_is_lost_without_a_change() -> None:
    assert Memory().leaves(3, practice=20, before=10, in_force=30) is None


def test_what_was_lost_earlier_does_not_come_back() -> None:
    memory = Memory()
    memory.leaves(3, practice=20, before=10, in_force=30)

    assert memory.leaves(3, practice=30, before=20, in_force=30) == 10


def test_what_was_lost_for_one_operation_is_known_for_another() -> None:
    memory = Memory()
    memory.leaves(4, practice=20, before=10, in_force=30)

    assert memory.leaves(3, practice=30, before=20, in_force=30) == 20


def test_what_somebody_found_anew_is_known_again() -> None:
    memory = Memory()
    memory.leaves(3, practice=20, before=10, in_force=30)
    memory.found(3, 20)

    assert memory.leaves(3, practice=30, before=20, in_force=30) == 20


def test_a_practice_from_which_all_others_came_is_never_lost() -> None:
    memory = Memory()
    memory.leaves(3, practice=20, before=10, in_force=10)

    assert memory.leaves(3, practice=10, before=20, in_force=10) is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 4)), max_size=30))
def test_an_operation_never_goes_back_to_what_is_lost(
    changes: list[tuple[int, int, int]],
) -> None:
    memory = Memory()
    for practice, before, in_force in changes:
        back = memory.leaves(0, practice, before, in_force)
        if back is not None:
            assert back != practice
            assert back not in memory_of(memory)


def memory_of(memory: Memory) -> set[int]:
    """Return the practices of operation 0 that are lost."""
    return {practice for _, practice in memory._lost}
