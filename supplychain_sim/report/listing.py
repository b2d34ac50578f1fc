"""The table of places as lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from supplychain_sim.scenario.gazetteer import Listed

_HEADS = ("name for 'at'", "kind", "country", "lat", "lon", "code", "what it is", "source")


def listing(places: Sequence[Listed]) -> str:
    """Return a line for each of the *places*, below a line of heads."""
    rows = [_HEADS, *(_cells(place) for place in places)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def _cells(place: Listed) -> tuple[str, ...]:
    lat, lon = f"{place.lat:.3f}".rjust(8), f"{place.lon:.3f}".rjust(8)
    return place.id, place.kind, place.country, lat, lon, place.code, place.name, place.source
