from __future__ import annotations

from dataclasses import replace

from processes.stage import Stage, better
from supplychain_sim.model.change import Change
from supplychain_sim.model.record import EventId
from supplychain_sim.processes.price_talks import price_talks
from supplychain_sim.units import YEAR


def start(stage: Stage) -> None:
    process = price_talks(stage.env, stage.relation, stage.scenario.targets, stage.record)
    stage.env.process(process)


def read(stage: Stage, unit_cost: float) -> None:
    """Let the supplier read so much at its reviews."""
    own = stage.relation.own_count
    own.window = replace(own.window, readings=(unit_cost, unit_cost))


def introduce(stage: Stage, operation: int) -> Change:
    practice, before = (
        better(stage.relation.book, operation),
        stage.relation.book.practices[operation],
    )
    stage.follow(operation, practice)
    change = Change(operation, practice, before, 0, True, stage.happened("introduced"))
    stage.relation.changes.append(change)
    stage.relation.behind.moved(change.event, int(stage.env.now), (-1, 0, 0))
    return change


def test_every_year_the_customer_asks_and_the_supplier_concedes_what_its_cost_has_fallen(
    stage: Stage,
) -> None:
    quoted = stage.relation.level().cost
    start(stage)

    for year, share in ((1, 0.01), (2, 0.05), (3, 0.05)):
        read(stage, quoted * (1 - share))
        stage.env.run(until=year * YEAR + 1)

    asked, most = 46_000, 19_000
    assert stage.log("price asked", "price conceded") == [
        (YEAR, "price asked", (asked,)),
        (YEAR, "price conceded", (10_000, "fall")),
        (2 * YEAR, "price asked", (asked,)),
        (2 * YEAR, "price conceded", (most, "most")),
        (3 * YEAR, "price asked", (asked,)),
        (3 * YEAR, "price conceded", (0, "no fall")),
    ]
    assert stage.relation.tally.of("price talks") == 3
    assert round(stage.relation.tally.of("price conceded"), 9) == 0.029


def test_a_talk_moves_no_target(stage: Stage) -> None:
    before = list(stage.relation.targets.levels)
    start(stage)
    read(stage, 0.9 * stage.relation.level().cost)

    stage.env.run(until=3 * YEAR)

    assert stage.relation.targets.levels == before


def test_what_made_it_cheaper_since_the_last_talk_is_among_the_causes(
    stage: Stage,
) -> None:
    start(stage)
    kept, dropped = introduce(stage, stage.weak[0]), introduce(stage, stage.weak[1])
    stage.follow(dropped.operation, dropped.before)
    taught, in_vain, dearer = (taught_some(stage, cost) for cost in (-1, 0, 1))
    quoted = stage.relation.price.known
    talked = []

    for year, share in ((1, 0.02), (2, 0.04), (3, 0.04)):
        read(stage, quoted * (1 - share))
        stage.env.run(until=year * YEAR + 1)
        demand, conceded = stage.events("price asked", "price conceded")[-2:]
        assert stage.record.event(conceded.causes[0]) is demand
        talked.append(conceded.causes[1:])
        introduce(stage, stage.weak[2 + year])

    later = stage.relation.changes[2].event
    assert talked == [(kept.event, taught), (later,), ()]
    assert not {in_vain, dearer} & set(talked[0])


def taught_some(stage: Stage, cost: int) -> EventId:
    """Teach what moves the supplier's cost by so much, and its defects the other way."""
    now = int(stage.env.now)
    taught = stage.record.add(stage.relation.name, now, "taught", 1, 3)
    stage.relation.behind.went(taught, now, (9, 9, 9), (9 + cost, 9 - cost, 9))
    return taught
