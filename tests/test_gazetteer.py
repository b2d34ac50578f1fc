"""The table of places, and sites and ports that say where they are by a name of it."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flagship import ROOT, SHIPPED

from supplychain_sim.cli import main
from supplychain_sim.errors import ScenarioError
from supplychain_sim.model.geography import Place, great_circle
from supplychain_sim.model.seaways import track
from supplychain_sim.scenario.gazetteer import Listed, table
from supplychain_sim.scenario.parse import Loaded, load

KASSEL = "  kassel:  {name: Home plant (stand-in), country: DE, lat: 51.31, lon: 9.48}\n"
HAMBURG = "  hamburg:  {handling: 2 days}\n"

#: Of ISO 3166-1.
COUNTRIES = frozenset(
    [
        "AD",
        "AE",
        "AF",
        "AG",
        "AI",
        "AL",
        "AM",
        "AO",
        "AQ",
        "AR",
        "AS",
        "AT",
        "AU",
        "AW",
        "AX",
        "AZ",
        "BA",
        "BB",
        "BD",
        "BE",
        "BF",
        "BG",
        "BH",
        "BI",
        "BJ",
        "BL",
        "BM",
        "BN",
        "BO",
        "BQ",
        "BR",
        "BS",
        "BT",
        "BV",
        "BW",
        "BY",
        "BZ",
        "CA",
        "CC",
        "CD",
        "CF",
        "CG",
        "CH",
        "CI",
        "CK",
        "CL",
        "CM",
        "CN",
        "CO",
        "CR",
        "CU",
        "CV",
        "CW",
        "CX",
        "CY",
        "CZ",
        "DE",
        "DJ",
        "DK",
        "DM",
        "DO",
        "DZ",
        "EC",
        "EE",
        "EG",
        "EH",
        "ER",
        "ES",
        "ET",
        "FI",
        "FJ",
        "FK",
        "FM",
        "FO",
        "FR",
        "GA",
        "GB",
        "GD",
        "GE",
        "GF",
        "GG",
        "GH",
        "GI",
        "GL",
        "GM",
        "GN",
        "GP",
        "GQ",
        "GR",
        "GS",
        "GT",
        "GU",
        "GW",
        "GY",
        "HK",
        "HM",
        "HN",
        "HR",
        "HT",
        "HU",
        "ID",
        "IE",
        "IL",
        "IM",
        "IN",
        "IO",
        "IQ",
        "IR",
        "IS",
        "IT",
        "JE",
        "JM",
        "JO",
        "JP",
        "KE",
        "KG",
        "KH",
        "KI",
        "KM",
        "KN",
        "KP",
        "KR",
        "KW",
        "KY",
        "KZ",
        "LA",
        "LB",
        "LC",
        "LI",
        "LK",
        "LR",
        "LS",
        "LT",
        "LU",
        "LV",
        "LY",
        "MA",
        "MC",
        "MD",
        "ME",
        "MF",
        "MG",
        "MH",
        "MK",
        "ML",
        "MM",
        "MN",
        "MO",
        "MP",
        "MQ",
        "MR",
        "MS",
        "MT",
        "MU",
        "MV",
        "MW",
        "MX",
        "MY",
        "MZ",
        "NA",
        "NC",
        "NE",
        "NF",
        "NG",
        "NI",
        "NL",
        "NO",
        "NP",
        "NR",
        "NU",
        "NZ",
        "OM",
        "PA",
        "PE",
        "PF",
        "PG",
        "PH",
        "PK",
        "PL",
        "PM",
        "PN",
        "PR",
        "PS",
        "PT",
        "PW",
        "PY",
        "QA",
        "RE",
        "RO",
        "RS",
        "RU",
        "RW",
        "SA",
        "SB",
        "SC",
        "SD",
        "SE",
        "SG",
        "SH",
        "SI",
        "SJ",
        "SK",
        "SL",
        "SM",
        "SN",
        "SO",
        "SR",
        "SS",
        "ST",
        "SV",
        "SX",
        "SY",
        "SZ",
        "TC",
        "TD",
        "TF",
        "TG",
        "TH",
        "TJ",
        "TK",
        "TL",
        "TM",
        "TN",
        "TO",
        "TR",
        "TT",
        "TV",
        "TW",
        "TZ",
        "UA",
        "UG",
        "UM",
        "US",
        "UY",
        "UZ",
        "VA",
        "VC",
        "VE",
        "VG",
        "VI",
        "VN",
        "VU",
        "WF",
        "WS",
        "YE",
        "YT",
        "ZA",
        "ZM",
        "ZW",
    ]
)


def place(place_id: str, kind: str) -> Listed:
    return next(one for one in table() if (one.id, one.kind) == (place_id, kind))


def where(place_id: str, kind: str) -> Place:
    found = place(place_id, kind)
    return Place(found.lat, found.lon)


def edited(folder: Path, *edits: tuple[str, str]) -> Loaded:
    text = SHIPPED.read_text()
    for before, after in edits:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / "edited.yaml"
    path.write_text(text)
    return load(path)


def told(folder: Path, *edits: tuple[str, str]) -> list[str]:
    with pytest.raises(ScenarioError) as raised:
        edited(folder, *edits)
    return [str(problem).partition("edited.yaml:")[2] for problem in raised.value.problems]


def test_there_are_enough_places_of_each_kind() -> None:
    kinds = [one.kind for one in table()]

    assert set(kinds) == {"port", "city", "airport"}
    assert kinds.count("port") >= 120
    assert kinds.count("city") >= 150
    assert kinds.count("airport") >= 40


def test_no_two_places_of_a_kind_have_one_name() -> None:
    assert len({(one.kind, one.id) for one in table()}) == len(table())


def test_a_name_that_a_port_shares_with_a_city_is_of_one_place() -> None:
    cities = {one.id: one for one in table() if one.kind == "city"}
    shared = [one for one in table() if one.kind != "city" and one.id in cities]

    far = [one.id for one in shared if great_circle(one, cities[one.id]) > 60]
    assert len(shared) > 40
    assert far == []


def test_every_place_is_told_in_full() -> None:
    for one in table():
        assert re.fullmatch(r"[a-z][a-z0-9-]{1,63}", one.id), one
        assert one.name, one
        assert one.source, one
        assert one.country in COUNTRIES, one
        assert -90 <= one.lat <= 90, one
        assert -180 <= one.lon <= 180, one
        if one.kind == "city":
            assert one.code == ""
            assert re.fullmatch(r"GeoNames \d+", one.source), one
        elif one.kind == "port":
            assert one.code[:2] == one.country, one
            assert re.fullmatch(r"[A-Z]{5}", one.code), one
        else:
            assert one.code.lower() == one.id, one


def test_the_cities_of_the_cases_are_among_them() -> None:
    asked = "kassel suzhou kazan chennai changchun ingolstadt shanghai wolfsburg stuttgart "
    asked += "friedrichshafen lippstadt moline peoria racine tianjin ningbo shenzhen sunnyvale"

    assert {one.id for one in table() if one.kind == "city"} >= set(asked.split())


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        # As published between the centres, to a hundredth.
        ("berlin", "paris", 878),
        ("new-york", "london", 5570),
        ("shanghai", "tokyo", 1760),
        ("moscow", "vladivostok", 6420),
        ("mexico-city", "madrid", 9065),
        ("sydney", "auckland", 2155),
    ],
)
def test_cities_are_as_far_apart_as_they_are(one: str, other: str, kilometres: int) -> None:
    found = great_circle(where(one, "city"), where(other, "city"))

    assert found == pytest.approx(kilometres, rel=0.01)


PORTS = [one for one in table() if one.kind == "port"]


def test_ships_reach_every_port() -> None:
    for one in PORTS:
        berth = Place(one.lat, one.lon)
        # To where the network begins, and back.
        assert track(berth, berth, frozenset()).kilometres < 400, one


@pytest.mark.parametrize("one", PORTS[::9], ids=lambda one: str(one.id))
def test_ships_get_to_ports_by_a_way_that_ships_would_take(one: Listed) -> None:
    from_singapore = where("singapore", "port")

    # Corinth and the Arctic are shut to all who say nothing of them.
    way = track(from_singapore, Place(one.lat, one.lon), frozenset({"arctic", "corinth"}))

    # The Baltic, by the Cape, would be 26,000 km away.
    assert 0.99 * great_circle(from_singapore, one) <= way.kilometres < 26_000


def test_a_site_is_where_the_table_says_and_what_it_says_itself_stays(tmp_path: Path) -> None:
    loaded = edited(tmp_path, (KASSEL, "  kassel: {name: Home plant (stand-in), at: kassel}\n"))

    site, listed = loaded.scenario.sites["kassel"], place("kassel", "city")
    assert (site.lat, site.lon, site.country) == (listed.lat, listed.lon, "DE")
    assert site.name == "Home plant (stand-in)"
    owners = loaded.owners()
    assert owners["sites.kassel.lat"] == {
        "from": "literature",
        "source": f"{listed.source}, in the table of places",
    }
    assert owners["sites.kassel.name"]["from"] == "assumed"


def test_a_port_is_where_the_port_is_and_a_site_where_the_city_is(tmp_path: Path) -> None:
    port = "  hamburg:  {handling: 2 days, at: hamburg}\n"
    loaded = edited(tmp_path, (HAMBURG, port), (KASSEL, "  kassel: {at: hamburg}\n"))

    found, site = loaded.scenario.ports["hamburg"], loaded.scenario.sites["kassel"]
    assert (found.lat, found.lon) == tuple(where("hamburg", "port"))
    assert (site.lat, site.lon) == tuple(where("hamburg", "city"))
    assert site.name == "Hamburg"


def test_goods_that_fly_leave_from_an_airport(tmp_path: Path) -> None:
    loaded = edited(tmp_path, (HAMBURG, "  hamburg:  {handling: 2 days, at: fra}\n"))

    assert loaded.scenario.ports["hamburg"].lat == place("fra", "airport").lat


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (
            "{at: Kassl}",
            (
                "16:16: sites.kassel.at: no place 'Kassl' in the table of places, did you mean "
                "'kassel'?"
            ),
        ),
        (
            "{at: Los Angeles}",
            (
                "16:16: sites.kassel.at: no place 'Los Angeles' in the table of places, did you "
                "mean 'los-angeles'?"
            ),
        ),
        (
            "{at: Nürnberg}",
            (
                "16:16: sites.kassel.at: no place 'Nürnberg' in the table of places, did you mean "
                "'nuremberg'?"
            ),
        ),
        (
            "{at: xyzzy}",
            (
                "16:16: sites.kassel.at: no place 'xyzzy' in the table of places; expected one "
                "that 'supplychain_sim places' lists, or lat and lon"
            ),
        ),
        (
            "{at: kassel, lon: 9}",
            (
                "16:24: sites.kassel.lon: found lon beside at (line 16), which says where it is; "
                "expected one of them"
            ),
        ),
        (
            "{at: 7}",
            "16:16: sites.kassel.at: found 7, expected text; put it in quotes",
        ),
        (
            "{att: kassel}",
            (
                "16:12: sites.kassel.att: unknown key 'att', expected one of airport, at, country, "
                "lat, lon, name, stream; did you mean 'at'?"
            ),
        ),
    ],
)
def test_a_place_that_is_not_there_is_all_that_is_told_of_its_site(
    tmp_path: Path, site: str, message: str
) -> None:
    assert told(tmp_path, (KASSEL, f"  kassel: {site}\n")) == [message]


def test_what_is_overlaid_takes_where_it_is_from_the_table(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(SHIPPED.read_text())
    path = tmp_path / "moved.yaml"
    path.write_text("extends: base.yaml\nsites: {kassel: {at: brno, lat: null, lon: null}}\n")

    assert load(path).scenario.sites["kassel"].lat == place("brno", "city").lat


def test_the_table_is_not_read_for_who_names_no_place() -> None:
    code = (
        "from supplychain_sim.scenario.parse import load\n"
        "from supplychain_sim.scenario import gazetteer\n"
        f"load({str(SHIPPED)!r})\n"
        "raise SystemExit(gazetteer.table.cache_info().misses)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_command_lists_what_has_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "DEHAM"]) == 0

    heads, row = capsys.readouterr().out.splitlines()
    assert heads.startswith("name for 'at'")
    assert row.split()[:3] == ["hamburg", "port", "DE"]


def test_the_command_lists_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places"]) == 0

    assert len(capsys.readouterr().out.splitlines()) == len(table()) + 1


def test_a_text_that_is_in_no_place_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["places", "atlantis"]) == 2

    assert capsys.readouterr().err.splitlines()[0] == (
        "places: found 'atlantis' in no place of the table; expected part of a name, such as "
        "'shang', a code, such as 'DEHAM', a country, such as 'CN', or a kind"
    )


def test_the_file_has_no_line_twice_and_none_that_is_broken() -> None:
    path = ROOT / "supplychain_sim" / "scenario" / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))

    assert len({tuple(row) for row in rows}) == len(rows)
    assert {len(row) for row in rows} == {len(Listed._fields)}
