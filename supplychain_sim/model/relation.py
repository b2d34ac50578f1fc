"""The state of one relation: what the two have taught, tried, agreed and paid."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.attempts import Attempts
from supplychain_sim.model.behind import Behind
from supplychain_sim.model.capability import Capability, Response, Scored
from supplychain_sim.model.change import Change
from supplychain_sim.model.contract import Audited, Level, yearly_saving
from supplychain_sim.model.contribution import weighed
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.corrective import AuditFile
from supplychain_sim.model.courting import Courting
from supplychain_sim.model.design_staff import DesignStaff
from supplychain_sim.model.function import LEFT_OUT
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.insight import Insight
from supplychain_sim.model.journey import Journey
from supplychain_sim.model.law import Law
from supplychain_sim.model.loop import Ending, Loop
from supplychain_sim.model.negotiation import OwnRecord, levels_read
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.price import Price
from supplychain_sim.model.progress import OwnCount, Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.standards import Standards
from supplychain_sim.model.standing import Ambition, Standing
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.targets import Asked, Targets
from supplychain_sim.model.teaching import Lessons, chance_of_copying
from supplychain_sim.model.trial import Draws, Idea
from supplychain_sim.scenario.governance import Jointly
from supplychain_sim.scenario.government import LocalContent
from supplychain_sim.scenario.places import Skill
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.relation import Relation as Terms
from supplychain_sim.scenario.relation import Side
from supplychain_sim.scenario.sides import FAR, NEAR
from supplychain_sim.units import DAY

_MILLION: Final = 1_000_000


@dataclass(slots=True)
class Relation:
    """One customer, one supplier, one part, under one regime.

    Mutable, and owned by the run: processes ask it for decisions and tell it
    what happened.

    Attributes
    ----------
    supplier
        How many suppliers there were before the present one.
    began
        When the present one began, in minutes.
    round_began
        When the account of the round was opened.
    workplace
        The gate of the supplier's site, if anything ever shuts it.
    journeys
        The way between the plant and the supplier, by the side that is worked from.
    first_round_paid
        What the customer paid until its first round with the present supplier was over.
    reviewed, handed_on
        How many of its changes have been before a session, and handed on to other sites.
    share_set
        What brought the design share to where it stands.
    earlier
        Levels that the earlier suppliers had reached when they were replaced.
    """

    name: str
    terms: Terms
    side: Side
    journeys: dict[str, Journey]
    regime: Regime
    phases: tuple[Regime, ...]
    law: Law
    site: str
    home: str
    book: Cookbook
    outcomes: Outcomes
    draws: Draws
    order: tuple[int, ...]
    design_share: float
    capability: Capability
    response: Response
    standing: Standing
    ambition: Ambition
    targets: Targets
    progress: Progress
    own_count: OwnCount
    price: Price
    lessons: Lessons
    insight: Insight
    generic: frozenset[int]
    process: frozenset[int]
    staff: DesignStaff
    courting: Courting
    yearly_units: float
    agreed: EventId
    share_set: EventId
    round_level: Level
    tally: Tally
    workplace: Gate | None = None
    weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    own: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    agenda: deque[Retest] = field(default_factory=deque)
    loops: dict[int, Loop] = field(default_factory=dict)
    endings: dict[int, Ending] = field(default_factory=dict)
    loops_opened: list[int] = field(default_factory=lambda: [0, 0, 0])
    audits: list[Audited] = field(default_factory=list)
    conceded_by: list[EventId] = field(default_factory=list)
    audit_file: AuditFile = field(default_factory=AuditFile)
    network_saving: float = 0.0
    customer_paid: float = 0.0
    exited: EventId | None = None
    behind: Behind = field(default_factory=Behind)
    own_record: OwnRecord = field(default_factory=OwnRecord)
    busy: dict[int, int] = field(default_factory=dict)
    standards: Standards = field(default_factory=Standards)
    supplier: int = 0
    began: int = 0
    round_began: int = 0
    first_round_paid: float | None = None
    reviewed: int = 0
    handed_on: int = 0
    earlier: list[Level] = field(default_factory=list)
    attempts: Attempts = field(default_factory=Attempts)
    _level: tuple[Outcomes, Cookbook, int, Level] | None = None

    def sides(self) -> list[Side]:
        """Return each side that is worked from, in order of time."""
        found: list[Side] = []
        for phase in self.phases:
            side = side_of(self.terms, phase)
            if not any(side is other for other in found):
                found.append(side)
        return found

    @property
    def journey(self) -> Journey:
        """The way between the plant that is worked from today and the supplier."""
        return self.journeys[self.regime.work_from]

    def govern(self, regime: Regime) -> None:
        """Take up the choices of *regime*."""
        self.regime, self.side = regime, side_of(self.terms, regime)
        if regime.teaches == "none":
            self.lessons.rest()
        self.lessons.only = self.process if regime.teaches == "process" else None

    def locked(self, now: int) -> bool:
        """Whether procurement rules freeze the book and the targets."""
        return self.law.locks(self.regime, now)

    def quota(self, now: int) -> LocalContent | None:
        """Return the quota of local content that binds; None if there is none."""
        return self.law.quota(self.regime, now)

    def teachers(self, now: int) -> int:
        """Return how many cells may be taught at once."""
        quota = self.quota(now)
        behind = quota is not None and self.lessons.content() < quota.quota
        return self.terms.teaching.teachers + (quota.more_teachers if quota and behind else 0)

    def finds(self, skill: Skill, now: int, above: float = 0.0) -> tuple[float, float]:
        """Return the chance that a search finds a true cause, and that among generic operations.

        Skill, capability, and what is left of visits by people who are good at it.

        Parameters
        ----------
        above
            What a chance has to be above to matter: none is, where capability alone is not.
        """
        able = self.terms.root_cause.skill * self.capability.at(now)
        if able <= above:
            return 0.0, 0.0
        insight = self.insight
        return able * insight.fresh(skill, now), able * insight.fresh_where_generic(skill, now)

    def copies(self, now: int) -> Callable[[int], float]:
        """Return the chance that a lesson copies an operation, by its number."""
        rule, insight = self.terms.teaching, self.insight
        able = self.capability.at(now)
        chance, where_generic = (
            chance_of_copying(rule.success, rule.exponent, able, fresh)
            for fresh in (insight.fresh("set_up", now), insight.fresh_where_generic("set_up", now))
        )
        generic = self.generic
        return lambda operation: where_generic if operation in generic else chance

    def retested(self, now: int) -> int:
        """Return how often the centre observes today: insight into improvement adds to it."""
        terms = self.terms
        return terms.trial.retest + self.insight.more(terms.review.more_observations, now)

    def level(self) -> Level:
        """Return the unit cost and the defects per million of the supplier today."""
        outcomes, book, kept = self.outcomes, self.book, self._level
        if kept is not None:
            by, of, version, level = kept
            if version == book.version and of is book and by is outcomes:
                return level
        level = Level(outcomes.cost_of(book), outcomes.defects_of(book))
        self._level = outcomes, book, book.version, level
        return level

    def level_of(self, supplier: int) -> Level:
        """Return the level of a *supplier*: today's, or an earlier one's on its last day."""
        return self.level() if supplier == self.supplier else self.earlier[supplier]

    def asked(self) -> Asked:
        """Return the targets in money, defects per million and share within quote."""
        cost, defects = self.targets.levels
        level = Level(self.outcomes.unit_cost(cost), self.outcomes.defects_per_million(defects))
        return Asked(level, self.targets.delivery)

    def effect(self, change: Sequence[tuple[int, int]]) -> float:
        """Return the effect of a change now, as attention weighs it; below zero is better."""
        return weighed(self.book.delta(change), self.weights)

    def in_force(self, change: Change) -> bool:
        """Return whether *change* has not been replaced since."""
        return self.book.follows(change.made)

    def corrected(self, minutes: int, now: int) -> Scored:
        """Take note that a cause was corrected *minutes* after it was missed."""
        prompt = minutes <= self.terms.root_cause.norm
        gains = self.terms.capability
        self.capability.gain(gains.prompt_correction if prompt else gains.late_correction, now)
        return self.response.corrected(minutes / DAY)

    def refused(self, idea: Idea) -> None:
        """Take note of a refused proposal."""
        draw = self.draws.rest.uniform(idea.operation, idea.attempt)
        self.ambition.refused(self.capability.gained, draw)

    def rest(self) -> int:
        """Return for how long a free team rests, in minutes; never while a cause is sought."""
        if not self.ambition.rests or any(loop.tries for loop in self.loops.values()):
            return 0
        return self.ambition.rest()

    def revise(self, attribute: int, rule: Jointly) -> None:
        """Take a joint target back to what is read as reached, as no way to it was found."""
        own = levels_read(self.progress.window, self.outcomes)[attribute]
        if own is not None:
            self.targets.revise(attribute, own, rule)

    def redraw(self, book: Sequence[int]) -> int:
        """Take over the customer's own operations from *book*: they come with the drawing.

        Returns
        -------
        int
            How many changed; operations changed together with the supplier stay.
        """
        wanted = [
            (i, book[i])
            for i in self.book.landscape.owned_by("customer")
            if i not in self.own and book[i] != self.book.practices[i]
        ]
        if not self.book.allows(wanted):
            wanted = [(i, practice) for i, practice in wanted if practice != LEFT_OUT]
        self.book.adopt(self.book.effect(wanted))
        return len(wanted)

    def agree(self, kind: str, now: int, record: Record, *causes: EventId) -> None:
        """Record that targets moved; misses from now on go back to this."""
        cost, defects = self.targets.levels
        self.agreed = record.add(
            self.name,
            now,
            "targets",
            kind,
            round(cost * _MILLION),
            round(defects * _MILLION),
            round(self.targets.delivery * _MILLION),
            causes=causes or (self.agreed,),
        )

    def credit(self, plant: Plant, before: tuple[float, float], defect: float, now: int) -> None:
        """Count what a plant of the customer's saves with a change of this supplier's.

        Parameters
        ----------
        before
            The plant's levels of cost and defects before it adopted the change.
        defect
            What one defective unit costs the customer.
        """
        cost, defects = before
        was = Level(self.outcomes.unit_cost(cost), self.outcomes.defects_per_million(defects))
        after = Level(self.outcomes.cost_of(plant.book), self.outcomes.defects_of(plant.book))
        self.network_saving += yearly_saving(was, after, plant.volume, defect)
        self.tally.add("adopted elsewhere", now)

    def start_round(self, reached: Level, now: int) -> None:
        """Open a new account, from what was read to be reached."""
        self.round_level, self.round_began = reached, now
        self.network_saving = 0.0
        self.customer_paid = 0.0
        self.price.start_round()
        self.conceded_by.clear()

    def team_minutes(self, now: int) -> float:
        """Return how many minutes of teams have gone into trials until *now*."""
        under_way = sum(now - started for started in self.busy.values())
        return self.tally.of("team minutes") + under_way

    def waited(self, what: str, since: int, now: int) -> None:
        """Count a wait for somebody who was not free."""
        self.tally.add(f"{what} days waited", now, (now - since) / DAY)

    def fined(self, amount: float, now: int) -> None:
        """Book a penalty, which the customer pays, and which is no cost of collaboration."""
        self.tally.add("fined", now, amount)
        self.customer_paid += amount

    def pay(self, what: str, amount: float, now: int, *, customer: bool) -> None:
        """Book what collaboration cost, and whether the customer paid it."""
        self.tally.add(f"paid {what}", now, amount)
        if customer:
            self.customer_paid += amount


def side_of(terms: Terms, regime: Regime) -> Side:
    """Return the plant, lane, samples and visitors that a relation has under *regime*."""
    if regime.work_from == NEAR:
        return terms.near
    return terms.far if regime.work_from == FAR else terms.elsewhere[regime.work_from]
