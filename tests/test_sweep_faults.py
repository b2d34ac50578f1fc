"""What goes wrong in single runs of a sweep: each is told, and takes no other with it.

The faults happen to real processes, see ``sweep_faults``.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from sweep_faults import FAULTS, FAULTY_REPLICATION, HONEST_DAYS
from sweeping import OUT, digest, quarantined, swept, written

DAYS = (*HONEST_DAYS, *FAULTS)
REPLICATIONS = 2
SECONDS = 2


class Faulty(NamedTuple):
    """How a sweep ended in which all faults happened."""

    ended: subprocess.CompletedProcess[str]
    told: dict[int, dict[str, Any]]
    done: set[tuple[int, int]]


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Faulty:
    """A sweep of which ten runs failed, each for another reason."""
    folder = written(tmp_path_factory.mktemp("faulty"), DAYS, REPLICATIONS)
    limits = ("--timeout", SECONDS, "--max-memory", "500M")
    ended = swept(folder, "faulty", *limits)
    told = {DAYS[one["point"]]: one for one in quarantined(folder)}
    rows = pq.read_table(folder / OUT / "measures.parquet").to_pylist()
    return Faulty(ended, told, {(DAYS[row["point"]], row["replication"]) for row in rows})


def test_all_other_runs_finish_and_the_exit_code_says_that_some_did_not(faulty: Faulty) -> None:
    assert faulty.ended.returncode == 1, faulty.ended.stderr
    done = len(DAYS) * REPLICATIONS - 10
    said = f"{done} runs done, 10 failed; the results are in results\n"
    assert faulty.ended.stderr.startswith(said)
    assert "Traceback" not in faulty.ended.stderr
    expected = {(day, replication) for day in DAYS for replication in range(REPLICATIONS)}
    assert faulty.done == expected - {(day, FAULTY_REPLICATION) for day in FAULTS}
    assert list(faulty.told) == list(FAULTS)


@pytest.mark.parametrize(
    ("days", "kind", "error"),
    [
        (12, "error", "ValueError: the stock is negative"),
        (13, "time", "took longer than the 2 s that a run may take"),
        (14, "time", "took longer than the 2 s that a run may take"),
        (15, "memory", "MemoryError: no more memory may be had"),
        (16, "died", "its process was ended by SIGKILL"),
        (17, "died", "its process ended with exit code 0 in the middle of the run"),
        (18, "not finite", "not finite: gap of the whole in year 1 under from-nearby: inf"),
        (19, "too large", "found 10,000,002 values, expected at most 8,000,000"),
        (20, "error", "Unpicklable"),
        (
            21,
            "not finite",
            ("not finite: trust of relation/castings over the whole horizon under from-home: nan"),
        ),
    ],
    ids=["F01", "F02", "F03", "F05", "F06", "F07", "F24", "F25", "F26", "F24 nan"],
)
def test_a_run_that_fails_is_tried_once_more_and_then_told_with_its_point(
    faulty: Faulty, days: int, kind: str, error: str
) -> None:
    told = faulty.told[days]

    assert (told["kind"], told["error"], told["attempts"]) == (kind, error, 2)
    assert told["values"] == {"relations.castings.quoted": f"{days} days"}
    assert (DAYS[told["point"]], told["replication"]) == (days, FAULTY_REPLICATION)


def test_where_a_run_failed_is_told(faulty: Faulty) -> None:
    told = faulty.told[12]["traceback"]

    assert "sweep_faults.py" in told
    assert told.endswith("ValueError: the stock is negative\n")


def test_what_failed_is_tried_again_when_asked_by_versions_that_may_be_mixed(
    tmp_path: Path,
) -> None:
    written(tmp_path, HONEST_DAYS)
    swept(tmp_path, "raises")
    left = swept(tmp_path, "raises", "--resume")
    # The function that simulates is part of what was swept.
    changed = swept(tmp_path, "quick", "--resume", "--retry-failed")
    again = swept(tmp_path, "quick", "--resume", "--retry-failed", "--allow-mixed")

    assert left.returncode == 1
    assert changed.returncode == 3
    assert changed.stderr == (
        "results: found results of other versions, expected those of now; go on with those, begin "
        "in another folder with --out, or use --allow-mixed:\n"
        '  simulate: was "sweep_faults:raises", is "sweep_faults:quick"\n'
    )
    assert again.returncode == 0, again.stderr
    assert quarantined(tmp_path) == []
    manifest = json.loads((tmp_path / OUT / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["computed_by"]["simulate"] == "sweep_faults:raises"
    assert [other["simulate"] for other in manifest["also_computed_by"]] == ["sweep_faults:quick"]
    swept(tmp_path, "quick", out="anew")
    assert digest(tmp_path) == digest(tmp_path, "anew")
