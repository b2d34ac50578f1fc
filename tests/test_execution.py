from __future__ import annotations

from typing import Any

import pytest

from supplychain_sim.execution import Failure, execute


def _fails(text: str) -> Any:
    raise ValueError(text)


class Unheard:
    """What can be packed, and not unpacked again."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _fails, ("it is another one by now",)


class UntoldError(Exception):
    """An error that asks for more than what it is packed with."""

    def __init__(self, day: int, what: str) -> None:
        super().__init__(f"day {day}: {what}")


def squared_but_for_one(number: int) -> object:
    """Return the square of a number; that of 1 cannot be told."""
    return Unheard() if number == 1 else number**2


def refused_but_for_one(number: int) -> object:
    """Return the square of 1; other numbers end in an error that cannot be told whole."""
    if number != 1:
        raise UntoldError(number, "nothing is left")
    return 1


def unpackable_but_for_one(number: int) -> object:
    """Return the square of a number; that of 1 cannot even be packed."""
    return (lambda: number) if number == 1 else number**2


def test_what_cannot_be_unpacked_is_a_failure_and_holds_nothing_up() -> None:
    found = dict(execute(squared_but_for_one, 3, 2))

    assert found == {0: 0, 1: Failure(1, "ValueError: it is another one by now"), 2: 4}


def test_an_error_that_cannot_be_unpacked_is_told_all_the_same() -> None:
    found = dict(execute(refused_but_for_one, 3, 2))

    assert found == {
        0: Failure(0, "UntoldError: day 0: nothing is left"),
        1: 1,
        2: Failure(2, "UntoldError: day 2: nothing is left"),
    }


def test_what_cannot_be_packed_is_a_failure() -> None:
    found = dict(execute(unpackable_but_for_one, 3, 2))

    failure = found.pop(1)
    assert found == {0: 0, 2: 4}
    assert isinstance(failure, Failure)
    assert "pickle" in failure.error


@pytest.mark.parametrize("jobs", [1, 2])
def test_pieces_are_done_once_each(jobs: int) -> None:
    assert sorted(execute(int, 5, jobs)) == [(number, number) for number in range(5)]
