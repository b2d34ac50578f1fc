"""The command ``sweep --shard K/N``: one of many processes that work on one sweep."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from supplychain_sim.cli import stopping
from supplychain_sim.cli.arguments import going_on
from supplychain_sim.cli.output import DONE, SOME_FAILED, WRONG_INPUT, say, show, stopped

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from supplychain_sim.sweep.conduct import Progress
    from supplychain_sim.sweep.plan import Plan
    from supplychain_sim.sweep.running import Ways
    from supplychain_sim.sweep.shards import Shard
    from supplychain_sim.sweep.sharing import Ended

    WaysOf = Callable[[argparse.Namespace, Callable[[Progress], None]], Ways]
    Shown = Callable[[argparse.Namespace], AbstractContextManager[Callable[[Progress], None]]]


def shard_of(text: str) -> Shard:
    """Return the shard that *text* names, as ``3/64``."""
    from supplychain_sim.sweep.shards import Shard

    found = re.fullmatch(r"(\d{1,9})/(\d{1,9})", text)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected such as 3/64, from 1/64 on")
    return Shard(int(found[1]), int(found[2]))


def shard(options: argparse.Namespace, ways_of: WaysOf, shown: Shown) -> int:
    """Run the share that *options* name, and return the exit code.

    Parameters
    ----------
    options
        Of the command.
    ways_of
        Says how they have a sweep run.
    shown
        Gives what shows progress.
    """
    from supplychain_sim.sweep.load import load_sweep
    from supplychain_sim.sweep.sharing import manifest_in

    if options.allow_mixed:
        say("--allow-mixed: found with --shard, expected with --resume: shards write no manifest")
        return WRONG_INPUT
    options.out = options.out or Path("results") / Path(options.sweep).stem
    stopping.insist()
    try:
        earlier = manifest_in(options.out)
        # What was tried when the sweep began need not be tried by each of ten thousand shards.
        plan = load_sweep(options.sweep, None if earlier is None else earlier["sweep_hash"])
        with shown(options) as progress:
            ended = _worked(plan, options, ways_of(options, progress))
    except KeyboardInterrupt as stop:
        # A shard needs no --resume.
        again = going_on(options.words)
        say(f"interrupted: what was finished is in {options.out}; to go on: {again}")
        stopping.over()
        return stopped(stop)
    return _said(ended, options)


def _worked(plan: Plan, options: argparse.Namespace, ways: Ways) -> Ended:
    """Do the share, and write and print what the sweep found if it was the last."""
    from dataclasses import replace

    from supplychain_sim.report.sweep_folder import SweepResult, write
    from supplychain_sim.sweep.running import Permissions
    from supplychain_sim.sweep.sharing import work_on
    from supplychain_sim.sweep.store import MEASURES

    def result(got: Progress) -> SweepResult:
        return SweepResult(plan, options.out, got, options.out / MEASURES)

    allowed = Permissions(
        retry_failed=options.retry_failed, repair=options.repair, force=options.force
    )
    command = _of_all(options.words)
    ways = replace(ways, finish=lambda got: write(result(got)), command=command)
    ended = work_on(plan, options.out, options.shard, ways, allowed)
    if ended.whole is not None:
        whole = result(ended.whole)
        show(whole.as_json() if options.format == "json" else whole.text())
    return ended


def _said(ended: Ended, options: argparse.Namespace) -> int:
    """Tell how far the share is, and the sweep if it was finished; return the exit code."""
    share, of = ended.share, options.shard
    what = f"{share.done:,} runs done, {share.failed:,} failed"
    begins = f"shard {of}: {what}" if ended.worked else f"shard {of}: nothing is left to do: {what}"
    are = "is" if ended.shards_done == 1 else "are"
    counts = f"{ended.shards_done:,} of {of.count:,} shards {are} done"
    say(f"{begins}; {counts}")
    if ended.whole is not None:
        whole = ended.whole
        say(f"{whole.done:,} runs done, {whole.failed:,} failed; the results are in {options.out}")
    failed = share.failed or (ended.whole is not None and ended.whole.failed)
    if failed:
        say(f"what failed is told in {options.out / 'quarantine'}; --retry-failed tries it again")
    return SOME_FAILED if failed else DONE


def _of_all(words: list[str]) -> str:
    """Return the command that goes on with all shares, in one process."""
    kept: list[str] = []
    passed = iter(words)
    for word in passed:
        if word == "--shard":
            next(passed, None)
        elif not word.startswith("--shard="):
            kept.append(word)
    return f"{going_on(kept)} --resume"
