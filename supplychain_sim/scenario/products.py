"""Parts: what they are made of, and what their gap means in money, defects and days."""

from __future__ import annotations

from typing import Annotated, Literal

from supplychain_sim.scenario.fields import (
    Id,
    Minutes,
    MoneyPerUnit,
    NotAboveZero,
    NotNegative,
    NumberAboveZero,
    Operations,
    PartsPerMillion,
    PerTime,
    Share,
    TrialsPerOperation,
    UnitsPerTime,
    Whole,
)
from supplychain_sim.scenario.parts import Limits, Part

#: Shares of ideas add up to one within this.
_SLACK = 1e-9


class Area(Part):
    """A group of operations with one owner, cut into cells."""

    operations: Annotated[int, Limits(ge=1, le=10_000)]
    """How many operations belong to it."""
    owner: Literal["customer", "supplier"]
    """Who may change its operations; dependencies between the two owners ask for joint loops."""
    equipment: Literal["transferred", "own"] = "own"
    """Whether the supplier's machines are its own, or come from the customer's home with the
    practices that are in force there."""
    process: Share
    """Share of its operations that are know-how of the process, such as flow, automation and
    changeover, and not of the product: the rest is left out where a regime teaches the process."""


class Cross(Part):
    """Share of dependencies that leave their cell, by architecture."""

    integral: Share | None = None
    """Share of dependencies that leave their cell where the architecture is integral."""
    modular: Share | None = None
    """Share of dependencies that leave their cell where the architecture is modular."""

    def of(self, architecture: str) -> float:
        """Return the share under an *architecture* that the part has, integral or modular."""
        share = self.integral if architecture == "integral" else self.modular
        assert share is not None, f"the part has no {architecture} architecture"
        return share


class HomeMaturity(Part):
    """How many trials for each operation the customer's books have behind them."""

    current: TrialsPerOperation
    """Trials behind each operation of the customer's present book, when the run starts."""
    old: TrialsPerOperation
    """Trials behind each operation of the book that stopped early."""


class UnitCost(Part):
    """Cost of a unit: fixed, and what moves in proportion to the gap in cost."""

    fixed: MoneyPerUnit
    """Part of the unit cost that no practice changes."""
    moving: MoneyPerUnit
    """Part of the unit cost at gap 1; it moves in proportion to the gap in cost."""


class Defects(Part):
    """Defects: their level at gap 1, times the gap in defects to a power."""

    level: PartsPerMillion
    """Defects at gap 1."""
    power: NumberAboveZero
    """Power to which the gap in defects is raised: how steeply learning cuts defects."""
    most: PartsPerMillion
    """Level beyond which no plant goes; the power would otherwise run away."""


class ProcessTime(Part):
    """Process time of an order line: fixed, and what moves with the gap in time."""

    fixed: Minutes
    """Part of the process time that no practice changes."""
    moving: Minutes
    """Part of the process time at gap 1; it moves in proportion to the gap in time."""
    cv: Share
    """Standard deviation of an order line's process time over its mean."""


class PlantTrials(Part):
    """How the customer's own plants judge a trial."""

    noise: NotNegative
    """Standard deviation of one observation, in sums of normalised contributions."""
    observations: Whole
    """Observations in one trial; their mean is judged."""
    adopt_below: NotAboveZero
    """Estimated effect below which a change is adopted; negative is better."""
    standard_errors_below: NotAboveZero
    """The same in standard errors of the estimate; both are asked for."""
    with_context: bool
    """Whether a change of others that does not hold alone is tried once more, with the practices
    that it depends on where it comes from."""


class AtGapOne(Part):
    """What a plant yields that picks every practice at random."""

    cost: UnitCost
    """Unit cost, and how it follows the gap."""
    defects: Defects
    """Defects per million, and how they follow the gap."""
    process_time: ProcessTime
    """Process time of an order line, and how it follows the gap."""


class MadeAt(Part):
    """A site of the customer's that makes the part too, with trials of its own."""

    volume: UnitsPerTime
    """Units that the site makes in a year; savings there are counted by it."""
    trials: PerTime
    """Trials that the site can make in a year: ideas of its own, doubts and retests of others'
    changes."""


class Function(Part):
    """What a part is good for: each operation carries a share of it, unless it is left out."""

    least: Share
    """Share of the function that the customer demands: what falls short is not proposed, or
    refused."""
    leave_out: Share
    """Share of ideas that leave an operation out: its cost, defects and time go, and what it
    carries of the function."""
    add: Share
    """Share of ideas that bring back, with a new practice, an operation that was left out."""
    material: Share
    """Share of ideas that change a material: an operation, and those of its cell that depend on
    it, are changed together."""

    def disagreement(self) -> str | None:
        """Return that the shares are more than all ideas, if they are."""
        ideas = self.leave_out + self.add + self.material
        if ideas <= 1 + _SLACK:
            return None
        return (
            f"found {ideas * 100:.6g} % of ideas to leave out, add and change material, expected "
            "at most 100 %; the rest replace a practice"
        )


class Product(Part):
    """A part: a few hundred operations that depend on one another."""

    areas: Annotated[dict[Id, Area], Limits(min_length=1)]
    """Groups of operations, by id; together they are all operations of the part."""
    cell: Operations
    """Size that cells are cut to: operations that mostly depend on one another and are taught
    together."""
    interdependence: Annotated[int, Limits(ge=0, le=20)]
    """On how many others each operation depends (K); learning slows with it."""
    cross: Cross
    """Share of dependencies that leave their cell, by architecture; leave out the one that the part
    does not have."""
    site_share: Share
    """Share of outcomes that are the site's own (rho): there a practice does differently
    elsewhere."""
    home_maturity: HomeMaturity
    """How far the customer's books have come when the run starts."""
    at_gap_1: AtGapOne
    """What a plant yields that picks every practice at random."""
    plant_trials: PlantTrials
    """How the customer's own plants judge a trial."""
    made_at: Annotated[dict[Id, MadeAt], Limits(min_length=1)]
    """Sites of the customer's that make the part too, by the id of the site; home is one of
    them."""
    function: Function | None = None
    """What the part is good for, if it is asked: only then are operations left out and added."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""
