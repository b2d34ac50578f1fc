"""What is behind where a relation stands: events that are kept to be named as causes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.model.record import EventId


class Move(NamedTuple):
    """A change of the supplier's book: when, by which event, and what it did to each attribute."""

    time: int
    event: EventId
    delta: tuple[int, int, int]


@dataclass(slots=True)
class Behind:
    """Events of a relation that later ones go back to.

    Parameters
    ----------
    answered
        What has moved the response since the last audit.
    moves
        Changes of the supplier's book, in order.
    talked
        Price talks and rounds since the supplier last decided on its designers.
    """

    answered: list[EventId] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    talked: list[EventId] = field(default_factory=list)
    _first: int = 0

    def start_anew(self) -> None:
        """Leave what an earlier supplier did at that."""
        self.answered.clear()
        self.talked.clear()
        self._first = len(self.moves)

    def moved(self, event: EventId, now: int, delta: Sequence[int]) -> None:
        """Keep what moved the book, with the sums of its effects: below zero is better."""
        cost, defects, time = delta
        self.moves.append(Move(now, event, (cost, defects, time)))

    def went(self, event: EventId, now: int, before: Sequence[int], after: Sequence[int]) -> None:
        """Keep what moved the book from some totals to others, if it did."""
        delta = [new - old for old, new in zip(before, after, strict=True)]
        if any(delta):
            self.moved(event, now, delta)

    def worse(self, attribute: int, since: int) -> tuple[EventId, ...]:
        """Return what has made an attribute worse after a time in minutes."""
        found = []
        for move in reversed(self.moves[self._first :]):
            if move.time <= since:
                break
            if move.delta[attribute] > 0:
                found.append(move.event)
        return tuple(reversed(found))

    def better(self, attribute: int, first: int) -> tuple[EventId, ...]:
        """Return what has made an attribute better, from the move of a number on."""
        return tuple(
            move.event
            for move in self.moves[max(first, self._first) :]
            if move.delta[attribute] < 0
        )

    def audited(self) -> tuple[EventId, ...]:
        """Return what has moved the response since the last call."""
        answered = tuple(self.answered)
        self.answered.clear()
        return answered

    def decided(self) -> tuple[EventId, ...]:
        """Return the talks and rounds since the last call."""
        talked = tuple(self.talked)
        self.talked.clear()
        return talked
