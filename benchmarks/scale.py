"""The constants of docs/scale.md on this machine: ``python -m benchmarks.scale``.

Each is measured by itself, in seconds of a processor's time and not of the clock's, so that
whoever else is at work here moves them little.  Nothing is kept.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from benchmarks import scale_processes, scale_runs
from benchmarks.small_sweeps import FLAGSHIP, STARTER

#: What each constant says.
MEANING = {
    "run_s": "processor seconds of a run, under all regimes",
    "point_s": "processor seconds until the scenario of a point is read",
    "values": "values of a run",
    "run_bytes": "bytes that a run adds to a journal",
    "journal_bytes": "bytes of a journal besides: its header, and what values are of",
    "layout_memory": "bytes of memory of what values are of",
    "task_s": "processor seconds of a task in its worker besides its run",
    "shard_s": "processor seconds of a shard from start to end, without its workers",
    "worker_s": "processor seconds of a worker besides its runs",
    "shard_opens": "files that a shard opens outside the folder of the sweep",
    "worker_opens": "files that a worker opens likewise",
    "shard_lists": "folders that a shard of one worker lists likewise",
    "chunk_s": "processor seconds a chunk of who conducts, on one machine",
    "dask_chunk_s": "processor seconds a chunk of who conducts, on dask",
    "dask_scheduler_chunk_s": "processor seconds a chunk of the scheduler of dask",
    "merge_run_s": "processor seconds of a merge for each run",
    "merge_value_s": "processor seconds of a merge for each value",
    "estimates_value_s": "processor seconds until means are told, for each value",
    "parquet_value_bytes": "bytes of Parquet for each value",
    "status_run_s": "processor seconds of status for each run",
    "status_value_s": "processor seconds of status for each value",
}


def measured() -> Iterator[tuple[str, float]]:
    """Yield the constants by name, as they are found."""
    starter = scale_runs.runs(STARTER)
    yield from starter.items()
    yield from scale_runs.runs(FLAGSHIP).items()
    yield from scale_runs.tasks().items()
    yield from scale_processes.starting(starter[f"run_s ({STARTER})"]).items()
    yield from scale_processes.conducting().items()
    yield from scale_processes.conducting_on_dask().items()
    yield from scale_runs.merging().items()


def main() -> None:
    """Print the constants of this machine."""
    began = time.monotonic()
    for name, value in measured():
        meaning = MEANING[name.partition(" (")[0]]
        shown = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
        print(f"{name:<32}{shown:>12}   {meaning}", flush=True)  # noqa: T201
    load, _, _ = os.getloadavg()
    took = time.monotonic() - began
    print(f"{took:.0f} s in all, at a load of {load:.1f} on {os.cpu_count()} cores")  # noqa: T201


if __name__ == "__main__":
    main()
