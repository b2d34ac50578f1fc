"""A scenario explained: as text, as JSON, as CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flagship import FLAGSHIP, Replacement, loaded

from supplychain_sim.report.explain import as_csv, as_json, as_text, harmless
from supplychain_sim.scenario.parse import load

ONE_REGIME = (
    "  near_apprenticeship: {preset: near_apprenticeship}\n"
    "  offshore_outsourcing: {preset: offshore_outsourcing}\n"
    "  joint_venture: {preset: joint_venture}\n"
)


def section(text: str, head: str) -> list[str]:
    """Return the lines of *text* below a *head*, up to the next empty line."""
    lines = text.splitlines()
    start = lines.index(head) + 1
    return lines[start : lines.index("", start)]


def explained(folder: Path, *replacements: Replacement, settings: tuple[str, ...] = ()) -> str:
    return as_text(loaded(folder, *replacements, settings=settings), "housings")


def rows(folder: Path, *replacements: Replacement) -> dict[str, dict[str, str]]:
    sheet = as_csv(loaded(folder, *replacements))
    return {row["path"]: row for row in csv.DictReader(io.StringIO(sheet))}


def values(folder: Path, *replacements: Replacement) -> dict[str, dict[str, Any]]:
    told = json.loads(as_json(loaded(folder, *replacements), "housings"))
    return {value["path"]: value for value in told["values"]}


def test_text_fits_a_hundred_columns(tmp_path: Path) -> None:
    name = "x" * 200
    lines = explained(tmp_path, ("name: Suzhou plant", f"name: {name}")).splitlines()

    assert max(map(len, lines)) <= 100
    assert all(line == line.rstrip() for line in lines)


def test_each_value_stands_with_its_unit_owner_and_source(tmp_path: Path) -> None:
    text = explained(tmp_path, settings=("relations.housings.quoted=3 weeks",))

    (conceded,) = [line for line in section(text, "targets") if line.startswith("  price_down ")]
    cells = ["price_down", "1.9 %/year", "literature", "conceded by suppliers, 2009"]
    assert re.split(" {2,}", conceded.strip()) == cells
    assert section(text, "firms.gear-maker")[:2] == [
        "  home               kassel                  assumed",
        "  plants             suzhou, kazan, chennai  assumed",
    ]
    (quoted,) = [line for line in section(text, "relations.housings") if "quoted" in line]
    assert quoted.split() == ["quoted", "3", "weeks", "yours", "--set"]


def test_the_first_line_counts_the_owners(tmp_path: Path) -> None:
    read = loaded(tmp_path)
    owners = [row["from"] for row in rows(tmp_path).values()]

    assert as_text(read, "housings").splitlines()[0] == (
        f"housings: {len(owners)} values, of which {owners.count('assumed')} assumed, "
        f"{owners.count('literature')} literature, {owners.count('text')} text"
    )


def test_regimes_stand_side_by_side_with_differing_choices_marked(tmp_path: Path) -> None:
    text = explained(tmp_path)

    lines = text[text.index("regimes side by side") :].splitlines()
    assert lines[0] == "regimes side by side (* where choices differ)"
    assert lines[2:7] == [
        "                                                near_    offshore_",
        "                      mutual_learning  apprenticeship  outsourcing  joint_venture",
        "                      ---------------  --------------  -----------  -------------",
        "* work_from                      near            near          far           near",
        "  architecture               integral        integral     integral       integral",
    ]


def test_a_single_regime_differs_from_none(tmp_path: Path) -> None:
    text = as_text(loaded(tmp_path, (ONE_REGIME, ""), settings=["claims=null"]), "housings")

    lines = text[text.index("regimes side by side") :].splitlines()
    assert lines[0] == "regimes side by side"
    assert not [line for line in lines if line.startswith("*")]


def test_what_the_schema_fills_in_is_told_as_such(tmp_path: Path) -> None:
    told = values(tmp_path)["firms.gear-maker.staff_turnover"]

    assert told == {
        "path": "firms.gear-maker.staff_turnover",
        "written": "0 %/year",
        "value": 0,
        "unit": "%/year",
        "from": "assumed",
        "source": "default of supplychain_sim",
    }


@pytest.mark.parametrize(
    ("path", "value", "unit"),
    [
        ("horizon", 12, "years"),
        ("seed", 20030106, ""),
        ("start", "2003-01-06", ""),
        ("relations.housings.demand.mean", 2300, "units/week"),
        ("relations.housings.near.visits.suzhou-engineers", 14, "days"),
        ("relations.housings.trial.submit_below", -0.05, ""),
        ("targets.cost_and_quality", 1.45, "x taught book"),
        ("targets.reviewed.miss_when", 10, "% chance"),
        ("parts.housing.at_gap_1.defects.level", 19000, "ppm"),
        ("lanes.foundry-kassel.legs.1.late", "drewry_2006", ""),
        ("regimes.joint_venture.doubt", False, ""),
        ("sites.kassel.name", "5 halls", ""),
    ],
)
def test_a_quantity_is_a_number_and_a_unit(
    tmp_path: Path, path: str, value: object, unit: str
) -> None:
    told = values(tmp_path, ("name: Home plant (stand-in)", "name: 5 halls"))[path]

    assert (told["value"], told["unit"]) == (value, unit)


def test_json_marks_the_choices_that_differ(tmp_path: Path) -> None:
    told = json.loads(as_json(load(FLAGSHIP), "housings"))

    differing = {row["choice"]: row["differs"] for row in told["choices"]}
    assert (differing["architecture"], differing["teaches"]) == (False, True)
    assert told["choices"][0]["regimes"]["offshore_outsourcing"] == "far"
    assert told["scenario"] == "housings"


def test_csv_quotes_what_needs_it(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        ("source: Gear-unit case, B:163-167", 'source: \'A "b", c'),
        ("marked stand-in are ours.", "marked stand-in are ours.'"),
    )

    assert found["source"]["value"].startswith('A "b", c and G')
    assert found["horizon"] == {
        "path": "horizon",
        "value": "12",
        "unit": "years",
        "from": "assumed",
        "source": "",
        "differs": "",
    }
    assert found["regimes.joint_venture.teaches"]["differs"] == "yes"
    assert found["regimes.joint_venture.architecture"]["differs"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(tmp_path: Path, start: str) -> None:
    formula = f'{start}HYPERLINK("http://x")'

    found = rows(
        tmp_path,
        ("name: Suzhou plant", f"name: '{formula}'"),
        ("conceded by suppliers, 2009", formula.replace('"', '\\"')),
    )

    assert found["sites.suzhou.name"]["value"] == f"'{formula}"
    assert found["targets.price_down"]["source"] == f"'{formula}"


def test_no_cell_begins_with_white_space_that_hides_a_formula(tmp_path: Path) -> None:
    sheet = as_csv(loaded(tmp_path, ("conceded by suppliers, 2009", "\\t=1+1")))

    assert ",'\t=1+1," in sheet
    # The reader refuses it; the writer does not count on that.
    assert harmless("\r=1+1") == "'\r=1+1"


def test_a_number_below_zero_stays_a_number(tmp_path: Path) -> None:
    assert rows(tmp_path)["relations.housings.trial.submit_below"]["value"] == "-0.05"


def test_explaining_takes_no_numpy() -> None:
    program = (
        "import sys; from supplychain_sim.cli import main; "
        f"main(['explain', {str(FLAGSHIP)!r}]); "
        "print([m for m in ('numpy', 'scipy', 'simpy') if m in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert result.stdout.splitlines()[-1] == "[]"
