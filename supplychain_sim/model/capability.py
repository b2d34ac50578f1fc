"""Capability and response: what a supplier can do, and how promptly it corrects.

Both are moved by events only.  Neither is the level of cost or quality reached:
a supplier may be able to do more than its customer asks for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
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
    """

    level: float
    erosion: float
    moved: int = 0

    def at(self, now: int) -> float:
        """Return the capability at *now*, without moving it."""
        return self.level * math.exp(-self.erosion * (now - self.moved))

    def gain(self, share: float, now: int) -> None:
        """Close *share* of what is missing."""
        level = self.at(now)
        self.level = level + share * (1.0 - level)
        self.moved = now


@dataclass
class Response:
    """Index of how promptly the causes of misses are found and corrected, in [0, 1].

    Parameters
    ----------
    index
        Where it stands.
    weight
        Of the newest root-cause loop.
    norm
        Days in which a loop ought to close.
    """

    index: float
    weight: float
    norm: float

    def corrected(self, days: float) -> None:
        """Count a loop that found and corrected its cause in so many *days*.

        A mistake costs nothing if its source is corrected in time (B:59,
        G:238), and the more the longer it takes beyond the norm.
        """
        self._move(min(1.0, math.exp(-(days - self.norm) / self.norm)))

    def unresolved(self) -> None:
        """Count a loop that found nothing."""
        self._move(0.0)

    def _move(self, score: float) -> None:
        self.index += self.weight * (score - self.index)


def freshness(days_since_visit: float, fades_in: float) -> float:
    """Return what is left of a joint visit's insight, in (0, 1]."""
    return math.exp(-days_since_visit / fades_in)


def idle(design_share: float, capability: float) -> float:
    """Return the share of a supplier's capability that its customer does not use."""
    return max(0.0, 1.0 - design_share / capability) if capability > 0 else 0.0
