from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from doubled import SECOND, doubled
from flagship import FLAGSHIP, SHIPPED, Replacement, loaded, written
from running import REGIMES, finished, shortened

import supplychain_sim
from supplychain_sim.estimates import estimate
from supplychain_sim.experiment import run
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.inheritance import preset_names
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.simulation import simulate

PACKAGE = Path(supplychain_sim.__file__).parent
SHORT = ("horizon=3 years", "contract.round=1 year", "claims=null")
LAST = "  joint_venture: {preset: joint_venture}\n"
#: Of the one statistical test; its draws are fixed, a change of the model draws anew.
CERTAINTY = 0.999
#: Regimes of the copy of the flagship.
COMPARED = load(FLAGSHIP, SHORT).scenario.regimes
#: Those without anything that reads the customer's other plants.
ONE_WAY = [name for name, regime in COMPARED.items() if not regime.benchmarking]

MONGOLIA: Replacement = (
    "sites:\n",
    "sites:\n  erdenet: {name: A mine, country: MN, lat: 49, lon: 104}\n",
)
IDLE_SUPPLIER: Replacement = (
    "firms:                       # who",
    "firms:\n  idle: {home: erdenet, quality_engineers: 9 people, trial_teams: 9 teams}  # who",
)
UNUSED_PORT: Replacement = ("ports:\n", "ports:\n  ningbo: {handling: 1 day}\n")
UNUSED_LEGS = (
    "[{mode: road, to: port/ningbo, transit: 1 day, freight: 1 USD/unit}, "
    "{mode: rail, to: erdenet, transit: 9 days, freight: 1 USD/unit}]"
)
UNUSED_LANE: Replacement = (
    "lanes:\n",
    f"lanes:\n  unused: {{lead_time: 11 days, legs: {UNUSED_LEGS}}}\n",
)
STORM = "{port: ningbo, rate: 9 /year, duration: {dist: exponential, mean: 3 days}}"
STORMS: Replacement = ("hazards:                     #", f"hazards:\n  storms: {STORM}\n  #")
THIRD_PLANT: Replacement = (
    "      chennai: {volume",
    "      erdenet: {volume: 90000 units/year, trials: 24 /year}\n      chennai: {volume",
)
ITS_OWNER: Replacement = ("plants: [suzhou, kazan", "plants: [erdenet, suzhou, kazan")


def _simulated(scenario_path: Path, settings: tuple[str, ...] = SHORT) -> dict[str, Outcome]:
    return {o.regime: o for o in simulate(load(scenario_path, settings).scenario, 0)}


@pytest.fixture(scope="module")
def plain() -> Mapping[str, Outcome]:
    """One replication of the flagship as it is."""
    return _simulated(FLAGSHIP)


# A repetition of a run is called a replication as well; that no code asks for the name of a
# regime is seen where regimes are renamed.
@pytest.mark.parametrize("name", sorted({*preset_names()} - {"replication"}))
def test_no_code_knows_a_regime_by_name(name: str) -> None:
    forms = re.compile(name.replace("_", "[-_ ]?"), re.IGNORECASE)

    modules = list(PACKAGE.rglob("*.py"))
    naming = [path.name for path in modules if forms.search(path.read_text(encoding="utf-8"))]

    assert len(modules) > 50
    assert naming == []


@pytest.mark.parametrize("name", REGIMES)
def test_what_the_flagship_calls_like_a_preset_is_the_preset(name: str) -> None:
    preset = f"regimes.as_shipped={{preset: {name}}}"
    regimes = load(SHIPPED, [preset]).scenario.regimes

    assert regimes[name] == regimes["as_shipped"]


def test_names_of_regimes_cannot_be_seen(tmp_path: Path) -> None:
    tree = yaml.safe_load(FLAGSHIP.read_text(encoding="utf-8"))
    # The first comes last in the alphabet, so that their order changes as well.
    others = [f"{'zyxw'[i]}_renamed" for i in range(len(COMPARED))]
    tree["regimes"] = dict(zip(others, tree["regimes"].values(), strict=True))
    path = tmp_path / "renamed.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")

    found = run(load(path, SHORT).scenario, replications=2)

    expected = run(load(FLAGSHIP, SHORT).scenario, replications=2)
    assert found.regimes == tuple(others)
    assert asdict(found.fingerprints) == asdict(expected.fingerprints)


def test_a_regime_written_out_under_another_name_is_the_preset(tmp_path: Path) -> None:
    text = f"{LAST}  spelled: {{preset: mutual_learning, benchmarking: true}}\n"

    found = _simulated(written(tmp_path, (LAST, text)))

    assert found["spelled"].entities == found["mutual_learning"].entities
    assert found["spelled"].draws == found["mutual_learning"].draws


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_makes_every_choice_and_says_nothing_else(name: str) -> None:
    written_out = yaml.safe_load((PACKAGE / "scenario" / "presets" / f"{name}.yaml").read_text())

    assert set(written_out) == set(Regime.choices())
    assert all(set(told) == {"value", "from", "source"} for told in written_out.values())
    assert not [
        told
        for told in written_out.values()
        if isinstance(told["value"], int | float) and not isinstance(told["value"], bool)
    ]


def test_all_regimes_start_with_the_same_design_share() -> None:
    scenario = shortened("370 days")
    starts = {}
    for name in REGIMES:
        observed, _ = finished(scenario, name)
        first = next(p for p in observed.observer.points if p.series == "design_share")
        assert first.month == 1
        starts[name] = first.value

    assert starts == dict.fromkeys(REGIMES, scenario.contract.design_share.start)


def test_all_regimes_hold_the_same_trials_at_every_site_of_the_customer(
    plain: Mapping[str, Outcome],
) -> None:
    held = {
        name: {(m.subject, m.year): m.value for m in outcome.measures if m.measure == "site_trials"}
        for name, outcome in plain.items()
    }

    assert held[REGIMES[0]]["site/kassel", None] > 170
    assert all(found == held[REGIMES[0]] for found in held.values())


def test_all_regimes_meet_the_same_need_and_the_same_closures(
    plain: Mapping[str, Outcome],
) -> None:
    def met(outcome: Outcome) -> dict[Any, Any]:
        ports = {
            (m.subject, m.year): m.value for m in outcome.measures if m.measure == "open_share"
        }
        histories = {e: h for e, h in outcome.entities.items() if e.startswith(("port/", "way/"))}
        need = outcome.draws["relation/housings demand"]
        return {**ports, **histories, "weeks": need}

    first = met(plain[REGIMES[0]])
    assert len(first) > 5
    assert all(met(outcome) == first for outcome in plain.values())


def test_the_joint_venture_is_held_by_its_lock_and_its_old_book_and_not_by_distance(
    tmp_path: Path,
) -> None:
    regimes = (
        f"{LAST}"
        "  from_afar: {preset: joint_venture, work_from: far}\n"
        "  set_free: {preset: joint_venture, procurement_lock: false, teaches: current}\n"
    )
    names = ["joint_venture", "from_afar", "set_free"]
    scenario = loaded(tmp_path, (LAST, regimes), settings=["horizon=6 years"]).scenario
    gaps: dict[str, list[float]] = {name: [] for name in names}
    for replication in range(16):
        for outcome in simulate(scenario, replication, names):
            gaps[outcome.regime].append(_gap(outcome))

    distance = [
        far - near for far, near in zip(gaps["from_afar"], gaps["joint_venture"], strict=True)
    ]
    held = [near - free for near, free in zip(gaps["joint_venture"], gaps["set_free"], strict=True)]
    # Notices a distance that counts for half of what lock and book count for, either way.
    for sign in (1, -1):
        left = estimate([h - 2 * sign * d for h, d in zip(held, distance, strict=True)], CERTAINTY)
        assert left.half_width is not None
        assert left.mean - left.half_width > 0, f"{left}"


def _gap(outcome: Outcome) -> float:
    (found,) = (
        m.value
        for m in outcome.measures
        if (m.subject, m.measure, m.year) == ("site/foundry", "gap", None)
    )
    return found


def test_a_supplier_that_nobody_deals_with_changes_nothing(
    plain: Mapping[str, Outcome], tmp_path: Path
) -> None:
    found = _simulated(written(tmp_path, MONGOLIA, IDLE_SUPPLIER))

    assert {name: repr(o) for name, o in found.items()} == {n: repr(o) for n, o in plain.items()}


def test_storms_at_a_port_that_no_lane_passes_change_that_port_only(
    plain: Mapping[str, Outcome], tmp_path: Path
) -> None:
    found = _simulated(written(tmp_path, MONGOLIA, UNUSED_PORT, UNUSED_LANE, STORMS))

    for name, outcome in found.items():
        stormy = dict(outcome.entities)
        assert stormy.pop("port/ningbo")
        assert stormy == plain[name].entities
        assert [m for m in map(repr, outcome.measures) if "port/ningbo" not in m] == [
            *map(repr, plain[name].measures)
        ]
        assert {k: v for k, v in outcome.draws.items() if not k.startswith("port/ningbo")} == (
            plain[name].draws
        )


def test_one_more_plant_of_the_customer_changes_no_other_under_one_way_regimes(
    plain: Mapping[str, Outcome], tmp_path: Path
) -> None:
    found = _simulated(written(tmp_path, MONGOLIA, THIRD_PLANT, ITS_OWNER))

    assert len(ONE_WAY) == 3
    for name in ONE_WAY:
        entities = dict(found[name].entities)
        assert entities.pop("site/erdenet")
        assert entities == plain[name].entities


def test_one_more_plant_takes_part_where_sites_are_compared(
    plain: Mapping[str, Outcome], tmp_path: Path
) -> None:
    found = _simulated(written(tmp_path, MONGOLIA, THIRD_PLANT, ITS_OWNER))

    for name in set(COMPARED) - set(ONE_WAY):
        assert found[name].entities["site/kazan"] != plain[name].entities["site/kazan"]


def test_another_pair_of_firms_changes_no_entity_of_the_first(
    plain: Mapping[str, Outcome], tmp_path: Path
) -> None:
    path = tmp_path / "two.yaml"
    path.write_text(yaml.safe_dump(doubled(FLAGSHIP), sort_keys=False), encoding="utf-8")

    found = _simulated(path)

    for name, outcome in found.items():
        first = {e: h for e, h in outcome.entities.items() if not e.startswith(SECOND)}
        assert first == plain[name].entities
        assert len(outcome.entities) > len(first)
        values = [repr(m) for m in outcome.measures if not m.subject.startswith(SECOND)]
        # Both pairs ship through the same ports, whose waits are over all goods.
        assert [v for v in values if "'port/" not in v] == [
            repr(m) for m in plain[name].measures if not m.subject.startswith("port/")
        ]
