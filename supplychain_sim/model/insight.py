"""Insight: what visits leave behind, by what the visitors are good at, and how it fades."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, get_args

from supplychain_sim.model.capability import freshness
from supplychain_sim.model.record import EventId
from supplychain_sim.named import new
from supplychain_sim.scenario.places import Skill, Visitors
from supplychain_sim.units import DAY

#: Everything that somebody can be good at.
SKILLS: Final[tuple[Skill, ...]] = get_args(Skill)


class Trace(NamedTuple):
    """What one visit or contact left: its *worth* that day, when it was, and its event."""

    worth: float
    left: int
    event: EventId | None


@dataclass(slots=True)
class Insight:
    """What the supplier still has of visits, for each skill: that of the best of them.

    All traces fade alike, so that the best stays the best until a better one comes.
    The two begin together, which counts as a visit by people who are good at everything.

    Parameters
    ----------
    fades_in
        Minutes in which insight fades to 1/e.
    last_visit
        When somebody was there last, in minutes; at first, when the two began.
    cancelled
        Visits put off or cancelled since the last one of the same visitors.
    visited
        The last visit; None before the first.
    """

    fades_in: int
    last_visit: int = 0
    cancelled: dict[str, list[EventId]] = field(default_factory=dict)
    visited: EventId | None = None
    _own: dict[Skill, Trace] = field(default_factory=dict)
    _hired: dict[Skill, Trace] = field(default_factory=dict)
    _fades_in_days: float = field(init=False)

    def __post_init__(self) -> None:
        self._fades_in_days = self.fades_in / DAY
        self._own = {skill: Trace(1.0, self.last_visit, None) for skill in SKILLS}

    def leave(self, visitors: Visitors, now: int, event: EventId) -> None:
        """Take note of a visit that ends *now*."""
        self.visited = event
        traces = self._hired if visitors.hired else self._own
        for skill, worth in worth_of((visitors,)).items():
            # What was worth no more can only have faded.
            before = traces.get(skill)
            if before is None or worth >= before.worth or worth >= self._left_of(before, now):
                traces[skill] = new(Trace, (worth, now, event))

    def refresh(self, worth: Mapping[Skill, float], share: float, now: int, event: EventId) -> None:
        """Bring what is left a *share* of the way to what a visit of that *worth* would leave.

        What is fresher than that stays as it is.
        """
        for skill, most in worth.items():
            left = self._left_of(self._own[skill], now)
            if share and most > left:
                self._own[skill] = Trace(left + share * (most - left), now, event)

    def fresh(self, skill: Skill, now: int) -> float:
        """Return what is left of visits by the customer's people, in [0, 1]."""
        return self._left_of(self._own[skill], now)

    def fresh_where_generic(self, skill: Skill, now: int) -> float:
        """Return the same with visits of those who are hired, which serve generic operations."""
        fresh = self._left_of(self._own[skill], now)
        return max(fresh, self._left_of(self._hired[skill], now)) if self._hired else fresh

    def more(self, further: int, now: int) -> int:
        """Return how many of *further* looks insight into improvement still adds."""
        return round(further * self.fresh("improvement", now))

    def behind(self, skill: Skill, *, generic: bool) -> EventId | None:
        """Return the visit to which insight goes back; None for the common beginning.

        Parameters
        ----------
        generic
            Whether it is insight that those who are hired have left.
        """
        return (self._hired if generic else self._own)[skill].event

    def shown(self, skill: Skill, *, generic: bool = False) -> tuple[EventId, ...]:
        """Return the visit to which insight goes back, if any, and those that failed to come.

        Parameters
        ----------
        generic
            As in :meth:`behind`.
        """
        visit = self.behind(skill, generic=generic)
        shown = () if visit is None else (visit,)
        # Asked for with each trial, and hardly ever is there anything that was put off.
        if not self.cancelled:
            return shown
        return (*shown, *(event for events in self.cancelled.values() for event in events))

    def _left_of(self, trace: Trace, now: int) -> float:
        worth, left, _ = trace
        return worth * freshness((now - left) / DAY, self._fades_in_days)


def worth_of(people: Sequence[Visitors]) -> dict[Skill, float]:
    """Return what a visit by *people* together would leave on its last day, by skill."""
    return {
        skill: max(1.0 if skill == one.good_at else one.otherwise for one in people)
        for skill in SKILLS
    }


class Search(NamedTuple):
    """Where a cause is looked for, and the chance of finding a true one there."""

    eligible: Sequence[int]
    chance: float
    hired: bool


def search(
    eligible: Sequence[int],
    generic: Container[int],
    chance: float,
    where_generic: float,
    draw: float,
) -> Search:
    """Return where one search looks: among generic operations if only the hired know better.

    Parameters
    ----------
    eligible
        Operations open to this kind of trial.
    generic
        Those that the hired understand.
    chance, where_generic
        Chance of a true cause among all of them, and among the generic ones.
    draw
        The uniform that decides whether one is found.
    """
    if chance <= draw < where_generic:
        served = tuple(i for i in eligible if i in generic)
        if served:
            return Search(served, where_generic, hired=True)
    return new(Search, (eligible, chance, False))
