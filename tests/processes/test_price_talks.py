from __future__ import annotations

from dataclasses import replace

from processes.stage import Stage, better
from supplychain_sim.model.relation import Change
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
        (YEAR, "price conceded", (10_000,)),
        (2 * YEAR, "price asked", (asked,)),
        (2 * YEAR, "price conceded", (most,)),
        (3 * YEAR, "price asked", (asked,)),
        (3 * YEAR, "price conceded", (0,)),
    ]
    assert stage.relation.tally.of("price talks") == 3
    assert round(stage.relation.tally.of("price conceded"), 9) == 0.029


def test_a_talk_moves_no_target(stage: Stage) -> None:
    before = list(stage.relation.targets.levels)
    start(stage)
    read(stage, 0.9 * stage.relation.level().cost)

    stage.env.run(until=3 * YEAR)

    assert stage.relation.targets.levels == before


def test_what_made_the_cost_fall_since_the_last_talk_is_among_the_causes(stage: Stage) -> None:
    start(stage)
    kept, dropped = introduce(stage, stage.weak[0]), introduce(stage, stage.weak[1])
    stage.follow(dropped.operation, dropped.before)

    stage.env.run(until=2 * YEAR + 1)

    first, second = stage.events("price conceded")
    demands = stage.events("price asked")
    assert [stage.record.event(cause) for cause in first.causes] == [
        demands[0],
        stage.record.event(kept.event),
    ]
    assert [stage.record.event(cause) for cause in second.causes] == [demands[1]]
