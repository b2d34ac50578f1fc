"""How goods move, where a leg of a lane does not say how long it takes."""

from __future__ import annotations

from supplychain_sim.scenario.fields import Detour, Speed
from supplychain_sim.scenario.parts import Part


class Overland(Part):
    """A mode of transport that goes by the great circle and a detour: road, rail or air."""

    speed: Speed
    """Distance that goods cover in a time, with rests and changes on the way."""
    detour: Detour
    """Length of the way as a multiple of the great circle."""


class AtSea(Part):
    """Transport by ship, along the ways of ships."""

    speed: Speed
    """Distance that goods cover in a time, with calls on the way."""


class Transport(Part):
    """How fast and how straight goods move, by mode."""

    road: Overland
    """By lorry."""
    rail: Overland
    """By train."""
    sea: AtSea
    """By ship."""
    air: Overland
    """By plane."""
