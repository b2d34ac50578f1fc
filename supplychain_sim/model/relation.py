"""The state of one relation: what the two have taught, tried, agreed and paid."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from supplychain_sim.model.capability import Capability, Response, freshness
from supplychain_sim.model.contract import Level, yearly_saving
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.plant import Plant, Retest
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.targets import Asked, Targets
from supplychain_sim.model.teaching import Lessons
from supplychain_sim.model.trial import OTHERS, Draws, Idea, Purpose, choose, open_operations
from supplychain_sim.scenario.governance import Jointly
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.relation import Relation as Terms
from supplychain_sim.scenario.relation import Side
from supplychain_sim.streams import Stream
from supplychain_sim.units import DAY

_MILLION = 1_000_000


@dataclass(frozen=True)
class Change:
    """A change that became standard practice at the supplier.

    Parameters
    ----------
    operation, practice, before
        What was changed, into what, and what it replaced.
    attempt
        Keys the draws of its trial, with the operation.
    own
        Whether the idea was the supplier's own, and not another site's.
    event
        Its introduction.
    """

    operation: int
    practice: int
    before: int
    attempt: int
    own: bool
    event: EventId


@dataclass
class Loop:
    """A root-cause loop: one missed target, on which both parties work.

    Parameters
    ----------
    attribute
        The one whose target was missed.
    number
        How many loops there were for it before.
    opened
        In minutes.
    event
        The miss.
    tries
        Corrective trials that may still be started.
    running
        Corrective trials, proposals and approvals not yet decided.
    correction
        The introduction that corrected the cause, once there is one.
    """

    attribute: int
    number: int
    opened: int
    event: EventId
    tries: int = 0
    running: int = 0
    correction: EventId | None = None

    def settled(self) -> bool:
        """Return whether trials have nothing more to say: corrected, or all tries failed."""
        return self.correction is not None or (self.tries == 0 and self.running == 0)


@dataclass(frozen=True)
class Job:
    """What a team does next: an idea, and the loop that it is to correct."""

    idea: Idea
    loop: Loop | None


@dataclass
class Relation:
    """One customer, one supplier, one part, under one regime.

    Mutable, and owned by the run: processes ask it for decisions and tell it
    what happened.
    """

    name: str
    terms: Terms
    side: Side
    regime: Regime
    site: str
    book: Cookbook
    outcomes: Outcomes
    draws: Draws
    order: tuple[int, ...]
    design_share: float
    capability: Capability
    response: Response
    targets: Targets
    progress: Progress
    lessons: Lessons
    yearly_units: float
    agreed: EventId
    round_level: Level
    weights: tuple[float, ...] = (1.0, 1.0, 1.0)
    own: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    agenda: deque[Retest] = field(default_factory=deque)
    loops: dict[int, Loop] = field(default_factory=dict)
    loops_opened: list[int] = field(default_factory=lambda: [0, 0, 0])
    last_visit: int = 0
    last_visit_event: EventId | None = None
    audits: list[tuple[float, EventId]] = field(default_factory=list)
    network_saving: float = 0.0
    customer_paid: float = 0.0
    exited: EventId | None = None
    busy: dict[int, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    _attempts: dict[int, int] = field(default_factory=dict)

    def insight(self, now: int) -> float:
        """Return the chance that a search finds a true cause: skill, capability, a fresh visit.

        The two begin together, which counts as a visit on the first day.
        """
        rule = self.terms.root_cause
        days = (now - self.last_visit) / DAY
        return rule.skill * self.capability.at(now) * freshness(days, rule.freshness / DAY)

    def level(self) -> Level:
        """Return the unit cost and the defects per million of the supplier today."""
        return Level(self.outcomes.cost_of(self.book), self.outcomes.defects_of(self.book))

    def asked(self) -> Asked:
        """Return the targets in money, defects per million and share within quote."""
        cost, defects = self.targets.levels
        level = Level(self.outcomes.unit_cost(cost), self.outcomes.defects_per_million(defects))
        return Asked(level, self.targets.delivery)

    def scheduled(self) -> tuple[int, ...]:
        """Return the operations open to trials of the supplier's own accord."""
        opened = open_operations(self.book.landscape, self.order, self.design_share)
        return tuple(i for i in opened if i not in self.lessons.pending)

    def next_job(self, now: int, choice: Stream) -> Job | None:
        """Return what a free team does: correct first, then others' changes, then own ideas.

        Parameters
        ----------
        choice
            Two uniforms for the operation of each idea of one's own.
        """
        if self.regime.trials == "never":
            return None
        open_loops = [loop for loop in self.loops.values() if loop.tries]
        owned = self.book.landscape.owned_by("supplier")
        if open_loops and owned:
            loop = min(open_loops, key=lambda one: (one.opened, one.attribute))
            loop.tries -= 1
            loop.running += 1
            return Job(self._own_idea(owned, loop, now, choice), loop)
        if self.regime.trials != "always":
            return None
        eligible = self.scheduled()
        retest = self._next_retest(frozenset(eligible))
        if retest is not None:
            return Job(retest, None)
        return Job(self._own_idea(eligible, None, now, choice), None) if eligible else None

    def _own_idea(
        self, eligible: tuple[int, ...], loop: Loop | None, now: int, choice: Stream
    ) -> Idea:
        attribute = None if loop is None else loop.attribute
        draws = choice.uniform(), choice.uniform()
        operation = choose(self.book, eligible, attribute, self.insight(now), draws)
        attempt = self._attempts.get(operation, 0)
        self._attempts[operation] = attempt + 1
        cause = loop.event if loop else self.last_visit_event or self.agreed
        purpose: Purpose = "correction" if loop else "own idea"
        return Idea(operation, self.draws.idea(operation, attempt), attempt, purpose, cause)

    def _next_retest(self, eligible: frozenset[int]) -> Idea | None:
        for number, retest in enumerate(self.agenda):
            operation, practice = retest.change[0]
            if operation in eligible and self.book.practices[operation] != practice:
                del self.agenda[number]
                key = OTHERS + operation
                attempt = self._attempts.get(key, 0)
                self._attempts[key] = attempt + 1
                return Idea(operation, practice, OTHERS + attempt, "retest", retest.cause)
        return None

    def effect(self, operation: int, practice: int) -> float:
        """Return the effect of a change now, as attention weighs it; below zero is better."""
        return self.book.effect(((operation, practice),)).weighted(self.weights)

    def in_force(self, change: Change) -> bool:
        """Return whether *change* has not been replaced since."""
        return self.book.practices[change.operation] == change.practice

    def corrected(self, minutes: int, now: int) -> bool:
        """Take note of a corrected cause and return whether it was corrected within the norm."""
        prompt = minutes <= self.terms.root_cause.norm
        gains = self.terms.capability
        self.response.corrected(minutes / DAY)
        self.capability.gain(gains.prompt_correction if prompt else gains.late_correction, now)
        return prompt

    def revise(self, attribute: int, rule: Jointly) -> None:
        """Take a joint target back to what has been reached, as no way to it was found."""
        self.targets.revise(attribute, self.book.level(attribute), rule)

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

    def start_round(self) -> None:
        """Open a new account."""
        self.round_level = self.level()
        self.network_saving = 0.0
        self.customer_paid = 0.0

    def pay(self, what: str, amount: float, now: int, *, customer: bool) -> None:
        """Book what collaboration cost, and whether the customer paid it."""
        self.tally.add(f"paid {what}", now, amount)
        if customer:
            self.customer_paid += amount
