from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small import FAR, NEAR, simulate, small_scenario

from supplychain_sim.durable import write_whole
from supplychain_sim.errors import ForeignFolderError, OutputError
from supplychain_sim.experiment import Experiment, run
from supplychain_sim.report.files import Origin, prepare, write

WHEN = datetime(2003, 1, 6, 8, 30, tzinfo=UTC)
OWNERS = {"schema": {"from": "assumed", "source": ""}}


def _experiment(seed: int) -> Experiment:
    return run(small_scenario(seed, 3), simulate=simulate)


def _write(experiment: Experiment, folder: Path, scenario_hash: str = "abc") -> None:
    prepare(folder, scenario_hash)
    write(experiment, Origin("housings", {"schema": 1}, scenario_hash, OWNERS, WHEN, WHEN), folder)


def test_a_folder_holds_what_was_run_and_what_came_out(seed: int, tmp_path: Path) -> None:
    _write(_experiment(seed), tmp_path / "deep" / "results")

    assert sorted(file.name for file in (tmp_path / "deep" / "results").iterdir()) == [
        "cookbooks.parquet",
        "events.parquet",
        "manifest.json",
        "measures.parquet",
        "result.json",
        "series.parquet",
    ]


def test_the_manifest_says_what_was_run(seed: int, tmp_path: Path) -> None:
    experiment = _experiment(seed)
    _write(experiment, tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["scenario"] == {"schema": 1}
    assert manifest["scenario_hash"] == "abc"
    assert (manifest["seed"], manifest["replications"]) == (seed, 3)
    assert manifest["regimes"] == [NEAR, FAR]
    assert manifest["started"] == "2003-01-06T08:30:00+00:00"
    assert manifest["entities"] == experiment.fingerprints.entities
    assert {"python", "numpy", "simpy"} <= set(manifest["versions"])


def test_equal_runs_give_equal_bytes(seed: int, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        _write(_experiment(seed), tmp_path / folder)

    for name in ("result.json", "measures.parquet", "series.parquet", "cookbooks.parquet"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_measures_are_sorted_and_typed_with_undefined_values_missing(
    seed: int, tmp_path: Path
) -> None:
    _write(_experiment(seed), tmp_path)

    table = pq.read_table(tmp_path / "measures.parquet")

    names = ["regime", "replication", "subject", "measure", "year", "value"]
    types = ["string", "int32", "string", "string", "int32", "double"]
    assert table.schema.names == names
    assert [str(field.type) for field in table.schema] == types
    rows = table.to_pylist()
    assert len(rows) == 2 * 3 * 9
    keys = [
        (*(row[name] for name in names[:4]), row["year"] is None, row["year"] or 0) for row in rows
    ]
    assert keys == sorted(keys)
    undefined = [row for row in rows if row["value"] is None]
    assert {(row["measure"], row["replication"]) for row in undefined} == {("cost_per_change", 1)}


def test_series_have_a_month(seed: int, tmp_path: Path) -> None:
    _write(_experiment(seed), tmp_path)

    table = pq.read_table(tmp_path / "series.parquet")

    assert table.schema.names == [
        "regime", "replication", "subject", "series", "month", "value",
    ]  # fmt: skip
    assert table.num_rows == 6


def test_a_folder_of_the_same_scenario_is_written_again(seed: int, tmp_path: Path) -> None:
    _write(_experiment(seed), tmp_path)
    _write(_experiment(7), tmp_path)

    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["seed"] == 7


def test_a_folder_of_another_scenario_is_refused(seed: int, tmp_path: Path) -> None:
    _write(_experiment(seed), tmp_path, "abc")

    with pytest.raises(ForeignFolderError) as raised:
        prepare(tmp_path, "def")

    assert str(raised.value) == (
        f"{tmp_path}: found results of housings with other values, expected results of this very "
        "scenario or none; name another folder with --out"
    )


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"scenario_hash": 5}'])
def test_a_folder_with_a_manifest_of_something_else_is_refused(
    content: str, tmp_path: Path
) -> None:
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")

    with pytest.raises(ForeignFolderError, match="found a manifest of something else"):
        prepare(tmp_path, "def")


def test_whoever_writes_in_place_of_an_earlier_run_is_told_what_it_did(
    seed: int, tmp_path: Path
) -> None:
    assert prepare(tmp_path, "abc") is None
    _write(_experiment(seed), tmp_path, "abc")

    assert prepare(tmp_path, "abc") == f"3 replications of near, far with seed {seed}"


def test_a_single_replication_is_told_in_the_singular(tmp_path: Path) -> None:
    earlier = '{"scenario_hash": "abc", "replications": 1, "regimes": ["near"], "seed": 5}'
    (tmp_path / "manifest.json").write_text(earlier, encoding="utf-8")

    assert prepare(tmp_path, "abc") == "1 replication of near with seed 5"


def test_preparing_leaves_nothing_behind(tmp_path: Path) -> None:
    prepare(tmp_path / "results", "abc")

    assert list((tmp_path / "results").iterdir()) == []


def test_a_place_that_is_no_folder_is_said_before_anything_runs(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="taken: results cannot be written: File exists"):
        prepare(tmp_path / "taken", "abc")


def test_a_file_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "result.json"
    write_whole(path, b"before")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"result\.json: results cannot be written: No space"):
        write_whole(path, b"after")

    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_without_its_manifest_is_unfinished(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(_experiment(seed), tmp_path)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    origin = Origin("housings", {"schema": 1}, "abc", {}, WHEN, WHEN)
    with pytest.raises(OutputError):
        write(_experiment(seed), origin, tmp_path)

    assert not (tmp_path / "manifest.json").exists()


def test_a_manifest_says_where_each_value_comes_from(seed: int, tmp_path: Path) -> None:
    _write(_experiment(seed), tmp_path)

    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["provenance"] == OWNERS
