"""Distances over the globe, whatever meridian it is cut along."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supplychain_sim.model.geography import Place, great_circle

RADIUS = 6371.0
places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


def by_vectors(one: Place, other: Place) -> float:
    """Return the distance from the angle between two vectors from the centre of the earth."""
    first, second = (_vector(place) for place in (one, other))
    cross = math.hypot(
        first[1] * second[2] - first[2] * second[1],
        first[2] * second[0] - first[0] * second[2],
        first[0] * second[1] - first[1] * second[0],
    )
    dot = sum(a * b for a, b in zip(first, second, strict=True))
    return RADIUS * math.atan2(cross, dot)


def _vector(place: Place) -> tuple[float, float, float]:
    lat, lon = math.radians(place.lat), math.radians(place.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def turned(place: Place, degrees: float) -> Place:
    """Return a place so many degrees further east, counted on over the date line."""
    return Place(place.lat, (place.lon + degrees + 180) % 360 - 180)


@given(one=places, other=places)
def test_a_distance_is_the_angle_between_two_vectors(one: Place, other: Place) -> None:
    assert great_circle(one, other) == pytest.approx(by_vectors(one, other), abs=0.51)


@given(one=places, other=places, degrees=st.floats(-360, 360))
def test_where_the_globe_is_cut_and_which_way_one_goes_does_not_matter(
    one: Place, other: Place, degrees: float
) -> None:
    distance = great_circle(one, other)

    assert great_circle(other, one) == distance
    assert abs(great_circle(turned(one, degrees), turned(other, degrees)) - distance) <= 1
    mirrored = [Place(-place.lat, place.lon) for place in (one, other)]
    assert abs(great_circle(*mirrored) - distance) <= 1


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        # A degree to either side of the date line, and round half of the earth.
        (Place(0, 179), Place(0, -179), 2 * 111.195),
        (Place(60, 179.5), Place(60, -179.5), 55.596),
        (Place(12, 34), Place(-12, -146), math.pi * RADIUS),
        (Place(90, 12), Place(90, -77), 0),
    ],
)
def test_distances_over_the_date_line_and_the_poles(
    one: Place, other: Place, kilometres: float
) -> None:
    assert great_circle(one, other) == round(kilometres)
