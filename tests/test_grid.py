"""The counterfactual grid: every cell is there, and called what it chooses."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from flagship import ROOT

from supplychain_sim.cli import main
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.regime import Regime

GRID = ROOT / "scenarios" / "counterfactual_grid.yaml"
PAGE = ROOT / "docs" / "ablation.md"
#: What learning both ways is, and what it is not.
TWO_WAY = {"targets_move": "jointly", "trials": "always", "benchmarking": True, "doubt": True}
ONE_WAY = {
    "targets_move": "at_rounds",
    "trials": "when_missed",
    "benchmarking": False,
    "doubt": False,
}
ALIKE = {
    "teaches": "current",
    "benchmarks": "all",
    "home_learns": True,
    "design_share_from": "start",
    "design_share_moves": True,
    "exit_on": "response",
    "procurement_lock": False,
    "local_content": False,
}


def test_each_cell_of_the_grid_is_a_regime_called_what_it_chooses() -> None:
    expected = {
        f"{side}_{way}_{architecture}_{reviewed}": Regime.model_construct(
            work_from=side,
            architecture=architecture,
            procedure_review=reviewed == "reviewed",
            **(TWO_WAY if way == "two_way" else ONE_WAY),
            **ALIKE,
        )
        for side, way, architecture, reviewed in product(
            ("near", "far"),
            ("two_way", "one_way"),
            ("integral", "modular"),
            ("reviewed", "unreviewed"),
        )
    }

    assert load(GRID).scenario.regimes == expected


def test_a_claim_about_gaps_compares_them_within_one_architecture() -> None:
    scenario = load(GRID).scenario

    gaps = [
        (contrast.regime, contrast.against.regime)
        for claim in scenario.claims.values()
        for contrast in claim.contrasts()
        if contrast.measure == "gap" and contrast.against is not None
    ]
    assert gaps
    for regime, against in gaps:
        one, other = scenario.regimes[str(regime)], scenario.regimes[str(against)]
        assert one.architecture == other.architecture


def test_the_example_of_a_difference_of_differences_reads_what_a_run_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    cells = [
        word
        for side, architecture in product(("near", "far"), ("integral", "modular"))
        for word in ("--regime", f"{side}_two_way_{architecture}_reviewed")
    ]
    monkeypatch.chdir(tmp_path)
    short = ["--replications", "2", "--set", "claims=null", "--jobs", "1", "--quiet"]
    assert main(["run", str(GRID), *cells, *short]) == 0
    capsys.readouterr()

    exec(example, {})

    assert re.fullmatch(r"-?[0-9.e-]+ ± [0-9.e-]+ \(n = 2\)\n", capsys.readouterr().out)
