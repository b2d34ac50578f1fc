"""Plant trials: the customer's own sites learn, each with so many trials a year."""

from __future__ import annotations

from collections.abc import Callable

from supplychain_sim.engine import Environment, Phase, Process, every
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.plant import Plant, next_test, tested
from supplychain_sim.model.record import Record
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
        plant.tally.add("trials", now)
        plant.tally.add("retests", now, test.origin != plant.name)
        holds, effect = tested(plant, test, rule)
        if not holds:
            continue
        before = plant.book.asked_levels()
        event = record.add(
            plant.name,
            now,
            "adopted",
            test.origin,
            test.operation,
            len(test.change),
            causes=(test.cause,) if test.cause else (),
        )
        plant.adopt(test, effect, event)
        plant.tally.add("adoptions", now)
        plant.tally.add("adoptions of others' changes", now, test.origin != plant.name)
        adopted(plant, test.origin, before)
