"""Simulated clusters: what is counted there is what formulas and the model say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import formulas
from benchmarks.cluster_model import Cluster, course_of, of_simulated
from benchmarks.file_operations import metadata
from benchmarks.shards import compared, operations
from benchmarks.simulated_shards import Simulated, simulated

SHARDS, KILLED_EVERY = 60, 20
#: Cores without a server to wait for, or runs that differ.
PLAIN = Cluster(
    shards=10,
    shard_cores=1,
    at_a_time=5,
    runs_a_shard=100,
    run_s=2.0,
    start_s=10.0,
    run_spread=0.0,
    answers=1e12,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def found(folder: Path) -> Simulated:
    return simulated(folder, SHARDS, KILLED_EVERY, processes=1)


def test_a_simulated_cluster_does_every_run_once(found: Simulated, folder: Path) -> None:
    rows = pq.read_table(folder / "out" / "measures.parquet", columns=["regime"]).num_rows

    assert found.killed == 2
    assert rows == 2 * found.runs


def test_a_shard_asks_the_same_whether_it_is_the_second_or_the_last_but_one(
    found: Simulated,
) -> None:
    asked = {metadata(one.asked) for one in found.of("whole")}

    assert asked == {formulas.SHARD_OPERATIONS}


def test_what_is_counted_is_what_the_formulas_say(found: Simulated) -> None:
    rows = {name: (counts, predicted) for name, counts, predicted in compared(found)}
    listed, about = rows.pop("names listed by all")

    assert {name for name, (counts, predicted) in rows.items() if counts != predicted} == set()
    # The first and the last shard are not among those that are counted.
    assert about * (1 - 2 / SHARDS) <= listed <= about


def test_the_model_counts_what_the_simulated_cluster_does(found: Simulated) -> None:
    cluster = of_simulated(found, start_s=0.1)

    course = course_of(cluster)

    assert course.journals(cluster) == found.journals
    assert course.files(cluster) == found.files
    assert course.operations == operations(found)


def test_shards_follow_one_another_on_the_same_cores() -> None:
    course = course_of(PLAIN)

    assert course.worked == pytest.approx(2 * (10 + 200))
    assert course.busy(PLAIN) == pytest.approx(200 / 210)
    assert course.attempts == 10


def test_a_job_that_runs_out_of_time_goes_on_where_it_was() -> None:
    # Of 60 s, ten are the start and one is a run that is lost: five jobs for 200 s of runs.
    limited = replace(PLAIN, time_limit=60.0)

    course = course_of(limited)

    assert course.attempts == 5 * limited.shards
    assert course.journals(limited) == 50
    assert course.useful == pytest.approx(10 * 200)


def test_those_who_ask_the_server_of_metadata_wait_for_one_another() -> None:
    slow = replace(PLAIN, answers=float(formulas.STARTED_OPERATIONS))

    course = course_of(slow)

    assert course.asked[0] == 5 * formulas.STARTED_OPERATIONS
    assert course.longest_wait == pytest.approx(5.0)


def test_preempted_jobs_are_queued_again_and_lose_no_run() -> None:
    preempted = replace(PLAIN, preempted=20.0)

    course = course_of(preempted)

    assert course.attempts > preempted.shards
    assert course.useful == pytest.approx(10 * 200)
    assert course.worked > course_of(PLAIN).worked


def test_events_do_not_grow_with_runs() -> None:
    many = replace(PLAIN, runs_a_shard=10**7)

    assert course_of(many).events == course_of(PLAIN).events <= 10 * many.shards


def test_who_finishes_comes_after_all_others() -> None:
    course = course_of(replace(PLAIN, merge_s=30.0))

    assert course.made == course.worked + 30.0
