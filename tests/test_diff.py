"""Two scenarios compared: what differs in meaning, and who says it."""

from __future__ import annotations

import json
from pathlib import Path

from flagship import FLAGSHIP, Replacement, loaded

from supplychain_sim.report.diff import Differences, as_json, as_text, differences
from supplychain_sim.scenario.parse import load


def compared(
    folder: Path, *replacements: Replacement, settings: tuple[str, ...] = ()
) -> Differences:
    return differences(load(FLAGSHIP), loaded(folder, *replacements, settings=settings))


def test_a_scenario_means_the_same_as_itself() -> None:
    found = differences(load(FLAGSHIP), load(FLAGSHIP))

    assert as_text(found, "a.yaml", "b.yaml") == "a.yaml and b.yaml mean the same\n"
    assert json.loads(as_json(found, "a.yaml", "b.yaml"))["equal"] is True


def test_another_unit_and_a_default_written_out_are_no_difference(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        ("quoted: 14 days", "quoted: 2 weeks"),
        ("quality_engineers: 3 people", "quality_engineers: 3 people, staff_turnover: 0 %/year"),
        (
            "{value: drewry_2006, ",
            (
                "{value: {dist: mixture, of: [{weight: 58 %, dist: constant, "
                "value: 0 days}, {weight: 42 %, dist: erlang, shape: 2, mean: 60 hours}]}, "
            ),
        ),
    )

    assert found.in_meaning == 0


def test_what_differs_stands_with_both_owners(tmp_path: Path) -> None:
    found = compared(tmp_path, settings=("targets.price_down=2 %/year",))

    assert as_text(found, "a.yaml", "other.yaml") == (
        "1 value differs between a.yaml and other.yaml\n"
        "\n"
        "differing\n"
        "  targets.price_down\n"
        "    a.yaml      1.9 %/year (literature: conceded by suppliers, 2009)\n"
        "    other.yaml  2 %/year (yours: --set)\n"
    )


def test_what_only_one_says_is_listed_under_its_name(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        settings=(
            (
                "visitors.guests={site: suzhou, stay: 1 day, travel: 1 day, costs: 1 USD, "
                "people: 1, good_at: set_up, otherwise: 0 %}"
            ),
            "relations.housings.near.visits.suzhou-engineers=null",
            "relations.housings.near.visits.guests=every 30 days",
        ),
    )

    text = as_text(found, "a.yaml", "b.yaml")

    assert text.splitlines()[0] == "10 values differ between a.yaml and b.yaml"
    assert (
        "\nonly in a.yaml\n"
        "  relations.housings.near.visits.suzhou-engineers: every 14 days (assumed)\n"
        "\nonly in b.yaml\n"
        "  relations.housings.near.visits.guests: every 30 days (yours: --set)\n"
    ) in text


def test_the_same_value_of_another_owner_is_no_difference_and_is_told(tmp_path: Path) -> None:
    found = compared(tmp_path, settings=("relations.housings.quoted=14 days",))

    assert as_text(found, "a.yaml", "b.yaml") == (
        "a.yaml and b.yaml mean the same\n"
        "\n"
        "same value, other provenance\n"
        "  relations.housings.quoted\n"
        "    a.yaml  14 days (assumed)\n"
        "    b.yaml  14 days (yours: --set)\n"
    )


def test_text_fits_a_hundred_columns(tmp_path: Path) -> None:
    found = compared(tmp_path, ("question: Does", "question: '" + "x" * 300 + "' # Does"))

    lines = as_text(found, "a" * 60, "b" * 120).splitlines()

    assert max(map(len, lines)) <= 100


def test_json_holds_every_kind_of_difference(tmp_path: Path) -> None:
    found = compared(
        tmp_path,
        settings=(
            "seed=1",
            "relations.housings.near.visits.suzhou-engineers=null",
            "relations.housings.quoted=2 weeks",
        ),
    )

    told = json.loads(as_json(found, "a.yaml", "b.yaml"))

    assert told == {
        "first": "a.yaml",
        "second": "b.yaml",
        "equal": False,
        "differing": [
            {
                "path": "seed",
                "first": {"value": 20030106, "from": "assumed", "source": ""},
                "second": {"value": 1, "from": "yours", "source": "--set"},
            }
        ],
        "only_in_first": [
            {
                "path": "relations.housings.near.visits.suzhou-engineers",
                "value": "every 14 days",
                "from": "assumed",
                "source": "",
            }
        ],
        "only_in_second": [],
        "other_provenance": [
            {
                "path": "relations.housings.quoted",
                "first": {"value": "14 days", "from": "assumed", "source": ""},
                "second": {"value": "2 weeks", "from": "yours", "source": "--set"},
            }
        ],
    }
