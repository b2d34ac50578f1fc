"""A sweep as an array of real jobs, and what Slurm does to them."""

from __future__ import annotations

from pathlib import Path

import pytest
import sweeping

from cluster.arrays import DAYS, REPLICATIONS, SHARDS, TASKS, SweptArray, begun
from cluster.slurm import Slurm, wait_until

EACH_ONCE = dict.fromkeys(range(TASKS), 1)
ALL_DONE = dict.fromkeys(range(1, SHARDS + 1), ("COMPLETED", "0:0"))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The results of the sweep on one machine, which nobody disturbed."""
    folder = sweeping.written(tmp_path_factory.mktemp("local"), DAYS, REPLICATIONS)
    done = sweeping.swept(folder, "quick")
    assert done.returncode == 0, done.stderr
    return (folder / sweeping.OUT / "measures.parquet").read_bytes()


def _ends(array: SweptArray) -> dict[int, tuple[str, str]]:
    """Return how the jobs of an array ended: their state, and their exit code."""
    jobs = array.slurm.ended(array.id)
    return {shard: (job.state, job.code) for shard, job in sorted(jobs.items())}


def test_an_array_yields_the_bytes_of_a_local_sweep_and_does_nothing_twice(
    slurm: Slurm, undisturbed: bytes, tmp_path: Path
) -> None:
    # Every shell would read this name otherwise.
    folder = tmp_path / "a 'b' \"c\" $HOME `id` 50%j ü & #1"
    folder.mkdir()

    array = begun(slurm, folder, "quick")

    assert _ends(array) == ALL_DONE
    assert array.measures() == undisturbed
    assert array.recorded() == EACH_ONCE
    assert "40 runs done, 0 failed" in array.log(1)

    again = array.again()

    assert _ends(again) == ALL_DONE
    assert again.measures() == undisturbed
    assert again.recorded() == EACH_ONCE
    assert "nothing is left to do" in again.log(1)


def test_whatever_ends_a_job_the_rest_goes_on_and_the_same_script_does_what_is_left(
    slurm: Slurm, undisturbed: bytes, tmp_path: Path
) -> None:
    array = begun(slurm, tmp_path, "gated")
    array.wait_for_results(*range(1, SHARDS + 1))
    jobs = slurm.jobs(array.id)

    array.kill(1)
    slurm.run("scancel", "--signal=KILL", "--full", jobs[2].id)
    slurm.run("scancel", jobs[3].id)
    array.wait_for_the_end_of(1, 2, 3)
    array.go()

    assert _ends(array) == {
        1: ("FAILED", "137:0"),
        2: ("CANCELLED", "143:0"),
        3: ("CANCELLED", "143:0"),
        4: ("COMPLETED", "0:0"),
    }
    assert [job.restarts for job in slurm.jobs(array.id).values()] == [0] * SHARDS
    assert "interrupted: what was finished" in array.log(3)
    assert not array.is_complete()
    before = array.recorded()
    assert set(before.values()) == {1}
    assert TASKS // SHARDS < len(before) < TASKS

    again = array.again()

    assert _ends(again) == ALL_DONE
    assert again.measures() == undisturbed
    assert again.recorded() == EACH_ONCE


def test_a_job_that_is_queued_again_by_hand_or_when_time_is_up_goes_on(
    slurm: Slurm, undisturbed: bytes, tmp_path: Path
) -> None:
    array = begun(slurm, tmp_path, "gated")
    array.wait_for_results(1, 2)
    jobs = slurm.jobs(array.id)

    slurm.run("scontrol", "requeue", jobs[1].id)
    slurm.run("scancel", "--signal=USR1", "--batch", jobs[2].id)
    wait_until(lambda: all(slurm.jobs(array.id)[shard].restarts for shard in (1, 2)), "restarts")
    array.go()

    assert _ends(array) == ALL_DONE
    assert [slurm.jobs(array.id)[shard].restarts for shard in (1, 2, 3, 4)] == [1, 1, 0, 0]
    assert "time is nearly up" not in array.log(1)
    assert "time is nearly up: the job is queued again" in array.log(2)
    assert array.measures() == undisturbed
    assert array.recorded() == EACH_ONCE


@pytest.mark.parametrize("partition", ["debug", "patient"])
def test_an_array_that_gives_way_to_urgent_jobs_goes_on_after_them(
    partition: str, slurm: Slurm, undisturbed: bytes, tmp_path: Path
) -> None:
    array = begun(slurm, tmp_path, "gated", partition)
    array.wait_for_results(*range(1, SHARDS + 1))

    words = ("--partition=urgent", "--exclusive", "--output=/dev/null")
    urgent = slurm.submit("#!/bin/bash\nsleep 0.5\n", *words)
    wait_until(
        lambda: any(job.restarts for job in slurm.jobs(array.id).values()), "jobs to give way"
    )
    array.go()

    assert _ends(array) == ALL_DONE
    assert "JobState=COMPLETED" in slurm.run("scontrol", "show", "job", urgent)
    # In the partition that is patient they hear of it, and give way by themselves.
    assert ("the job is queued again" in array.log(1)) == (partition == "patient")
    assert array.measures() == undisturbed
    assert array.recorded() == EACH_ONCE
