"""The commands ``sweep`` and ``status``: many points, in a folder that can be resumed from."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.cli import script, shard, stopping
from supplychain_sim.cli.arguments import going_on
from supplychain_sim.cli.engines import contradiction
from supplychain_sim.cli.output import DONE, SOME_FAILED, say, show, stopped
from supplychain_sim.errors import ClusterError

if TYPE_CHECKING:
    from supplychain_sim.report.sweep_folder import SweepResult
    from supplychain_sim.sweep.conduct import Progress
    from supplychain_sim.sweep.forecast import Forecast
    from supplychain_sim.sweep.plan import Plan
    from supplychain_sim.sweep.running import Permissions, Ways
    from supplychain_sim.sweep.status import Status

#: Seconds between two lines of progress where there is no terminal.
_LINE_EVERY = 30.0


def sweep(options: argparse.Namespace) -> int:
    """Run the sweep that *options* name, and return the exit code."""
    from supplychain_sim.sweep import running
    from supplychain_sim.sweep.load import load_sweep
    from supplychain_sim.sweep.store import MANIFEST

    contradiction(options)
    if options.shard is not None and not options.dry_run:
        return shard.shard(options, _ways, _progress)
    plan = load_sweep(options.sweep)
    options.out = options.out or Path("results") / plan.name
    if options.dry_run:
        return _forecast(options, plan)
    allowed = running.Permissions(
        options.resume, options.retry_failed, options.repair, options.allow_mixed, options.force
    )
    if options.script:
        return script.script(options, plan, _ways(options, lambda _: None), allowed)
    stopping.insist()
    try:
        with _progress(options) as progress:
            result = _swept(plan, options, progress, allowed)
        show(result.as_json() if options.format == "json" else result.text())
    except KeyboardInterrupt as stop:
        say(f"interrupted: what was finished is in {options.out}; to go on: {_resumed(options)}")
        stopping.over()
        return stopped(stop)
    except ClusterError as error:
        if (options.out / MANIFEST).exists():
            kept = f"what was finished is in {options.out}; to go on: {_resumed(options)}"
            raise ClusterError(f"{error}\n{kept}") from error
        raise
    done = result.progress
    say(f"{done.done:,} runs done, {done.failed:,} failed; the results are in {options.out}")
    if done.failed:
        say(
            f"what failed is told in {options.out / 'quarantine'}; to try it again: "
            f"{_resumed(options)} --retry-failed"
        )
    return SOME_FAILED if done.failed else DONE


def _swept(
    plan: Plan,
    options: argparse.Namespace,
    progress: Callable[[Progress], None],
    allowed: Permissions,
) -> SweepResult:
    """Run a sweep, and write what it found."""
    from dataclasses import replace

    from supplychain_sim.report.sweep_folder import SweepResult, write
    from supplychain_sim.sweep.running import sweep
    from supplychain_sim.sweep.store import MEASURES

    def result(got: Progress) -> SweepResult:
        return SweepResult(plan, options.out, got, options.out / MEASURES)

    ways = replace(_ways(options, progress), finish=lambda got: write(result(got)))
    return result(sweep(plan, options.out, ways, allowed))


def status(options: argparse.Namespace) -> int:
    """Print how far a sweep is."""
    from supplychain_sim.sweep.status import status as found

    told = found(options.folder)
    show(_as_json(told) if options.format == "json" else _as_text(told))
    return DONE


def _as_text(told: Status) -> str:
    by = told.shards_told or str(told.holder)
    at_work = f" ({by})" if told.state == "running" else ""
    lines = [
        f"{told.name}: {told.state}{at_work}",
        f"{told.progress.total:,} runs: {told.progress}",
    ]
    if told.rate is not None and told.seconds_left is not None:
        lines.append(f"{told.rate:.3g} runs a second; {_span(told.seconds_left)} left")
    if told.state in {"interrupted", "prepared"} and told.command:
        lines.append(f"to go on: {told.command}")
    return "\n".join(lines) + "\n"


def _as_json(told: Status) -> str:
    content = {
        "name": told.name,
        "state": told.state,
        "runs": told.progress.total,
        "done": told.progress.done,
        "failed": told.progress.failed,
        "left": told.progress.left,
        "runs_per_second": told.rate,
        "seconds_left": told.seconds_left,
        "pid": told.holder.pid if told.holder and told.state == "running" else None,
        "host": told.holder.host if told.holder and told.state == "running" else None,
        "shards": [asdict(shards) for shards in told.shards],
        "command": told.command,
    }
    return json.dumps(content, indent=1) + "\n"


def _forecast(options: argparse.Namespace, plan: Plan) -> int:
    """Tell what a sweep would take."""
    from supplychain_sim.cli.engines import here
    from supplychain_sim.sweep.forecast import forecast
    from supplychain_sim.sweep.tasks import run_of

    try:
        ways = _ways(options, lambda _: stopping.heed())
        workers = ways.engine.jobs
        found = forecast(plan, here(options), ways.limits, ways.simulate, workers)
    except KeyboardInterrupt as stop:
        say("interrupted: nothing was written")
        return stopped(stop)
    failed = [(run_of(one.task, plan.replications).point, one.error) for one in found.failures]
    if options.format == "json":
        on_cluster = script.foretold_object(options, found, workers)
        show(_foretold_json(found, plan, failed, on_cluster))
    else:
        show(_foretold(found, plan) + script.foretold(options, found, workers, _span))
    for point, error in failed:
        say(f"point {point} fails: {error}")
    return SOME_FAILED if found.failures else DONE


def _foretold(found: Forecast, plan: Plan) -> str:
    regimes = len(plan.regimes)
    rows = {
        "points": f"{found.points:,}",
        "runs": f"{found.runs:,} ({plan.replications:,} replications of each point, "
        f"each under {regimes} regime{'' if regimes == 1 else 's'})",
    }
    if found.seconds is not None and found.size is not None:
        rows["time"] = f"about {_span(found.seconds)}"
        rows["disk"] = f"at most about {_size(found.size)}"
    rows["tried"] = f"{found.tried} runs; nothing was kept"
    return "".join(f"{word:<8}{value}\n" for word, value in rows.items())


def _foretold_json(
    found: Forecast,
    plan: Plan,
    failed: Sequence[tuple[int, str]],
    on_cluster: Mapping[str, Any] | None,
) -> str:
    content = {
        "name": plan.name,
        "points": found.points,
        "replications": plan.replications,
        "regimes": list(plan.regimes),
        "runs": found.runs,
        "tried": found.tried,
        "seconds": found.seconds,
        "bytes_at_most": None if found.size is None else math.ceil(found.size),
        "fails": [{"point": point, "error": error} for point, error in failed],
        "cluster": on_cluster,
    }
    return json.dumps(content, indent=1) + "\n"


def _ways(options: argparse.Namespace, progress: Callable[[Progress], None]) -> Ways:
    """Return how *options* have a sweep run."""
    from supplychain_sim.cli.engines import engine, limits
    from supplychain_sim.sweep.running import SIMULATE, Ways

    return Ways(
        engine(options),
        limits(options),
        options.simulate or SIMULATE,
        progress=progress,
        say=say,
        command=_resumed(options),
    )


def _resumed(options: argparse.Namespace) -> str:
    """Return the command that goes on with what *options* began."""
    return f"{going_on(options.words)} --resume"


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Callable[[Progress], None]]:
    """Give what shows progress: a bar on a terminal, else a line now and then."""
    from tqdm import tqdm

    on_terminal = sys.stderr.isatty()
    began, last = time.monotonic(), time.monotonic()
    settled_before: int | None = None
    with tqdm(
        disable=options.quiet or not on_terminal, file=sys.stderr, unit=" runs", leave=False
    ) as bar:

        def moved(progress: Progress) -> None:
            nonlocal last, settled_before
            stopping.heed()
            settled = progress.total - progress.left
            if settled_before is None:
                settled_before = bar.n = bar.initial = settled
                bar.total = progress.total
            if on_terminal:
                bar.set_postfix_str(str(progress), refresh=False)
                bar.update(settled - bar.n)
            elif not options.quiet and time.monotonic() - last >= _LINE_EVERY:
                last = time.monotonic()
                say(f"{progress}{_pace(settled - settled_before, last - began, progress.left)}")

        yield moved


def _pace(settled: int, seconds: float, left: int) -> str:
    if not settled:
        return ""
    return f"; {settled / seconds:.3g} runs a second, {_span(left * seconds / settled)} left"


def _span(seconds: float) -> str:
    """Return a time as hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02} h" if hours else f"{minutes}:{rest:02} min"


def _size(size: float) -> str:
    """Return so many bytes in the largest unit below them."""
    units = ("B", "kB", "MB", "GB", "TB")
    index = 0
    while size >= 1000 and index < len(units) - 1:  # noqa: PLR2004 - bytes in the next unit
        size, index = size / 1000, index + 1
    return f"{size:.3g} {units[index]}"
