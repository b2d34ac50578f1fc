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
    """Journey of a sample one way."""
    cost: Money
    """What sending a sample to a joint review costs."""


class Campaign(Part):
    """Teaching one cell of operations."""

    lasts: PositiveMinutes
    """Mean time of teaching one cell."""
    cv: Share
    """Standard deviation of that time over its mean."""
    costs: Money
    """What teaching one cell costs the customer."""


class AuditTrip(Part):
    """What an audit from here costs."""

    costs: Money
    """What one audit costs the customer."""


class Side(Part):
    """Working from near or from far: the plant, the lane, and who can come."""

    plant: Id
    """The customer's plant that uses the part and is supplied."""
    lane: Id
    """The lane from the supplier to that plant."""
    samples: Samples
    """A sample for joint review: its time one way, and what sending it costs."""
    visits: dict[Id, Every]
    """How often which visitors come, by their id."""
    analysis: PositiveMinutes
    """Median time in which the two find a cause together."""
    campaign: Campaign
    """Teaching one cell of operations from here."""
    audit: AuditTrip
    """What an audit from here costs."""


class Demand(Part):
    """What the customer's plant uses in a week, and in how many lines it orders."""

    dist: Literal["poisson"]
    """How a week's demand varies: only Poisson."""
    mean: UnitsPerTime
    """Mean demand of the customer's plant."""
    order_lines: LinesPerTime
    """In how many lines the plant orders; each is a lot of its own in production."""


class Stock(Part):
    """Order-up-to stock of the customer's plant; what is short is owed or lost."""

    policy: Literal["base_stock"]
    """How the plant orders: up to a fixed level."""
    review: PositiveMinutes
    """Time between two orders."""
    cover: Minutes
    """Demand covered beyond the quoted time, the lead time and the review."""
    backorders: bool
    """Whether what is short is owed, and paid from the next goods; else it is lost."""


class Trial(Part):
    """One attempt of a team to change an operation."""

    lasts: PositiveMinutes
    """Mean time of the work on one trial, without joint loops."""
    cv: Share
    """Standard deviation of that time over its mean."""
    costs: Money
    """What one trial costs beyond the team's time."""
    team: MoneyPerTime
    """What the team costs while the trial goes on, waiting for samples included."""
    noise: NotNegative
    """Standard deviation of one observation, in sums of normalised contributions."""
    observations: Whole
    """Observations in one trial; their mean is judged."""
    retest: Whole
    """Observations of the central retest; they are pooled with the team's."""
    submit_below: NotAboveZero
    """Estimated effect below which a team proposes its change; negative is better."""


class JointLoop(Part):
    """A sample sent and a joint review, for dependencies across the boundary."""

    per_crossing: NotNegative
    """Mean number of loops for each dependency of the operation that crosses the boundary."""
    review: Minutes
    """Time of the joint review between the two journeys of a sample."""
    costs: Money
    """What one loop costs beyond sending the sample."""


class Review(Part):
    """How a proposed change is judged at the centre."""

    lasts: PositiveMinutes
    """Median time of the review, without the journey of the sample."""
    spread: Share
    """Standard deviation of that time's logarithm."""
    accept_below: NotAboveZero
    """Estimated effect, in standard errors, below which a proposal is accepted."""
    refuse_above: NotAboveZero
    """The same above which it is refused; between the two, it is tested once more."""
    costs: Money
    """What one review costs the customer."""
    retest_costs: Money
    """What one retest costs the customer, in a review or in a session."""
    documentation: Money
    """What it costs the supplier to document an accepted change, so that others can follow it."""


class Approval(Part):
    """Re-approval of a changed process before it runs."""

    lasts: PositiveMinutes
    """Median time of re-approval."""
    spread: Share
    """Standard deviation of that time's logarithm."""


class ProcedureReview(Part):
    """The regular session in which recent changes are tested again."""

    every: PositiveMinutes
    """Time between two sessions, where the regime holds them."""
    changes: Whole
    """Changes that one session tests again at most."""
    revert_below: NotAboveZero
    """Effect of going back, in standard errors, below which the old practice is put back."""
    costs: Money
    """What one session costs the customer."""


class Benchmark(Part):
    """How often accepted changes are handed to the other sites."""

    every: PositiveMinutes
    """Time between two occasions on which accepted changes are handed to the other sites."""


class RootCause(Part):
    """The loop that a miss opens, as 8D: contain, find the cause, correct, verify, prevent."""

    norm: PositiveMinutes
    """Time from a miss in which its loop ought to close (step D8), and its cause be corrected;
    later, the response falls."""
    contained_within: PositiveMinutes
    """Time from a miss in which its defects ought to be contained (step D3)."""
    verified_within: PositiveMinutes
    """Time from a miss in which its correction ought to be verified (step D6)."""
    containment: Minutes
    """Median time in which an engineer of the supplier contains defects; the search begins then."""
    containment_spread: Share
    """Standard deviation of the logarithm of the time of the containment."""
    spread: Share
    """Standard deviation of the logarithm of the time of the search."""
    tries: Whole
    """Corrective trials that one loop may make."""
    improves_missed: bool
    """Whether a team proposes a correction only if it saw it improve what was missed."""
    gives_up: PositiveMinutes
    """Time after which an open loop is given up."""
    verification: Minutes
    """Time from the correction until it counts as verified."""
    prevention: Minutes
    """Median time in which an engineer of the supplier documents a verified correction and looks
    where else it applies (step D7)."""
    prevention_spread: Share
    """Standard deviation of the logarithm of the time of the prevention."""
    recurs_within: Minutes
    """Time after a corrected loop within which missing the same target again is a recurrence."""
    costs: Money
    """What one loop costs the customer."""
    skill: Share
    """Chance of finding a true cause, at full capability on the day of a visit."""
    freshness: PositiveMinutes
    """Time in which the insight of a visit fades to 1/e."""


class Teaching(Part):
    """Copying the customer's book, cell by cell."""

    teachers: Whole
    """How many cells can be taught at once."""
    success: Share
    """Chance that an operation is copied in one campaign, at full capability on the day of a visit
    by people who are good at setting up."""
    exponent: NotNegative
    """Power of the capability by which that chance is multiplied: what is known already helps."""


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


class Relation(Part):
    """One customer, one supplier, one part."""

    part: Id
    """The part that is bought."""
    customer: Id
    """The firm that buys and teaches."""
    supplier: Id
    """The firm that makes and learns."""
    near: Side
    """Working from near: used by regimes that say ``work_from: near``."""
    far: Side
    """Working from far: used by regimes that say ``work_from: far``."""
    demand: Demand
    """What the customer's plant uses, and in how many lines it orders."""
    quoted: PositiveMinutes
    """Time from order to finished; delivery is judged against it at the gate."""
    stock: Stock
    """Order-up-to stock of the customer's plant; what is short is owed or lost."""
    trial: Trial
    """One attempt of a supplier's team to change an operation."""
    joint_loop: JointLoop
    """A sample sent and a joint review, for dependencies across the boundary."""
    review: Review
    """How a proposed change is judged at the centre, where the regime holds procedure reviews."""
    approval: Approval
    """Re-approval of a changed process before it runs."""
    procedure_review: ProcedureReview
    """The regular session in which recent changes are tested again."""
    benchmark: Benchmark
    """How often accepted changes are handed to the other sites."""
    root_cause: RootCause
    """The loop that a miss opens: contain, find the cause, correct, verify."""
    teaching: Teaching
    """Copying the customer's book, cell by cell."""
    capability: Capability
    """The supplier's ability to find, judge and carry a change; moved by events only."""
    response: Response
    """Index of how promptly the causes of misses are found, from 0 to 1."""
    trust: Trust
    """The customer's trust, from 0 to 1: who is trusted is first in its engineers' queue."""
    ambition: Ambition
    """What the supplier wants to do of its own accord, from 0 to 1."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""
