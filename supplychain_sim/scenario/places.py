"""Sites, firms, ports, lanes, hazards and visitors: who and what is where."""

from __future__ import annotations

from typing import Annotated, Literal

from supplychain_sim.scenario.drawn import NumberDistribution, TimeDistribution
from supplychain_sim.scenario.fields import (
    Country,
    Day,
    Id,
    Minutes,
    Money,
    MoneyPerUnit,
    Month,
    Name,
    People,
    PerTime,
    PositiveMinutes,
    Share,
    SharePerTime,
    Stop,
    Teams,
)
from supplychain_sim.scenario.parts import Key, Limits, Part, Shown
from supplychain_sim.units import YEAR, Rate


class Site(Part):
    """A plant, home or abroad."""

    name: Name
    """What it is called; results go by the id."""
    country: Country
    """The country it is in, by its two letters in ISO 3166; nothing is computed from it."""
    lat: Annotated[float, Limits(ge=-90, le=90)]
    """Degrees north of the equator, negative in the south; informal contact is rarer the farther
    apart sites are, and nothing else is computed from it."""
    lon: Annotated[float, Limits(ge=-180, le=180)]
    """Degrees east of Greenwich, negative in the west; used as ``lat`` is."""
    airport: Id | None = None
    """The port of ``ports`` through which its people and samples travel; a journey between two
    sites goes through the ports of both if each names one and they differ, else through none."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""


class HiresAway(Part):
    """People who leave a group of visitors for the supplier, and take what they know along."""

    from_: Annotated[Id, Key("from")]
    """The visitors whom they leave."""
    rate: PerTime
    """How many leave in a year, on average."""
    capability: Share
    """Share of the supplier's missing capability that each of them closes."""
    replaced_after: PositiveMinutes
    """Time until the group has found somebody else."""


class Firm(Part):
    """A customer, a supplier, or both: the relation says which."""

    home: Id
    """Site where it is at home; as a customer, the site whose book the supplier is taught."""
    plants: tuple[Id, ...] = ()
    """Its other sites."""
    quality_engineers: People
    """How many engineers search for root causes; each loop holds one of the customer and one of the
    supplier."""
    trial_teams: Teams | None = None
    """How many trials a supplier can have going at once; each team waits with its sample."""
    staff_turnover: Annotated[SharePerTime, Shown("0 %/year")] = Rate(0.0, YEAR)
    """Share of a supplier's people who leave in a year, and take with them what is undocumented."""
    hires_away: HiresAway | None = None
    """The customer's people whom a supplier hires away; without it there are none."""


class Port(Part):
    """A port, with the time that handling takes there."""

    handling: Minutes
    """Time that a shipment spends in the port while nothing is shut."""
    name: Name | None = None
    """What it is called; results go by the id."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""


class Leg(Part):
    """One stretch of a lane, with one mode of transport."""

    mode: Literal["road", "rail", "sea", "air"]
    """Mode of transport; nothing is computed from it."""
    to: Stop
    """Where it ends: a site, or ``port/`` and the id of a port."""
    transit: Minutes
    """Planned time under way."""
    freight: MoneyPerUnit
    """Freight of a unit over this leg, part of the landed cost."""
    late: TimeDistribution | None = None
    """Delay beyond the planned time, drawn for each shipment; without it there is none."""


class Lane(Part):
    """The way of goods from the supplier to a plant."""

    lead_time: Minutes
    """Lead time that is published and ordered by; what happens is drawn from the legs."""
    legs: Annotated[tuple[Leg, ...], Limits(min_length=1)]
    """The stretches of the way in the order in which they are travelled; the last one ends at the
    plant."""


class Hazard(Part):
    """Closures of ports, or of travel between two sites, drawn ahead as a calendar."""

    port: Id | Annotated[tuple[Id, ...], Limits(min_length=1)] | None = None
    """Port that it shuts, or several, each by a calendar of its own."""
    people: tuple[Id, Id] | None = None
    """Two sites between which people cannot travel while it lasts, in place of a port."""
    rate: PerTime | None = None
    """How many closures start in a year, on average."""
    on: Annotated[tuple[Day, ...], Limits(min_length=1)] | None = None
    """Days on which closures start, at midnight, in place of a rate."""
    season: tuple[Month, Month] | None = None
    """First and last month in which closures start; the number in a year stays the same."""
    duration: TimeDistribution
    """How long a closure lasts."""
    backlog: NumberDistribution | None = None
    """Time in which traffic clears after a closure of a port, as a multiple of the closure."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports that it closes, each by a calendar of its own."""
        if self.port is None:
            return ()
        return (self.port,) if isinstance(self.port, str) else self.port


#: What visitors can be good at: finding causes, setting up, or improving what runs.
Skill = Literal["root_cause", "set_up", "improvement"]


class Visitors(Part):
    """A group of people who travel to suppliers to help; all relations share it."""

    site: Id | None = None
    """Site where they set out and to which they return; none for those who are hired."""
    hired: bool = False
    """Whether they are consultants for hire: no closure stops them, and the insight that they leave
    serves only operations of the process, as any supplier has them."""
    people: People
    """How many there are; each visit takes one of them until that person is back."""
    good_at: Skill
    """What their visits refresh in full: the search for causes, what teaching sets up, or the
    choice of what to improve."""
    otherwise: Share
    """Share of the insight that a visit leaves in what they are not good at."""
    stay: PositiveMinutes
    """Time that they stay at the supplier."""
    travel: Minutes
    """Time of the journey one way; what they bring counts from journey and stay on."""
    costs: Money
    """What one visit costs the customer; the fee of those who are hired."""
