"""One relation with scripted surroundings: the process under test is all that runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from supplychain_sim.engine import Environment
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.change import Job
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import ONE, Cookbook
from supplychain_sim.model.founding import Ground, found_plants, found_relation
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.record import Event, EventId, Fact, Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.targets import Window
from supplychain_sim.model.teaching import Lessons
from supplychain_sim.model.trial import Idea
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Stream, Table

#: The uniform that makes every lognormal time its median and all noise zero.
MEDIAN = 0.5
#: Uniforms that are below, or above, whatever they are compared with.
LOWEST, HIGHEST = 1e-9, 1.0 - 1e-9
_TRIED_PRACTICES = 20_000


class ScriptedStream(Stream):
    """Draws as told; the last one goes on for ever."""

    def __init__(self, *draws: float) -> None:
        super().__init__(0)
        self._draws = list(draws)

    def uniform(self) -> float:
        self._generated += 1
        return self._draws.pop(0) if len(self._draws) > 1 else self._draws[0]

    def uniforms(self, count: int) -> np.ndarray:
        return np.array([self.uniform() for _ in range(count)])


class ScriptedTable(Table):
    """The same uniform everywhere, but for the places told; keeps what was asked for."""

    def __init__(
        self, otherwise: float = MEDIAN, at: dict[tuple[int, int], float] | None = None
    ) -> None:
        super().__init__(0)
        self._otherwise = otherwise
        self._at = at or {}
        self.asked: list[tuple[int, int]] = []

    def uniform(self, row: int, column: int) -> float:
        self.asked.append((row, column))
        return self._at.get((row, column), self._otherwise)


class ScriptedIdeas(Table):
    """The same practice whatever is tried."""

    def __init__(self, practice: int) -> None:
        super().__init__(0)
        self._practice = practice

    def bits(self, row: int, column: int) -> int:
        return self._practice


class Timetable(Calendar):
    """A calendar whose closures are known."""

    def __init__(self, *closures: Closure) -> None:
        super().__init__(())
        self._closures = sorted(closures)
        self._starts = [closure.start for closure in self._closures]
        cleared = [closure.cleared for closure in self._closures]
        self._all_cleared = [max(cleared[: i + 1]) for i in range(len(cleared))]
        self._drawn_to = 1 << 60


@dataclass
class Stage:
    """A relation and the customer's plants before the first day, with nothing started."""

    env: Environment
    scenario: Scenario
    relation: Relation
    plants: dict[str, Plant]
    record: Record
    #: Operations of the supplier's that can well be improved and touch none in common.
    weak: tuple[int, ...]

    @property
    def home(self) -> Plant:
        return self.plants["kassel"]

    def events(self, *kinds: str) -> list[Event]:
        """Return the relation's events of these kinds."""
        return [e for e in self.record.history(self.relation.name) if e.kind in kinds]

    def log(self, *kinds: str) -> list[tuple[int, str, tuple[Fact, ...]]]:
        """Return time, kind and facts of the relation's events of these kinds."""
        return [(event.time, event.kind, event.facts) for event in self.events(*kinds)]

    def set_terms(self, section: str, **values: Any) -> None:
        """Change terms of the relation."""
        terms = self.relation.terms
        part = getattr(terms, section).model_copy(update=values)
        self.relation.terms = terms.model_copy(update={section: part})

    def miss(self, attribute: int = 0) -> Loop:
        """Return a loop that is opened now, as a target review would open it."""
        now = int(self.env.now)
        event = self.record.add(self.relation.name, now, "missed", attribute)
        loop = Loop(attribute, 0, now, event)
        self.relation.loops[attribute] = loop
        return loop

    def happened(self, kind: str = "before") -> EventId:
        """Record something to be named as a cause."""
        return self.record.add(self.relation.name, int(self.env.now), kind)

    def follow(self, operation: int, practice: int) -> None:
        """Let the supplier work by another practice from now on."""
        book = self.relation.book
        book.adopt(book.effect(((operation, practice),)))

    def read(self, level: Level) -> None:
        """Let the customer have read a level, with no luck in it."""
        units = 10**12
        defects = round(level.defects * units / 1e6)
        self.relation.progress.window = Window((level.cost,), units, defects, 100, 10)

    def open_everything(self) -> None:
        """Let the supplier try all operations, with nothing left to be taught."""
        self.relation.lessons = Lessons()
        self.relation.design_share = 1.0


def set_stage(ground: Ground, regime: str = "mutual_learning", **choices: Any) -> Stage:
    """Return a stage under a regime of the flagship, with *choices* made otherwise.

    Times of trials and reviews are their medians and nothing is noisy.
    """
    scenario, streams, record = ground.scenario, ground.streams(), Record()
    chosen = scenario.regimes[regime].model_copy(update=choices)
    plants = found_plants(ground, "housing", "gear-maker", chosen.architecture, streams)
    relation = found_relation(ground, "housings", chosen, plants["kassel"], streams, record)
    draws = relation.draws
    draws.work, draws.loops, draws.noise = ScriptedTable(), ScriptedTable(), ScriptedTable()
    draws.retest, draws.again = ScriptedTable(), ScriptedTable()
    draws.review, draws.approval = ScriptedTable(), ScriptedTable()
    stage = Stage(Environment(), scenario, relation, plants, record, weak_operations(relation.book))
    stage.set_terms("trial", cv=0.0)
    return stage


def weak_operations(book: Cookbook) -> tuple[int, ...]:
    """Return the supplier's operations, worst first, without those that touch an earlier one."""
    landscape = book.landscape
    chosen: list[int] = []
    touched: set[int] = set()
    for operation in book.worst(landscape.owned_by("supplier"), None, 1.0):
        dependents = (other for other, _ in landscape.dependents[operation])
        touches = {operation, *landscape.dependencies[operation], *dependents}
        if touches.isdisjoint(touched):
            chosen.append(operation)
            touched |= touches
    return tuple(chosen)


def practice_with(book: Cookbook, operation: int, suits: Callable[[float], bool]) -> int:
    """Return a practice for *operation* whose effect on *book* today *suits*."""
    return next(
        practice
        for practice in range(1, _TRIED_PRACTICES)
        if suits(book.effect(((operation, practice),)).total / ONE)
    )


def better(book: Cookbook, operation: int) -> int:
    """Return a practice that is an improvement no noise can hide."""
    return practice_with(book, operation, lambda effect: effect < -0.25)


def worse(book: Cookbook, operation: int) -> int:
    """Return a practice that does harm no noise can hide."""
    return practice_with(book, operation, lambda effect: effect > 0.25)


def proposed(stage: Stage, operation: int, practice: int, loop: Loop | None = None) -> Job:
    """Return a job whose trial has led to a proposal."""
    cause = stage.happened("tried")
    return Job(Idea(operation, practice, 0, "own idea", cause), loop)
