"""The option ``--script``: makes a folder ready for an array of jobs, and shows its script."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.cli.engines import cluster_of
from supplychain_sim.cli.output import DONE, say, show
from supplychain_sim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from supplychain_sim.cluster.language import Cluster
    from supplychain_sim.cluster.script import Array
    from supplychain_sim.sweep.forecast import Forecast
    from supplychain_sim.sweep.plan import Plan
    from supplychain_sim.sweep.running import Permissions, Ways


def script(options: argparse.Namespace, plan: Plan, ways: Ways, allowed: Permissions) -> int:
    """Make the folder of a sweep ready for an array, and print the script."""
    from dataclasses import replace

    from supplychain_sim.cluster.script import LOGS, MOST_PLACES, array_script, refuse_unwritable
    from supplychain_sim.durable import unwritable
    from supplychain_sim.sweep.running import begin

    if options.jobs is not None:
        message = (
            f"found {options.jobs}, expected none with --script: cores of a cluster file say it"
        )
        raise ScenarioError([Problem("--jobs", 0, 0, "", message)])
    cluster = cluster_of(options)
    array = _array(options, plan, cluster)
    refuse_unwritable(array.out)
    begin(plan, options.out, replace(ways, command=f"{ways.command} | sbatch"), allowed)
    try:
        # Slurm makes no folders: without it, jobs end without a word.
        (array.out / LOGS).mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(array.out, error) from error
    show(array_script(cluster, array))
    limit = array.limits.seconds
    if limit is not None and limit < options.timeout:
        say(f"a run may take {limit:g} s, so that a job has the time to try it twice")
    if array.shards > MOST_PLACES:
        say(
            f"{array.shards:,} shards are more than the {MOST_PLACES:,} that Slurm takes in an "
            "array, unless MaxArraySize of its slurm.conf says otherwise"
        )
    say(f"{options.out} is ready: submit the script by sbatch")
    return DONE


def foretold(
    options: argparse.Namespace, found: Forecast, workers: int, span: Callable[[float], str]
) -> str:
    """Return what a sweep takes on the cluster that *options* name; nothing if they name none.

    Parameters
    ----------
    options
        Of the command.
    found
        What it takes here.
    workers
        How many processes there are here.
    span
        Words a number of seconds.
    """
    told = foretold_object(options, found, workers)
    if told is None:
        return ""
    cores = told["cores"]
    rows = {"jobs": f"{told['jobs']:,} at a time, of {cores:,} core{'s' if cores > 1 else ''}"}
    if told["shards"] is not None:
        queued = f", in {told['queued']:,} jobs one after the other" if told["queued"] > 1 else ""
        rows = {
            "shards": f"{told['shards']:,}, each about {span(told['seconds_each'])}{queued}",
            **rows,
            "cluster": f"about {span(told['seconds'])} in all, once jobs run",
        }
    return "".join(f"{word:<8}{value}\n" for word, value in rows.items())


def foretold_object(
    options: argparse.Namespace, found: Forecast, workers: int
) -> dict[str, Any] | None:
    """Return the same as :func:`foretold` in numbers; None if *options* name no cluster."""
    from supplychain_sim.cluster.taking import taking

    in_jobs = options.on == "slurm" and not options.script
    if found.seconds is None or not (options.script or options.cluster or in_jobs):
        return None
    cluster = cluster_of(options)
    if in_jobs:
        shares = dict.fromkeys(("shards", "seconds_each", "queued", "seconds"))
        return {"jobs": cluster.jobs, "cores": cluster.cores, **shares}
    told = taking(cluster, found.runs, found.seconds * min(workers, found.runs))
    return {
        "jobs": told.jobs,
        "cores": cluster.cores,
        "shards": told.shards,
        "seconds_each": told.seconds,
        "queued": told.queued,
        "seconds": told.whole,
    }


def _array(options: argparse.Namespace, plan: Plan, cluster: Cluster) -> Array:
    """Return what the jobs do."""
    from supplychain_sim.cluster.script import Array, limits_in, pieces_of
    from supplychain_sim.sweep.protocol import Limits

    return Array(
        plan.name,
        Path(options.sweep).absolute(),
        options.out.absolute(),
        Path.cwd(),
        pieces_of(cluster, plan.size * plan.replications),
        limits_in(cluster, Limits(options.timeout, options.max_memory)),
        ("--simulate", options.simulate) if options.simulate else (),
    )
