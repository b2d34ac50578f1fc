"""The constants of docs/scale.md on this machine: ``python -m benchmarks.scale``.

Each is measured by itself, in seconds of a processor's time and not of the clock's, so that
whoever else is at work here moves them little.  Nothing is kept.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable

from benchmarks import scale_processes, scale_runs
from benchmarks.small_sweeps import FLAGSHIP, STARTER

#: What each constant says.
MEANING = {
    "run_s": "processor seconds of a run, under all regimes",
    "point_s": "processor seconds until the scenario of a point is read",
    "values": "values of a run",
    "run_bytes": "bytes that a run adds to a journal",
    "journal_bytes": "bytes of a journal besides: its header, and what values are of",
    "layout_memory": "bytes of memory of that, once for all journals",
    "task_s": "processor seconds of a task in its worker besides its run",
    "shard_s": "processor seconds of a shard from start to end, without its workers",
    "worker_s": "processor seconds of a worker besides its runs",
    "shard_opens": "files that a shard opens outside the folder of the sweep",
    "worker_opens": "files that a worker opens likewise",
    "shard_lists": "folders that a shard of one worker lists likewise",
    "worker_operations": "files that a worker opens in the folder of the sweep",
    "chunk_s": "processor seconds a chunk of who conducts, on one machine",
    "dask_chunk_s": "processor seconds a chunk of who conducts, on dask",
    "dask_scheduler_chunk_s": "processor seconds a chunk of the scheduler of dask",
    "merge_run_s": "processor seconds of a merge for each run",
    "merge_value_s": "processor seconds of a merge for each value",
    "estimates_value_s": "processor seconds until means are told, for each value",
    "parquet_value_bytes": "bytes of Parquet for each value",
    "estimate_bytes": "bytes of points.csv for each value of a point",
    "status_run_s": "processor seconds of status for each run",
    "status_value_s": "processor seconds of status for each value",
}


def _starting() -> dict[str, float]:
    return scale_processes.starting(scale_runs.runs(STARTER)[f"run_s ({STARTER})"])


#: What is measured together.
PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "starter": lambda: scale_runs.runs(STARTER),
    "flagship": lambda: scale_runs.runs(FLAGSHIP),
    "tasks": scale_runs.tasks,
    "starting": _starting,
    "conducting": scale_processes.conducting,
    "dask": scale_processes.conducting_on_dask,
    "merging": scale_runs.merging,
}


def main() -> None:
    """Print the constants of this machine."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    began = time.monotonic()
    for part in parser.parse_args().parts or PARTS:
        for name, value in PARTS[part]().items():
            meaning = MEANING[name.partition(" (")[0]]
            shown = f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
            print(f"{name:<32}{shown:>12}   {meaning}", flush=True)  # noqa: T201
    load, _, _ = os.getloadavg()
    took = time.monotonic() - began
    print(f"{took:.0f} s in all, at a load of {load:.1f} on {os.cpu_count()} cores")  # noqa: T201


if __name__ == "__main__":
    main()
