"""The relation between a customer and a supplier: how they work, and what it costs."""

from __future__ import annotations

from typing import Literal

from supplychain_sim.scenario.changes import (
    Approval,
    Benchmark,
    JointLoop,
    ProcedureReview,
    Review,
    RootCause,
    Trial,
)
from supplychain_sim.scenario.fields import (
    Every,
    Id,
    Kilometres,
    LinesPerTime,
    Minutes,
    Money,
    NotNegative,
    PerTime,
    PositiveMinutes,
    Share,
    UnitsPerTime,
    Whole,
    WholeOrNone,
)
from supplychain_sim.scenario.parts import NONE_BY_ID, Part
from supplychain_sim.scenario.supplier_states import (
    Ambition,
    Capability,
    Courting,
    DesignStaff,
    Response,
    Trust,
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


class Expedite(Part):
    """Goods that are sent fast where the plant would run short."""

    lane: Id
    """The lane that they take then, such as one by air."""
    below: Minutes
    """Need that the plant's stock has to cover still when a lot comes as usual, by what is known;
    with less, the lot goes fast."""


class Side(Part):
    """Where the customer works from: the plant, the lane, and who can come."""

    plant: Id
    """The customer's plant that uses the part and is supplied."""
    lane: Id
    """The lane from the supplier to that plant."""
    otherwise: tuple[Id, ...] = ()
    """Other lanes to the plant, over other ports: goods are sent by one, or sent on by it from the
    way that both share, where closures on the usual lane make it the sooner, by what is known."""
    expedite: Expedite | None = None
    """When goods are sent fast; without it they never are."""
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

    @property
    def lanes(self) -> tuple[str, ...]:
        """The lanes to the plant, the usual one first."""
        fast = () if self.expedite is None else (self.expedite.lane,)
        return tuple(dict.fromkeys((self.lane, *self.otherwise, *fast)))


class Contact(Part):
    """Informal contact of those who visit with the supplier, between their visits."""

    rate: PerTime
    """How often people of a site would speak to the supplier's if they sat side by side; with
    0 /month, they never do."""
    halves_over: Kilometres
    """Distance over which that rate halves, along the great circle between the sites."""
    refreshes: Share
    """Share of the way to what a visit would leave that one contact brings insight."""


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


class Teaching(Part):
    """Copying the customer's book, cell by cell."""

    teachers: Whole
    """How many cells can be taught at once."""
    success: Share
    """Chance that an operation is copied in one campaign, at full capability on the day of a visit
    by people who are good at setting up."""
    exponent: NotNegative
    """Power of the capability by which that chance is multiplied: what is known already helps."""


class Search(Part):
    """Looking for another supplier."""

    lasts: Minutes
    """Time from the decision until a novice takes over; the present supplier works until then."""
    costs: Money
    """What a search costs the customer."""


class Development(Part):
    """Bringing on the present supplier instead, where that comes cheaper."""

    costs: Money
    """What it costs the customer to begin anew with the present supplier, apart from lessons."""


class Replacement(Part):
    """What follows from an exit: another supplier, or a new start with the present one."""

    candidates: WholeOrNone
    """How many other suppliers there are to be found; each is a novice, and comes once."""
    search: Search
    """Looking for another supplier."""
    development: Development
    """Bringing on the present supplier instead, where that comes cheaper."""


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
    elsewhere: dict[Id, Side] = NONE_BY_ID
    """Further places to work from, by ids that regimes name: ``work_from: <id>``."""
    contact: Contact
    """Informal contact of those who visit with the supplier, between their visits."""
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
    design_staff: DesignStaff
    """The supplier's designers, in whom it invests as far as that pays it."""
    courting: Courting
    """Other customers, whom a supplier looks for while its trial teams are idle."""
    replacement: Replacement | None = None
    """What follows from an exit; without it, an exit is recorded and the relation runs on."""
    stream: Id | None = None
    """What its luck is named after, its id unless given: keep the old id here when you rename it,
    and results stay as they were."""

    @property
    def sides(self) -> tuple[Side, ...]:
        """All places to work from."""
        return (self.near, self.far, *self.elsewhere.values())
