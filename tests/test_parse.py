"""Scenario files into scenarios: values, presets, settings, and every message of the schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from flagship import (
    FLAGSHIP,
    SHIPPED,
    Replacement,
    complaints,
    loaded,
    refusal,
    single_values,
    written,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.inheritance import preset_names
from supplychain_sim.scenario.parse import load, scenario_hash
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.units import DAY, YEAR

A_TIME = "a time: minutes, hours, days, weeks, months or years, such as '14 days'"
REGIME_KEYS = ", ".join(sorted(entry.alias for entry in Regime.model_fields.values()))
NAMED = "drewry_2006, sea_intelligence_2021, sea_intelligence_2024"
SCENARIO_KEYS = (
    "claims, contract, currency, extends, firms, government, hazards, horizon, kits, lanes, parts, "
    "ports, provenance, question, regimes, relations, replications, schema, seed, sites, source, "
    "start, targets, transport, visitors"
)


def test_the_copy_that_tests_use_says_the_same_as_the_flagship() -> None:
    """The copy writes out what the flagship leaves to defaults, and compares less."""
    less: dict[str, object] = {"regimes": {}, "claims": {}}
    copied, shipped = load(FLAGSHIP).scenario, load(SHIPPED).scenario

    assert copied.model_copy(update=less) == shipped.model_copy(update=less)
    assert copied.regimes.items() <= shipped.regimes.items()


def test_the_flagship_is_read_in_model_units() -> None:
    scenario = load(FLAGSHIP).scenario

    assert scenario.horizon == 12 * YEAR
    assert scenario.relations["housings"].quoted == 14 * DAY
    assert scenario.firms["gear-maker"].plants == ("suzhou", "kazan", "chennai")
    assert scenario.targets.delivery == 0.95
    assert list(scenario.regimes) == [
        "mutual_learning",
        "near_apprenticeship",
        "offshore_outsourcing",
        "joint_venture",
    ]


def test_the_flagship_writes_out_the_preset_of_the_same_name(tmp_path: Path) -> None:
    written_out = load(FLAGSHIP).scenario.regimes

    shipped = loaded(
        tmp_path,
        ("near_apprenticeship: {preset: near_app", "other: {preset: mutual_learning} #"),
        settings=["claims=null"],
    ).scenario.regimes

    assert shipped["other"] == written_out["mutual_learning"]


def test_every_single_value_has_a_provenance() -> None:
    read = load(FLAGSHIP)

    assert read.provenance.keys() == single_values(read.tree)
    assert read.provenance["seed",] == Provenance("assumed")
    assert read.provenance["targets", "price_down"] == Provenance(
        "literature", "conceded by suppliers, 2009"
    )
    # What wraps a mapping tells about everything in it.
    assert read.provenance["hazards", "strikes", "backlog", "max"].from_ == "literature"
    assert read.provenance["regimes", "joint_venture", "teaches"] == Provenance(
        "text", "G:638-643: older models, such as the Santana"
    )


def test_every_choice_of_every_preset_says_where_it_comes_from(tmp_path: Path) -> None:
    for name in preset_names():
        read = loaded(tmp_path, ("{preset: joint_venture}", f"{{preset: {name}}}"))
        told = {
            p[2]: t for p, t in read.provenance.items() if p[:2] == ("regimes", "joint_venture")
        }
        assert told.keys() == set(Regime.choices())
        assert all(tells.source for tells in told.values())


def test_the_tree_is_json_and_its_hash_knows_no_layout(tmp_path: Path) -> None:
    read = load(FLAGSHIP)
    windows = tmp_path / "windows.yaml"
    text = "# a comment more\n" + FLAGSHIP.read_text(encoding="utf-8")
    windows.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert json.loads(json.dumps(read.tree)) == read.tree
    assert read.tree["start"] == "2003-01-06"
    assert scenario_hash(load(windows).tree) == scenario_hash(read.tree)
    changed = loaded(tmp_path, ("quoted: 14 days", "quoted: 15 days"))
    assert scenario_hash(changed.tree) != scenario_hash(read.tree)


def test_reading_takes_no_numpy() -> None:
    program = (
        "import sys; from supplychain_sim.scenario.parse import load; "
        f"load({str(FLAGSHIP)!r}); "
        "print([m for m in ('numpy', 'scipy', 'simpy') if m in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout == "[]\n"


def test_a_setting_replaces_a_value_and_is_yours(tmp_path: Path) -> None:
    read = loaded(
        tmp_path,
        settings=[
            "relations.housings.root_cause.norm=30 days",
            "lanes.foundry-kassel.legs.1.transit=35 days",
            "regimes.joint_venture.work_from=far",
            "horizon=5 years",
            "horizon=6 years",
        ],
    )

    assert read.scenario.relations["housings"].root_cause.norm == 30 * DAY
    assert read.scenario.lanes["foundry-kassel"].legs[1].transit == 35 * DAY
    assert read.scenario.regimes["joint_venture"].work_from == "far"
    assert read.scenario.regimes["joint_venture"].teaches == "old"
    assert read.scenario.horizon == 6 * YEAR
    assert read.provenance["relations", "housings", "root_cause", "norm"] == Provenance(
        "yours", "--set"
    )
    assert read.provenance["regimes", "joint_venture", "work_from"] == Provenance("yours", "--set")


@pytest.mark.parametrize(
    "bare",
    [
        ("trial_teams: 5 teams", "trial_teams: 5"),
        ("quality_engineers: 3 people", "quality_engineers: 3"),
        ("cell: 8 operations", "cell: 8"),
        ("cell: 8 operations", "cell: {value: 8.0, from: yours}"),
    ],
)
def test_a_count_may_be_written_without_the_unit_that_its_key_names(
    bare: Replacement, tmp_path: Path
) -> None:
    assert loaded(tmp_path, bare).scenario == load(FLAGSHIP).scenario


def test_a_regime_extends_another_and_loses_the_provenance_it_overrides(tmp_path: Path) -> None:
    read = loaded(
        tmp_path,
        ("{preset: near_apprenticeship}", "{extends: joint_venture, work_from: far}"),
    )

    regimes = read.scenario.regimes
    assert regimes["near_apprenticeship"] == regimes["joint_venture"].model_copy(
        update={"work_from": "far"}
    )
    told = read.provenance
    assert told["regimes", "near_apprenticeship", "work_from"] == Provenance("assumed")
    assert told["regimes", "near_apprenticeship", "teaches"].from_ == "text"


@pytest.mark.parametrize(
    ("replacement", "message"),
    [
        (
            ("duration: {dist: exponential", "durration: {dist: exponential"),
            (
                "s.yaml:131:80: hazards.shanghai-weather.durration: unknown key 'durration', "
                "expected one of after, backlog, duration, lane, mode, on, passage, people, "
                "port, rate, season, site, stream; did you mean 'duration'?"
            ),
        ),
        (
            ("ports:\n", "portz:\n"),
            (
                f"s.yaml:111:1: portz: unknown key 'portz', expected one of {SCENARIO_KEYS}; "
                "did you mean 'ports'?"
            ),
        ),
        (
            ("dist: exponential, mean", "dist: exponential, maen"),
            (
                "s.yaml:131:110: hazards.shanghai-weather.duration.maen: unknown key 'maen', "
                "expected one of dist, mean; did you mean 'mean'?"
            ),
        ),
        (
            ("    quoted: 14 days", "    #"),
            "s.yaml:54:3: relations.housings: missing key 'quoted'",
        ),
        (("seed: 20030106", "#"), "s.yaml:4:1: missing key 'seed'"),
        (
            ("quoted: 14 days", "quoted: 14"),
            f"s.yaml:75:13: relations.housings.quoted: found 14, expected {A_TIME}",
        ),
        (
            ("horizon: 12 years", "horizon: 12 units"),
            f"s.yaml:8:10: horizon: found '12 units', a number of units; expected {A_TIME}",
        ),
        (
            ("horizon: 12 years", "horizon: 0 years"),
            "s.yaml:8:10: horizon: found '0 years', expected a time above zero",
        ),
        (
            ("seed: 20030106", "seed: '1'"),
            "s.yaml:9:7: seed: found '1', expected a whole number",
        ),
        (("seed: 20030106", "seed: -1"), "s.yaml:9:7: seed: found -1, expected at least 0"),
        (("seed: 20030106", "seed: true"), "s.yaml:9:7: seed: found true, expected a whole number"),
        (
            ("replications: 30", "replications: 100001"),
            "s.yaml:10:15: replications: found 100001, expected at most 100000",
        ),
        (("schema: 1", "schema: 2"), "s.yaml:4:9: schema: found 2, expected 1"),
        (("schema: 1", "schema: true"), "s.yaml:4:9: schema: found true, expected 1"),
        (
            ("start: 2003-01-06", "start: today"),
            "s.yaml:7:8: start: found 'today', expected a date such as 2003-01-06",
        ),
        (
            ("currency: USD", "currency: usd"),
            "s.yaml:11:11: currency: found 'usd', expected three capital letters such as 'USD'",
        ),
        (
            ("country: DE", "country: Germany"),
            (
                "s.yaml:15:51: sites.kassel.country: found 'Germany', expected two capital letters "
                "such as 'DE'"
            ),
        ),
        (
            ("name: Home plant (stand-in)", "name: 2003-01-06"),
            "s.yaml:15:19: sites.kassel.name: found 2003-01-06, expected text; put it in quotes",
        ),
        (
            ("lat: 51.31", "lat: 91"),
            "s.yaml:15:60: sites.kassel.lat: found 91, expected at most 90",
        ),
        (
            ("lat: 51.31", "lat: north"),
            "s.yaml:15:60: sites.kassel.lat: found 'north', expected a plain number",
        ),
        (
            ("[suzhou, kazan, chennai]", "suzhou"),
            "s.yaml:22:38: firms.gear-maker.plants: found 'suzhou', expected a list",
        ),
        (
            (
                "  kazan:   {name",
                "  ka zan: {name: A, country: RU, lat: 1, lon: 1}\n  kazan:   {name",
            ),
            (
                "s.yaml:18:3: sites.ka zan: found 'ka zan', expected an id of up to 64 letters, "
                "digits, - and _ that begins with a letter"
            ),
        ),
        (
            ("level: 19000 ppm", "level: 95"),
            (
                "s.yaml:45:24: parts.housing.at_gap_1.defects.level: found 95, "
                "expected defects per million, such as '500 ppm'"
            ),
        ),
        (
            ("mean: 2300 units/week", "mean: 0 units/week"),
            (
                "s.yaml:74:35: relations.housings.demand.mean: found '0 units/week', "
                "expected a rate above zero"
            ),
        ),
        (
            ("cost: 20 USD", "cost: -20 USD"),
            (
                "s.yaml:61:36: relations.housings.near.samples.cost: found '-20 USD', "
                "expected an amount of money that is not negative"
            ),
        ),
        (
            ("team: 60 USD/day", "team: 60 USD"),
            (
                "s.yaml:77:61: relations.housings.trial.team: found '60 USD', an amount of money; "
                "expected a rate of money: money per minute, hour, day, week, month or year, "
                "such as '60 USD/day'"
            ),
        ),
        (
            ("quality_engineers: 3 people", "quality_engineers: 0 people"),
            (
                "s.yaml:22:83: firms.gear-maker.quality_engineers: found '0 people', "
                "expected a whole number from 1 to 10000"
            ),
        ),
        (
            ("accept_below: -1.0", "accept_below: 1"),
            (
                "s.yaml:83:21: relations.housings.review.accept_below: found 1, "
                "expected a number of 0 or less"
            ),
        ),
        (
            ("0.97 x best site", "97 % of best site"),
            (
                "s.yaml:150:14: targets.jointly.ratchet: found '97 % of best site', "
                "expected a multiple of the best site, such as '0.97 x best site'"
            ),
        ),
        (
            ("delivery: 95 % within quote", "delivery: 100 % within quote"),
            (
                "s.yaml:147:13: targets.delivery: found '100 % within quote', "
                "expected a share above 0 %, at most 99.99 %"
            ),
        ),
        (
            ("dist: exponential, mean", "dist: exponental, mean"),
            (
                "s.yaml:131:97: hazards.shanghai-weather.duration.dist: found 'exponental', "
                "expected one of constant, uniform, normal, lognormal, exponential, erlang, "
                "empirical, mixture; did you mean 'exponential'?"
            ),
        ),
        (
            ("{dist: exponential, mean: 1.4 days}", "{mean: 1.4 days}"),
            "s.yaml:131:80: hazards.shanghai-weather.duration: missing key 'dist'",
        ),
        (
            ("{dist: exponential, mean: 1.4 days}", "3"),
            (
                "s.yaml:131:90: hazards.shanghai-weather.duration: found 3, expected a time such "
                "as '14 days', a distribution such as {dist: exponential, mean: 14 days}, "
                f"or the name of one: {NAMED}"
            ),
        ),
        (
            ("value: drewry_2006", "value: drewry"),
            (
                "s.yaml:126:23: lanes.foundry-kassel.legs.1.late: found 'drewry', "
                "expected a time such as '14 days', a distribution such as "
                "{dist: exponential, mean: 14 days}, or the name of one: "
                f"{NAMED}; "
                "did you mean 'drewry_2006'?"
            ),
        ),
        (
            ("min: 1 day, max: 2 days", "min: 3 days, max: 2 days"),
            "s.yaml:137:12: hazards.strikes.duration.of.0: found min above max, expected min first",
        ),
        (
            ("weight: 55 %", "weight: 50 %"),
            (
                "s.yaml:136:7: hazards.strikes.duration: found weights that add up to 95 %, "
                "expected 100 %"
            ),
        ),
        (
            ("sd: 30 days", "sd: -30 days"),
            (
                "s.yaml:139:107: hazards.no-travel.duration.sd: found '-30 days', "
                "expected a time that is not negative"
            ),
        ),
        (
            ("mean: 60 days, sd", "mean: 0 days, sd"),
            "s.yaml:139:70: hazards.no-travel.duration: found a mean of 0, expected one above zero",
        ),
        (
            ("[june, september]", "[june]"),
            (
                "s.yaml:131:61: hazards.shanghai-weather.season: found 1 in the list, "
                "expected one more"
            ),
        ),
        (
            ("[june, september]", "[june, septembre]"),
            (
                "s.yaml:131:68: hazards.shanghai-weather.season.1: found 'septembre', expected one "
                "of january, february, march, april, may, june, july, august, september, october, "
                "november, december; did you mean 'september'?"
            ),
        ),
        (
            ("{port: shanghai, rate", "{port: 3, rate"),
            (
                "s.yaml:131:28: hazards.shanghai-weather.port: found 3, expected text; "
                "put it in quotes"
            ),
        ),
        (
            (
                "legs: [{mode: road, to: suzhou, transit: 3 hours, freight: 0.10 USD/unit}]",
                "legs: []",
            ),
            "s.yaml:118:11: lanes.foundry-suzhou.legs: found none, expected at least 1",
        ),
        (
            ("trials: always", "trials: alway"),
            (
                "s.yaml:170:13: regimes.mutual_learning.trials: found 'alway', "
                "expected one of never, when_missed, always; did you mean 'always'?"
            ),
        ),
        (
            ("doubt: true ", "doubt: yes "),
            "s.yaml:173:12: regimes.mutual_learning.doubt: found 'yes', expected true or false",
        ),
        (
            ("trial_teams: 5 teams", "trial_teams: 5 people"),
            (
                "s.yaml:26:18: firms.housing-maker.trial_teams: found '5 people', a number of "
                "people; expected a number of teams, such as '5 teams'"
            ),
        ),
        (
            ("trial_teams: 5 teams", "trial_teams: 0"),
            (
                "s.yaml:26:18: firms.housing-maker.trial_teams: found 0, "
                "expected a whole number from 1 to 10000"
            ),
        ),
        (
            ("trial_teams: 5 teams", "trial_teams: 2.5"),
            (
                "s.yaml:26:18: firms.housing-maker.trial_teams: found 2.5, "
                "expected a whole number from 1 to 10000"
            ),
        ),
        (
            ("trial_teams: 5 teams", "trial_teams: true"),
            (
                "s.yaml:26:18: firms.housing-maker.trial_teams: found true, "
                "expected a number of teams, such as '5 teams'"
            ),
        ),
        (
            ("{preset: joint_venture}", "{preset: joint_ventur}"),
            (
                "s.yaml:178:27: regimes.joint_venture.preset: no preset 'joint_ventur', "
                "did you mean 'joint_venture'?"
            ),
        ),
        (
            ("{preset: joint_venture}", "{preset: ../../x}"),
            (
                "s.yaml:178:27: regimes.joint_venture.preset: no preset '../../x', expected one of "
                "contract_manufacturing, distant_mutual_learning, effort_matched_home, "
                "exit_on_level, fixed_design_share, home_changes_only, joint_venture, "
                "mutual_learning, near_apprenticeship, offshore_outsourcing, replication, "
                "static_home"
            ),
        ),
        (
            ("{preset: joint_venture}", "{preset: [x]}"),
            (
                "s.yaml:178:27: regimes.joint_venture.preset: found a list, "
                "expected the name of a preset"
            ),
        ),
        (
            ("{preset: joint_venture}", "{preset: joint_venture, extends: mutual_learning}"),
            (
                "s.yaml:178:27: regimes.joint_venture.preset: found preset and extends, "
                "expected one of them"
            ),
        ),
        (
            ("{preset: joint_venture}", "{preset: joint_venture, trails: never}"),
            (
                "s.yaml:178:42: regimes.joint_venture.trails: unknown key 'trails', expected one "
                f"of {REGIME_KEYS}; did you mean 'trials'?"
            ),
        ),
        (
            ("{preset: joint_venture}", "{extends: mutual_lerning}"),
            (
                "s.yaml:178:28: regimes.joint_venture.extends: no regime 'mutual_lerning', "
                "did you mean 'mutual_learning'?"
            ),
        ),
        (
            ("{preset: joint_venture}", "{extends: joint_venture}"),
            (
                "s.yaml:178:28: regimes.joint_venture.extends: found a circle of regimes, "
                "joint_venture -> joint_venture; expected an end to it"
            ),
        ),
        (
            ("{preset: joint_venture}", "{extends: mutual_learning, trials: null}"),
            "s.yaml:178:45: regimes.joint_venture: missing key 'trials'",
        ),
        (
            ("20.5 %/year, from", "20.5 %/year, form"),
            (
                "s.yaml:27:42: firms.housing-maker.staff_turnover.form: unknown key 'form', "
                "expected one of from, source, value; did you mean 'from'?"
            ),
        ),
        (
            ("from: literature", "from: liturature"),
            (
                "s.yaml:27:48: firms.housing-maker.staff_turnover.from: found 'liturature', "
                "expected one of text, literature, assumed, yours; did you mean 'literature'?"
            ),
        ),
        (
            ('source: "51job, 2011', 'source: 2011 #"51job, 2011'),
            (
                "s.yaml:29:1: not YAML: while parsing a flow mapping, expected ',' or '}', "
                "but got '<scalar>'"
            ),
        ),
    ],
)
def test_a_fault_is_told_at_its_place(
    tmp_path: Path, replacement: Replacement, message: str
) -> None:
    assert complaints(tmp_path, replacement) == [message]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("horizon", "--set: found 'horizon', expected PATH=VALUE"),
        ("horizon=3", f"--set: horizon: found 3, expected {A_TIME}"),
        (
            "horizn=3",
            (
                f"--set: horizn: unknown key 'horizn', expected one of {SCENARIO_KEYS}; "
                "did you mean 'horizon'?"
            ),
        ),
        (
            "relations.housing.quoted=3 days",
            (
                "--set: relations.housing: unknown key 'housing', expected one of housings; "
                "did you mean 'housings'?"
            ),
        ),
        ("horizon.x=3", "--set: horizon.x: found '12 years' above it, expected a mapping"),
        (
            "lanes.foundry-kassel.legs.3.transit=3 days",
            "--set: lanes.foundry-kassel.legs.3: found '3', expected a position from 0 to 2",
        ),
        (
            "regimes.joint_venture.work_from=fra",
            (
                "--set: regimes.joint_venture.work_from: no side 'fra', did you mean 'far'? "
                "(sides of relations.housings, line 54)"
            ),
        ),
    ],
)
def test_a_fault_of_a_setting_is_told(tmp_path: Path, setting: str, message: str) -> None:
    assert complaints(tmp_path, settings=[setting]) == [message]


def test_all_problems_come_in_one_pass_sorted_by_place(tmp_path: Path) -> None:
    found = complaints(
        tmp_path,
        ("seed: 20030106", "seed: 010"),
        ("home: kassel", "home: kasel"),
        ("quoted: 14 days", "quoted: 14"),
        ("{preset: joint_venture}", "{preset: joint_ventur}"),
        ("replications: 30", "replications: 30\nreplications: 31"),
        settings=["horizon=3"],
    )

    assert [line.split(" ")[1] for line in found] == [
        "horizon:",
        "seed:",
        "replications:",
        "firms.gear-maker.home:",
        "relations.housings.quoted:",
        "regimes.joint_venture.preset:",
    ]


SETTABLE = sorted(
    {
        ".".join(map(str, path[:length]))
        for path in load(FLAGSHIP).provenance
        for length in range(1, len(path) + 1)
    }
)


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(SETTABLE),
    value=st.sampled_from(
        ["", "3", "x", "[[x], 3]", "{x: [3]}", "[]", "{}", "{value: [3]}", "true"]
    ),
)
def test_no_value_in_a_wrong_place_raises_anything_but_problems(path: str, value: str) -> None:
    try:
        load(FLAGSHIP, [f"{path}={value}"])
    except ScenarioError as error:
        problems = error.problems
    else:
        problems = ()

    begins = ("found ", "missing key ", "unknown key ", "no ")
    assert all(problem.message.startswith(begins) for problem in problems)


def test_a_long_chain_of_regimes_is_told_and_not_followed(tmp_path: Path) -> None:
    chain = "".join(f"  r{n}: {{extends: r{n + 1}}}\n" for n in range(2000))
    last = "  joint_venture: {preset: joint_venture}\n"
    path = written(tmp_path, (last, f"{chain}  r2000: {last.split(': ', 1)[1]}"))

    found = refusal(path, ["claims=null"])

    assert found[0] == (
        "s.yaml:198:18: regimes.r20.extends: found more than 20 regimes that extend one another"
    )
    assert all(
        line.endswith("found more than 20 regimes that extend one another") for line in found
    )
