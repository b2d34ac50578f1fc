"""Capability and response: what a supplier can do, and how promptly it corrects.

Both are moved by events only.  Neither is the level of cost or quality reached:
a supplier may be able to do more than its customer asks for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(slots=True)
class Capability:
    """Ability to find, judge and carry changes, in [0, 1].

    It grows by events of the relation, each of which closes a share of what is
    missing, and erodes as people leave with what was never written down.

    Parameters
    ----------
    level
        At *moved*.
    erosion
        Share lost in a minute.
    moved
        Time of the last event, in minutes.
    gained
        Sum of all gains so far.
    """

    level: float
    erosion: float
    moved: int = 0
    gained: float = 0.0

    def at(self, now: int) -> float:
        """Return the capability at *now*, without moving it."""
        return self.level * math.exp(-self.erosion * (now - self.moved))

    def gain(self, share: float, now: int) -> None:
        """Close *share* of what is missing."""
        level = self.at(now)
        gain = share * (1.0 - level)
        self.level = level + gain
        self.gained += gain
        self.moved = now


class Scored(NamedTuple):
    """How a loop counted: its score, and how many loops had counted by then."""

    score: float
    number: int


@dataclass(slots=True)
class Response:
    """Index of how promptly the causes of misses are found and corrected, in [0, 1].

    Parameters
    ----------
    index
        Where it stands.
    weight
        Of the newest root-cause loop.
    norm
        Days in which a cause ought to be corrected.
    counted
        Loops that have moved it.
    """

    index: float
    weight: float
    norm: float
    counted: int = 0

    def corrected(self, days: float) -> Scored:
        """Count a loop that found and corrected its cause in so many *days*.

        A mistake costs nothing if its source is corrected in time (B:59,
        G:238), and the more the longer it takes beyond the norm.
        """
        score = min(1.0, math.exp(-(days - self.norm) / self.norm))
        self._move(score)
        return Scored(score, self.counted)

    def unresolved(self) -> None:
        """Count a loop that found nothing."""
        self._move(0.0)

    def came_back(self, earlier: Scored) -> None:
        """Count an *earlier* correction, whose cause has come back, as unresolved after all.

        Of its score s, the index still holds w s (1 - w)^n after n further loops;
        had it found nothing, it would hold none of it.
        """
        since = self.counted - earlier.number
        self.index -= self.weight * earlier.score * (1.0 - self.weight) ** since

    def _move(self, score: float) -> None:
        self.index += self.weight * (score - self.index)
        self.counted += 1


def freshness(days_since_visit: float, fades_in: float) -> float:
    """Return what is left of a joint visit's insight, in (0, 1]."""
    return math.exp(-days_since_visit / fades_in)


def over_days(share: float, days: float) -> float:
    """Return what closing *share* of what is missing on each of so many *days* closes in all."""
    return float(1.0 - (1.0 - share) ** days)


def idle(design_share: float, capability: float) -> float:
    """Return the share of a supplier's capability that its customer does not use."""
    return max(0.0, 1.0 - design_share / capability) if capability > 0 else 0.0
