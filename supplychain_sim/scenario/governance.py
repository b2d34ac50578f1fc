"""Targets and contract: what is asked, how it is reviewed, and what follows."""

from __future__ import annotations

from supplychain_sim.scenario.fields import (
    BelowChance,
    Money,
    MoneyPerTime,
    NotNegative,
    NumberToOne,
    OfBestSite,
    OfOwnLevel,
    OfTaughtBook,
    Part,
    Points,
    PositiveMinutes,
    Share,
    SharePerTime,
    Whole,
    WithinQuote,
)


class Reviewed(Part):
    """When progress is held against the targets, and what counts as a miss."""

    every: PositiveMinutes
    over: PositiveMinutes
    after: PositiveMinutes
    miss_when: BelowChance
    #: Standard deviation of one reading of the unit cost, as a share of it.
    cost_noise: Share


class DeliveryStep(Part):
    """How the share within quote moves where targets move jointly."""

    step: Share
    least: Share
    most: Share


class Jointly(Part):
    """Targets as provisional and revisable: ratchet and revision."""

    ratchet: OfBestSite
    revision: OfOwnLevel
    most: Share
    delivery: DeliveryStep


class Attention(Part):
    """How missed targets steer what a trial is judged by."""

    per_excess: NotNegative
    cost_counts: NotNegative


class Targets(Part):
    """Cost, quality and delivery as the customer asks for them."""

    cost_and_quality: OfTaughtBook
    delivery: WithinQuote
    reviewed: Reviewed
    jointly: Jointly
    attention: Attention
    price_down: SharePerTime


class Audits(Part):
    """How often the supplier is audited, and what the score is made of."""

    every: PositiveMinutes
    #: Score of a supplier without any capability or response.
    least: Points
    #: What counts in the points above that: being able, and responding.
    by_capability: Share
    by_response: Share
    #: Standard deviation of an auditor's judgement.
    noise: Points


class DesignShare(Part):
    """The part of the work that the supplier may change, and when it moves."""

    start: Share
    step: Share
    most: Share
    #: Capability asked for each unit of design share.
    capability: NotNegative
    #: Response asked for before the share is raised.
    response: NumberToOne


class Exit(Part):
    """When the customer leaves: poor response at so many audits running."""

    response_below: NumberToOne
    audits: Whole


class Accounts(Part):
    """Prices in the customer's account of a contract round."""

    #: What one defective unit costs the customer.
    defect: Money
    #: What know-how that walks away costs, at a design share of one.
    leak: MoneyPerTime


class Contract(Part):
    """Rounds, audits, exit, and the account that moves the design share."""

    round: PositiveMinutes
    audits: Audits
    design_share: DesignShare
    exit: Exit
    accounts: Accounts
