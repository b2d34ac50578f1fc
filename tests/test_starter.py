"""The scenario to begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from supplychain_sim.experiment import run
from supplychain_sim.scenario.defaults import OWNER
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.starter import starter_text
from supplychain_sim.units import YEAR


def test_the_starter_checks_clean_and_runs(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(starter_text("mine.yaml"), encoding="utf-8")
    read = load(path)

    found = run(read.scenario)

    assert found.regimes == ("from-nearby", "from-home")
    assert (read.scenario.horizon, read.scenario.replications) == (4 * YEAR, 3)
    # Every number in it is assumed; choices come from presets, the rest from what is shipped.
    written = {
        told.from_
        for path, told in read.provenance.items()
        if path[0] != "regimes" and not told.source.startswith(OWNER)
    }
    assert written == {"assumed"}
    assert all("(stand-in)" in site.name for site in read.scenario.sites.values())


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("mine.yaml", "check mine.yaml "),
        ("my plan.yaml", "check 'my plan.yaml' "),
        ("a\nschema: 2", "check 'a?schema: 2' "),
    ],
)
def test_the_starter_names_its_own_file_and_is_the_same_scenario_under_any(
    tmp_path: Path, name: str, command: str
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(starter_text(name), encoding="utf-8")

    assert f"#   python -m supplychain_sim {command}" in path.read_text(encoding="utf-8")
    path_of_plain = tmp_path / "plain.yaml"
    path_of_plain.write_text(starter_text("plain.yaml"), encoding="utf-8")
    assert load(path).tree == load(path_of_plain).tree
