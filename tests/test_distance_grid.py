"""The grid of distances: what its sides are called they are, and what its claims rest on."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from flagship import ROOT

from supplychain_sim.claims import decide
from supplychain_sim.experiment import run
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.geography import great_circle
from supplychain_sim.scenario.parse import load
from supplychain_sim.units import YEAR

GRID = ROOT / "scenarios" / "distance_grid.yaml"
SCENARIO = load(GRID).scenario
SIDES = SCENARIO.relations["housings"].elsewhere
#: By how much a plant may be nearer or farther than its side is called.
STAND_IN = 0.2


@pytest.mark.parametrize("name", SIDES)
def test_a_side_is_as_far_away_as_it_is_called(name: str) -> None:
    plant = SCENARIO.sites[SIDES[name].plant]

    called = int(name.split("_")[1])
    assert great_circle(plant, SCENARIO.sites["foundry"]) == pytest.approx(called, rel=STAND_IN)


def test_sides_differ_in_samples_journeys_and_lanes_alone() -> None:
    groups = {name: SCENARIO.visitors[next(iter(side.visits))] for name, side in SIDES.items()}

    assert len({tuple(side.visits.values()) for side in SIDES.values()}) == 1
    assert len({side.analysis for side in SIDES.values()}) == 1
    assert len({(g.people, g.stay, g.good_at, g.otherwise) for g in groups.values()}) == 1
    for name in ("cost", "time"):
        told = [getattr(side.samples, name) for side in SIDES.values()]
        assert told == sorted(told)


def test_a_claim_about_gaps_compares_them_within_one_architecture() -> None:
    gaps = [
        (contrast.regime, contrast.against.regime)
        for claim in SCENARIO.claims.values()
        for contrast in claim.contrasts()
        if contrast.measure == "gap" and contrast.against is not None
    ]

    assert gaps
    for pair in gaps:
        assert len({SCENARIO.regimes[str(name)].architecture for name in pair}) == 1


def mean_wait(calendar: Calendar, years: int) -> float:
    """Return how long what comes evenly waits, over the first years of a calendar."""
    arrivals = np.arange(0, years * YEAR, 360)
    return float(np.mean([calendar.release(int(time))[0] - time for time in arrivals]))


def test_the_two_ports_hold_goods_up_for_as_long_on_average() -> None:
    hazards = [SCENARIO.hazards[name] for name in ("often-and-short", "rarely-and-long")]
    waits = []
    for hazard in hazards:
        assert hazard.rate is not None
        assert hazard.backlog is not None
        (lasts,), (backlog,) = (
            set(one.built().quantile(np.array([0.1, 0.9])))
            for one in (hazard.duration, hazard.backlog)
        )
        waits.append(hazard.rate.yearly * lasts**2 * (1 + backlog) / 2 / YEAR)

    assert waits[0] == pytest.approx(waits[1])
    ports = Ground(SCENARIO, 0).calendars()
    assert mean_wait(ports["port/even"], 40) == pytest.approx(waits[0], rel=0.25)


#: By claim: settings that take away what brings it about.
OFF = {
    "H7_with": ("relations.housings.joint_loop.per_crossing=0",),
    "H9_architecture": ("relations.housings.joint_loop.per_crossing=0",),
    "H10": tuple(
        f"regimes.{name}.design_share_moves=false" for name in SCENARIO.regimes if "given" in name
    ),
    "H11": ("hazards.rarely-and-long.rate=0 /year",),
}


@pytest.mark.nightly
@pytest.mark.parametrize("claim", OFF)
def test_a_claim_is_contradicted_once_what_brings_it_about_is_off(claim: str) -> None:
    scenario = load(GRID, OFF[claim]).scenario
    only = scenario.model_copy(update={"claims": {claim: scenario.claims[claim]}})
    named = set()
    for contrast in only.claims[claim].contrasts():
        beyond = contrast.beyond
        aspects = (contrast, contrast.against, beyond, beyond and beyond.against)
        named |= {aspect.regime for aspect in aspects if aspect is not None}
    regimes = [name for name in scenario.regimes if name in named]

    (decided,) = decide(run(only, regimes=regimes, replications=20))

    assert decided.standing == "contradicted"


def test_the_page_names_every_claim_of_the_grid() -> None:
    page = (ROOT / "docs" / "distance.md").read_text(encoding="utf-8")

    told = set(re.findall(r"^\| `(H\d+\w*)` \|", page, re.MULTILINE))
    assert told == set(SCENARIO.claims)


def test_the_example_of_a_side_elsewhere_is_read(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "distance.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    shutil.copy(ROOT / "scenarios" / "gear_unit_housings.yaml", tmp_path)
    path = tmp_path / "abroad.yaml"
    path.write_text(f"extends: gear_unit_housings.yaml\n{example}", encoding="utf-8")

    scenario = load(path).scenario

    regime = scenario.regimes["mutual_from_abroad"]
    assert scenario.relations["housings"].elsewhere[regime.work_from].plant == "kassel"
