"""A sweep from its file to its results, and on from where it was left."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import termios
from contextlib import suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from sweeping import (
    DAYS,
    OUT,
    REPLICATIONS,
    RUNS,
    command,
    digest,
    start,
    swept,
    told,
    written,
)

from supplychain_sim import read_sweep, run_sweep
from supplychain_sim.sweep.conduct import Progress


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a sweep that ran to its end without a fault."""
    folder = written(tmp_path_factory.mktemp("undisturbed"))
    done = swept(folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_sweep_writes_every_run_once_with_its_factors_as_columns(undisturbed: Path) -> None:
    table = pq.read_table(undisturbed / OUT / "measures.parquet")

    assert table.schema.names == [
        "point", "relations.castings.quoted", "regime", "replication", "subject", "measure",
        "year", "value",
    ]  # fmt: skip
    assert table.schema.field("relations.castings.quoted").metadata == {b"unit": b"day"}
    rows = table.to_pylist()
    keys = [(row["point"], row["replication"], row["regime"], row["measure"]) for row in rows]
    assert keys == sorted(set(keys))
    assert len({key[:2] for key in keys}) == RUNS
    assert {row["point"]: row["relations.castings.quoted"] for row in rows} == dict(
        enumerate(map(float, DAYS))
    )


def test_all_points_meet_the_same_luck(undisturbed: Path) -> None:
    rows = pq.read_table(undisturbed / OUT / "measures.parquet").to_pylist()
    costs = [row for row in rows if row["measure"] == "unit_cost"]

    luck = {
        (row["regime"], row["replication"], round(row["value"] - DAYS[row["point"]], 9))
        for row in costs
    }

    assert len(luck) == len({row["regime"] for row in costs}) * REPLICATIONS


@pytest.mark.parametrize("jobs", [1, 7])
def test_the_number_of_workers_cannot_be_seen_in_the_file(
    undisturbed: Path, tmp_path: Path, jobs: int
) -> None:
    swept(written(tmp_path), jobs=jobs)

    assert digest(tmp_path) == digest(undisturbed)


def test_what_is_done_is_not_done_again(tmp_path: Path) -> None:
    written(tmp_path)
    swept(tmp_path, "counted")
    before = digest(tmp_path)

    again = swept(tmp_path, "counted", "--resume")

    assert again.returncode == 0, again.stderr
    assert len((tmp_path / "runs").read_text(encoding="utf-8").splitlines()) == RUNS
    assert digest(tmp_path) == before


def test_a_folder_where_a_sweep_was_begun_is_not_used_unasked(
    undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(undisturbed, tmp_path, dirs_exist_ok=True)

    again = swept(tmp_path)

    assert again.returncode == 3
    assert again.stderr == (
        "results: found a sweep that was finished there; go on with it by --resume, or name "
        "another folder with --out\n"
    )


def test_a_sweep_from_python_is_that_of_the_command_line(undisturbed: Path, tmp_path: Path) -> None:
    written(tmp_path, DAYS[:1], 1)
    seen: list[Progress] = []

    result = run_sweep(tmp_path / "sweep.yaml", tmp_path / OUT, progress=seen.append)

    assert result.complete
    assert (seen[0], seen[-1]) == (Progress(0, 0, 1), Progress(1, 0, 1))
    assert result.frame("estimates").num_rows > 0
    assert (tmp_path / OUT / "result.json").read_text(encoding="utf-8") == result.as_json()
    again = run_sweep(tmp_path / "sweep.yaml", tmp_path / OUT, resume=True)
    assert again.frame().equals(read_sweep(tmp_path / "sweep.yaml", tmp_path / OUT).frame())


def test_what_a_sweep_would_take_is_told_and_nothing_is_kept(tmp_path: Path) -> None:
    written(tmp_path)

    found = swept(tmp_path, "quick", "--dry-run")

    assert found.returncode == 0, found.stderr
    points, runs, time, disk, tried = found.stdout.splitlines()
    assert points == "points  6"
    assert runs == "runs    24 (4 replications of each point, each under 2 regimes)"
    assert re.fullmatch(r"time    about \d+:\d\d min", time)
    assert re.fullmatch(r"disk    at most about [\d.]+ k?B", disk)
    assert tried == "tried   3 runs; nothing was kept"
    assert not (tmp_path / OUT).exists()


def test_what_a_sweep_would_take_is_told_in_json_too(tmp_path: Path) -> None:
    written(tmp_path)

    found = json.loads(swept(tmp_path, "quick", "--dry-run", "--format", "json").stdout)

    seconds, size = found.pop("seconds"), found.pop("bytes_at_most")
    assert 0 < seconds < 3600
    assert size > 0
    assert found == {
        "name": "sweep",
        "points": 6,
        "replications": 4,
        "regimes": ["from-nearby", "from-home"],
        "runs": 24,
        "tried": 3,
        "fails": [],
        "cluster": None,
    }


def test_what_a_sweep_would_take_tells_of_points_that_fail(tmp_path: Path) -> None:
    written(tmp_path, replications=1)

    found = swept(tmp_path, "never", "--dry-run")

    assert found.returncode == 1
    assert "time" not in found.stdout
    assert found.stderr.splitlines() == [
        f"point {point} fails: ValueError: the stock is negative" for point in (0, 3, 5)
    ]


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    written(tmp_path, replications=20)
    terminal, side = pty.openpty()
    termios.tcsetwinsize(side, (24, 120))

    with start(command("slow"), tmp_path, stderr=side) as process:
        os.close(side)
        shown = _all_of(terminal)

    assert process.returncode == 0
    assert re.search(r"\d+ done, 0 failed, \d+ left", shown)
    assert "runs/s" in shown
    assert shown.endswith("120 runs done, 0 failed; the results are in results\r\n")


def _all_of(terminal: int) -> str:
    """Return what is written to a terminal until nobody holds it any more."""
    found = b""
    with suppress(OSError):
        while block := os.read(terminal, 1 << 16):
            found += block
    os.close(terminal)
    return found.decode()


def test_results_go_to_a_folder_named_after_the_sweep_unless_told(tmp_path: Path) -> None:
    written(tmp_path, DAYS[:1], 1)
    words = command("quick")
    at = words.index("--out")
    del words[at : at + 2]

    found = told(words, tmp_path)

    assert found.returncode == 0, found.stderr
    assert (tmp_path / "results" / "sweep" / "measures.parquet").exists()


def test_a_function_that_is_not_there_is_told_before_a_folder_is_made(tmp_path: Path) -> None:
    written(tmp_path)

    found = swept(tmp_path, "nothing")

    assert found.returncode == 2
    assert found.stderr == (
        "simulate: found 'sweep_faults:nothing', expected module:function that can be imported "
        "(module 'sweep_faults' has no attribute 'nothing')\n"
    )
    assert not (tmp_path / OUT).exists()


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--timeout", "0", "argument --timeout: found '0', expected a number of seconds above 0"),
        ("--max-memory", "2X", "argument --max-memory: found '2X', expected such as 800M or 2G"),
    ],
)
def test_a_limit_that_is_none_is_wrong_input(
    tmp_path: Path, option: str, value: str, message: str
) -> None:
    found = swept(tmp_path, "quick", option, value)

    assert found.returncode == 2
    assert message in found.stderr


def test_the_manifest_says_what_was_swept(undisturbed: Path) -> None:
    manifest = json.loads((undisturbed / OUT / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["complete"] is True
    assert (manifest["points"], manifest["runs"]) == (len(DAYS), RUNS)
    assert {"python", "numpy", "code", "simulate"} <= set(manifest["computed_by"])
    assert len(manifest["sessions"]) == 1
