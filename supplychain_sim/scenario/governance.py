"""Targets and contract: what is asked, how it is reviewed, and what follows."""

from __future__ import annotations

from typing import Literal

from supplychain_sim.scenario.fields import (
    AcceptanceNumber,
    BelowChance,
    Further,
    Minutes,
    Money,
    MoneyPerTime,
    NotNegative,
    NumberAboveZero,
    NumberToOne,
    OfBestSite,
    OfOwnLevel,
    OfTaughtBook,
    PositiveMinutes,
    PriceFall,
    SampleSize,
    Share,
    ShareFound,
    Whole,
    WithinQuote,
)
from supplychain_sim.scenario.parts import Part


class JointMeasurement(Part):
    """How the two settle whether a target was missed, where their readings disagree."""

    lasts: Minutes
    """Time until they know; no root-cause loop starts before."""
    costs: Money
    """Costs of gauges and people, paid by the customer."""


class Reviewed(Part):
    """When progress is held against the targets, and what counts as a miss."""

    every: PositiveMinutes
    """Time between two reviews of progress."""
    over: PositiveMinutes
    """How far back a review looks."""
    after: PositiveMinutes
    """Time from the start with a supplier before which nothing counts as a miss."""
    miss_when: BelowChance
    """A result counts as a miss if one as bad has less than this chance with the process exactly on
    target."""
    cost_noise: Share
    """Standard deviation of one reading of the unit cost by the customer, as a share of it."""
    suppliers_cost_noise: Share
    """The same of a reading by the supplier."""
    suppliers_inspection: ShareFound
    """Share of the defects made that the supplier finds before shipping, counts, and does not ship;
    with 0 %, it goes by what the customer counts."""
    disputes: bool
    """Whether the supplier's own reading counts; if not, a miss is what the customer reads."""
    joint_measurement: JointMeasurement
    """How the two settle whether a target was missed, where their readings disagree."""


class DeliveryStep(Part):
    """How the share within quote moves where targets move jointly."""

    step: Share
    """By how much the share within quote is raised in a year, or taken back by a revision."""
    least: Share
    """Share below which a revision does not take it."""
    most: Share
    """Share above which the yearly step does not take it."""


class Jointly(Part):
    """Targets as provisional and revisable: ratchet and revision."""

    ratchet: OfBestSite
    """What is asked for in cost and quality once a year: this multiple of the best site's level, if
    that is less than now."""
    revision: OfOwnLevel
    """To which multiple of the supplier's own level a target is taken back after a loop that found
    nothing."""
    most: Share
    """By how much targets for cost and quality are tightened in a year at most."""
    customer_weight: Share
    """How far the two meet on the way from what the supplier offers to what the customer asks:
    with 100 % it is as the customer asks."""
    more_readings: Further
    """Further readings of its cost, with as many units looked at for defects as to each other
    reading, that the supplier goes by at a negotiation on the day of a visit by people who are
    good at improving; fewer as its insight fades."""
    delivery: DeliveryStep
    """How the share within quote moves."""


class Attention(Part):
    """How missed targets steer what a trial is judged by."""

    per_excess: NotNegative
    """Weight that missing a target by 100 % adds to it in the judgement of trials."""
    cost_counts: NotNegative
    """How much more an excess in cost counts than one in defects or time."""


class Targets(Part):
    """Cost, quality and delivery as the customer asks for them."""

    cost_and_quality: OfTaughtBook
    """Target for cost and for quality, as a multiple of the levels of the book that is taught."""
    delivery: WithinQuote
    """Target for the share of order lines that are finished within the time quoted."""
    reviewed: Reviewed
    """When progress is held against the targets, and what counts as a miss."""
    jointly: Jointly
    """How targets move where the regime says ``targets_move: jointly``."""
    attention: Attention
    """How missed targets steer what a trial is judged by."""
    price_down: PriceFall
    """Most that the supplier concedes of its price in a year: no more than is asked, nor than its
    own cost has fallen; it divides the gain in cost and moves no target."""
    price_down_asked: PriceFall
    """Fall in price that the customer asks for in a year."""


class LotSampling(Part):
    """A single sampling plan by attributes, for the lot that an audit looks into."""

    sample: SampleSize
    """Units drawn at each audit; 0 units: none are."""
    acceptance_number: AcceptanceNumber
    """Defective units in the sample up to which the lot is accepted; a refused one is a finding."""


class Corrective(Part):
    """What an audit asks for: a corrective action for each question with 4 points or fewer."""

    asked: bool
    """Whether findings become corrective actions."""
    due: PositiveMinutes
    """Time in which an action is to be closed."""
    work: PositiveMinutes
    """Median time that one of the supplier's quality engineers works on an action."""
    spread: Share
    """Standard deviation of that time's logarithm."""


class Audits(Part):
    """How often the supplier is audited, by which scheme, and what follows from it."""

    every: PositiveMinutes
    """Time between two audits."""
    scheme: Literal["vda_6_3"]
    """What is asked and how it is graded: by the elements, points and downgrading rules of VDA 6.3.
    The questions are answered from the state of the relation."""
    misread: Share
    """Chance that the auditor gives an answer the score next to the right one."""
    lot: LotSampling
    """A single sampling plan by attributes, for the lot that an audit looks into."""
    corrective: Corrective
    """What an audit asks for: a corrective action for each question with 4 points or fewer."""


class DesignShare(Part):
    """The part of the work that the supplier may change, and when it moves."""

    start: Share
    """Share of its cells that the supplier may change of its own accord when the run starts."""
    step: Share
    """By how much a contract round raises or lowers the share."""
    most: Share
    """Share above which it is not raised."""
    least: Share | None = None
    """Share below which it is not lowered; that with which the relation begins, unless given."""
    capability: NotNegative
    """Capability asked for each unit of design share before it is raised."""
    response: NumberToOne
    """Response asked for before the share is raised."""


class Exit(Part):
    """When the customer leaves: poor response at so many audits running."""

    response_below: NumberToOne
    """Response that is too poor to go on."""
    audits: Whole
    """At how many audits running it has to be too poor."""
    level_above: NumberAboveZero
    """Defects, as a multiple of those asked for, that are too many to go on, where the regime says
    ``exit_on: level``."""


class Accounts(Part):
    """Prices in the customer's account of a contract round."""

    defect: Money
    """What one defective unit costs the customer."""
    leak: MoneyPerTime
    """What know-how that walks away costs, at a design share of one."""


class Contract(Part):
    """Rounds, audits, exit, and the account that moves the design share."""

    round: PositiveMinutes
    """Time between two contract rounds."""
    audits: Audits
    """How often the supplier is audited, by which scheme, and what follows from it."""
    design_share: DesignShare
    """The part of the work that the supplier may change, and when it moves."""
    exit: Exit
    """When the customer leaves; what follows is said by ``relations.*.replacement``."""
    accounts: Accounts
    """Prices in the customer's account of a contract round."""
