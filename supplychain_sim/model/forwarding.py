"""Which way goods are sent, and whether they are sent another way, by what is known.

A forwarder knows which closures have begun and how long such closures usually last, where
lots are by plan, what the plant has in stock and what it uses on average.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.transit import Transit, on_leg
from supplychain_sim.units import Rate


class Chosen(NamedTuple):
    """The lane that a lot is sent by, and why: its own, one past a closure, or the fast one."""

    lane: str
    reason: str


#: Why a lot goes where it goes.
AS_USUAL: Final = "as usual"
PAST_A_CLOSURE: Final = "past a closure"
TO_KEEP_THE_LINE_UP: Final = "to keep up"


@dataclass(frozen=True)
class Fast:
    """The lane that goods are sent by when the plant would run short.

    Parameters
    ----------
    lane
        Its id.
    below
        Units that the stock is to hold when a lot arrives as usual; with less, it goes fast.
    """

    lane: str
    below: int


@dataclass(frozen=True)
class Ways:
    """The ways from a supplier to a plant.

    Parameters
    ----------
    own
        Id of the lane that goods take as usual.
    otherwise
        Ids of those that they take past a closure.
    fast
        The one they take when the plant would run short, if there is one.
    """

    own: str
    otherwise: tuple[str, ...] = ()
    fast: Fast | None = None

    @property
    def lanes(self) -> tuple[str, ...]:
        """The ids of all of them, the own first, each once."""
        last = () if self.fast is None else (self.fast.lane,)
        return tuple(dict.fromkeys((self.own, *self.otherwise, *last)))


def choose_lane(
    ways: Ways, transits: dict[str, Transit], stock: Stock, need: Rate, now: int
) -> Chosen:
    """Return the lane by which a lot is sent that leaves *now*."""
    chosen = Chosen(ways.own, AS_USUAL)
    due = transits[ways.own].route.expected(now, now)
    if ways.otherwise and due > transits[ways.own].route.planned(now):
        for lane in ways.otherwise:
            other = transits[lane].route.expected(now, now)
            if other < due:
                chosen, due = Chosen(lane, PAST_A_CLOSURE), other
    fast = ways.fast
    if fast is None or transits[fast.lane].route.expected(now, now) >= due:
        return chosen
    if projected(stock, transits.values(), need, now, due) < fast.below:
        return Chosen(fast.lane, TO_KEEP_THE_LINE_UP)
    return chosen


def projected(stock: Stock, transits: Iterable[Transit], need: Rate, now: int, then: int) -> float:
    """Return the units that a plant may be expected to have at a minute to come; below 0 if short.

    By what is in stock and owed, what is under way and expected until then, and mean need.
    """
    coming = sum(
        units
        for transit in transits
        for expected, units in transit.expectations(now)
        if expected <= then
    )
    return stock.on_hand - stock.owed + coming - need.over(then - now)


def better_way(
    passage: Passage, own: Route, others: Sequence[Route], now: int
) -> tuple[int, int] | None:
    """Return which other route brings a lot there sooner that is under way, by what is known.

    It may turn while it is on the legs that the routes share, or on the first that they do not,
    if both go on by the same mode from the same place: a ship that makes for another port.

    Returns
    -------
    tuple or None
        Number of the other route, and of the leg on which the lot is; None if none is sooner.
    """
    leg = on_leg(passage, now)
    begun = passage.begun[leg]
    soonest, best = own.expected_from(leg, begun, now), None
    for number, other in enumerate(others):
        if not _may_turn(own, other, leg, now - begun):
            continue
        there = other.expected_from(leg, begun, now)
        if there < soonest:
            soonest, best = there, (number, leg)
    return best


def _may_turn(own: Route, other: Route, leg: int, elapsed: int) -> bool:
    shared = own.shared_legs(other)
    if leg < shared:
        return True
    if leg > shared or leg >= len(other.stretches):
        return False
    mine = own.stretches[leg]
    return mine.mode == other.stretches[leg].mode and elapsed < mine.transit
