"""Legs that state no transit: how far they are, how long they take, and what is told of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from flagship import SHIPPED

from supplychain_sim.cli import main
from supplychain_sim.errors import ScenarioError
from supplychain_sim.experiment import settle
from supplychain_sim.model.geography import great_circle
from supplychain_sim.model.lane import Route
from supplychain_sim.model.setting import build_route
from supplychain_sim.model.stages import Stage, origins, stages
from supplychain_sim.scenario.gazetteer import table
from supplychain_sim.scenario.parse import Loaded, load
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY, HOUR

SHANGHAI = ("  shanghai: {handling: 2 days}\n", "  shanghai: {handling: 2 days, at: shanghai}\n")
HAMBURG = ("  hamburg:  {handling: 2 days}\n", "  hamburg:  {handling: 2 days, at: hamburg}\n")
FIRST = ("to: port/shanghai, transit: 1 day, ", "to: port/shanghai, ")
AT_SEA = (
    '        transit: {value: 32 days, from: literature, source: "Shanghai-Hamburg, 31-35 d"}\n',
    "",
)
LAST = ("to: kassel, transit: 1 day, ", "to: kassel, ")
PLACED = (SHANGHAI, HAMBURG)
COMPUTED = (*PLACED, FIRST, AT_SEA, LAST)
LANE = "foundry-kassel"


def text(*edits: tuple[str, str]) -> str:
    written = SHIPPED.read_text()
    for before, after in edits:
        assert written.count(before) == 1, before
        written = written.replace(before, after)
    return written


def edited(folder: Path, *edits: tuple[str, str], settings: tuple[str, ...] = ()) -> Loaded:
    path = folder / "edited.yaml"
    path.write_text(text(*edits))
    return load(path, settings)


def told(folder: Path, *edits: tuple[str, str], settings: tuple[str, ...] = ()) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        edited(folder, *edits, settings=settings)
    return [str(problem).removeprefix(f"{folder}/") for problem in raised.value.problems]


def lane_of(scenario: Scenario) -> tuple[Stage, ...]:
    return stages(scenario, LANE, "foundry")


def route_of(scenario: Scenario) -> Route:
    calendars = dict.fromkeys(("port/shanghai", "port/hamburg"))
    return build_route(
        scenario,
        "relation/housings",
        LANE,
        calendars,  # type: ignore[arg-type]
        Streams(1, 0),
    )


def test_what_is_stated_is_what_is_planned(tmp_path: Path) -> None:
    loaded = edited(tmp_path, *PLACED)

    assert [stage.transit for stage in lane_of(loaded.scenario)] == [DAY, 32 * DAY, DAY]
    assert [stretch.transit for stretch in route_of(loaded.scenario).stretches] == [
        DAY,
        32 * DAY,
        DAY,
    ]


def test_what_is_left_out_takes_as_long_as_it_is_far(tmp_path: Path) -> None:
    scenario = edited(tmp_path, *COMPUTED).scenario

    first, at_sea, last = lane_of(scenario)
    hamburg, kassel = scenario.ports["hamburg"], scenario.sites["kassel"]
    assert hamburg.lat is not None
    assert last.kilometres == round(1.3 * great_circle(*last.ends()))
    assert last.ends() == ((hamburg.lat, hamburg.lon), (kassel.lat, kassel.lon))
    assert last.transit == round(last.kilometres / 600 * DAY)
    assert (first.start, first.end) == ((31.6, 120.0), at_sea.start)
    # At 14 knots, of 1.852 km in an hour.
    assert at_sea.transit == round(at_sea.kilometres / (14 * 1.852) * HOUR)
    assert 31 * DAY < at_sea.transit < 35 * DAY
    planned = [stretch.transit for stretch in route_of(scenario).stretches]
    assert planned == [first.transit, at_sea.transit, last.transit]


def test_one_leg_can_be_computed_beside_others_that_are_stated(tmp_path: Path) -> None:
    first, at_sea, last = lane_of(edited(tmp_path, *PLACED, AT_SEA).scenario)

    assert (first.transit, last.transit) == (DAY, DAY)
    assert at_sea.transit > 31 * DAY


@pytest.mark.parametrize(
    ("mode", "detour", "a_day"), [("road", 1.3, 600), ("rail", 1.4, 700), ("air", 1.076, 19_200)]
)
def test_each_mode_over_land_has_its_detour_and_its_speed(
    tmp_path: Path, mode: str, detour: float, a_day: float
) -> None:
    settings = (f"lanes.{LANE}.legs.2.mode={mode}",)
    last = lane_of(edited(tmp_path, *COMPUTED, settings=settings).scenario)[-1]

    assert last.kilometres == round(detour * great_circle(*last.ends()))
    assert last.transit == round(last.kilometres / a_day * DAY)


def test_speed_and_detour_are_those_of_the_scenario(tmp_path: Path) -> None:
    settings = ("transport.road={speed: 50 km/hour, detour: 1.5}",)
    last = lane_of(edited(tmp_path, *COMPUTED, settings=settings).scenario)[-1]

    assert last.kilometres == round(1.5 * great_circle(*last.ends()))
    assert last.transit == round(last.kilometres / 50 * HOUR)


def test_trains_from_china_to_europe_take_as_long_as_they_were_told_to() -> None:
    cities = {one.id: one for one in table() if one.kind == "city"}
    rail = load(SHIPPED).scenario.transport.rail

    kilometres = great_circle(cities["chongqing"], cities["duisburg"]) * rail.detour

    assert kilometres == pytest.approx(11_179, rel=0.02)
    assert kilometres / rail.speed == pytest.approx(16, abs=0.5)


def test_what_ships_avoid_and_what_they_are_allowed_is_of_their_leg(tmp_path: Path) -> None:
    scenario = edited(tmp_path, *COMPUTED).scenario
    avoiding = edited(tmp_path, *COMPUTED, settings=(f"lanes.{LANE}.legs.1.avoid=[suez]",)).scenario
    allowed = edited(
        tmp_path, *COMPUTED, settings=(f"lanes.{LANE}.legs.1={{avoid: [suez], allow: [panama]}}",)
    ).scenario

    usual, round_africa, over_the_pacific = (
        lane_of(one)[1] for one in (scenario, avoiding, allowed)
    )
    assert "suez" in usual.track().names
    assert "cape_of_good_hope" in usual.track({"suez"}).names
    assert round_africa.track() == usual.track({"suez"})
    assert "panama" in over_the_pacific.track().names
    assert round_africa.transit > usual.transit + 9 * DAY


def test_a_ship_that_is_told_under_way_goes_on_from_where_it_is(tmp_path: Path) -> None:
    at_sea = lane_of(edited(tmp_path, *COMPUTED).scenario)[1]
    usual = at_sea.track()

    off_colombo = usual.ahead(7_500)
    onward = at_sea.onward(off_colombo, {"suez"})

    # What it may never pass is that of the whole leg: Panama stays barred.
    assert [passed.name for passed in onward.passages] == ["cape_of_good_hope"]
    sailed = usual.reached[usual.points.index(off_colombo)]
    # Who knew from the start would have gone by Sunda, and less far.
    assert at_sea.track({"suez"}).kilometres < sailed + onward.kilometres < 30_000


def test_a_canal_that_may_be_shut_concerns_only_ships_that_pass_it(tmp_path: Path) -> None:
    hazard = "hazards.blockage={passage: suez, rate: 1 /year, duration: 6 days}"
    avoids = f"lanes.{LANE}.legs.1.avoid=[suez]"
    passing = edited(tmp_path, *COMPUTED, settings=(hazard,)).scenario
    avoiding = edited(tmp_path, *COMPUTED, settings=(hazard, avoids)).scenario

    through, around = (route_of(one).stretches[1].course for one in (passing, avoiding))

    assert through is not None
    assert [mouth.passage for mouth in through.mouths] == ["passage/suez"]
    assert around is None


def test_goods_leave_from_the_homes_of_suppliers() -> None:
    assert origins(load(SHIPPED).scenario) == {
        "foundry-suzhou": ("foundry",),
        "foundry-kassel": ("foundry",),
    }


@pytest.mark.parametrize(
    ("edits", "setting", "message"),
    [
        (
            (SHANGHAI, AT_SEA),
            "",
            (
                "edited.yaml:83:9: lanes.foundry-kassel.legs.1: found no transit, and nothing that "
                "says where 'port/hamburg' (line 73) is to compute it; expected a transit here, or "
                "'at' there, such as {at: shanghai}, or lat and lon"
            ),
        ),
        (
            (HAMBURG, AT_SEA),
            "",
            (
                "edited.yaml:83:9: lanes.foundry-kassel.legs.1: found no transit, and nothing that "
                "says where 'port/shanghai' (line 72) is to compute it; expected a transit here, "
                "or 'at' there, such as {at: shanghai}, or lat and lon"
            ),
        ),
        (
            (FIRST,),
            "",
            (
                "edited.yaml:82:9: lanes.foundry-kassel.legs.0: found no transit, and nothing that "
                "says where 'port/shanghai' (line 72) is to compute it; expected a transit here, "
                "or 'at' there, such as {at: shanghai}, or lat and lon"
            ),
        ),
        (
            (),
            "ports.hamburg.lat=53.5",
            "--set: ports.hamburg.lat: found lat without lon, expected both or neither",
        ),
        (
            (),
            "lanes.foundry-kassel.legs.0.avoid=[suez]",
            (
                "--set: lanes.foundry-kassel.legs.0.avoid: found avoid on a leg by road (line 82), "
                "expected one by sea"
            ),
        ),
        (
            (),
            "lanes.foundry-kassel.legs.2.allow=[panama]",
            (
                "--set: lanes.foundry-kassel.legs.2.allow: found allow on a leg by road (line 88), "
                "expected one by sea"
            ),
        ),
        (
            (),
            "lanes.foundry-kassel.legs.1={avoid: [suez, panama], allow: [arctic, panama]}",
            (
                "--set: lanes.foundry-kassel.legs.1.allow.1: found 'panama', which is avoided "
                "(--set lanes.foundry-kassel.legs.1.avoid.1); expected it in one of the two"
            ),
        ),
        (
            (),
            "lanes.foundry-kassel.legs.1.avoid=[suze]",
            (
                "--set: lanes.foundry-kassel.legs.1.avoid.0: found 'suze', expected one of suez, "
                "panama, bab_el_mandeb, hormuz, malacca, sunda, gibraltar, dardanelles, bosporus, "
                "corinth, arctic; did you mean 'suez'?"
            ),
        ),
        (
            (),
            "transport.road.detour=0.9",
            "--set: transport.road.detour: found 0.9, expected a number from 1 to 10",
        ),
        (
            (),
            "transport.sea.speed=0 knots",
            "--set: transport.sea.speed: found '0 knots', expected 1 km/day to 100000 km/day",
        ),
        (
            (),
            "transport.sea.speed=14 kn",
            (
                "--set: transport.sea.speed: found '14 kn', expected a speed: km per minute, hour, "
                "day, week, month or year, or knots, such as '600 km/day'"
            ),
        ),
    ],
)
def test_what_is_wrong_with_where_things_are_is_told(
    tmp_path: Path, edits: tuple[tuple[str, str], ...], setting: str, message: str
) -> None:
    settings = (setting,) if setting else ()

    assert told(tmp_path, *edits, settings=settings) == [message]


def test_a_lane_is_checked_without_the_network_of_ships_ways(tmp_path: Path) -> None:
    (tmp_path / "sea.yaml").write_text(text(*COMPUTED))
    code = (
        "import sys; from supplychain_sim.cli import main\n"
        "code = main(['check', 'sea.yaml'])\n"
        "sys.exit(code or 'searoute' in sys.modules or 'networkx' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == 0


def test_stated_times_ask_for_no_ships_way(tmp_path: Path) -> None:
    (tmp_path / "stated.yaml").write_text(text(*PLACED))
    code = (
        "import sys; from supplychain_sim.experiment import settle\n"
        "from supplychain_sim.scenario.parse import load\n"
        "settle(load('stated.yaml').scenario)\n"
        "sys.exit('searoute' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)
    assert done.returncode == 0


def problems_of(scenario: Scenario) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        settle(scenario)
    return [str(problem) for problem in raised.value.problems]


def test_a_port_that_no_ship_reaches_is_told_before_anything_is_run(tmp_path: Path) -> None:
    inland = (HAMBURG[0], "  hamburg:  {handling: 2 days, lat: 39.74, lon: -104.98}\n")
    scenario = edited(tmp_path, SHANGHAI, inland, AT_SEA).scenario

    (problem,) = problems_of(scenario)

    assert problem.startswith(
        "scenario: lanes.foundry-kassel.legs.1: no way by sea to 39.74, -104.98: the nearest is "
    )
    assert problem.endswith(" km away, expected 200 km or less")


def test_a_way_that_is_shut_for_good_is_told_before_anything_is_run(tmp_path: Path) -> None:
    edits = (
        (SHANGHAI[0], "  shanghai: {handling: 2 days, at: odesa}\n"),
        HAMBURG,
        AT_SEA,
    )
    settings = (f"lanes.{LANE}.legs.1.avoid=[bosporus]",)
    scenario = edited(tmp_path, *edits, settings=settings).scenario

    (problem,) = problems_of(scenario)

    assert problem == (
        "scenario: lanes.foundry-kassel.legs.1: no way by sea from 46.50, 30.73 to 53.55, 9.97 "
        "with arctic, bosporus, corinth, panama shut"
    )


def test_a_promise_that_computed_times_cannot_keep_is_told_before_anything_is_run(
    tmp_path: Path,
) -> None:
    settings = (f"lanes.{LANE}.lead_time=30 days",)
    scenario = edited(tmp_path, *COMPUTED, settings=settings).scenario

    (problem,) = problems_of(scenario)

    assert problem == (
        "scenario: lanes.foundry-kassel.lead_time: found 30 days, expected at least the 37.1 days "
        "that transit, in part computed, and handling take from foundry"
    )


def test_the_promise_is_not_moved_by_what_is_computed(tmp_path: Path) -> None:
    assert route_of(edited(tmp_path, *COMPUTED).scenario).promised == 42 * DAY


def test_explain_shows_what_was_computed_and_how(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sea.yaml").write_text(text(*COMPUTED))

    assert main(["explain", str(tmp_path / "sea.yaml"), "--format", "csv"]) == 0

    rows = [line for line in capsys.readouterr().out.splitlines() if ".transit," in line]
    assert rows == [
        "lanes.foundry-suzhou.legs.0.transit,3,hours,assumed,,",
        (
            'lanes.foundry-kassel.legs.0.transit,0.312,days,assumed,"computed: 187 km by road, '
            'at 600 km/day",'
        ),
        (
            'lanes.foundry-kassel.legs.1.transit,32.3,days,assumed,"computed: 20,096 km by sea by '
            'way of malacca, bab_el_mandeb, suez, gibraltar, at 622 km/day",'
        ),
        (
            'lanes.foundry-kassel.legs.2.transit,0.543,days,assumed,"computed: 326 km by road, '
            'at 600 km/day",'
        ),
    ]


def test_explain_says_where_no_ship_gets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inland = (HAMBURG[0], "  hamburg:  {handling: 2 days, lat: 39.74, lon: -104.98}\n")
    (tmp_path / "sea.yaml").write_text(text(SHANGHAI, inland, AT_SEA))

    assert main(["explain", str(tmp_path / "sea.yaml")]) == 0

    row = next(line for line in capsys.readouterr().out.splitlines() if "no way " in line)
    assert row.split()[:3] == ["legs.1.transit", "no", "way"]
