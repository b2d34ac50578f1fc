"""How far apart two places are, and how much rarer people there speak to one another."""

from __future__ import annotations

import math
from typing import Final, NamedTuple, Protocol

#: Mean radius of the earth, in kilometres.
_RADIUS: Final = 6371.0


class Located(Protocol):
    """What has a latitude and a longitude, in degrees north and east."""

    @property
    def lat(self) -> float:
        """Degrees north."""

    @property
    def lon(self) -> float:
        """Degrees east."""


class Place(NamedTuple):
    """A point of the earth, in degrees north and east."""

    lat: float
    lon: float

    def __str__(self) -> str:
        return f"{self.lat:.2f}, {self.lon:.2f}"


def great_circle(one: Located, other: Located) -> int:
    """Return the distance of two places along the great circle, in whole kilometres.

    Examples
    --------
    A quarter of the way round:

    >>> great_circle(Place(90.0, 0.0), Place(0.0, 37.0))
    10008

    Over the date line:

    >>> great_circle(Place(0.0, 179.5), Place(0.0, -179.5))
    111
    """
    north, south = math.radians(one.lat), math.radians(other.lat)
    across = math.radians(other.lon - one.lon)
    chord = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(across / 2) ** 2
    )
    return round(2 * _RADIUS * math.asin(math.sqrt(min(1.0, chord))))


def left_over_distance(kilometres: float, halves_over: float) -> float:
    """Return the share of contact that is left over a distance.

    Exponential, as contact in a building falls with the way between desks, and know-how
    that spills over between countries with their distance; an inverse square would
    have no rate where people sit side by side.

    References
    ----------
    Allen (1977), Managing the flow of technology; Keller (2002), Geographic localization of
    international technology diffusion, American Economic Review 92(1).

    Examples
    --------
    >>> left_over_distance(2400, 1200)
    0.25
    """
    return float(0.5 ** (kilometres / halves_over))
