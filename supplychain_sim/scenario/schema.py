"""The scenario as a whole, frozen: what is modelled, and the regimes compared."""

from __future__ import annotations

from typing import Annotated

from supplychain_sim.scenario.claims import Claim
from supplychain_sim.scenario.fields import (
    Country,
    Currency,
    Day,
    Id,
    PositiveMinutes,
    Provenance,
    SchemaVersion,
)
from supplychain_sim.scenario.governance import Contract, Targets
from supplychain_sim.scenario.government import Government
from supplychain_sim.scenario.kits import Kit
from supplychain_sim.scenario.parts import NONE_BY_ID, Key, Limits, Part
from supplychain_sim.scenario.places import Firm, Hazard, Lane, Port, Site, Visitors
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.relation import Relation
from supplychain_sim.scenario.transport import Transport

#: Largest numbers that a scenario may ask for; more is a slip of the finger.
MOST_REPLICATIONS = 100_000


class Scenario(Part):
    """Firms, places, a part and lanes; and the regimes under which they work.

    Times are whole minutes, money is in :attr:`currency`, shares are fractions
    of one.
    """

    schema_version: Annotated[SchemaVersion, Key("schema")]
    """Version of the scenario language in which the file is written."""
    question: Annotated[str, Limits(min_length=1, max_length=1000)]
    """What the comparison is to find out, in a sentence; printed with the results and used by
    nothing else."""
    source: Annotated[str, Limits(max_length=1000)] | None = None
    """Where the case comes from; nothing is computed from it."""
    start: Day
    """First day of the simulation; the seasons of hazards and the dates of closures are counted on
    from it."""
    horizon: PositiveMinutes
    """How long every replication runs; "year 1" is its first 365.25 days."""
    seed: Annotated[int, Limits(ge=0, lt=2**64)]
    """Number from which all random streams are derived; the same seed gives the same results."""
    replications: Annotated[int, Limits(ge=1, le=MOST_REPLICATIONS)]
    """How many times each regime is simulated, each time with another part, other sites and other
    hazards."""
    currency: Currency
    """The one currency in which all money of the scenario is written; nothing is converted."""
    provenance: Provenance
    """Where every value comes from that does not say so itself."""
    sites: Annotated[dict[Id, Site], Limits(min_length=1)]
    """Places where something is made or people live, by id."""
    firms: Annotated[dict[Id, Firm], Limits(min_length=1)]
    """Customer and supplier with their plants and people, by id."""
    parts: Annotated[dict[Id, Product], Limits(min_length=1)]
    """What is made and learned about, by id."""
    relations: Annotated[dict[Id, Relation], Limits(min_length=1)]
    """Who buys which part from whom, and how the two work together, by id."""
    kits: dict[Id, Kit] = NONE_BY_ID
    """Parts of several relations that an assembly needs together, by id; they are measured, and
    change nothing."""
    ports: dict[Id, Port] = NONE_BY_ID
    """Ports that lanes pass through, by id."""
    transport: Transport
    """How fast and how straight goods move, for legs of lanes that state no transit."""
    lanes: Annotated[dict[Id, Lane], Limits(min_length=1)]
    """Ways of goods from the supplier to a plant of the customer, by id."""
    hazards: dict[Id, Hazard] = NONE_BY_ID
    """Closures of ports and interruptions of travel, by id."""
    visitors: dict[Id, Visitors] = NONE_BY_ID
    """People who travel to the supplier to help, by id."""
    targets: Targets
    """What the customer asks for in cost, quality and delivery, and how that moves."""
    contract: Contract
    """Contract rounds, audits, design share and exit."""
    government: dict[Country, Government] = NONE_BY_ID
    """What governments do about suppliers at home in their country, by its two letters."""
    regimes: Annotated[dict[Id, Regime], Limits(min_length=1)]
    """The ways of working together that are compared, by id; the first is the one compared with."""
    claims: dict[Id, Claim] = NONE_BY_ID
    """What is expected to come out, by id; each is held against the results of a run."""
