from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from supplychain_sim.cli import main

ROOT = Path(__file__).parent.parent
SCENARIO = ROOT / "scenarios" / "gear_unit_housings.yaml"
SHORT = (
    *("--replications", "1", "--set", "horizon=3 years", "--set", "claims=null"),
    *("--set", "regimes.lifted_in_year_6=null"),
)


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "supplychain_sim", *map(str, arguments)]


def _run(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*arguments),
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_help_imports_nothing_that_takes_long() -> None:
    program = (
        "import sys\n"
        "from supplychain_sim.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    pass\n"
        "slow = {'numpy', 'scipy', 'pyarrow', 'simpy', 'yaml', 'tqdm'}\n"
        "print(sorted(slow & set(sys.modules)))\n"
    )

    found = subprocess.run(
        [sys.executable, "-c", program],
        env=_environment(),
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.splitlines()[-1] == "[]"


def test_the_version_is_printed(tmp_path: Path) -> None:
    found = _run(tmp_path, "--version")

    assert found.returncode == 0
    assert found.stdout.startswith("supplychain_sim ")


def test_measures_are_printed_as_a_markdown_table(tmp_path: Path) -> None:
    found = _run(tmp_path, "measures")

    assert found.returncode == 0
    assert "\n| `unit_cost` | relation |" in found.stdout


def test_a_run_prints_tables_and_writes_its_folder(tmp_path: Path) -> None:
    found = _run(tmp_path, "run", SCENARIO, *SHORT)

    assert found.returncode == 0, found.stderr
    assert "\nreplications  1\n" in found.stdout
    assert "the results are in results/gear_unit_housings" in found.stderr
    assert (tmp_path / "results" / "gear_unit_housings" / "manifest.json").exists()


def test_json_on_stdout_is_the_file_in_the_folder(tmp_path: Path) -> None:
    found = _run(tmp_path, "run", SCENARIO, *SHORT, "--format", "json", "--quiet", "--out", "here")

    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    assert found.stdout == (tmp_path / "here" / "result.json").read_text(encoding="utf-8")
    assert json.loads(found.stdout)["replications"] == 1


def test_a_scenario_without_problems_passes_the_check(tmp_path: Path) -> None:
    found = _run(tmp_path, "check", SCENARIO)

    assert (found.returncode, found.stdout) == (0, f"{SCENARIO}: no problems\n")


def test_a_scenario_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    for command in ("run", "check"):
        found = _run(tmp_path, command, "absent.yaml")

        assert found.returncode == 2
        assert "absent.yaml" in found.stderr
        assert found.stderr.endswith("1 problem; nothing was run\n")
        assert "Traceback" not in found.stderr


def test_explain_prints_text_json_and_csv(tmp_path: Path) -> None:
    options = ("--set", "relations.housings.quoted=3 weeks")
    text, as_json, as_csv = (
        _run(tmp_path, "explain", SCENARIO, *options, "--format", form)
        for form in ("text", "json", "csv")
    )

    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.startswith("gear_unit_housings: ")
    assert json.loads(as_json.stdout)["scenario"] == "gear_unit_housings"
    assert "\nrelations.housings.quoted,3,weeks,yours,'--set,\n" in as_csv.stdout


def test_explain_of_what_cannot_be_used_tells_the_problems(tmp_path: Path) -> None:
    found = _run(tmp_path, "explain", SCENARIO, "--set", "seed=-1")

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "--set: seed: found -1, expected at least 0\n1 problem; nothing was run\n"
    )


def test_diff_ends_with_0_whether_or_not_scenarios_differ(tmp_path: Path) -> None:
    text = SCENARIO.read_text(encoding="utf-8")
    (tmp_path / "same.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(
        text.replace("seed: 20030106", "seed: 7"), encoding="utf-8"
    )

    same = _run(tmp_path, "diff", SCENARIO, "same.yaml")
    other = _run(tmp_path, "diff", SCENARIO, "other.yaml")
    told = _run(tmp_path, "diff", SCENARIO, "other.yaml", "--format", "json")

    assert (same.returncode, same.stdout) == (0, f"{SCENARIO} and same.yaml mean the same\n")
    assert (other.returncode, other.stdout.splitlines()[2]) == (0, "differing")
    assert json.loads(told.stdout)["equal"] is False


def test_diff_tells_the_problems_of_both_scenarios(tmp_path: Path) -> None:
    found = _run(tmp_path, "diff", "a.yaml", "b.yaml")

    assert found.returncode == 2
    assert found.stderr.splitlines() == [
        "a.yaml: cannot be read: no such file or directory",
        "b.yaml: cannot be read: no such file or directory",
        "2 problems; nothing was run",
    ]


def test_the_help_of_diff_says_what_the_exit_code_means(tmp_path: Path) -> None:
    found = _run(tmp_path, "diff", "--help")

    assert "The exit code is 0 whether or not they differ" in " ".join(found.stdout.split())


def test_the_schema_is_printed_as_json(tmp_path: Path) -> None:
    found = _run(tmp_path, "schema")

    assert found.returncode == 0
    assert json.loads(found.stdout)["title"] == "A scenario of supplychain_sim"


def test_a_new_scenario_passes_the_check(tmp_path: Path) -> None:
    made = _run(tmp_path, "new", "castings")
    checked = _run(tmp_path, "check", "castings.yaml")

    assert (made.returncode, made.stdout) == (
        0,
        (
            "castings.yaml is a scenario that runs; to run it: "
            "python -m supplychain_sim run castings.yaml\n"
        ),
    )
    assert (checked.returncode, checked.stdout) == (0, "castings.yaml: no problems\n")
    assert "supplychain_sim run castings.yaml" in (tmp_path / "castings.yaml").read_text()


def test_a_new_scenario_replaces_nothing(tmp_path: Path) -> None:
    (tmp_path / "castings.yaml").write_text("mine", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to("elsewhere.yaml")

    for name in ("castings", "link"):
        found = _run(tmp_path, "new", name)

        assert (found.returncode, found.stdout) == (4, "")
        assert found.stderr == f"{name}.yaml: found a file of that name; name another\n"
    assert (tmp_path / "castings.yaml").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize("name", ["../x", "/x", "x.yaml", "", "a b", "x\ny", "-", "x" * 65])
def test_the_name_of_a_new_scenario_is_a_plain_one(tmp_path: Path, name: str) -> None:
    found = _run(tmp_path, "new", "--", name)

    shown = repr(" ".join(name.split())) if len(name) < 60 else repr("x" * 57 + "...")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        f"new: found {shown}, expected a name of up to 64 letters, digits, - and _ without a "
        "folder or an ending, such as 'housings'\n1 problem; nothing was run\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    program = (
        "import os, sys; os.rmdir(os.getcwd()); from supplychain_sim.cli import main; "
        "sys.exit(main(['new', 'castings']))"
    )

    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 4
    assert found.stderr == "castings.yaml: cannot be written: no such file or directory\n"


def test_a_regime_that_is_nearly_right_is_suggested_and_no_folder_is_made(tmp_path: Path) -> None:
    found = _run(tmp_path, "run", SCENARIO, "--regime", "joint_ventures", "--replications", "0")

    assert found.returncode == 2
    assert found.stderr.splitlines() == [
        "run: regime: no regime 'joint_ventures', did you mean 'joint_venture'?",
        "run: replications: found 0, expected 1 to 100000",
        "2 problems; nothing was run",
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("--against", "joint_venture", "--regime", "mutual_learning"),
            (
                "found 'joint_venture', which is not among the regimes that run; "
                "expected one of mutual_learning"
            ),
        ),
        (
            ("--against", "joint_venture", "--regime", "joint_venture"),
            "found 'joint_venture', the one regime that runs; expected another one beside it",
        ),
        (
            ("--against", "joint_ventures", "--regime", "joint_venture"),
            "no regime 'joint_ventures', did you mean 'joint_venture'?",
        ),
    ],
)
def test_a_regime_that_nothing_can_be_compared_with_is_told_and_no_folder_is_made(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    found = _run(tmp_path, "run", SCENARIO, *arguments, *SHORT)

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == f"run: against: {message}\n1 problem; nothing was run\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--jobs", "0", "argument --jobs: found 0, expected at least 1"),
        ("--seed", "x", "argument --seed: found 'x', expected a whole number"),
    ],
)
def test_an_option_that_is_wrong_is_wrong_input(
    tmp_path: Path, option: str, value: str, message: str
) -> None:
    found = _run(tmp_path, "run", SCENARIO, option, value)

    assert found.returncode == 2
    assert message in found.stderr


def test_a_folder_of_another_scenario_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"scenario_hash": "another"}', encoding="utf-8")

    found = _run(tmp_path, "run", SCENARIO, *SHORT, "--out", tmp_path)

    assert found.returncode == 3
    assert "found a manifest of something else" in found.stderr


def test_a_folder_that_cannot_be_made_is_said_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    found = _run(tmp_path, "run", SCENARIO, *SHORT, "--out", "taken")

    assert (found.returncode, found.stdout) == (4, "")
    assert found.stderr == "taken: results cannot be written: File exists\n"


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        _command("run", SCENARIO, *SHORT, "--quiet"),
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()

    assert process.stderr is not None
    with process.stderr as complaints:
        assert complaints.read() == b""
    assert process.wait(timeout=300) == 0


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_ends_at_once_and_says_how_to_run_it_again(
    tmp_path: Path, jobs: int, number: signal.Signals, code: int
) -> None:
    process = subprocess.Popen(
        _command("run", SCENARIO, "--replications", "1000", "--jobs", jobs, "--out", "here"),
        cwd=tmp_path,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own, so that its workers are interrupted as by a terminal.
        start_new_session=True,
    )
    _wait_for(tmp_path / "here")
    # Long enough for workers to be importing or at work.
    time.sleep(0.5)

    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    # Workers hold stderr as well, so this waits for the last of them; a thousand
    # replications would take minutes.
    printed, said = process.communicate(timeout=60)

    assert (process.returncode, printed) == (code, "")
    assert "Traceback" not in said
    assert said.endswith(
        "interrupted: nothing was written; to run it again: python -m supplychain_sim run "
        f"{SCENARIO} --replications 1000 --jobs {jobs} --out here\n"
    )
    assert list((tmp_path / "here").iterdir()) == []


def test_a_stop_that_python_dropped_is_heeded_after_the_replication(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def dropped(*_: object, **__: object) -> NoReturn:
        next(_waits())
        raise RuntimeError("this replication fails; others are to come")

    monkeypatch.setattr("supplychain_sim.simulation.simulate", dropped)
    monkeypatch.setattr("sys.unraisablehook", lambda _: None)
    with _handlers_kept():
        code = main(["run", str(SCENARIO), "--jobs", "1", "--out", str(tmp_path / "here")])

    assert code == 143
    assert "interrupted: nothing was written" in capsys.readouterr().err


def _waits() -> Iterator[None]:
    try:
        yield
    finally:
        signal.raise_signal(signal.SIGTERM)


@contextmanager
def _handlers_kept() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, action in before.items():
        signal.signal(number, action)


def _wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()


def test_a_setting_is_checked_without_a_run(tmp_path: Path) -> None:
    found = _run(tmp_path, "check", SCENARIO, "--set", "seed=-1")

    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == (
        "--set: seed: found -1, expected at least 0\n1 problem; nothing was run\n"
    )
