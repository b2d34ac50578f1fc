"""Contract rounds: the customer's account, the design share, and exit.

One rule for all regimes: the design share follows the account, so what limits
it (distance, a ceiling, a lock) limits it through money and capability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from supplychain_sim.model.record import EventId
from supplychain_sim.scenario.governance import Contract, DesignShare, Exit
from supplychain_sim.scenario.regime import Regime

_MILLION: Final = 1e6


class Audited(NamedTuple):
    """What an audit says to the contract.

    Parameters
    ----------
    response
        The index of how promptly causes are found.
    event
        The audit.
    defects
        Defects for each million units as they were read, over those that were asked for.
    """

    response: float
    event: EventId
    defects: float = 0.0


@dataclass(frozen=True)
class Level:
    """What a plant reaches: unit cost and defects per million."""

    cost: float
    defects: float

    def no_better_than(self, other: Level) -> Level:
        """Return the worse of the two in each."""
        return Level(max(self.cost, other.cost), max(self.defects, other.defects))


def yearly_saving(before: Level, after: Level, volume: float, defect: float) -> float:
    """Return the money a year that a step from *before* to *after* saves at *volume* units."""
    cost = before.cost - after.cost
    quality = (before.defects - after.defects) / _MILLION * defect
    return volume * (cost + quality)


def customers_saving(
    before: Level, after: Level, volume: float, defect: float, conceded: float
) -> float:
    """Return the money a year that the customer gains from the supplier's progress.

    What was conceded at the price talks of the round divides the gain in cost: the
    customer gets that, no more than there was; better quality it gets in full.

    Parameters
    ----------
    before, after
        At the start and the end of the round.
    volume
        Units a year.
    defect
        What one defective unit costs the customer.
    conceded
        Share of the price that was conceded over the round.
    """
    gain = before.cost - after.cost
    kept = Level(before.cost - min(gain, conceded * before.cost), after.defects)
    return yearly_saving(before, kept, volume, defect)


def credited(before: Level, after: Level, asked: Level | None) -> tuple[Level, Level]:
    """Return the levels between which a round's progress counts for the customer.

    A supplier that gets better than it was asked to be gains the customer nothing;
    where targets move with it (*asked* is None), all of it counts.
    """
    if asked is None:
        return before, after
    return before.no_better_than(asked), after.no_better_than(asked)


class Account(NamedTuple):
    """What a round brought the customer, and from what, in money.

    Parameters
    ----------
    net
        What is left of it all.
    here, elsewhere
        What was saved at the supplier's and at the customer's other sites.
    paid
        What the customer paid for collaboration.
    leaked
        What was lost because the supplier knows the design.
    """

    net: float
    here: float
    elsewhere: float
    paid: float
    leaked: float


def account_of(
    here: float, elsewhere: float, paid: float, design_share: float, years: float, terms: Contract
) -> Account:
    """Return the customer's account of a round.

    Parameters
    ----------
    here, elsewhere
        Savings in money a year, at the supplier's and at the customer's other sites.
    paid
        What the customer paid for collaboration in the round.
    design_share
        In force over the round; what leaks grows with it.
    years
        Length of the round.
    terms
        Prices of the account.
    """
    leaked = terms.accounts.leak.yearly * design_share * years
    net = (here + elsewhere) * years - paid - leaked
    return Account(net, here * years, elsewhere * years, paid, leaked)


def loss_of_round(
    reached: Level, asked: Level, volume: float, defect: float, years: float
) -> float:
    """Return the money that a supplier costs in a round by what it lacks of what is asked.

    What it does better in one of the two makes up for nothing in the other.

    Parameters
    ----------
    reached, asked
        As the customer has read it, and as it asks for.
    volume
        Units a year.
    defect
        What one defective unit costs the customer.
    years
        Length of a round.
    """
    return years * yearly_saving(reached.no_better_than(asked), asked, volume, defect)


def first_share(rule: DesignShare, regime: Regime) -> float:
    """Return the design share with which a supplier begins under a *regime*."""
    if regime.design_share_from == "start":
        return rule.start
    return rule.most if regime.design_share_from == "most" else 0.0


def raised(share: float, rule: DesignShare) -> float:
    """Return the design share a step above *share*, never above the most."""
    return min(max(rule.most, share), share + rule.step)


def next_share(
    share: float,
    net: float,
    capability: float,
    response: float,
    first: float,
    rule: DesignShare,
) -> float:
    """Return the design share of the next round.

    Raised by a step if the round paid and the supplier can carry and answer for
    more; lowered if it did not pay, never below the least there is to be.

    Parameters
    ----------
    share, first
        In force, and that with which the relation began.
    net
        What the round brought the customer.
    capability, response
        Of the supplier.
    rule
        The step, and the bounds.
    """
    able = capability >= rule.capability * (share + rule.step) and response >= rule.response
    if net > 0 and able:
        return raised(share, rule)
    if net < 0:
        least = first if rule.least is None else rule.least
        return max(min(least, share), share - rule.step)
    return share


def exit_due(audits: Sequence[Audited], rule: Exit, *, on_level: bool = False) -> bool:
    """Return whether the last audits all found what is too poor to go on.

    That is the response: the level of cost or quality is not asked, since mistakes are
    tolerated if their source is corrected (B:59, G:238).  *on_level* asks for the level
    of defects alone, as a control.
    """
    last = audits[-rule.audits :]
    poor = (
        found.defects > rule.level_above if on_level else found.response < rule.response_below
        for found in last
    )
    return len(last) == rule.audits and all(poor)
