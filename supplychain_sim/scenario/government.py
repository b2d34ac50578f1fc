"""What a government does about suppliers in its country: rules, training and tax credits."""

from __future__ import annotations

from supplychain_sim.scenario.dates import Spell
from supplychain_sim.scenario.fields import Every, MoneyPerTime, Share, Whole
from supplychain_sim.scenario.parts import Part


class ProcurementLock(Spell):
    """When rules of procurement are in force that freeze a product; regimes say whether they bind.

    While they bind, neither the book that is taught nor the targets move (G:746-757).
    """


class LocalContent(Spell):
    """A quota of local content; regimes say whether it binds.

    Content is the share of the operations to be taught that the supplier does by the book or in
    a way of its own that was agreed; the others are still done with kits from abroad.
    """

    quota: Share
    """Share of the content that has to be local."""
    penalty: MoneyPerTime
    """What the customer pays as long as the content is below the quota."""
    more_teachers: Whole
    """How many cells more are taught at once as long as the content is below the quota; each holds
    one of the customer's quality engineers."""


class Training(Spell):
    """Courses for the supplier's people, held together with its customers (G:634-638)."""

    every: Every
    """How often a course is held."""
    capability: Share
    """Share of the missing capability that a course closes."""


class TaxCredit(Spell):
    """A part of what design staff costs, which the supplier gets back (B:165, G:1346-1348)."""

    share: Share
    """Share of the salaries that is paid back."""


class Government(Part):
    """What the government of a country does about the suppliers who are at home there.

    Everything may be left out, and has dates of its own.
    """

    procurement_lock: ProcurementLock | None = None
    """When rules of procurement are in force that freeze a product, where the regime says
    ``procurement_lock: true``; all the time unless given."""
    local_content: LocalContent | None = None
    """A quota of local content, where the regime says ``local_content: true``; without it there is
    none."""
    training: Training | None = None
    """Courses for the supplier's people; without it there are none."""
    tax_credit: TaxCredit | None = None
    """What of the cost of design staff is paid back; without it nothing is."""
