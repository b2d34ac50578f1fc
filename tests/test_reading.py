"""What is read of sites stands in for what nobody sees."""

from __future__ import annotations

import math
from statistics import fmean, stdev

import pytest
from flagship import FLAGSHIP
from processes.stage import MEDIAN, ScriptedTable, Stage, set_stage

from supplychain_sim.model.contract import Level
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.reading import BestSite, level_read, read_at_plant
from supplychain_sim.model.targets import Window
from supplychain_sim.scenario.governance import Reviewed
from supplychain_sim.scenario.parse import load
from supplychain_sim.streams import Table
from supplychain_sim.units import YEAR

NOTHING = Window((), 0, 0, 0, 0)


@pytest.fixture
def stage() -> Stage:
    return set_stage(Ground(load(FLAGSHIP).scenario, 0))


def rule(stage: Stage, noise: float) -> Reviewed:
    return stage.scenario.targets.reviewed.model_copy(update={"cost_noise": noise})


def test_a_level_is_the_mean_of_the_readings_and_the_defects_counted() -> None:
    window = Window((40.0, 41.0), 10_000, 3, 0, 0, counted=2.0)

    level = level_read(window, Level(1.0, 2.0))

    assert (level.cost, level.defects) == pytest.approx((40.5, 150.0))


def test_where_nothing_was_read_what_was_known_before_stands() -> None:
    known = Level(45.0, 700.0)

    assert level_read(NOTHING, known) == known
    assert level_read(Window((44.0,), 0, 0, 0, 0), known) == Level(44.0, 700.0)


def test_a_plants_cost_is_read_as_often_as_it_is_reviewed_and_its_defects_are_counted(
    stage: Stage,
) -> None:
    plant, outcomes = stage.home, stage.relation.outcomes
    true_cost = outcomes.cost_of(plant.book)
    expected = plant.volume * outcomes.defects_of(plant.book) / 1e6
    plant.draws.readings = Table(1)

    years = [read_at_plant(plant, outcomes, rule(stage, 0.1), year) for year in range(2_000)]

    costs = [window.readings[0] / true_cost - 1.0 for window in years]
    counts = [window.defects for window in years]
    assert fmean(costs) == pytest.approx(0.0, abs=0.003)
    assert stdev(costs) == pytest.approx(0.1 / math.sqrt(12), rel=0.06)
    assert fmean(counts) == pytest.approx(expected, rel=0.03)
    assert {window.units for window in years} == {150_000}


def test_whoever_reads_a_plant_in_a_year_reads_the_same(stage: Stage) -> None:
    plant, outcomes = stage.home, stage.relation.outcomes

    first, again, next_year = (
        read_at_plant(plant, outcomes, rule(stage, 0.01), year) for year in (3, 3, 4)
    )

    assert first == again
    assert first != next_year


def lowest_by_truth(stage: Stage) -> Plant:
    return min(stage.plants.values(), key=lambda plant: plant.book.asked_levels()[0])


def test_the_best_site_is_the_one_that_is_read_to_be_best(stage: Stage) -> None:
    plants = list(stage.plants.values())
    for plant in plants:
        plant.draws.readings = ScriptedTable()
    best = BestSite(stage.relation, plants, rule(stage, 0.0))
    lowest = lowest_by_truth(stage)

    by_plants, _ = best.levels(YEAR)
    lowest.draws.readings = ScriptedTable(0.999)
    misread, _ = BestSite(stage.relation, [lowest], rule(stage, 0.5)).levels(YEAR)
    cost = stage.relation.outcomes.unit_cost(0.01)
    stage.relation.progress.window = Window((cost,), 0, 0, 0, 0)
    by_supplier, _ = best.levels(YEAR)

    assert by_plants == pytest.approx(lowest.book.asked_levels()[0])
    assert misread > 2 * by_plants
    assert by_supplier == pytest.approx(0.01)


def test_where_no_site_is_read_there_is_no_best_one(stage: Stage) -> None:
    assert BestSite(stage.relation, [], rule(stage, 0.01)).levels(YEAR) == (math.inf, math.inf)


def test_defects_are_compared_by_their_count(stage: Stage) -> None:
    home = stage.home
    home.draws.readings = ScriptedTable(MEDIAN)

    _, defects = BestSite(stage.relation, [home], rule(stage, 0.01)).levels(YEAR)

    assert defects == pytest.approx(home.book.asked_levels()[1], rel=0.05)


def test_a_target_goes_back_to_what_the_customer_has_read(stage: Stage) -> None:
    relation, jointly = stage.relation, stage.scenario.targets.jointly
    relation.targets.levels[:] = [0.01, 0.01]
    relation.progress.window = Window((relation.outcomes.unit_cost(0.2),), 0, 0, 0, 0)

    relation.revise(0, jointly)
    relation.revise(1, jointly)

    # Of defects it has counted none, good or bad.
    assert relation.targets.levels == pytest.approx([0.97 * 0.2, 0.01])
