"""The command ``run``: simulate a scenario, write its results, print its tables."""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.cli import stopping
from supplychain_sim.cli.output import DONE, SOME_FAILED, say, show, stopped
from supplychain_sim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from supplychain_sim.ablation import Switches, Worth
    from supplychain_sim.experiment import Experiment, Plan


def run(options: argparse.Namespace) -> int:
    """Run the scenario that *options* name, and return the exit code."""
    from datetime import UTC, datetime

    from supplychain_sim import simulation
    from supplychain_sim.experiment import settle
    from supplychain_sim.report.files import Origin, prepare, write
    from supplychain_sim.report.packing import packed
    from supplychain_sim.scenario.parse import load, scenario_hash

    loaded = load(options.scenario, options.set)
    name = Path(options.scenario).stem
    folder = options.out or Path("results") / name
    choices = {
        "regimes": options.regime,
        "replications": options.replications,
        "seed": options.seed,
        "against": options.against,
    }
    # Whatever is wrong is said before a folder is made.
    plan = settle(loaded.scenario, **choices)
    switches = _switches(options, plan)
    fingerprint = scenario_hash(loaded.tree)
    earlier = prepare(folder, fingerprint)
    started = datetime.now(UTC)
    kept = "nothing was written"
    try:
        with _progress(options) as progress:
            jobs = options.jobs or cores()
            one = partial(simulation.simulate, kept=range(_logged(options)), pack=packed)
            experiment, worths = _simulated(
                plan, switches, jobs=jobs, progress=progress, simulate=one
            )
        owners = loaded.owners()
        finished = datetime.now(UTC)
        origin = Origin(name, loaded.tree, fingerprint, owners, started, finished)
        with _uninterrupted():
            write(experiment, origin, folder, worths)
        kept = f"the results are in {folder}"
        if earlier is not None:
            kept += f", in place of {earlier}"
        if not options.quiet:
            say(kept)
        show(_formatted(options.format)(experiment, name, worths))
    except KeyboardInterrupt as stop:
        from supplychain_sim.version import called

        again = shlex.join([*called(), *options.words])
        say(f"interrupted: {kept}; to run it again: {again}")
        return stopped(stop)
    for failure in experiment.failures:
        say(str(failure))
    return SOME_FAILED if experiment.failures else DONE


def _logged(options: argparse.Namespace) -> int:
    """Return how many replications, from the first, are told of in detail."""
    from supplychain_sim.scenario.schema import MOST_REPLICATIONS

    return MOST_REPLICATIONS if options.log else 1


def _switches(options: argparse.Namespace, plan: Plan) -> Switches | None:
    """Return what an ablation runs and compares; None if none is asked for."""
    if options.ablate:
        from supplychain_sim.ablation import settle

        order = [] if options.order is None else options.order.split(",")
        return settle(plan, [choice.strip() for choice in order])
    if options.order is not None:
        message = f"found {options.order!r} without --ablate, expected both"
        raise ScenarioError([Problem("run", 0, 0, "order", message)])
    return None


def _simulated(
    plan: Plan, switches: Switches | None, **how: Any
) -> tuple[Experiment, Sequence[Worth] | None]:
    """Return the experiment of *plan*, and what *switches* were worth in it."""
    if switches is None:
        from supplychain_sim.experiment import replicate, summarised

        return summarised(plan, *replicate(plan, **how)), None
    from supplychain_sim import ablation

    return ablation.run(plan, switches, **how)


def _formatted(form: str) -> Callable[[Experiment, str, Sequence[Worth] | None], str]:
    from supplychain_sim.report import ablations, tables
    from supplychain_sim.report.results import as_json, results

    if form == "json":
        return lambda experiment, name, worths: as_json(results(experiment, name, worths))
    return lambda experiment, name, worths: (
        tables.text(experiment, name) + ablations.text(worths or (), experiment)
    )


def cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Callable[[int, int], None]]:
    """Give what shows progress on a terminal, and say at the end how long it took."""
    from tqdm import tqdm

    began = time.monotonic()
    hidden = options.quiet or not sys.stderr.isatty()
    with tqdm(disable=hidden, file=sys.stderr, unit="replication", leave=False) as bar:
        finished = 0

        def moved(done: int, total: int) -> None:
            nonlocal finished
            stopping.heed()
            finished = bar.total = total
            bar.update(done - bar.n)

        yield moved
    if not options.quiet:
        noun = "replication" if finished == 1 else "replications"
        say(f"{finished} {noun} in {time.monotonic() - began:.1f} s")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore being stopped for the moment that it takes to write the results."""
    before = {number: signal.getsignal(number) for number in stopping.SIGNALS}
    for number in before:
        signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)
