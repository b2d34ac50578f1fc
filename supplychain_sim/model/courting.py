"""Courting: a supplier whose teams are idle looks for other customers, as far as it wants to.

What one customer does not use, others may (A2.27, A6.77; B:175, G:1402-1406).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from supplychain_sim.model.record import EventId


@dataclass(slots=True)
class Courting:
    """The trial teams of a supplier: those who work here, and those who work for others.

    Parameters
    ----------
    teams
        All that it has.
    since
        From when on their time here is counted, in minutes.
    used
        Minutes that had gone into trials by the last occasion.
    won
        For each team that is away, the event that took it.
    """

    teams: int
    since: int = 0
    used: float = 0.0
    won: list[EventId] = field(default_factory=list)
    _had: float = 0.0

    @property
    def here(self) -> int:
        """How many teams work for this customer."""
        return self.teams - len(self.won)

    def leave(self, won: EventId, now: int) -> None:
        """Let a team work for another customer from now on."""
        self._count(now)
        self.won.append(won)

    def come_back(self, won: EventId, now: int) -> None:
        """Bring the team back that *won* took away."""
        self._count(now)
        self.won.remove(won)

    def idle_since_last(self, used: float, now: int) -> float:
        """Return the share of the teams' time here, since the last occasion, in no trial.

        A team that has left and is still at its last trial uses time that is not counted
        as had, so that the share may come out a little too small, never below none.

        Parameters
        ----------
        used
            Minutes that have gone into trials by now.
        """
        self._count(now)
        share = 1.0 - (used - self.used) / self._had if self._had else 0.0
        self.used, self._had = used, 0.0
        return max(0.0, share)

    def _count(self, now: int) -> None:
        """Count the time of those who were here until now."""
        self._had += self.here * (now - self.since)
        self.since = now


def chance_of_another(rate: float, ambition: float, idle: float, minutes: int) -> float:
    """Return the chance of winning at least one customer in so many *minutes*.

    Parameters
    ----------
    rate
        Customers a minute, at full ambition with all teams idle.
    ambition, idle
        What takes a share of it, each in [0, 1].
    """
    return -math.expm1(-rate * ambition * idle * minutes)
