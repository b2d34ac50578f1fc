"""The commands ``sweep`` and ``status``: many points, in a folder that can be resumed from."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from supplychain_sim.cli import stopping
from supplychain_sim.cli.output import DONE, SOME_FAILED, say, show, stopped
from supplychain_sim.cli.run import cores

if TYPE_CHECKING:
    from supplychain_sim.sweep.conduct import Progress
    from supplychain_sim.sweep.running import Ways

#: How much of a machine's memory all runs together may hold, unless told.
_SHARE_OF_MEMORY = 0.8


def sweep(options: argparse.Namespace) -> int:
    """Run the sweep that *options* name, and return the exit code."""
    from supplychain_sim.sweep import running
    from supplychain_sim.sweep.load import load_sweep

    plan = load_sweep(options.sweep)
    allowed = running.Permissions(
        options.resume, options.retry_failed, options.repair, options.allow_mixed, options.force
    )
    try:
        with _progress(options) as progress:
            done = running.sweep(plan, options.out, _ways(options, progress), allowed)
    except KeyboardInterrupt as stop:
        stopping.insist()
        say(f"interrupted: what was finished is in {options.out}; to go on: {_resumed(options)}")
        return stopped(stop)
    say(f"{done.done:,} runs ok, {done.failed:,} failed; the results are in {options.out}")
    return SOME_FAILED if done.failed else DONE


def status(options: argparse.Namespace) -> int:
    """Print how far a sweep is."""
    from supplychain_sim.sweep.status import status as found

    told = found(options.folder)
    show(f"{told.name}: {told.state}, {told.progress}\n")
    return DONE


def _ways(options: argparse.Namespace, progress: Callable[[Progress], None]) -> Ways:
    """Return how *options* have a sweep run."""
    from supplychain_sim.sweep.local import Local
    from supplychain_sim.sweep.protocol import Limits
    from supplychain_sim.sweep.running import SIMULATE, Ways

    jobs = options.jobs or cores()
    return Ways(
        Local(jobs),
        Limits(options.timeout, options.max_memory or _memory(jobs)),
        options.simulate or SIMULATE,
        progress=progress,
        say=say,
    )


def _memory(jobs: int) -> int | None:
    """Return what each of *jobs* may hold so that this machine keeps some; None if unknown."""
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return int(whole * _SHARE_OF_MEMORY) // jobs


def _resumed(options: argparse.Namespace) -> str:
    """Return the command that goes on with what *options* began."""
    once = ("--resume", "--retry-failed", "--repair", "--force")
    words = [word for word in options.words if word not in once]
    return shlex.join(["python", "-m", "supplychain_sim", *words, "--resume"])


@contextmanager
def _progress(options: argparse.Namespace) -> Iterator[Callable[[Progress], None]]:
    """Give what shows progress on a terminal."""
    from tqdm import tqdm

    hidden = options.quiet or not sys.stderr.isatty()
    with tqdm(disable=hidden, file=sys.stderr, unit="run", leave=False) as bar:

        def moved(progress: Progress) -> None:
            stopping.heed()
            if bar.total is None:
                bar.total, bar.initial = progress.total, progress.done + progress.failed
                bar.n = bar.initial
            bar.set_postfix_str(f"{progress.failed:,} failed", refresh=False)
            bar.update(progress.done + progress.failed - bar.n)

        yield moved
