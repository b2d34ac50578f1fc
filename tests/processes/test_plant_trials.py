from __future__ import annotations

import pytest

from processes.stage import (
    MEDIAN,
    ScriptedIdeas,
    ScriptedStream,
    ScriptedTable,
    Stage,
    Timetable,
    better,
)
from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.closures import Closure
from supplychain_sim.model.cookbook import ONE, Cookbook
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.plant import Plant, patch
from supplychain_sim.model.record import EventId, Fact
from supplychain_sim.processes.plant_trials import plant_trials
from supplychain_sim.units import YEAR

SUPPLIER = "relation/housings"


class Watched:
    """The Russian plant, whose own ideas are all worth nothing, and what it tells."""

    def __init__(self, stage: Stage, book: Cookbook | None = None) -> None:
        self.plant: Plant = stage.plants["kazan"]
        self._stage = stage
        self.own, self.retests = ScriptedTable(), ScriptedTable()
        self.plant.draws.noise, self.plant.draws.retest = self.own, self.retests
        self.told: list[tuple[str, tuple[float, float]]] = []
        assert self.plant.interval is not None
        self.interval: int = self.plant.interval
        self.elsewhere = book = book or stage.relation.book
        stage.env.process(
            plant_trials(
                stage.env,
                self.plant,
                stage.scenario.parts["housing"].plant_trials,
                ScriptedStream(MEDIAN),
                lambda origin: book,
                self._told,
                stage.record,
            )
        )

    def _told(self, plant: Plant, origin: str, before: tuple[float, float]) -> None:
        self.told.append((origin, before))

    def hand(self, operation: int, practice: int) -> EventId:
        self.elsewhere.adopt(self.elsewhere.effect(((operation, practice),)))
        event = self._stage.happened("introduced")
        self.plant.agenda.append(Retest(((operation, practice),), operation, SUPPLIER, event))
        return event

    def adopted(self) -> list[tuple[int, tuple[Fact, ...], tuple[EventId, ...]]]:
        history = self._stage.record.history(self.plant.name)
        return [(e.time, e.facts, e.causes) for e in history if e.kind == "adopted"]


def effect_at(book: Cookbook, *change: tuple[int, int]) -> float:
    return book.effect(change).total / ONE


def good_with_its_context_only(plant: Plant, elsewhere: Cookbook, operation: int) -> int:
    """Let *elsewhere* follow practices with which a change is good that is bad alone."""
    dependencies = elsewhere.landscape.dependencies[operation]
    for practice in range(1, 2000):
        if effect_at(plant.book, (operation, practice)) < 0.25:
            continue
        for other in range(1, 50):
            for dependency in dependencies:
                elsewhere.adopt(elsewhere.effect(((dependency, other),)))
            if effect_at(plant.book, *patch(elsewhere, ((operation, practice),))) < -0.25:
                return practice
    raise AssertionError("no change needs its context")


def test_a_site_holds_the_same_trials_a_year_whatever_is_on_its_agenda(stage: Stage) -> None:
    watched = Watched(stage)
    for operation in range(100, 130):
        watched.hand(operation, 7)

    stage.env.run(until=2 * YEAR + 1)

    # Twelve a year, of which those of the first two are retests.
    assert watched.plant.tally.of("trials") == 24
    assert watched.plant.tally.of("retests") == 24


def test_a_site_that_is_shut_holds_no_trial(stage: Stage) -> None:
    watched = Watched(stage)
    shut = Closure(watched.interval + 1, 3 * watched.interval, 9 * watched.interval, "flood")
    watched.plant.gate = Gate("gate/kazan", Timetable(shut))

    stage.env.run(until=5 * watched.interval + 1)

    # The second falls into the flood; the third begins at the minute at which it ends.
    assert watched.plant.tally.of("trials") == 4


def test_a_site_whose_agenda_is_empty_tries_ideas_of_its_own(stage: Stage) -> None:
    watched = Watched(stage)
    watched.plant.draws.ideas = ScriptedIdeas(watched.plant.book.practices[120])

    stage.env.run(until=YEAR + 1)

    # The draw of one half picks operation 120 of 240, every time.
    assert watched.own.asked == [(120, attempt) for attempt in range(12)]
    assert watched.plant.tally.of("retests") == 0
    assert watched.adopted() == []


def test_an_idea_of_its_own_that_holds_becomes_standard(stage: Stage) -> None:
    watched = Watched(stage)
    plant = watched.plant
    operation = weakest(plant)
    practice = better(plant.book, operation)
    cause = stage.happened("doubted")
    plant.draws.ideas = ScriptedIdeas(practice)
    plant.agenda.append(Retest((), operation, SUPPLIER, cause))
    levels = plant.book.level(0), plant.book.level(1)

    stage.env.run(until=watched.interval + 1)

    assert plant.book.practices[operation] == practice
    assert watched.adopted() == [
        (watched.interval, (plant.name, operation, 1, "replace", 1), (cause,))
    ]
    assert watched.told == [(plant.name, levels)]
    assert [(a.operation, a.own) for a in plant.adoptions] == [(operation, True)]
    assert plant.tally.of("adoptions of others' changes") == 0


def weakest(plant: Plant) -> int:
    return plant.book.worst(range(len(plant.attempts)), None, 0.1)[0]


def test_the_oldest_on_the_agenda_comes_first(stage: Stage) -> None:
    watched = Watched(stage)
    plant = watched.plant
    first, second = (plant.book.practices[i] for i in (100, 110))
    watched.hand(100, first + 1)
    watched.hand(110, second + 1)
    plant.draws.retest = retests = ScriptedTable()

    # Each that fails alone is tried again with its context before the next.
    stage.env.run(until=4 * watched.interval + 1)

    order = [operation for operation, _ in retests.asked]
    assert order == sorted(order)
    assert order[0] == 100
    assert 110 in order


def test_a_change_that_holds_alone_is_adopted_alone_and_names_whose_it_was(stage: Stage) -> None:
    watched = Watched(stage)
    plant = watched.plant
    operation = weakest(plant)
    practice = better(plant.book, operation)
    cause = watched.hand(operation, practice)

    stage.env.run(until=watched.interval + 1)

    assert watched.adopted() == [
        (watched.interval, (SUPPLIER, operation, 1, "replace", 1), (cause,))
    ]
    assert [origin for origin, _ in watched.told] == [SUPPLIER]
    assert [(a.operation, a.own) for a in plant.adoptions] == [(operation, False)]
    assert plant.tally.of("adoptions of others' changes") == 1


def test_a_change_that_does_not_hold_alone_is_tried_next_with_what_it_depends_on(
    stage: Stage,
) -> None:
    elsewhere = stage.relation.book
    watched = Watched(stage, elsewhere)
    plant, operation = watched.plant, weakest(stage.plants["kazan"])
    practice = good_with_its_context_only(plant, elsewhere, operation)
    watched.hand(operation, practice)
    watched.hand(120, plant.book.practices[120] + 1)

    stage.env.run(until=2 * watched.interval + 1)

    dependencies = elsewhere.landscape.dependencies[operation]
    assert [(time, facts[:3]) for time, facts, _ in watched.adopted()] == [
        (2 * watched.interval, (SUPPLIER, operation, 1 + len(dependencies)))
    ]
    assert watched.retests.asked == [(operation, 0), (operation, 1)]
    assert all(plant.book.practices[i] == elsewhere.practices[i] for i in dependencies)


def test_where_the_context_is_left_aside_what_does_not_hold_alone_is_not_tried_again(
    stage: Stage,
) -> None:
    part = stage.scenario.parts["housing"]
    rule = part.plant_trials.model_copy(update={"with_context": False})
    alone = {"housing": part.model_copy(update={"plant_trials": rule})}
    stage.scenario = stage.scenario.model_copy(update={"parts": alone})
    watched = Watched(stage)
    watched.hand(100, watched.plant.book.practices[100] + 1)

    stage.env.run(until=2 * watched.interval + 1)

    assert watched.retests.asked == [(100, 0)]
    assert watched.own.asked == [(120, 0)]


def test_what_is_in_force_already_takes_no_trial(stage: Stage) -> None:
    watched = Watched(stage)
    watched.hand(100, watched.plant.book.practices[100])

    stage.env.run(until=watched.interval + 1)

    assert watched.retests.asked == []
    assert watched.own.asked == [(120, 0)]


@pytest.mark.parametrize("years", [1, 3])
def test_a_site_without_trials_tests_nothing(stage: Stage, years: int) -> None:
    stage.plants["kazan"].interval = None
    plant = stage.plants["kazan"]
    stage.env.process(
        plant_trials(
            stage.env,
            plant,
            stage.scenario.parts["housing"].plant_trials,
            ScriptedStream(MEDIAN),
            lambda origin: plant.book,
            lambda plant, origin, before: None,
            stage.record,
        )
    )

    stage.env.run(until=years * YEAR)

    assert plant.tally.of("trials") == 0
