"""Traps in what is compared with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import fmean, median, stdev

import pytest
from flagship import ROOT

from supplychain_sim.model.cookbook import DEFECTS, Cookbook
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.setting import site_seed
from supplychain_sim.scenario.claims import Comparable
from supplychain_sim.scenario.measured import MEASURES
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.source import read
from supplychain_sim.simulation import Run, prepare
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.units import YEAR
from traps.runs import (
    RELATION,
    chance_of_improving,
    choosing,
    gap_of,
    ground_of,
    less,
    outcome,
    relation_of,
    scenario_with,
    surely,
    value_of,
)


def test_t7_the_third_sites_gain_from_home_too_where_changes_go_round() -> None:
    # The plants of the customer alone find something: the supplier tries nothing.
    never = {"trials": "never", "teaches": "none"}
    alone, home_only, everything = (
        outcome(choosing(ground_of(), "mutual_learning", benchmarking=shared, **rest))
        for shared, rest in ((False, never), (True, never), (True, {}))
    )

    third = ("site/kazan", "site/chennai")
    gaps = [
        [value_of(found, site, "gap") for site in third] for found in (alone, home_only, everything)
    ]
    # Against no benchmarking at all, what home passes on would be counted as the supplier's.
    assert all(passed_on < none for passed_on, none in zip(gaps[1], gaps[0], strict=True))
    assert gaps[2] != gaps[1]
    for found, some in ((alone, False), (home_only, False), (everything, True)):
        assert bool(value_of(found, RELATION, "adopted_elsewhere")) is some
    assert all(value_of(home_only, site, "transfers") > 0 for site in third)


@cache
def at_home(interdependence: int, trials: float) -> tuple[list[float], list[float]]:
    """Return the gap of home's book, and the chance that an idea improves it, by replication."""
    scenario = scenario_with(
        f"parts.housing.interdependence={interdependence}",
        f"parts.housing.home_maturity.current={trials} trials/operation",
    )
    gaps, chances = [], []
    for replication in range(10):
        ground, part = Ground(scenario, replication), "housing"
        landscape = ground.landscape(part, "integral")
        seed = site_seed(part, "kassel", ground.streams())
        book = Cookbook(landscape, seed, ground.history(part, "integral", "kassel").current)
        fresh = ground.streams().table("trap", "fresh ideas")
        gaps.append(gap_of(book))
        chances.append(chance_of_improving(book, range(len(book.practices)), 10, fresh))
    return gaps, chances


def test_t8_with_equal_trials_homes_level_moves_with_the_interdependence() -> None:
    simple, usual, coupled = (at_home(k, 8)[0] for k in (0, 2, 4))

    assert surely(less(usual, simple))[0] > 0.05
    assert surely(less(coupled, usual))[0] > 0.02


@pytest.mark.parametrize(("interdependence", "trials"), [(0, 4.3), (1, 5.8), (3, 12), (4, 16.5)])
def test_t8_a_sweep_of_interdependence_can_begin_at_one_level_of_home(
    interdependence: int, trials: float
) -> None:
    least, most = surely(less(at_home(interdependence, trials)[0], at_home(2, 8)[0]))

    assert -0.06 < least < most < 0.06


def test_t8_the_trials_behind_homes_book_alone_change_what_it_can_still_learn() -> None:
    # At the same interdependence; a sweep with equal trials would take this for its effect.
    equal_trials, equal_level = (at_home(0, trials)[1] for trials in (8, 4.3))

    assert surely(less(equal_level, equal_trials))[0] > 0.02


@cache
def defects_after(years: int, regime: str) -> tuple[list[float], list[float], Outcomes]:
    """Return levels of defects, defects per million and the map between them."""
    levels, defects = [], []
    for replication in range(15):
        run = prepare(ground_of(replication=replication), regime)
        run.until(years * YEAR)
        levels.append(relation_of(run).book.level(DEFECTS))
        defects.append(relation_of(run).level().defects)
    return levels, defects, relation_of(run).outcomes


@pytest.mark.parametrize("regime", ["near_apprenticeship", "offshore_outsourcing"])
def test_t11_mean_defects_are_more_than_those_of_the_mean_level(regime: str) -> None:
    levels, defects, outcomes = defects_after(1, regime)
    at_mean_level = outcomes.defects_per_million(fmean(levels))

    # By what the convexity makes of the spread: c p (p - 1) / 2 for a small c, its square.
    power = outcomes.at_gap_1.defects.power
    spread = (stdev(levels) / fmean(levels)) ** 2
    convexity = spread * power * (power - 1) / 2
    assert fmean(defects) / at_mean_level - 1 == pytest.approx(convexity, rel=0.5)
    assert convexity > 0.02


@pytest.mark.parametrize("regime", ["near_apprenticeship", "offshore_outsourcing"])
def test_t11_median_defects_are_those_of_the_median_level(regime: str) -> None:
    levels, defects, outcomes = defects_after(1, regime)

    assert median(defects) == outcomes.defects_per_million(median(levels))


def shipped_contrasts(measured: Callable[[str], bool]) -> Iterator[tuple[Scenario, Comparable]]:
    """Yield what the claims of shipped scenarios and sweeps compare, by what is *measured*."""
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        scenario, contrasts = stated(path)
        for contrast in contrasts:
            if contrast.against is not None and measured(contrast.measure or ""):
                yield scenario, contrast


def stated(path: Path) -> tuple[Scenario, list[Comparable]]:
    """Return a scenario, or the base of a sweep, and what is compared by what the file claims."""
    if "base" in read(path).tree:
        plan = load_sweep(path)
        return plan.loaded.scenario, [*plan.claims.values()]
    scenario = load(path).scenario
    claims = (scenario.claims or {}).values()
    return scenario, [contrast for claim in claims for contrast in claim.contrasts()]


def test_t11_no_shipped_claim_compares_mean_defects_but_by_their_ratio() -> None:
    of_defects = shipped_contrasts(lambda measure: MEASURES[measure].unit == "ppm")

    assert {contrast.as_ for _, contrast in of_defects} == {"ratio"}


def start_of(replication: int, regime: str, architecture: str) -> Run:
    """Return a run before anything is learned, under a regime with an architecture."""
    ground = choosing(ground_of(replication=replication), regime, architecture=architecture)
    return prepare(ground, "chosen")


TEACH_THE_CURRENT_BOOK = ("mutual_learning", "near_apprenticeship", "offshore_outsourcing")


def test_t12_modular_parts_are_ahead_before_anything_is_learned() -> None:
    ahead, harder = [], []
    for replication in range(12):
        runs = [start_of(replication, "mutual_learning", one) for one in ("modular", "integral")]
        modular, integral = (relation_of(run) for run in runs)
        ahead.append(gap_of(modular.book) - gap_of(integral.book))
        homes = [gap_of(run.home_of(relation_of(run)).book) for run in runs]
        harder.append(homes[0] - homes[1])

    # What comes with the drawings works at once where it depends on nothing of the supplier's.
    assert surely(ahead)[1] < 0
    least, most = surely(harder)
    assert -0.05 < least < most < 0.05


@pytest.mark.parametrize("architecture", ["modular", "integral"])
@pytest.mark.parametrize("replication", range(3))
def test_t12_within_one_architecture_all_start_alike(architecture: str, replication: int) -> None:
    books = {
        tuple(relation_of(start_of(replication, regime, architecture)).book.practices)
        for regime in TEACH_THE_CURRENT_BOOK
    }
    gaps = {
        gap_of(relation_of(start_of(replication, regime, architecture)).book)
        for regime in TEACH_THE_CURRENT_BOOK
    }

    assert (len(books), len(gaps)) == (1, 1)


def test_t12_no_shipped_claim_compares_gaps_across_architectures() -> None:
    compared = []
    for scenario, contrast in shipped_contrasts(lambda measure: measure == "gap"):
        sides = (contrast.regime, contrast.against and contrast.against.regime)
        compared.append({scenario.regimes[side].architecture for side in sides if side})

    assert len(compared) > 2
    assert {len(architectures) for architectures in compared} == {1}
