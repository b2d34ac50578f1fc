"""Plant trials: the customer's own sites learn, each with so many trials a year."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model import chronicle
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.plant import Plant, Test, next_test, tested
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.scenario.products import PlantTrials
from supplychain_sim.streams import Stream


def plant_trials(
    env: Environment,
    plant: Plant,
    rule: PlantTrials,
    choice: Stream,
    book_of: Callable[[str], Cookbook],
    adopted: Callable[[Plant, str, tuple[float, float]], None],
    record: Record,
) -> Process:
    """Use each trial for the oldest thing on the agenda, else for an idea of one's own.

    Parameters
    ----------
    rule
        How trials are observed and judged.
    choice
        One uniform for each trial: which operation.
    book_of
        The book of the site that a change comes from.
    adopted
        Told of each adoption: where, whose change, and the levels of cost and
        defects before.
    """
    if plant.interval is None:
        return
    for slot in every(env, plant.interval, Phase.WORK, plant.name):
        draw = choice.uniform()
        yield slot
        now = int(env.now)
        test = next_test(plant, draw, book_of)
        if test is None:
            continue
        kind = "own" if test.origin == plant.name else test.origin.partition("/")[0]
        plant.tally.add("trials", now)
        plant.tally.add(f"trials of {kind}", now)
        plant.tally.add("retests", now, test.origin != plant.name)
        found = tested(plant, test, rule)
        if test.retest is not None:
            plant.tally.add("transfers tested", now, not test.retest.with_context)
        if found is None:
            if test.retest is not None:
                refused = _refused(plant, test, now, record)
                plant.refuse(test.retest, refused, once_more=rule.with_context)
            continue
        effect, estimate = found
        before, gap = plant.book.asked_levels(), plant.book.gap
        event = record.add(
            plant.name,
            now,
            "adopted",
            test.origin,
            test.operation,
            len(test.change),
            test.kind,
            *plant.standards.revise(operation for operation, _ in test.change),
            causes=(test.cause,) if test.cause else (),
        )
        _write(plant, test, estimate, rule, event, now, record)
        plant.adopt(test, effect, event)
        plant.tally.add(f"gap gained by {kind}", now, gap - plant.book.gap)
        plant.tally.add("adoptions", now)
        plant.tally.add("adoptions of others' changes", now, test.origin != plant.name)
        adopted(plant, test.origin, before)
        if test.retest is not None:
            plant.pass_on(test.retest, event)


def _refused(plant: Plant, test: Test, now: int, record: Record) -> EventId:
    causes = (test.cause,) if test.cause else ()
    facts = (test.origin, test.operation, len(test.change))
    return record.add(plant.name, now, "refused", *facts, causes=causes)


def _write(
    plant: Plant,
    test: Test,
    estimate: float,
    rule: PlantTrials,
    event: EventId,
    now: int,
    record: Record,
) -> None:
    """Write what is adopted into the chronicle of the plant's book, with what was seen of it."""
    site, practices = plant.name, plant.book.practices
    new = [(i, practice) for i, practice in test.change if practices[i] != practice]
    asked = {operation for operation, _ in (test.retest.change if test.retest else test.change)}
    changed = [pair for pair in new if pair[0] in asked]
    context = [pair for pair in new if pair[0] not in asked]
    if test.origin != site:
        source = test.origin
        chronicle.write(record, site, now, "taken over", changed, event, source=source)
        chronicle.write(record, site, now, "context", context, event, source=source)
    elif test.cause is not None:
        source = test.cause[0]
        chronicle.write(record, site, now, "doubt", changed, event, source=source)
    else:
        chronicle.write(record, site, now, "own idea", changed, event)
    seen = (estimate, rule.noise, rule.observations)
    for operation, _ in new:
        chronicle.write_evidence(record, site, now, "plant test", operation, *seen, event)
