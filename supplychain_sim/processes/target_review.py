"""Target reviews: both parties hold progress against the targets, every month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from supplychain_sim.distributions import standard_normal
from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.cookbook import ATTRIBUTES
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.recurrence import recurring
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.targets import (
    Asked,
    Window,
    attention,
    excess,
    misses,
    pooled_misses,
)
from supplychain_sim.scenario.governance import Reviewed, Targets
from supplychain_sim.streams import Stream

_THOUSAND: Final = 1000


def target_review(
    env: Environment,
    relation: Relation,
    rule: Targets,
    readings: tuple[Stream, Stream],
    open_loop: Callable[[Loop], None],
    record: Record,
) -> Process:
    """Read cost, quality and delivery; open a root-cause loop for what is missed.

    One loop at a time works on each target. What is missed also draws attention:
    it weighs more in all trials until the next review.  A miss that the supplier's
    own reading does not show is disputed, and nothing follows from it unless a joint
    measurement confirms it.

    Parameters
    ----------
    readings
        One uniform for each reading of the unit cost, by the customer and the supplier.
    open_loop
        Starts a loop.
    """
    reviewed = rule.reviewed
    review = _Review(env, relation, reviewed, open_loop, record)
    noises = reviewed.cost_noise, reviewed.suppliers_cost_noise
    for day in every(env, reviewed.every, Phase.PROGRESS, f"{relation.name}/progress"):
        factors = [
            1.0 + noise * standard_normal(reading.uniform())
            for noise, reading in zip(noises, readings, strict=True)
        ]
        yield day
        now, cost = int(env.now), relation.level().cost
        customers = relation.progress.review(now, cost * factors[0])
        suppliers = relation.own_count.review(cost * factors[1], customers)
        if now < relation.began + reviewed.after:
            continue
        relation.tally.add("target reviews", now)
        both = _Seen(customers, suppliers, relation.asked(), relation.agreed)
        missed = review.held(both)
        relation.weights = attention(missed, rule.attention.per_excess, rule.attention.cost_counts)


@dataclass(frozen=True)
class _Seen:
    """What the two have seen, and what was asked for then, by which agreement."""

    customers: Window
    suppliers: Window
    asked: Asked
    agreed: EventId


@dataclass
class _Review:
    """Follows up what the two have seen.

    Parameters
    ----------
    measuring
        Targets whose last miss is being measured jointly.
    """

    env: Environment
    relation: Relation
    rule: Reviewed
    open_loop: Callable[[Loop], None]
    record: Record
    measuring: set[int] = field(default_factory=set)

    def held(self, seen: _Seen) -> tuple[float, ...]:
        """Follow up each miss, and return the misses that are not in dispute."""
        rule, relation, now = self.rule, self.relation, int(self.env.now)
        missed = misses(seen.customers, seen.asked, rule.miss_when, rule.cost_noise)
        own = missed
        if rule.disputes:
            own = misses(seen.suppliers, seen.asked, rule.miss_when, rule.suppliers_cost_noise)
        for attribute, by in enumerate(missed):
            if by <= 0.0:
                continue
            relation.tally.add(f"missed {ATTRIBUTES[attribute]}", now)
            if attribute in relation.loops:
                continue
            if own[attribute] > 0.0:
                self.missed(attribute, by, (relation.agreed, *self._counted(attribute)))
            elif attribute not in self.measuring:
                self._disputed(attribute, seen)
        return tuple(
            by if own[attribute] > 0.0 or attribute in relation.loops else 0.0
            for attribute, by in enumerate(missed)
        )

    def missed(self, attribute: int, by: float, causes: Sequence[EventId]) -> None:
        """Record a miss, with what has come back in it, and open a root-cause loop for it."""
        relation, now = self.relation, int(self.env.now)
        before = recurring(relation, attribute, now)
        event = self.record.add(
            relation.name,
            now,
            "missed",
            ATTRIBUTES[attribute],
            round(_THOUSAND * by),
            causes=(*causes, *(() if before is None else (before.event,))),
        )
        if before is not None and before.scored is not None:
            # The correction that had counted for the supplier counts no more.
            relation.behind.answered.append(event)
        number = relation.loops_opened[attribute]
        loop = Loop(attribute, number, now, event, recurs=before is not None)
        relation.loops_opened[attribute] += 1
        relation.loops[attribute] = loop
        self.open_loop(loop)

    def _counted(self, attribute: int) -> tuple[EventId, ...]:
        """Return what is behind what was read: what made it worse, and what was counted of it."""
        since = int(self.env.now) - self.rule.over
        relation = self.relation
        return relation.behind.worse(attribute, since) + relation.progress.behind(attribute)

    def _disputed(self, attribute: int, seen: _Seen) -> None:
        relation, now = self.relation, int(self.env.now)
        relation.tally.add("misses disputed", now)
        readings = [
            round(_THOUSAND * excess(window, seen.asked)[attribute])
            for window in (seen.customers, seen.suppliers)
        ]
        event = self.record.add(
            relation.name,
            now,
            "disputed",
            ATTRIBUTES[attribute],
            *readings,
            causes=(seen.agreed, *self._counted(attribute)),
        )
        self.measuring.add(attribute)
        self.env.process(self._joint_measurement(attribute, seen, event))

    def _joint_measurement(self, attribute: int, seen: _Seen, disputed: EventId) -> Process:
        """Put what both have seen together; what then still is a miss opens the loop."""
        rule, relation = self.rule, self.relation
        supplier = relation.supplier
        entity = f"{relation.name}/joint measurement/{attribute}"
        yield self.env.after(rule.joint_measurement.lasts, Phase.PROGRESS, entity)
        now = int(self.env.now)
        self.measuring.discard(attribute)
        if relation.supplier != supplier:
            return
        relation.pay("joint measurements", rule.joint_measurement.costs, now, customer=True)
        pooled = pooled_misses(
            (seen.customers, rule.cost_noise),
            (seen.suppliers, rule.suppliers_cost_noise),
            seen.asked,
            rule.miss_when,
        )
        by = pooled[attribute]
        found = self.record.add(
            relation.name,
            now,
            "measured jointly",
            ATTRIBUTES[attribute],
            round(_THOUSAND * by),
            causes=(disputed,),
        )
        if by > 0.0 and attribute not in relation.loops:
            self.missed(attribute, by, (seen.agreed, found))
