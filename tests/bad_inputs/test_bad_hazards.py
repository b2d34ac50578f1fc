"""What is said about hazards, and ways past them, that cannot be meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from flagship import complaints

PORT = "port: hamburg, duration: 3 days"
FOUND = "--set: hazards.b"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            "hazards.b={passage: suez, rate: 1 /year, duration: 9 days}",
            (
                f"{FOUND}.passage: found a passage that no ship comes to: no leg by sea has two ends "
                "of which the scenario says where they are; expected ports with 'at', or 'lat' and "
                "'lon'"
            ),
        ),
        (
            "hazards.b={passage: suex, rate: 1 /year, duration: 9 days}",
            (
                f"{FOUND}.passage: found 'suex', expected one of suez, panama, bab_el_mandeb, hormuz, "
                "malacca, sunda, gibraltar, dardanelles, bosporus, corinth, arctic; did you mean "
                "'suez'?"
            ),
        ),
        (
            "hazards.b={mode: rail, rate: 1 /year, duration: 9 days}",
            f"{FOUND}.mode: found 'rail', by which no leg goes, expected one of road, sea",
        ),
        (
            "hazards.b={mode: sea, on: [2004-01-01], duration: 9 days}",
            f"{FOUND}.on: found days of accidents, expected a rate",
        ),
        (
            "hazards.b={lane: foundry-kasel, rate: 1 /year, duration: 9 days}",
            f"{FOUND}.lane: no lane 'foundry-kasel', did you mean 'foundry-kassel'?",
        ),
        (
            "hazards.b={site: kassl, rate: 1 /year, duration: 9 days}",
            f"{FOUND}.site: no site 'kassl', did you mean 'kassel'?",
        ),
        (
            "hazards.b={site: kassel, rate: 1 /year, duration: 9 days, backlog: 2}",
            f"{FOUND}.backlog: found a backlog without a port, expected one at a port or a passage",
        ),
        (
            f"hazards.b={{{PORT}, site: kassel, rate: 1 /year}}",
            f"{FOUND}: found port and site, expected one of them",
        ),
        (
            f"hazards.b={{{PORT}, after: {{hazard: strike, chance: 10 %}}}}",
            f"{FOUND}.after.hazard: no hazard 'strike', did you mean 'strikes'?",
        ),
        (
            f"hazards.b={{{PORT}, after: {{hazard: b, chance: 10 %}}}}",
            (
                f"{FOUND}.after.hazard: found 'b', which itself comes after hazards.b (--set "
                "hazards.b.after.hazard); expected a hazard that comes by itself in the end"
            ),
        ),
        (
            f"hazards.b={{{PORT}, after: {{hazard: strikes, chance: 10 %}}, season: [may, june]}}",
            f"{FOUND}.season: found a season beside after, expected one beside a rate",
        ),
        (
            "hazards.b={port: hamburg, rate: 100 /year, duration: 9 days}",
            (
                f"{FOUND}.rate: found closures of port 'hamburg' that take 247 % of the time with "
                "their backlogs, expected less than 100 %, or nothing gets through"
            ),
        ),
        (
            "hazards.b={site: kassel, rate: 100 /year, duration: 9 days}",
            (
                f"{FOUND}.rate: found closures of site 'kassel' that take 246 % of the time with "
                "their backlogs, expected less than 100 %, or nothing gets through"
            ),
        ),
        (
            "relations.housings.far.otherwise=[foundry-suzhou]",
            (
                "--set: relations.housings.far.otherwise.0: found 'foundry-suzhou', which ends at "
                "'suzhou' (line 118); expected a lane to the plant 'kassel' (line 67)"
            ),
        ),
        (
            "relations.housings.far.expedite={lane: foundry-kassel, below: 1 week}",
            (
                "--set: relations.housings.far.expedite.lane: found 'foundry-kassel', the usual lane "
                "(line 68); expected another one"
            ),
        ),
    ],
)
def test_a_hazard_that_cannot_be_meant_is_told(tmp_path: Path, setting: str, message: str) -> None:
    (found,) = complaints(tmp_path, settings=[setting])

    assert found == message


def test_two_hazards_that_follow_one_another_are_told_at_both(tmp_path: Path) -> None:
    one, other = (
        f"hazards.{name}={{{PORT}, after: {{hazard: {first}, chance: 10 %}}}}"
        for name, first in (("a", "b"), ("b", "a"))
    )

    found = complaints(tmp_path, settings=[one, other])

    assert [line.split(": ")[1] for line in found] == [
        "hazards.a.after.hazard",
        "hazards.b.after.hazard",
    ]


def test_a_site_where_nobody_works_has_nothing_to_shut(tmp_path: Path) -> None:
    museum = "sites.museum={name: Museum, country: DE, lat: 51, lon: 9}"
    fire = "hazards.fire={site: [kassel, museum], rate: 1 /year, duration: 9 days}"

    assert complaints(tmp_path, settings=[museum, fire]) == [
        (
            "--set: hazards.fire.site.1: found 'museum', where nobody works, expected the home of a "
            "supplier, a plant, or a site of visitors"
        )
    ]
