"""What a cluster file says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from supplychain_sim.cli import main
from supplychain_sim.cluster.json_schema import json_schema
from supplychain_sim.cluster.language import Cluster
from supplychain_sim.cluster.load import load_cluster
from supplychain_sim.cluster.taking import taking
from supplychain_sim.report.cluster_language import cluster_reference
from supplychain_sim.scenario.source import read

ROOT = Path(__file__).parent.parent
LEAST = "schema: 1\ntime: 1 hour\nmemory: 4 GB\n"
WHOLE = """\
schema: 1
partition: batch
account: chair-7
time: 90 minutes
memory: 8G
cores: 4
jobs: 20
shards: 100
modules: [gcc/12.2, python/3.11]
environment:
  OMP_NUM_THREADS: 1
  GREETING: it's $HOME
setup:
  - source venv/bin/activate
python: python3
directives: [--qos=low, -M alpha]
interface: ib0
"""


def _loaded(folder: Path, text: str) -> Cluster:
    path = folder / "cluster.yaml"
    path.write_text(text, encoding="utf-8")
    return load_cluster(path)


def test_a_cluster_file_says_time_and_memory_and_the_rest_has_a_default(tmp_path: Path) -> None:
    cluster = _loaded(tmp_path, LEAST)

    assert dict(cluster) == {
        "schema_version": 1,
        "partition": None,
        "account": None,
        "time": 60,
        "memory": 4 * 2**30,
        "cores": 1,
        "jobs": 10,
        "shards": None,
        "modules": (),
        "environment": {},
        "setup": (),
        "python": None,
        "directives": (),
        "interface": None,
    }
    assert cluster.interpreter == sys.executable


def test_all_that_a_cluster_file_may_say_is_read(tmp_path: Path) -> None:
    cluster = _loaded(tmp_path, WHOLE)

    assert (cluster.time, cluster.memory, cluster.shards) == (90, 8 * 2**30, 100)
    assert cluster.environment == {"OMP_NUM_THREADS": "1", "GREETING": "it's $HOME"}
    assert cluster.directives == ("--qos=low", "-M alpha")
    assert cluster.interpreter == "python3"


@pytest.mark.parametrize(
    ("written", "size"),
    [("800 MB", 800 * 2**20), ("800M", 800 * 2**20), ("1.5 GB", 1536 * 2**20), ("1T", 2**40)],
)
def test_memory_is_counted_as_slurm_does(written: str, size: int, tmp_path: Path) -> None:
    assert _loaded(tmp_path, f"schema: 1\ntime: 1 hour\nmemory: {written}\n").memory == size


@pytest.mark.parametrize("text", [LEAST, WHOLE])
def test_check_knows_a_cluster_file_and_the_schema_takes_it(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _loaded(tmp_path, text)
    path, schema = tmp_path / "cluster.yaml", json_schema()
    Draft7Validator.check_schema(schema)

    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: no problems\n"
    assert list(Draft7Validator(schema).iter_errors(read(path).tree)) == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("cores: 0", "cores"),
        ("partition: a b", "partition"),
        ("modules: python", "modules"),
        ("environment: {1A: x}", "environment"),
        ("tme: 1 hour", ""),
    ],
)
def test_the_schema_finds_what_is_wrong(line: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / "cluster.yaml"
    path.write_text(f"{LEAST}{line}\n", encoding="utf-8")

    found = Draft7Validator(json_schema()).iter_errors(read(path).tree)

    assert [".".join(map(str, error.absolute_path)) for error in found] == [place]


def test_every_key_of_the_schema_is_described() -> None:
    properties = json_schema()["properties"]

    assert [key for key, entry in properties.items() if not entry.get("description")] == []


def test_the_schema_of_clusters_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--of", "cluster"]) == 0
    assert '"title": "A cluster for supplychain_sim"' in capsys.readouterr().out


def test_the_reference_is_that_of_the_language() -> None:
    text = (ROOT / "docs" / "cluster_language.md").read_text(encoding="utf-8")

    assert text == cluster_reference(), "renew it with: make docs"


def test_an_array_has_no_more_shards_than_runs(tmp_path: Path) -> None:
    told = taking(_loaded(tmp_path, WHOLE), runs=3, seconds=60)

    assert (told.shards, told.jobs, told.seconds) == (3, 3, 20)


def test_a_shard_that_is_longer_than_a_job_is_queued_several_times(tmp_path: Path) -> None:
    one = _loaded(tmp_path, f"{LEAST}shards: 1\n")

    told = taking(one, runs=1000, seconds=7000)

    # Of an hour, two minutes are for the warning and ten seconds for the start.
    assert (told.seconds, told.queued, told.whole) == (7000, 3, 7000)
