"""The relation between a customer and a supplier: how they work, and what it costs."""

from __future__ import annotations

from typing import Literal

from supplychain_sim.scenario.fields import (
    Every,
    Id,
    LinesPerTime,
    Minutes,
    Money,
    MoneyPerTime,
    NotAboveZero,
    NotNegative,
    NumberToOne,
    Part,
    PositiveMinutes,
    Share,
    UnitsPerTime,
    Whole,
)


class Samples(Part):
    """A sample for joint review: its time one way, and what sending it costs."""

    time: Minutes
    cost: Money


class Campaign(Part):
    """Teaching one cell of operations."""

    lasts: PositiveMinutes
    cv: Share
    costs: Money


class AuditTrip(Part):
    """What an audit from here costs."""

    costs: Money


class Side(Part):
    """Working from near or from far: the plant, the lane, and who can come."""

    plant: Id
    lane: Id
    samples: Samples
    visits: dict[Id, Every]
    #: Median time in which the two find a cause together.
    analysis: PositiveMinutes
    campaign: Campaign
    audit: AuditTrip


class Demand(Part):
    """What the customer's plant uses in a week, and in how many lines it orders."""

    dist: Literal["poisson"]
    mean: UnitsPerTime
    order_lines: LinesPerTime


class Stock(Part):
    """Order-up-to stock of the customer's plant; what is short is owed."""

    policy: Literal["base_stock"]
    review: PositiveMinutes
    #: Demand covered beyond lead time and review.
    cover: Minutes


class Trial(Part):
    """One attempt of a team to change an operation."""

    lasts: PositiveMinutes
    cv: Share
    costs: Money
    team: MoneyPerTime
    #: Standard deviation of one observation, in sums of normalised contributions.
    noise: NotNegative
    observations: Whole
    #: Estimated effect below which a team proposes its change.
    submit_below: NotAboveZero


class JointLoop(Part):
    """A sample sent and a joint review, for dependencies across the boundary."""

    per_crossing: NotNegative
    review: Minutes
    costs: Money


class Review(Part):
    """How a proposed change is judged at the centre."""

    retest: Whole
    lasts: PositiveMinutes
    spread: Share
    accept_below: NotAboveZero
    refuse_above: NotAboveZero
    costs: Money
    retest_costs: Money


class Approval(Part):
    """Re-approval of a changed process before it runs."""

    lasts: PositiveMinutes
    spread: Share


class ProcedureReview(Part):
    """The regular session in which recent changes are tested again."""

    every: PositiveMinutes
    changes: Whole
    revert_below: NotAboveZero
    costs: Money


class Benchmark(Part):
    """How often accepted changes are handed to the other sites."""

    every: PositiveMinutes


class RootCause(Part):
    """The loop that a miss opens: contain, find the cause, correct, verify."""

    norm: PositiveMinutes
    containment: Minutes
    spread: Share
    tries: Whole
    gives_up: PositiveMinutes
    verification: Minutes
    costs: Money
    skill: Share
    freshness: PositiveMinutes


class Teaching(Part):
    """Copying the customer's book, cell by cell."""

    teachers: Whole
    success: Share
    exponent: NotNegative


class Capability(Part):
    """The supplier's ability to find, judge and carry a change; moved by events only."""

    start: Share
    undocumented: Share
    prompt_correction: Share
    late_correction: Share
    procedure_review: Share
    audit: Share
    accepted_change: Share


class Response(Part):
    """Index of how promptly the causes of misses are found."""

    start: NumberToOne
    weight: Share


class Relation(Part):
    """One customer, one supplier, one part."""

    part: Id
    customer: Id
    supplier: Id
    near: Side
    far: Side
    demand: Demand
    #: From order to finished; delivery is judged against it at the gate.
    quoted: PositiveMinutes
    stock: Stock
    trial: Trial
    joint_loop: JointLoop
    review: Review
    approval: Approval
    procedure_review: ProcedureReview
    benchmark: Benchmark
    root_cause: RootCause
    teaching: Teaching
    capability: Capability
    response: Response
