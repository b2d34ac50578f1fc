"""What an auditor can see of a relation: plain figures, taken from its state on the day."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from supplychain_sim.model.change import Change
from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import ATTRIBUTES, DEFECTS, ONE, RANDOM_LEVEL, TIME
from supplychain_sim.model.corrective import AuditFile
from supplychain_sim.model.insight import SKILLS
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.remedies import areas, is_documented

_MILLION: Final = 1e6


@dataclass(frozen=True)
class StepView:
    """One step of the process: an area whose operations are the supplier's.

    A figure is None where there is nothing to judge.

    Parameters
    ----------
    by_the_book
        Share of its operations that follow the book taught, or an agreed change.
    documented
        Share of the changes in force in it that are documented.
    input_by_the_book
        As *by_the_book*, of the operations that its own depend on, here or elsewhere.
    input_defects
        Mean contribution to defects of those, over the target's level.
    defects
        The same of its own operations.
    time_gap
        Mean contribution of its operations to time, over that of practices picked at random.
    """

    by_the_book: float | None
    documented: float | None
    input_by_the_book: float | None
    input_defects: float | None
    defects: float
    time_gap: float


@dataclass(frozen=True)
class AuditView:
    """All that the questions of an audit are answered from; None where nothing is to be judged.

    "Since the last audit" is since the start for the first.

    Parameters
    ----------
    steps
        The steps of the process, in the order of the part's operations.
    waiting_for_engineers
        Matters that wait for one of the supplier's quality engineers, for each engineer.
    open_matters
        Open root-cause loops and corrective actions, for each engineer.
    actions_in_time
        Share of the corrective actions due since the last audit that were closed in time.
    actions_overdue
        Corrective actions that are open after they were due.
    cost_over_target
        Unit cost over its target.
    freshness
        What is left of the last visit's insight, in (0, 1].
    drawings
        Share of the customer's own operations that follow its book of today, or an agreed change.
    capability
        The supplier's, in [0, 1].
    capability_for_design
        Capability over the design share; None without one that may be used.
    by_the_book, documented
        As of a step, over all of the supplier's operations.
    time_over_quote
        Mean process time of an order line over the time quoted.
    process_defects_over_target
        Defects per million of today's process over their target.
    changes_forgotten
        Changes lost since the last audit with people who left.
    targets_met
        Share of the targets held against progress since the last audit that were met.
    corrected_in_norm, corrected
        Shares of the loops ended since the last audit: corrected within the norm, corrected at all.
    recurrences
        Loops ended since the last audit whose cause an earlier one had left, or was back.
    delivered_defects_over_target
        Defects found on arrival since the last audit over those that the target allows.
    within_quote_over_target
        Share of order lines within quote since the last audit over its target.
    oldest_loop_over_norm
        Age of the oldest open loop over the norm, 0 if none is open.
    fill_rate
        Share of the demand since the last audit that the customer's stock could serve.
    """

    steps: tuple[StepView, ...]
    waiting_for_engineers: float
    open_matters: float
    actions_in_time: float | None
    actions_overdue: int
    cost_over_target: float
    freshness: float
    drawings: float | None
    capability: float
    capability_for_design: float | None
    by_the_book: float | None
    documented: float | None
    time_over_quote: float
    process_defects_over_target: float
    changes_forgotten: int
    targets_met: float | None
    corrected_in_norm: float | None
    corrected: float | None
    recurrences: int
    delivered_defects_over_target: float | None
    within_quote_over_target: float | None
    oldest_loop_over_norm: float
    fill_rate: float | None


@dataclass(frozen=True)
class Surroundings:
    """What an auditor sees that the relation does not hold itself.

    Parameters
    ----------
    home_book
        The customer's practices of today.
    engineers, waiting
        The supplier's quality engineers, and the matters that wait for one.
    """

    home_book: Sequence[int]
    engineers: int
    waiting: int


def look(relation: Relation, around: Surroundings, now: int) -> AuditView:
    """Return what an auditor sees of *relation* at *now*; looking changes nothing."""
    file, terms = relation.audit_file, relation.terms
    landscape = relation.book.landscape
    owned = landscape.owned_by("supplier")
    asked, level = relation.asked(), relation.level()
    capability = relation.capability.at(now)
    ages = [now - loop.opened for loop in relation.loops.values()]
    process_time = relation.outcomes.process_minutes(relation.book.level(TIME))
    in_force = [change for change in relation.changes if relation.in_force(change)]
    agreed = _agreed(relation, around)
    return AuditView(
        steps=tuple(_step(relation, agreed, in_force, members) for members in areas(relation)),
        waiting_for_engineers=around.waiting / around.engineers,
        open_matters=(len(ages) + len(file.open)) / around.engineers,
        actions_in_time=file.in_time_since_last_audit(now),
        actions_overdue=len(file.overdue(now)),
        cost_over_target=_over(level.cost, asked.level.cost),
        freshness=max(relation.insight.fresh(skill, now) for skill in SKILLS),
        drawings=agreed.share(landscape.owned_by("customer")),
        capability=capability,
        capability_for_design=_capability_for_design(relation, capability),
        by_the_book=agreed.share(owned),
        documented=_documented(relation, in_force, owned),
        time_over_quote=process_time / terms.quoted,
        process_defects_over_target=_over(level.defects, asked.level.defects),
        changes_forgotten=_count(relation, "changes forgotten"),
        targets_met=_targets_met(relation),
        corrected_in_norm=_share(relation, "root causes corrected in norm", "root causes"),
        corrected=_share(relation, "root causes corrected", "root causes"),
        recurrences=_count(relation, "root causes recurrent"),
        delivered_defects_over_target=_delivered_defects(file, relation, asked.level),
        within_quote_over_target=_within_quote(file, relation, asked.delivery),
        oldest_loop_over_norm=max(ages, default=0) / terms.root_cause.norm,
        fill_rate=_share(relation, "units from stock", "units demanded"),
    )


def totals(relation: Relation) -> dict[str, float]:
    """Return the running totals from which the next audit counts."""
    progress = relation.progress
    names = ("units from stock", "units demanded", "root causes", "root causes corrected")
    counts = ("changes forgotten", "root causes recurrent")
    tallied = (*names, *counts, "root causes corrected in norm", "target reviews", *_misses())
    return {
        **{name: relation.tally.of(name) for name in tallied},
        **{name: float(getattr(progress, name)) for name in ("units", "defects", "lines", "late")},
    }


def _step(
    relation: Relation,
    agreed: _Agreed,
    in_force: Sequence[Change],
    members: tuple[int, ...],
) -> StepView:
    dependencies = relation.book.landscape.dependencies
    inputs = sorted({other for i in members for other in dependencies[i]})
    target = relation.targets.levels[DEFECTS]
    return StepView(
        by_the_book=agreed.share(members),
        documented=_documented(relation, in_force, members),
        input_by_the_book=agreed.share(inputs),
        input_defects=_over(_mean(relation, inputs, DEFECTS), target) if inputs else None,
        defects=_over(_mean(relation, members, DEFECTS), target),
        time_gap=_mean(relation, members, TIME) / RANDOM_LEVEL,
    )


def _mean(relation: Relation, operations: Sequence[int], attribute: int) -> float:
    contributions = relation.book.contributions
    return sum([contributions[i][attribute] for i in operations]) / ONE / len(operations)


class _Agreed(NamedTuple):
    """Operations that a book says how to do, and those of them that are done so, or as agreed.

    The supplier's as taught, the customer's as drawn: an operation that nobody teaches cannot
    depart from a book.
    """

    judged: frozenset[int]
    kept: frozenset[int]

    def share(self, operations: Iterable[int]) -> float | None:
        """Return the share of *operations* that are done as agreed; None if none is judged."""
        judged = self.judged.intersection(operations)
        return len(judged & self.kept) / len(judged) if judged else None


def _agreed(relation: Relation, around: Surroundings) -> _Agreed:
    landscape, own = relation.book.landscape, relation.own
    practices, drawn = relation.book.practices, around.home_book
    taught, only = relation.lessons.book, relation.lessons.only
    customers = landscape.owned_by("customer")
    suppliers = landscape.owned_by("supplier") if taught else ()
    if only is not None:
        suppliers = tuple(i for i in suppliers if i in only)
    kept = [i for i in customers if i in own or practices[i] == drawn[i]]
    kept += [i for i in suppliers if i in own or practices[i] == taught[i]]
    return _Agreed(frozenset((*customers, *suppliers)), frozenset(kept))


def _documented(
    relation: Relation, in_force: Sequence[Change], operations: Iterable[int]
) -> float | None:
    wanted = frozenset(operations)
    changes = [
        change
        for change in in_force
        if change.operation in wanted
        or (change.others and any(i in wanted for i, _, _ in change.others))
    ]
    if not changes:
        return None
    return sum(is_documented(relation, change) for change in changes) / len(changes)


def _misses() -> tuple[str, ...]:
    return tuple(f"missed {attribute}" for attribute in ATTRIBUTES)


def _capability_for_design(relation: Relation, capability: float) -> float | None:
    """Return capability over the design share; a share that may not be used asks for none."""
    if relation.regime.trials != "always" or relation.design_share <= 0.0:
        return None
    return capability / relation.design_share


def _targets_met(relation: Relation) -> float | None:
    file, tally = relation.audit_file, relation.tally
    reviews = file.since("target reviews", tally.of("target reviews"))
    if not reviews:
        return None
    missed = math.fsum(file.since(name, tally.of(name)) for name in _misses())
    return 1.0 - missed / (len(ATTRIBUTES) * reviews)


def _share(relation: Relation, over: str, under: str) -> float | None:
    file, tally = relation.audit_file, relation.tally
    below = file.since(under, tally.of(under))
    return file.since(over, tally.of(over)) / below if below else None


def _count(relation: Relation, name: str) -> int:
    return round(relation.audit_file.since(name, relation.tally.of(name)))


def _delivered_defects(file: AuditFile, relation: Relation, asked: Level) -> float | None:
    units = file.since("units", relation.progress.units)
    if not units:
        return None
    found = file.since("defects", relation.progress.defects)
    return _over(found, units * asked.defects / _MILLION)


def _within_quote(file: AuditFile, relation: Relation, asked: float) -> float | None:
    lines = file.since("lines", relation.progress.lines)
    if not lines:
        return None
    return _over(1.0 - file.since("late", relation.progress.late) / lines, asked)


def _over(found: float, target: float) -> float:
    """Return *found* over *target*; a target of nothing is met by nothing only."""
    if target > 0.0:
        return found / target
    return math.inf if found > 0.0 else 0.0
