"""Sites, firms, ports, lanes, hazards and visitors: who and what is where."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from supplychain_sim.scenario.draws import NumberDistribution, TimeDistribution
from supplychain_sim.scenario.fields import (
    Country,
    Id,
    Minutes,
    Money,
    MoneyPerUnit,
    Month,
    Name,
    Part,
    People,
    PerTime,
    PositiveMinutes,
    Share,
    SharePerTime,
    Stop,
    Teams,
)
from supplychain_sim.units import YEAR, Rate


class Site(Part):
    """A plant, home or abroad."""

    name: Name
    country: Country
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class Firm(Part):
    """A customer, a supplier, or both: the relation says which."""

    home: Id
    plants: tuple[Id, ...] = ()
    #: Engineers whom root-cause loops hold.
    quality_engineers: People
    #: Trial slots, of a firm that supplies.
    trial_teams: Teams | None = None
    #: People who leave, of a firm that supplies.
    staff_turnover: SharePerTime = Rate(0.0, YEAR)


class Port(Part):
    """A port, with the time that handling takes there."""

    handling: Minutes
    name: Name | None = None


class Leg(Part):
    """One stretch of a lane, with one mode of transport."""

    mode: Literal["road", "rail", "sea", "air"]
    #: A site, or ``port/<id>``.
    to: Stop
    transit: Minutes
    freight: MoneyPerUnit
    late: TimeDistribution | None = None


class Lane(Part):
    """The way of goods from the supplier to a plant."""

    #: What is promised; what happens is drawn.
    lead_time: Minutes
    legs: Annotated[tuple[Leg, ...], Field(min_length=1)]


class Hazard(Part):
    """Closures of ports, or of travel between two sites, drawn ahead as a calendar."""

    port: (
        Annotated[
            Annotated[Id, Tag("one")]
            | Annotated[tuple[Id, ...], Field(min_length=1), Tag("several")],
            Discriminator(lambda value: "several" if isinstance(value, tuple) else "one"),
        ]
        | None
    ) = None
    between: tuple[Id, Id] | None = None
    #: How many start in a year, on average.
    rate: PerTime
    #: First and last month in which they start; the yearly number stays.
    season: tuple[Month, Month] | None = None
    duration: TimeDistribution
    #: Time to clear the backlog, as a multiple of the closure.
    backlog: NumberDistribution | None = None

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports that it closes, each by a calendar of its own."""
        if self.port is None:
            return ()
        return (self.port,) if isinstance(self.port, str) else self.port


class Visitors(Part):
    """People who travel to the supplier to help."""

    site: Id
    stay: PositiveMinutes
    travel: Minutes
    costs: Money
    #: Share of the supplier's missing capability that one visit closes.
    capability: Share
