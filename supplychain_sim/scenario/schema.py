"""The scenario as a whole, frozen: what is modelled, and the regimes compared."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from supplychain_sim.scenario.fields import (
    Currency,
    Id,
    Part,
    PositiveMinutes,
    Provenance,
    SchemaVersion,
)
from supplychain_sim.scenario.governance import Contract, Targets
from supplychain_sim.scenario.places import Firm, Hazard, Lane, Port, Site, Visitors
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.relation import Relation

#: Largest numbers that a scenario may ask for; more is a slip of the finger.
MOST_REPLICATIONS = 100_000


class Scenario(Part):
    """Firms, places, a part and lanes; and the regimes under which they work.

    Times are whole minutes, money is in :attr:`currency`, shares are fractions
    of one.
    """

    schema_version: Annotated[SchemaVersion, Field(alias="schema")]
    question: Annotated[str, Field(min_length=1, max_length=1000)]
    source: Annotated[str, Field(max_length=1000)] | None = None
    start: date
    horizon: PositiveMinutes
    seed: Annotated[int, Field(ge=0, lt=2**64)]
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)]
    currency: Currency
    provenance: Provenance
    sites: Annotated[dict[Id, Site], Field(min_length=1)]
    firms: Annotated[dict[Id, Firm], Field(min_length=1)]
    parts: Annotated[dict[Id, Product], Field(min_length=1)]
    relations: Annotated[dict[Id, Relation], Field(min_length=1)]
    ports: dict[Id, Port] = Field(default_factory=dict)
    lanes: Annotated[dict[Id, Lane], Field(min_length=1)]
    hazards: dict[Id, Hazard] = Field(default_factory=dict)
    visitors: dict[Id, Visitors] = Field(default_factory=dict)
    targets: Targets
    contract: Contract
    regimes: Annotated[dict[Id, Regime], Field(min_length=1)]
