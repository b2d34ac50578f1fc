"""Sites, firms, ports, lanes, hazards and visitors: who and what is where."""

from __future__ import annotations

from typing import Annotated, Literal

from supplychain_sim.scenario.drawn import NumberDistribution, TimeDistribution
from supplychain_sim.scenario.fields import (
    Country,
    Day,
    Id,
    Latitude,
    Longitude,
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
    Spot,
    Stop,
    Teams,
)
from supplychain_sim.scenario.parts import Key, Limits, Part, Shown, Unless
from supplychain_sim.scenario.passages import Passage
from supplychain_sim.units import YEAR, Rate


class Site(Part):
    """A plant, home or abroad."""

    at: Spot | None = None
    """Where it is, as the name of a place in the shipped table, which fills in what the site does
    not say of the next four."""
    name: Annotated[Name, Unless("at")]
    """What it is called; results go by the id."""
    country: Annotated[Country, Unless("at")]
    """The country it is in, by its two letters in ISO 3166; governments go by it."""
    lat: Annotated[Latitude, Unless("at")]
    """Degrees north of the equator, negative in the south; informal contact is rarer the farther
    apart sites are, and legs of lanes that state no transit take the longer."""
    lon: Annotated[Longitude, Unless("at")]
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
    at: Spot | None = None
    """Where it is, as the name of a place in the shipped table: a port, an airport or a city."""
    lat: Latitude | None = None
    """Degrees north of the equator, negative in the south; needed only by legs that state no
    transit."""
    lon: Longitude | None = None
    """Degrees east of Greenwich, negative in the west; used as ``lat`` is."""
    name: Name | None = None
    """What it is called; results go by the id."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""


#: How goods move.
Mode = Literal["road", "rail", "sea", "air"]


class Leg(Part):
    """One stretch of a lane, with one mode of transport."""

    mode: Mode
    """Mode of transport: a leg that states no transit goes as fast and straight as it does, and
    hazards may hit all shipments of one."""
    to: Stop
    """Where it ends: a site, or ``port/`` and the id of a port."""
    transit: Minutes | None = None
    """Planned time under way; computed from the distance of its ends where it is left out: by sea
    along the ways of ships, otherwise along the great circle, longer by the detour of the mode."""
    avoid: tuple[Passage, ...] = ()
    """Canals and straits that its ships never take, whatever else is shut."""
    allow: tuple[Passage, ...] = ()
    """Canals that its ships take though others would not: the Arctic passages, that of Corinth, or
    Panama where the way with nothing shut leads elsewhere."""
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


class After(Part):
    """A hazard that another one brings about."""

    hazard: Id
    """The hazard whose closures come first, at whichever place."""
    chance: Share
    """Share of those closures that have this consequence."""
    lag: TimeDistribution | None = None
    """Time from the start of the one to the start of the other; without it there is none."""


class Hazard(Part):
    """Closures, drawn ahead as a calendar, of ports, sites, straits or travel; or accidents."""

    port: Id | Annotated[tuple[Id, ...], Limits(min_length=1)] | None = None
    """Port that it shuts, or several, each by a calendar of its own: goods wait, and so do
    samples and people who travel through it."""
    site: Id | Annotated[tuple[Id, ...], Limits(min_length=1)] | None = None
    """Site that it shuts, or several, each by a calendar of its own: work there rests, goods wait
    at the gate, and nobody comes or sets out."""
    passage: Passage | Annotated[tuple[Passage, ...], Limits(min_length=1)] | None = None
    """Canal or strait that it shuts, or several, each by a calendar of its own: ships wait, or go
    round if that is quicker by what is known."""
    people: tuple[Id, Id] | None = None
    """Two sites between which people cannot travel while it lasts."""
    lane: Id | Annotated[tuple[Id, ...], Limits(min_length=1)] | None = None
    """Lane on which it delays the one shipment that it hits, or several; at a rate for each year
    under way by plan."""
    mode: Mode | None = None
    """Mode of transport by which it delays the one shipment that it hits, on all lanes."""
    rate: PerTime | None = None
    """How many closures start in a year, on average; of accidents, how many hit a shipment that is
    under way for a year."""
    on: Annotated[tuple[Day, ...], Limits(min_length=1)] | None = None
    """Days on which closures start, at midnight, in place of a rate."""
    after: After | None = None
    """Another hazard that brings it about, in place of a rate."""
    season: tuple[Month, Month] | None = None
    """First and last month in which closures start; the number in a year stays the same."""
    duration: TimeDistribution
    """How long a closure lasts, or by how much an accident delays a shipment."""
    backlog: NumberDistribution | None = None
    """Time in which traffic clears after a closure of a port or a strait, as a multiple of the
    closure."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""

    @property
    def ports(self) -> tuple[str, ...]:
        """The ports that it shuts, each by a calendar of its own."""
        return _several(self.port)

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that it shuts."""
        return _several(self.site)

    @property
    def passages(self) -> tuple[str, ...]:
        """The canals and straits that it shuts."""
        return _several(self.passage)

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes on which it hits shipments."""
        return _several(self.lane)


def _several(named: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return what is *named*, be it one, several or nothing."""
    if named is None:
        return ()
    return (named,) if isinstance(named, str) else named


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
