"""Others' changes are tested at home, and after that at the third sites."""

from __future__ import annotations

import pytest

from processes.stage import (
    MEDIAN,
    ScriptedStream,
    ScriptedTable,
    Stage,
    better,
    weak_operations,
    worse,
)
from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.function import LEFT_OUT
from supplychain_sim.model.plant import Plant, patch
from supplychain_sim.model.record import Event, EventId
from supplychain_sim.processes.plant_trials import plant_trials

SUPPLIER = "relation/housings"


def book_of(stage: Stage, origin: str) -> Cookbook:
    if origin == SUPPLIER:
        return stage.relation.book
    return next(plant.book for plant in stage.plants.values() if plant.name == origin)


def start(stage: Stage, *sites: str) -> None:
    """Let *sites* hold their trials, with no luck in them."""
    for site in sites:
        plant = stage.plants[site]
        plant.draws.noise, plant.draws.retest = ScriptedTable(), ScriptedTable()
        stage.env.process(
            plant_trials(
                stage.env,
                plant,
                stage.scenario.parts["housing"].plant_trials,
                ScriptedStream(MEDIAN),
                lambda origin: book_of(stage, origin),
                lambda plant, origin, before: None,
                stage.record,
            )
        )


def hand_home(stage: Stage, operation: int, practice: int) -> EventId:
    """Put a change that is in force at the supplier on home's agenda."""
    stage.follow(operation, practice)
    event = stage.happened("introduced")
    stage.home.receive(Retest(((operation, practice),), operation, SUPPLIER, event))
    return event


def verdicts(stage: Stage, plant: Plant) -> list[Event]:
    history = stage.record.history(plant.name)
    return [event for event in history if event.kind in ("adopted", "refused")]


def trials(plant: Plant, number: int) -> int:
    assert plant.interval is not None
    return number * plant.interval + 1


def test_what_holds_at_home_is_tested_at_the_third_sites_because_of_it(stage: Stage) -> None:
    home, operation = stage.home, stage.weak[0]
    introduced = hand_home(stage, operation, better(home.book, operation))
    start(stage, "kassel")
    before = [list(stage.plants[site].agenda) for site in ("kazan", "chennai")]

    stage.env.run(until=trials(home, 1))

    (adopted,) = verdicts(stage, home)
    assert (adopted.kind, adopted.causes) == ("adopted", (introduced,))
    assert before == [[], []]
    for site in ("kazan", "chennai"):
        (waiting,) = stage.plants[site].agenda
        assert (waiting.operation, waiting.origin, waiting.with_context) == (
            operation,
            SUPPLIER,
            False,
        )
        assert stage.record.event(waiting.cause) is adopted


def test_what_does_not_hold_at_home_alone_or_with_its_context_is_tested_elsewhere_all_the_same(
    stage: Stage,
) -> None:
    home, operation = stage.home, stage.weak[0]
    # Nor would anybody take over its context for its own sake.
    other = stage.relation.book.landscape.dependencies[operation][0]
    for dependency in stage.relation.book.landscape.dependencies[operation]:
        stage.follow(dependency, home.book.practices[dependency])
    stage.follow(other, worse(home.book, other))
    hand_home(stage, operation, worse(home.book, operation))
    start(stage, "kassel")

    stage.env.run(until=trials(home, 1))
    waiting = list(stage.plants["kazan"].agenda)
    stage.env.run(until=trials(home, 2))

    alone, with_context = verdicts(stage, home)[:2]
    assert waiting == []
    assert (alone.kind, with_context.kind) == ("refused", "refused")
    assert stage.record.event(with_context.causes[0]) is alone
    assert [stage.record.event(r.cause) for r in stage.plants["kazan"].agenda] == [with_context]
    assert home.tally.of("transfers tested") == 1
    assert home.tally.of("retests") == 2


def test_what_would_go_over_with_nothing_but_itself_is_tested_once(stage: Stage) -> None:
    home, operation = stage.home, stage.weak[0]
    for other in stage.relation.book.landscape.dependencies[operation]:
        stage.follow(other, home.book.practices[other])
    hand_home(stage, operation, worse(home.book, operation))
    start(stage, "kassel")

    stage.env.run(until=trials(home, 2))

    refused = verdicts(stage, home)[0]
    assert home.tally.of("retests") == 1
    assert [stage.record.event(r.cause) for r in stage.plants["kazan"].agenda] == [refused]


def test_what_is_left_out_takes_no_context_with_it(stage: Stage) -> None:
    book, (first, second) = stage.relation.book, stage.weak[:2]
    context = {other: book.practices[other] for other in book.landscape.dependencies[second]}

    assert patch(book, ((first, LEFT_OUT),)) == ((first, LEFT_OUT),)
    assert patch(book, ((first, LEFT_OUT), (second, 7))) == (
        (first, LEFT_OUT),
        (second, 7),
        *context.items(),
    )


def test_what_home_follows_already_is_handed_on_without_a_trial(stage: Stage) -> None:
    operation = stage.weak[0]
    introduced = hand_home(stage, operation, stage.home.book.practices[operation])
    start(stage, "kassel")

    stage.env.run(until=trials(stage.home, 1))

    assert stage.home.tally.of("retests") == 0
    assert [retest.cause for retest in stage.plants["chennai"].agenda] == [introduced]


def test_what_the_supplier_has_given_up_meanwhile_goes_nowhere(stage: Stage) -> None:
    operation = stage.weak[0]
    before = stage.relation.book.practices[operation]
    hand_home(stage, operation, better(stage.home.book, operation))
    stage.follow(operation, before)
    start(stage, "kassel")

    stage.env.run(until=trials(stage.home, 3))

    assert [list(stage.plants[site].agenda) for site in ("kazan", "chennai")] == [[], []]


def test_what_a_third_site_found_is_not_handed_back_to_it(stage: Stage) -> None:
    kazan, operation = stage.plants["kazan"], stage.weak[0]
    practice = better(stage.home.book, operation)
    kazan.book.adopt(kazan.book.effect(((operation, practice),)))
    event = stage.record.add(kazan.name, 0, "adopted")
    stage.home.receive(Retest(((operation, practice),), operation, kazan.name, event))
    start(stage, "kassel")

    stage.env.run(until=trials(stage.home, 1))

    assert list(kazan.agenda) == []
    assert [retest.origin for retest in stage.plants["chennai"].agenda] == [kazan.name]


def test_changes_wait_while_homes_trials_go_into_others(stage: Stage) -> None:
    home = stage.home
    for operation in weak_operations(home.book)[:3]:
        hand_home(stage, operation, better(home.book, operation))
    start(stage, "kassel")
    waiting = []
    for number in (1, 2, 3):
        stage.env.run(until=trials(home, number))
        waiting.append(len(stage.plants["kazan"].agenda))

    assert waiting == [1, 2, 3]


@pytest.mark.parametrize("site", ["kazan", "chennai"])
def test_a_third_site_tests_in_its_own_trials_and_hands_nothing_on(stage: Stage, site: str) -> None:
    plant, operation = stage.plants[site], stage.weak[0]
    practice = better(plant.book, operation)
    stage.follow(operation, practice)
    change = ((operation, practice),)
    plant.receive(Retest(change, operation, SUPPLIER, stage.happened("introduced")))
    start(stage, site)

    stage.env.run(until=trials(plant, 1))

    assert plant.book.practices[operation] == practice
    assert plant.tally.of("transfers tested") == 1
    assert [list(other.agenda) for other in stage.plants.values()] == [[], [], []]
