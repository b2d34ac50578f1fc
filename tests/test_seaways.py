"""Which way ships take, how far it is, and what they do where a canal is shut."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.errors import NoWayError
from supplychain_sim.model.geography import Place, great_circle
from supplychain_sim.model.seaways import Track, barred, track
from supplychain_sim.scenario.gazetteer import table
from supplychain_sim.scenario.passages import PASSAGES

SHANGHAI = Place(31.22, 121.49)
HAMBURG = Place(53.53, 9.95)
LONG_BEACH = Place(33.75, -118.2)
NEW_YORK = Place(40.67, -74.05)
MUMBAI = Place(18.95, 72.85)
PIRAEUS = Place(37.94, 23.62)
PATRAS = Place(38.25, 21.72)
ODESSA = Place(46.5, 30.75)
ISTANBUL = Place(41.0, 28.95)
JEBEL_ALI = Place(25.01, 55.05)
MURMANSK = Place(68.98, 33.05)
SINGAPORE = Place(1.26, 103.8)
SUEZ = Place(29.95, 32.55)
COLON = Place(9.36, -79.9)
SUVA = Place(-18.13, 178.42)
APIA = Place(-13.82, -171.77)
VALPARAISO = Place(-33.03, -71.62)
SANTOS = Place(-23.95, -46.3)

PORTS = [Place(one.lat, one.lon) for one in table() if one.kind == "port"]


def way(
    origin: Place, destination: Place, *shut: str, avoid: str = "", allow: str = ""
) -> tuple[list[str], Track]:
    """Return what a ship passes where some is *shut*, and the whole track."""
    never = barred(origin, destination, avoid.split(), allow.split())
    found = track(origin, destination, never | set(shut))
    return [passed.name for passed in found.passages], found


@pytest.mark.parametrize(
    ("origin", "destination", "shut", "passages", "kilometres"),
    [
        (SHANGHAI, HAMBURG, "", "malacca bab_el_mandeb suez gibraltar", (19_900, 20_300)),
        # Not through the Arctic, and not through Panama, for which it may be too broad.
        (SHANGHAI, HAMBURG, "suez", "sunda cape_of_good_hope", (25_900, 26_500)),
        (SHANGHAI, HAMBURG, "bab_el_mandeb", "sunda cape_of_good_hope", (25_900, 26_500)),
        (SHANGHAI, HAMBURG, "malacca", "sunda bab_el_mandeb suez gibraltar", (20_500, 22_000)),
        (SHANGHAI, HAMBURG, "gibraltar", "sunda cape_of_good_hope", (25_900, 26_500)),
        (SHANGHAI, LONG_BEACH, "", "", (10_400, 10_900)),
        (SHANGHAI, LONG_BEACH, "suez panama", "", (10_400, 10_900)),
        (SHANGHAI, NEW_YORK, "", "panama", (19_500, 20_000)),
        (SHANGHAI, NEW_YORK, "panama", "malacca bab_el_mandeb suez gibraltar", (22_500, 23_300)),
        (SHANGHAI, NEW_YORK, "panama suez", "sunda cape_of_good_hope", (26_500, 27_300)),
        (MUMBAI, HAMBURG, "suez", "cape_of_good_hope", (19_000, 21_500)),
        (VALPARAISO, SANTOS, "", "cape_horn", (5_500, 7_500)),
        (SINGAPORE, MUMBAI, "malacca", "sunda", (5_000, 7_000)),
        (ODESSA, PIRAEUS, "", "bosporus dardanelles", (1_000, 1_500)),
        (JEBEL_ALI, MUMBAI, "", "hormuz", (1_900, 2_400)),
        (HAMBURG, PIRAEUS, "", "gibraltar", (5_400, 6_000)),
    ],
)
def test_a_ship_takes_the_shortest_way_that_is_open_to_it(
    origin: Place, destination: Place, shut: str, passages: str, kilometres: tuple[int, int]
) -> None:
    names, found = way(origin, destination, *shut.split())

    least, most = kilometres
    assert names == passages.split()
    assert least <= found.kilometres <= most


@pytest.mark.parametrize(
    ("origin", "destination", "shut"),
    [
        (ODESSA, PIRAEUS, "bosporus"),
        (ISTANBUL, PIRAEUS, "dardanelles"),
        (JEBEL_ALI, MUMBAI, "hormuz"),
    ],
)
def test_there_is_no_way_past_the_one_strait_of_a_sea(
    origin: Place, destination: Place, shut: str
) -> None:
    closed = ", ".join(sorted(["arctic", "corinth", "panama", shut]))
    message = f"no way by sea from {origin} to {destination} with {closed} shut"
    with pytest.raises(NoWayError, match=f"^{message}$"):
        way(origin, destination, shut)


def test_the_arctic_is_for_who_says_so() -> None:
    names, found = way(SHANGHAI, HAMBURG, allow="arctic")

    assert names == ["arctic"]
    assert found.kilometres < 16_000
    assert way(SHANGHAI, MURMANSK)[0] == ["malacca", "bab_el_mandeb", "suez", "gibraltar"]


def test_panama_is_open_to_whose_way_leads_there_or_who_says_so() -> None:
    assert way(SHANGHAI, HAMBURG, "suez", allow="panama")[0] == ["panama"]
    assert "panama" not in barred(SHANGHAI, NEW_YORK)
    assert "panama" in barred(SHANGHAI, HAMBURG)
    # Who sails by Suez anyway does not fit.
    assert "panama" in barred(SHANGHAI, NEW_YORK, avoid=["panama"])


def test_what_a_leg_avoids_is_never_taken() -> None:
    names, found = way(SHANGHAI, HAMBURG, avoid="suez")

    assert (names, found) == way(SHANGHAI, HAMBURG, "suez")


def test_no_cargo_ship_takes_the_canal_of_corinth_unless_its_leg_says_so() -> None:
    around, through = way(PATRAS, PIRAEUS)[1], way(PATRAS, PIRAEUS, allow="corinth")[1]

    assert through.names == {"corinth"}
    assert around.names == frozenset()
    assert around.kilometres > 2 * through.kilometres


def test_ports_in_the_approach_to_a_canal_stay_in_reach_where_it_is_shut() -> None:
    assert way(SUEZ, MUMBAI, "suez")[0] == ["bab_el_mandeb"]
    assert way(COLON, NEW_YORK, "panama")[0] == []
    assert way(ISTANBUL, ODESSA, "dardanelles")[0] == ["bosporus"]


def test_a_track_tells_where_a_canal_begins_and_ends() -> None:
    found = way(SHANGHAI, HAMBURG)[1]
    suez = next(passed for passed in found.passages if passed.name == "suez")

    # 163 km long as it is charted, from its southern mouth.
    assert 140 < suez.left - suez.entered < 180
    assert great_circle(suez.mouth, SUEZ) < 40
    assert 0 < suez.entered < found.kilometres
    here = way(SHANGHAI, suez.mouth)[1]
    onward = way(suez.mouth, HAMBURG)[1]
    assert here.kilometres == suez.entered
    assert abs(onward.kilometres - (found.kilometres - suez.entered)) <= 2


def test_a_ship_that_finds_a_canal_shut_turns_back_from_its_mouth() -> None:
    found = way(SHANGHAI, HAMBURG)[1]
    suez = next(passed for passed in found.passages if passed.name == "suez")

    never = barred(SHANGHAI, HAMBURG)
    round_the_cape = track(suez.mouth, HAMBURG, never | {"suez"})

    assert [p.name for p in round_the_cape.passages] == ["bab_el_mandeb", "cape_of_good_hope"]
    # Down the Red Sea again and round Africa.
    assert 21_000 < round_the_cape.kilometres < 25_000


def test_a_ship_under_way_goes_on_from_where_it_is() -> None:
    found = way(SHANGHAI, HAMBURG)[1]

    at_sea = found.ahead(10_000)

    assert found.ahead(0) == SHANGHAI
    assert found.ahead(found.kilometres + 1) == HAMBURG
    behind = way(SHANGHAI, at_sea)[1].kilometres
    assert behind >= 10_000
    assert abs(behind + way(at_sea, HAMBURG)[1].kilometres - found.kilometres) <= 2


def test_the_points_of_a_track_are_as_far_apart_as_it_says() -> None:
    found = way(SHANGHAI, LONG_BEACH)[1]

    legs = [great_circle(a, b) for a, b in pairwise(found.points)]

    assert sum(legs) == pytest.approx(found.kilometres, abs=len(legs))
    assert found.reached == tuple(sorted(found.reached))
    assert len(found.points) == len(found.reached)
    assert all(-180 <= point.lon <= 180 for point in found.points)


def test_a_track_crosses_the_date_line_without_going_round_the_earth() -> None:
    found = way(SUVA, APIA)[1]

    assert great_circle(SUVA, APIA) <= found.kilometres < 1.5 * great_circle(SUVA, APIA)


@pytest.mark.parametrize("lon", [179.9, -179.9])
def test_a_place_at_the_date_line_is_near_both_sides(lon: float) -> None:
    at_the_line = Place(30.0, lon)

    assert abs(way(at_the_line, Place(30.0, 170.0))[1].kilometres - 963) < 30
    assert abs(way(at_the_line, Place(30.0, -170.0))[1].kilometres - 963) < 30


def test_there_and_back_are_as_far_by_the_same_way() -> None:
    there, back = way(SHANGHAI, HAMBURG)[1], way(HAMBURG, SHANGHAI)[1]

    assert there.kilometres == back.kilometres
    assert [p.name for p in there.passages] == [p.name for p in back.passages][::-1]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(PORTS), st.sampled_from(PORTS), st.data())
def test_shutting_more_never_makes_a_way_shorter(
    origin: Place, destination: Place, data: st.DataObject
) -> None:
    never = barred(origin, destination)
    usual = track(origin, destination, never)

    shut = data.draw(st.sampled_from(sorted(PASSAGES)))

    try:
        other = track(origin, destination, never | {shut})
    except NoWayError:
        assert shut in usual.names
        return
    assert shut not in other.names
    if shut in usual.names:
        assert other.kilometres > usual.kilometres
    else:
        assert other == usual


def test_a_place_inland_is_out_of_the_reach_of_ships() -> None:
    with pytest.raises(
        NoWayError, match=r"^no way by sea to 39\.74, -104\.98: the nearest is \d+ km away, "
    ):
        way(SHANGHAI, Place(39.74, -104.98))


def test_to_where_it_is_is_no_way_at_all() -> None:
    found = way(SHANGHAI, SHANGHAI)[1]

    assert found.passages == ()
    assert found.kilometres < 100


@pytest.mark.parametrize("name", sorted(PASSAGES))
def test_each_passage_can_be_told_from_open_water(name: str) -> None:
    """Each name of the language cuts some edge: some way leads through it and some past it."""
    from supplychain_sim.model import seaways

    assert name in set(seaways._cut().values())
    assert set(seaways._STRAITS) == PASSAGES


def test_a_network_in_which_a_canal_cannot_be_shut_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from supplychain_sim.model import seaways

    network = seaways._network().copy()
    network.remove_edges_from([ends for ends, name in seaways._cut().items() if name == "suez"])
    monkeypatch.setattr(seaways, "_network", lambda: network)

    with pytest.raises(NoWayError, match=r"^the network of searoute has nothing to shut at suez; "):
        seaways._cut.__wrapped__()


def test_the_library_is_read_only_where_somebody_asks_for_a_way() -> None:
    code = (
        "import sys; import supplychain_sim.model.seaways\n"
        "sys.exit('searoute' in sys.modules or 'networkx' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
