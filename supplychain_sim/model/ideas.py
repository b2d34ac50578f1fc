"""Ideas of one's own: what is to be changed, and into what.

Where nobody asks what a part is good for, an idea replaces a practice by another. Where
it is asked, ideas also leave an operation out, bring one back, or change a material that
several operations of a cell work with.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.function import LEFT_OUT, FunctionShares, Kind
from supplychain_sim.model.trial import Draws
from supplychain_sim.named import new


class OwnIdea(NamedTuple):
    """An idea of one's own.

    Parameters
    ----------
    kind
        What kind of change it is.
    attempt
        How often its operation was tried before.
    change
        Pairs of operation and practice; the first is the operation in question.
    """

    kind: Kind
    attempt: int
    change: tuple[tuple[int, int], ...]


def own_idea(
    book: Cookbook,
    operation: int,
    eligible: Sequence[int],
    draws: Draws,
    attempt_at: Callable[[int], int],
) -> OwnIdea:
    """Return what is thought of at *operation*.

    Who tries knows what the customer demands: an operation that is needed for it is
    replaced where it was to be left out, as one is where nothing can be brought back.

    Parameters
    ----------
    eligible
        Operations that may be changed, ascending.
    draws
        Keyed by operation and attempt, so that the n-th idea is of the same kind under
        every regime.
    attempt_at
        Takes the number of the next attempt at an operation.
    """
    function = book.landscape.function
    if function is None:
        return _replacement(operation, draws, attempt_at(operation))
    if book.practices[operation] == LEFT_OUT:
        return _addition(operation, draws, attempt_at)
    return _of_some_kind(function, book, operation, eligible, draws, attempt_at)


def _of_some_kind(
    function: FunctionShares,
    book: Cookbook,
    operation: int,
    eligible: Sequence[int],
    draws: Draws,
    attempt_at: Callable[[int], int],
) -> OwnIdea:
    attempt = attempt_at(operation)
    kind = function.kind(draws.kinds.uniform(operation, attempt))
    without = ((operation, LEFT_OUT),)
    if kind == "leave out" and book.allows(without):
        return OwnIdea(kind, attempt, without)
    left_out = book.left_out(eligible) if kind == "add" else ()
    if left_out:
        which = int(draws.additions.uniform(operation, attempt) * len(left_out))
        return _addition(left_out[which], draws, attempt_at)
    if kind == "material":
        return _material(book, operation, eligible, draws, attempt)
    return _replacement(operation, draws, attempt)


def _replacement(operation: int, draws: Draws, attempt: int) -> OwnIdea:
    return new(OwnIdea, ("replace", attempt, ((operation, draws.idea(operation, attempt)),)))


def _addition(operation: int, draws: Draws, attempt_at: Callable[[int], int]) -> OwnIdea:
    attempt = attempt_at(operation)
    return OwnIdea("add", attempt, ((operation, draws.idea(operation, attempt)),))


def _material(
    book: Cookbook, operation: int, eligible: Sequence[int], draws: Draws, attempt: int
) -> OwnIdea:
    """Return a change of material: the operation, and what depends on it in its cell."""
    landscape = book.landscape
    cells, allowed, count = landscape.operations.cells, frozenset(eligible), len(landscape)
    with_it = [
        other
        for other, _ in landscape.dependents[operation]
        if cells[other] == cells[operation]
        and other in allowed
        and book.practices[other] != LEFT_OUT
    ]
    others = ((i, draws.materials.bits(operation * count + i, attempt) or 1) for i in with_it)
    return OwnIdea("material", attempt, ((operation, draws.idea(operation, attempt)), *others))


def present(book: Cookbook, operations: Sequence[int]) -> Sequence[int]:
    """Return those of *operations* that are not left out, all of them if none is there."""
    return book.present(operations) or operations
