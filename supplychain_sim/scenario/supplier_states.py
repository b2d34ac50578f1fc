"""What a supplier can do, how it is seen, and what it wants; moved by events only."""

from __future__ import annotations

from supplychain_sim.scenario.fields import (
    Minutes,
    MoneyPerTime,
    NotNegative,
    NumberToOne,
    PerTime,
    PositiveMinutes,
    Share,
    Whole,
)
from supplychain_sim.scenario.parts import Part


class Capability(Part):
    """The supplier's ability to find, judge and carry a change; moved by events only."""

    start: Share
    """The supplier's capability when the run starts."""
    undocumented: Share
    """Share of know-how that leaves with those who leave."""
    prompt_correction: Share
    """Share of the missing capability that a correction within the norm closes."""
    late_correction: Share
    """Share that a later correction closes."""
    procedure_review: Share
    """Share that a session of procedure review closes."""
    audit: Share
    """Share that an audit closes."""
    accepted_change: Share
    """Share that an accepted change closes when it is introduced."""
    visit_day: Share
    """Share that each day of a visitor's stay closes."""


class Courting(Part):
    """Other customers, whom a supplier looks for while its trial teams are idle."""

    every: PositiveMinutes
    """Time between two occasions on which it may win one."""
    rate: PerTime
    """How many it wins in a year, on average, at full ambition with all teams idle; less of
    either makes them fewer, and with 0 /year it looks for none."""
    learning: Share
    """Share of the missing capability that work for each of them closes."""
    stays: PositiveMinutes
    """Mean time that each of them stays; then the team comes back."""


class DesignStaff(Part):
    """The supplier's designers, in whom it invests as far as that pays it."""

    cells: Whole
    """Open cells that one designer can look after; no more are opened than there are designers for,
    and those of the starting share are there from the start."""
    salary: MoneyPerTime
    """What one designer costs the supplier, before any tax credit."""
    hired_after: Minutes
    """Time from the decision to hire a designer until that person is there."""


class Response(Part):
    """Index of how promptly the causes of misses are found."""

    start: NumberToOne
    """The supplier's response when the run starts: 1 is all causes found in time."""
    weight: Share
    """Weight of the newest root-cause loop in the index."""


class Trust(Part):
    """The customer's trust, from 0 to 1: who is trusted is first in its engineers' queue."""

    start: NumberToOne
    """The customer's trust when the run starts."""
    closed_in_norm: Share
    """Share of the missing trust that a loop or corrective action closed within its norm adds."""
    change_held: Share
    """Share of the missing trust that an accepted change adds when a session finds it holds."""
    overdue: Share
    """Share of the trust that a loop or corrective action beyond its norm takes."""
    recurrence: Share
    """Share of the trust that a recurrence takes."""


class Ambition(Part):
    """What the supplier wants to do of its own accord, from 0 to 1."""

    start: NumberToOne
    """The supplier's ambition when the run starts."""
    by_capability: NotNegative
    """What a gain in capability adds to ambition, over that gain."""
    refusal: Share
    """Share of the ambition that a refused proposal takes."""
    rest: Minutes
    """How long a refused team lets its next own trial wait, with a chance of 1 - ambition."""
