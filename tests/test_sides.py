"""Sides that a scenario adds: more places to work from, paired by the same luck."""

from __future__ import annotations

from pathlib import Path

import pytest
from flagship import FLAGSHIP, complaints
from processes.stage import set_stage

from supplychain_sim.model.founding import Ground
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import simulate

#: A side that is far in all but its name.
ALIKE = (
    "{plant: kassel, lane: foundry-kassel, samples: {time: 5 days, cost: 600 USD}, "
    "visits: {home-skilled-workers: every 90 days}}"
)
FROM_THERE = "regimes.from-there={preset: distant_mutual_learning, work_from: there}"
NO_CLAIMS = "claims=null"
FROM_FAR = "regimes.from-far={preset: distant_mutual_learning}"
SHORT = ("horizon=2 years", "contract.round=1 year", NO_CLAIMS)


def elsewhere(text: str) -> str:
    return f"relations.housings.elsewhere={text}"


def test_a_side_elsewhere_that_is_as_far_is_worked_from_as_far_is() -> None:
    settings = [elsewhere(f"{{there: {ALIKE}}}"), FROM_THERE, FROM_FAR, *SHORT]
    scenario = load(FLAGSHIP, settings).scenario

    far, there = simulate(scenario, 0, ["from-far", "from-there"])

    assert there.entities == far.entities
    assert repr(there.measures) == repr(far.measures)


def test_a_side_elsewhere_is_filled_in_as_working_from_far_is() -> None:
    read = load(FLAGSHIP, [elsewhere(f"{{there: {ALIKE}}}")])

    terms = read.scenario.relations["housings"]
    assert terms.elsewhere["there"] == terms.far
    path = ("relations", "housings", "elsewhere", "there", "analysis")
    assert read.provenance[path].source.startswith("default of supplychain_sim")


def test_a_relation_works_from_the_side_elsewhere_that_its_regime_names() -> None:
    nearer = ALIKE.replace("5 days", "2 days")
    scenario = load(FLAGSHIP, [elsewhere(f"{{there: {ALIKE}, nearer: {nearer}}}")]).scenario

    relation = set_stage(Ground(scenario, 0), work_from="nearer").relation

    assert relation.side is relation.terms.elsewhere["nearer"]
    assert relation.side.samples.time * 5 == relation.terms.far.samples.time * 2
    assert list(relation.journeys) == ["nearer"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            [FROM_THERE],
            (
                "--set: regimes.from-there.work_from: no side 'there', expected one of far, near "
                "(sides of relations.housings, line 54)"
            ),
        ),
        (
            [elsewhere(f"{{their: {ALIKE}}}"), FROM_THERE],
            (
                "--set: regimes.from-there.work_from: no side 'there', did you mean 'their'? "
                "(sides of relations.housings, line 54)"
            ),
        ),
        (
            [elsewhere(f"{{far: {ALIKE}}}")],
            (
                "--set: relations.housings.elsewhere.far: found 'far', as relations.housings.far "
                "is called (line 66); expected another name"
            ),
        ),
        (
            [elsewhere(f"{{there: {ALIKE}, There: {ALIKE}}}")],
            (
                "--set: relations.housings.elsewhere.There: found 'there' (--set "
                "relations.housings.elsewhere.there) and 'There', expected names that differ in "
                "more than case"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("plant: kassel", "plant: kasel") + "}")],
            (
                "--set: relations.housings.elsewhere.there.plant: no site 'kasel', did you mean "
                "'kassel'?"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("lane: foundry", "lane: fundry") + "}")],
            (
                "--set: relations.housings.elsewhere.there.lane: no lane 'fundry-kassel', did you "
                "mean 'foundry-kassel'?"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("foundry-kassel", "foundry-suzhou") + "}")],
            (
                "--set: relations.housings.elsewhere.there.lane: found 'foundry-suzhou', which "
                "ends at 'suzhou' (line 118); expected a lane to the plant 'kassel' (--set "
                "relations.housings.elsewhere.there.plant)"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("home-skilled-workers", "workers") + "}")],
            (
                "--set: relations.housings.elsewhere.there.visits.workers: no visitors 'workers', "
                "expected one of home-skilled-workers, suzhou-engineers"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("every 90 days", "every 1 day") + "}")],
            (
                "--set: relations.housings.elsewhere.there.visits.home-skilled-workers: found "
                "'every 1 day', expected at least 6 days between visits of "
                "'home-skilled-workers': 2 people, each away for 12 days (line 143)"
            ),
        ),
        (
            [elsewhere("{there: " + ALIKE.replace("every 90 days", "every 20 years") + "}")],
            (
                "--set: relations.housings.elsewhere.there.visits.home-skilled-workers: found "
                "'every 20 years', expected at most horizon, which is '12 years' (line 8)"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_side_elsewhere_is_told(
    tmp_path: Path, settings: list[str], message: str
) -> None:
    assert complaints(tmp_path, settings=[*settings, NO_CLAIMS]) == [message]
