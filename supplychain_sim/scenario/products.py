"""Parts: what they are made of, and what their gap means in money, defects and days."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from supplychain_sim.scenario.fields import (
    Id,
    Minutes,
    MoneyPerUnit,
    NotAboveZero,
    NotNegative,
    NumberAboveZero,
    Operations,
    Part,
    PartsPerMillion,
    PerTime,
    Share,
    TrialsPerOperation,
    UnitsPerTime,
    Whole,
)


class Area(Part):
    """A group of operations with one owner, cut into cells."""

    operations: Annotated[int, Field(ge=1, le=10_000)]
    owner: Literal["customer", "supplier"]


class Cross(Part):
    """Share of dependencies that leave their cell, by architecture."""

    integral: Share
    modular: Share


class HomeMaturity(Part):
    """How many trials for each operation the customer's books have behind them."""

    current: TrialsPerOperation
    old: TrialsPerOperation


class UnitCost(Part):
    """Cost of a unit: fixed, and what moves in proportion to the gap in cost."""

    fixed: MoneyPerUnit
    moving: MoneyPerUnit


class Defects(Part):
    """Defects: their level at gap 1, times the gap in defects to a power."""

    level: PartsPerMillion
    power: NumberAboveZero
    #: No plant is worse than this; the power would otherwise run away.
    most: PartsPerMillion


class ProcessTime(Part):
    """Process time of an order line: fixed, and what moves with the gap in time."""

    fixed: Minutes
    moving: Minutes
    cv: Share


class PlantTrials(Part):
    """How the customer's own plants judge a trial."""

    #: Standard deviation of one observation, in sums of normalised contributions.
    noise: NotNegative
    observations: Whole
    #: Estimated effect below which a change is adopted.
    adopt_below: NotAboveZero
    #: The same in standard errors of the estimate; both are asked for.
    standard_errors_below: NotAboveZero


class AtGapOne(Part):
    """What a plant yields that picks every practice at random."""

    cost: UnitCost
    defects: Defects
    process_time: ProcessTime


class MadeAt(Part):
    """A site of the customer's that makes the part too, with trials of its own."""

    volume: UnitsPerTime
    trials: PerTime


class Product(Part):
    """A part: a few hundred operations that depend on one another."""

    areas: Annotated[dict[Id, Area], Field(min_length=1)]
    cell: Operations
    #: On how many others each operation depends (K).
    interdependence: Annotated[int, Field(ge=0, le=20)]
    cross: Cross
    #: Share of outcomes that are the site's own (rho).
    site_share: Share
    home_maturity: HomeMaturity
    at_gap_1: AtGapOne
    plant_trials: PlantTrials
    made_at: Annotated[dict[Id, MadeAt], Field(min_length=1)]
