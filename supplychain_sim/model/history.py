"""What happened at home before the start: a book that comes of many trials.

Trials before the start are free of noise; they only serve to give the
customer a book as mature as the scenario says, with an older state of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.model.trial import Draws
from supplychain_sim.streams import Table


@dataclass(frozen=True)
class HomeHistory:
    """The customer's books at the start.

    Parameters
    ----------
    old, current
        Practices of the book that stopped early, and of today's.
    attempts
        How often each operation was tried so far.
    """

    old: tuple[int, ...]
    current: tuple[int, ...]
    attempts: tuple[int, ...]


def novice(table: Table, operations: int) -> list[int]:
    """Return practices picked at random, none of them 0."""
    return [table.bits(operation, 0) or 1 for operation in range(operations)]


def home_history(
    landscape: Landscape,
    site_seed: int,
    first: Table,
    order: Table,
    draws: Draws,
    maturity: tuple[float, float],
) -> HomeHistory:
    """Return the books after so many trials for each operation.

    Parameters
    ----------
    first
        Practices before the first trial.
    order
        Which operation each trial is about.
    draws
        Of the home plant, whose ideas these are.
    maturity
        Trials for each operation behind the old book, and behind today's.
    """
    count = len(landscape)
    book = Cookbook(landscape, site_seed, novice(first, count))
    attempts = [0] * count
    stop_old, stop = (round(trials * count) for trials in maturity)
    old = tuple(book.practices)
    for trial in range(stop):
        if trial == stop_old:
            old = tuple(book.practices)
        operation = order.bits(trial, 0) % count
        practice = draws.idea(operation, attempts[operation])
        attempts[operation] += 1
        change = ((operation, practice),)
        if book.may_fall(change, (1.0, 1.0, 1.0), 0.0):
            effect = book.effect(change)
            if effect.total < 0:
                book.adopt(effect)
    if stop_old >= stop:
        old = tuple(book.practices)
    return HomeHistory(old, tuple(book.practices), tuple(attempts))
