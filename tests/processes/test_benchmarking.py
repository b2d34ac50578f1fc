from __future__ import annotations

from processes.stage import Stage, better, set_stage
from supplychain_sim.engine import Bell, Process
from supplychain_sim.model.agenda import Retest
from supplychain_sim.model.benchmark import Exchange
from supplychain_sim.model.change import Change
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.plant import Adoption, Plant
from supplychain_sim.model.record import EventId
from supplychain_sim.processes.benchmarking import benchmarking
from supplychain_sim.units import DAY

INTERVAL = 180 * DAY


def start(stage: Stage) -> list[int]:
    """Start benchmarking; return when the supplier's teams are called."""
    bell, called = Bell(stage.env), list[int]()

    def hear() -> Process:
        while True:
            yield bell.wait()
            called.append(int(stage.env.now))

    plants = list(stage.plants.values())
    stage.env.process(hear())
    exchange = Exchange(stage.relation, stage.home, plants)
    stage.env.process(benchmarking(stage.env, stage.relation, exchange, bell, stage.record))
    return called


def introduce(stage: Stage, operation: int, *, own: bool = True) -> Change:
    """Put an accepted change in force at the supplier."""
    book = stage.relation.book
    practice, before = better(book, operation), book.practices[operation]
    stage.follow(operation, practice)
    change = Change(operation, practice, before, 0, own, stage.happened("introduced"))
    stage.relation.changes.append(change)
    return change


def adopt(stage: Stage, plant: Plant, operation: int, practice: int, *, own: bool) -> EventId:
    plant.book.adopt(plant.book.effect(((operation, practice),)))
    event = stage.record.add(plant.name, int(stage.env.now), "adopted")
    plant.adoptions.append(Adoption(operation, practice, own, event))
    return event


def retest_of(change: Change, origin: str) -> Retest:
    practice = ((change.operation, change.practice),)
    return Retest(practice, change.operation, origin, change.event)


def test_a_change_in_force_is_handed_to_home_with_its_introduction_as_the_cause(
    ground: Ground,
) -> None:
    stage = set_stage(ground, doubt=False)
    change = introduce(stage, stage.weak[0])
    called = start(stage)

    stage.env.run(until=INTERVAL + 1)

    expected = [retest_of(change, stage.relation.name)]
    assert {name: list(plant.agenda) for name, plant in stage.plants.items()} == {
        "kassel": expected,
        "kazan": [],
        "chennai": [],
    }
    (held,) = stage.events("benchmarked")
    assert (held.time, held.facts, held.causes) == (INTERVAL, (1,), (change.event,))
    assert called == [INTERVAL]


def test_where_home_has_no_trials_the_third_sites_are_handed_changes_at_once(
    ground: Ground,
) -> None:
    stage = set_stage(ground, doubt=False)
    stage.home.interval = None
    change = introduce(stage, stage.weak[0])
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    expected = [retest_of(change, stage.relation.name)]
    assert {name: list(plant.agenda) for name, plant in stage.plants.items()} == {
        "kassel": [],
        "kazan": expected,
        "chennai": expected,
    }


def test_a_change_that_is_no_longer_in_force_is_not_handed_on(ground: Ground) -> None:
    stage = set_stage(ground)
    change = introduce(stage, stage.weak[0])
    stage.follow(change.operation, change.before)
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    assert [list(plant.agenda) for plant in stage.plants.values()] == [[], [], []]


def test_what_the_supplier_took_from_others_is_not_handed_back_to_them(stage: Stage) -> None:
    introduce(stage, stage.weak[0], own=False)
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    assert [list(plant.agenda) for plant in stage.plants.values()] == [[], [], []]


def test_each_change_is_handed_on_once(ground: Ground) -> None:
    stage = set_stage(ground, doubt=False)
    first = introduce(stage, stage.weak[0])
    start(stage)
    stage.env.run(until=INTERVAL + 1)
    second = introduce(stage, stage.weak[1])

    stage.env.run(until=5 * INTERVAL)

    name = stage.relation.name
    assert list(stage.home.agenda) == [retest_of(first, name), retest_of(second, name)]
    assert [facts for _, _, facts in stage.log("benchmarked")] == [(1,), (1,), (0,), (0,)]


def test_what_a_third_site_found_itself_goes_to_home_and_to_the_supplier(
    ground: Ground,
) -> None:
    stage = set_stage(ground)
    kazan = stage.plants["kazan"]
    event = adopt(stage, kazan, stage.weak[0], 7, own=True)
    start(stage)

    stage.env.run(until=3 * INTERVAL)

    expected = [Retest(((stage.weak[0], 7),), stage.weak[0], "site/kazan", event)]
    assert list(stage.relation.agenda) == expected
    assert list(stage.home.agenda) == expected
    assert list(stage.plants["chennai"].agenda) == []
    assert list(kazan.agenda) == []


def test_what_home_found_itself_goes_to_the_third_sites_and_to_the_supplier(
    ground: Ground,
) -> None:
    stage = set_stage(ground)
    event = adopt(stage, stage.home, stage.weak[0], 7, own=True)
    start(stage)

    stage.env.run(until=3 * INTERVAL)

    expected = [Retest(((stage.weak[0], 7),), stage.weak[0], "site/kassel", event)]
    assert list(stage.relation.agenda) == expected
    assert [list(stage.plants[site].agenda) for site in ("kazan", "chennai")] == [expected] * 2
    assert list(stage.home.agenda) == []


def test_what_a_plant_took_from_others_or_has_replaced_since_goes_nowhere(
    ground: Ground,
) -> None:
    stage = set_stage(ground)
    adopt(stage, stage.home, stage.weak[0], 7, own=False)
    adopt(stage, stage.home, stage.weak[1], 7, own=True)
    adopt(stage, stage.home, stage.weak[1], 8, own=False)
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    assert list(stage.relation.agenda) == []
    assert [list(plant.agenda) for plant in stage.plants.values()] == [[], [], []]


def test_what_a_plant_has_given_up_leaves_the_suppliers_agenda(ground: Ground) -> None:
    stage = set_stage(ground)
    adopt(stage, stage.home, stage.weak[0], 7, own=True)
    kept = adopt(stage, stage.home, stage.weak[1], 7, own=True)
    start(stage)
    stage.env.run(until=INTERVAL + 1)
    before = [retest.operation for retest in stage.relation.agenda]
    adopt(stage, stage.home, stage.weak[0], 8, own=False)

    stage.env.run(until=2 * INTERVAL + 1)

    assert before == [stage.weak[0], stage.weak[1]]
    assert [retest.cause for retest in stage.relation.agenda] == [kept]


def test_doubt_puts_homes_own_operation_on_its_agenda_and_nothing_elsewhere(
    ground: Ground,
) -> None:
    stage = set_stage(ground, benchmarking=False)
    change = introduce(stage, stage.weak[0])
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    doubt = Retest((), change.operation, stage.relation.name, change.event)
    assert list(stage.home.agenda) == [doubt]
    assert list(stage.plants["kazan"].agenda) == []
    assert list(stage.relation.agenda) == []


def test_where_home_doubts_it_looks_for_an_idea_of_its_own_before_it_tests_the_suppliers(
    stage: Stage,
) -> None:
    change = introduce(stage, stage.weak[0])
    start(stage)

    stage.env.run(until=INTERVAL + 1)

    name = stage.relation.name
    doubt = Retest((), change.operation, name, change.event)
    assert list(stage.home.agenda) == [doubt, retest_of(change, name)]
