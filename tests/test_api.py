"""The package as a program uses it."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from flagship import NOTHING_LATER, ROOT, SHIPPED
from stories import RELATION

import supplychain_sim
from supplychain_sim import (
    OutputError,
    Result,
    ResultsError,
    ScenarioError,
    SimulationError,
    SupplyChainError,
    UnitError,
    compare,
    load,
    run,
)
from supplychain_sim.cli import _parser, main
from supplychain_sim.report import why

SHORT = ("horizon=2 years", "contract.round=1 year", *NOTHING_LATER)
NEAR, JOINT = "near_apprenticeship", "joint_venture"


@pytest.fixture(scope="module")
def result() -> Result:
    """Two replications of two regimes over two years, with all events."""
    return run(load(SHIPPED, SHORT), regimes=[JOINT, NEAR], replications=2, log=True)


def test_the_public_names_are_these() -> None:
    assert supplychain_sim.__all__ == [
        "OutputError",
        "Result",
        "ResultsError",
        "ScenarioError",
        "SimulationError",
        "SupplyChainError",
        "UnitError",
        "compare",
        "load",
        "read_sweep",
        "run",
        "run_sweep",
    ]
    assert set(supplychain_sim.__all__) <= set(dir(supplychain_sim))


@pytest.mark.parametrize("name", supplychain_sim.__all__)
def test_every_public_name_leads_to_something_documented(name: str) -> None:
    found = getattr(supplychain_sim, name)

    assert found.__name__ == name
    assert inspect.getdoc(found)


@pytest.mark.parametrize(
    ("call", "parameters"),
    [
        (load, "path settings"),
        (run, "scenario regimes replications seed against jobs log progress"),
        (compare, "result against"),
        (Result.frame, "self of"),
        (Result.why, "self subject regime replication event kind at depth width"),
        (Result.save, "self folder"),
    ],
)
def test_what_is_called_takes_these(call: object, parameters: str) -> None:
    assert callable(call)
    assert list(inspect.signature(call).parameters) == parameters.split()


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError) as missing:
        supplychain_sim.sweeep  # noqa: B018
    assert str(missing.value) == "module 'supplychain_sim' has no attribute 'sweeep'"


def test_all_errors_are_of_one_family() -> None:
    errors = (OutputError, ResultsError, ScenarioError, SimulationError, UnitError)

    assert all(issubclass(error, SupplyChainError) for error in errors)


@pytest.mark.parametrize(
    ("statement", "slow"),
    [
        ("import supplychain_sim", ("numpy", "scipy", "pyarrow", "simpy", "yaml", "pebble")),
        ("from supplychain_sim import ScenarioError", ("numpy", "pyarrow", "simpy", "yaml")),
        ("from supplychain_sim import load", ("numpy", "scipy", "pyarrow", "simpy", "pebble")),
    ],
)
def test_a_name_brings_no_library_that_it_does_not_need(
    statement: str, slow: tuple[str, ...]
) -> None:
    code = f"import sys; {statement}; sys.exit(any(name in sys.modules for name in {slow}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr


def test_a_result_holds_what_the_command_line_prints(
    result: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [word for setting in SHORT for word in ("--set", setting)]
    words += ["--regime", JOINT, "--regime", NEAR, "--replications", "2", "--log", "--jobs", "1"]
    assert main(["run", str(SHIPPED), *words, "--quiet", "--out", str(tmp_path / "cli")]) == 0
    saved = result.save(tmp_path / "api")

    for name in ("measures", "series", "cookbooks", "events"):
        file = f"{name}.parquet"
        assert (saved / file).read_bytes() == (tmp_path / "cli" / file).read_bytes()
    assert (saved / "result.json").read_bytes() == (tmp_path / "cli" / "result.json").read_bytes()
    for name in ("measures", "series"):
        assert result.frame(name) == pq.read_table(saved / f"{name}.parquet")  # type: ignore[arg-type]
    capsys.readouterr()
    assert main(["why", str(saved), RELATION, "--regime", NEAR, "--replication", "1"]) == 0
    assert result.why(RELATION, regime=NEAR, replication=1) == capsys.readouterr().out


def test_frames_hold_estimates_and_differences(result: Result) -> None:
    estimates, differences = result.frame("estimates"), result.frame("differences")

    experiment = result.experiment
    assert [tuple(row.values()) for row in estimates.to_pylist()] == list(experiment.estimates)
    assert [tuple(row.values()) for row in differences.to_pylist()] == list(experiment.comparisons)
    assert set(differences.column("against").to_pylist()) == {NEAR}
    assert result.regimes == (NEAR, JOINT)
    assert repr(result) == (
        "Result(gear_unit_housings: 2 replications of near_apprenticeship, joint_venture)"
    )


def test_a_comparison_the_other_way_round_has_the_other_sign(result: Result) -> None:
    there, back = result.frame("differences").to_pylist(), compare(result, JOINT).to_pylist()

    assert {row["against"] for row in back} == {JOINT}
    assert [row["difference"] for row in back] == [-row["difference"] for row in there]
    assert compare(result, NEAR) == result.frame("differences")


def test_claims_are_those_of_the_scenario() -> None:
    claim = (
        "claims={C: {says: Far costs more, source: here, measure: landed_cost, "
        "subject: relation/housings, regime: offshore_outsourcing, window: whole horizon, "
        "against: {regime: joint_venture}, expect: above 0}}"
    )
    cleared = load(SHIPPED, (*SHORT, claim))
    regimes = ["offshore_outsourcing", JOINT]
    found = run(cleared, regimes=regimes, replications=2)

    (verdict,) = found.claims
    assert verdict.id == "C"
    assert verdict.standing in {"supported", "contradicted", "cannot tell"}
    assert found.claims is found.claims


def test_limits_are_those_of_the_command_line() -> None:
    options = _parser().parse_args(["why", "DIR", RELATION])

    assert (options.depth, options.width) == (why.DEPTH, why.WIDTH)


def test_what_is_wrong_is_refused_as_on_the_command_line(result: Result) -> None:
    messages = []
    for refused in (
        lambda: compare(result, "near"),
        lambda: result.why(RELATION, regime="near"),
        lambda: result.why(RELATION, replication=2),
        lambda: result.why("relation/housing"),
        lambda: result.frame("measure"),  # type: ignore[arg-type]
    ):
        with pytest.raises(ResultsError) as error:
            refused()
        messages.append(str(error.value))
    assert messages == [
        "gear_unit_housings: no regime 'near', expected one of joint_venture, near_apprenticeship",
        "gear_unit_housings: no regime 'near', expected one of joint_venture, near_apprenticeship",
        (
            "gear_unit_housings: no events of replication 2, expected one of 0, 1; "
            "run(..., log=True) keeps those of all"
        ),
        "gear_unit_housings: no subject 'relation/housing', did you mean 'relation/housings'?",
        "gear_unit_housings: no table 'measure', did you mean 'measures'?",
    ]
    with pytest.raises(ScenarioError, match="found 0, expected 1 to"):
        run(result.loaded, replications=0)


@pytest.mark.parametrize("guarded", [True, False])
def test_a_script_that_would_start_processes_for_ever_is_told(
    tmp_path: Path, *, guarded: bool
) -> None:
    settings = [*SHORT, "horizon=1 year"]
    work = f"run(load({str(SHIPPED)!r}, {settings!r}), regimes=[{NEAR!r}], replications=2, jobs=2)"
    body = f"if __name__ == '__main__':\n    {work}\n    print('done')\n" if guarded else work
    script = tmp_path / "script.py"
    script.write_text(f"from supplychain_sim import load, run\n\n{body}\n", encoding="utf-8")

    found = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    if guarded:
        assert (found.returncode, found.stdout) == (0, "done\n"), found.stderr
    else:
        assert found.returncode == 1
        assert found.stderr.endswith(
            f"SimulationError: {script}: found a run in several processes that starts when the "
            "script is imported, expected it below if __name__ == '__main__':, or jobs=1\n"
        )
