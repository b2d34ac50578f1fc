"""The command line: arguments, exit codes and printing, and nothing that is computed.

Whatever takes long to import is imported by the command that needs it, so that
``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from supplychain_sim.errors import OutputError, Problem, ScenarioError, SupplyChainError

DONE = 0
SOME_FAILED = 1
WRONG_INPUT = 2
FOREIGN_FOLDER = 3
NOT_WRITTEN = 4
INTERRUPTED = 130
TERMINATED = 143


class Terminated(KeyboardInterrupt):
    """The system asked this process to end."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name, and return the exit code.

    Parameters
    ----------
    arguments
        Without the name of the program; those of the process unless given.
    """
    signal.signal(signal.SIGTERM, _terminate)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parser().parse_args(words)
        options.words = words
        code: int = options.command(options)
    except KeyboardInterrupt as stop:
        _say("interrupted: nothing was run")
        return _stopped(stop)
    except SystemExit:
        _print("")
        raise
    except SupplyChainError as error:
        _say(str(error))
        return _failed(error)
    return code


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def _stopped(stop: KeyboardInterrupt) -> int:
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


def _failed(error: SupplyChainError) -> int:
    if not isinstance(error, OutputError):
        return WRONG_INPUT
    from supplychain_sim.report.files import ForeignFolderError

    return FOREIGN_FOLDER if isinstance(error, ForeignFolderError) else NOT_WRITTEN


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="supplychain_sim",
        description="Simulate how customers and suppliers learn to work together across distance.",
        epilog="exit codes: 0 done; 1 some replications failed; 2 the input is wrong; 3 the folder "
        "belongs to another scenario; 4 results could not be written; 130, 143 interrupted",
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    check = commands.add_parser("check", help="list every problem of scenarios; run nothing")
    check.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="a scenario file")
    check.set_defaults(command=_check)
    measures = commands.add_parser("measures", help="show every measure as a Markdown table")
    measures.set_defaults(command=_measures)
    return parser


def _add_run(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser("run", help="simulate a scenario and compare its regimes")
    run.set_defaults(command=_run)
    add = run.add_argument
    add("scenario", metavar="SCENARIO", help="a scenario file")
    add("--regime", action="append", metavar="NAME", help="a regime to run (default: all)")
    add("--against", metavar="NAME", help="the regime to compare with (default: the first)")
    add("--replications", type=_whole, metavar="N", help="instead of those of the scenario")
    add("--seed", type=_whole, metavar="S", help="instead of that of the scenario")
    add(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help='change a value, as in --set "horizon=2 years"',
    )
    add("--jobs", type=_at_least_one, metavar="N", help="processes (default: one for each core)")
    add("--out", type=Path, metavar="DIR", help="results folder (default: results/<scenario>)")
    add("--format", choices=("text", "json"), default="text", help="what to print")
    add("--quiet", action="store_true", help="show no progress")


class _Version(argparse.Action):
    """Prints the version; looks it up only when asked."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from supplychain_sim.version import version

        _print(f"supplychain_sim {version()}\n")
        parser.exit()


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number") from None


def _at_least_one(text: str) -> int:
    number = _whole(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"found {number}, expected at least 1")
    return number


def _run(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from supplychain_sim.experiment import run, settle
    from supplychain_sim.report.files import Origin, prepare, write
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
    settle(loaded.scenario, **choices)
    fingerprint = scenario_hash(loaded.tree)
    prepare(folder, fingerprint)
    started = datetime.now(UTC)
    kept = "nothing was written"
    try:
        with _progress(options) as progress:
            jobs = options.jobs or _cores()
            experiment = run(loaded.scenario, jobs=jobs, progress=progress, **choices)
        owners = loaded.owners()
        finished = datetime.now(UTC)
        origin = Origin(name, loaded.tree, fingerprint, owners, started, finished)
        with _uninterrupted():
            write(experiment, origin, folder)
        kept = f"the results are in {folder}"
        if not options.quiet:
            _say(kept)
        _print(_formatted(options.format)(experiment, name))
    except KeyboardInterrupt as stop:
        again = shlex.join(["python", "-m", "supplychain_sim", *options.words])
        _say(f"interrupted: {kept}; to run it again: {again}")
        return _stopped(stop)
    for failure in experiment.failures:
        _say(str(failure))
    return SOME_FAILED if experiment.failures else DONE


def _formatted(form: str) -> Callable[[Any, str], str]:
    from supplychain_sim.report.results import as_json, results
    from supplychain_sim.report.tables import text

    return text if form == "text" else lambda experiment, name: as_json(results(experiment, name))


def _check(options: argparse.Namespace) -> int:
    from supplychain_sim.scenario.parse import load

    problems: list[Problem] = []
    for scenario in options.scenarios:
        try:
            load(scenario)
        except ScenarioError as error:
            problems += error.problems
        else:
            _print(f"{scenario}: no problems\n")
    if problems:
        raise ScenarioError(problems)
    return DONE


def _measures(_options: argparse.Namespace) -> int:
    from supplychain_sim.report.reference import measures_table

    _print(measures_table())
    return DONE


def _cores() -> int:
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

        def show(done: int, total: int) -> None:
            nonlocal finished
            finished = bar.total = total
            bar.update(done - bar.n)

        yield show
    if not options.quiet:
        _say(f"{finished} replications in {time.monotonic() - began:.1f} s")


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ignore being stopped for the moment that it takes to write the results."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def _print(text: str) -> None:
    """Write *text* to stdout; a reader that has gone away has read what it wanted.

    Raises
    ------
    OutputError
        If it cannot be written for another reason, such as a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise OutputError(f"stdout: results cannot be written: {error.strerror}") from error
