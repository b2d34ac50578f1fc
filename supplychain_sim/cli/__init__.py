"""The command line: arguments, exit codes and printing, and nothing that is computed.

Whatever takes long to import is imported by the command that needs it, so that
``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from supplychain_sim.cli import cookbook, run, scenarios, shard, stopping, story, sweep
from supplychain_sim.cli.arguments import at_least_one, seconds, size, whole
from supplychain_sim.cli.output import failed, say, show, stopped
from supplychain_sim.errors import SupplyChainError

#: Adds the commands to a parser.
_Commands = argparse._SubParsersAction  # noqa: SLF001 - it has no public name


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that *arguments* name, and return the exit code.

    Parameters
    ----------
    arguments
        Without the name of the program; those of the process unless given.
    """
    stopping.listen()
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        options = _parser().parse_args(words)
        options.words = words
        code: int = options.command(options)
    except KeyboardInterrupt as stop:
        say("interrupted: nothing was run")
        return stopped(stop)
    except SystemExit:
        show("")
        raise
    except SupplyChainError as error:
        say(str(error))
        return failed(error)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="supplychain_sim",
        description="Simulate how customers and suppliers learn to work together across distance.",
        epilog="exit codes: 0 done; 1 some replications failed; 2 the input is wrong; 3 the folder "
        "is in use, or belongs to another scenario; 4 something could not be written; 5 the "
        "cluster cannot be had, or is gone; 130, 143 interrupted",
    )
    parser.add_argument("--version", action=_Version, help="show the version and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_run(commands)
    _add_sweep(commands)
    _add_status(commands)
    for add in (_add_cookbook, _add_why, _add_trace, _add_check, _add_explain, _add_diff, _add_new):
        add(commands)
    schema = commands.add_parser("schema", help="show the JSON Schema of a file, for editors")
    schema.set_defaults(command=scenarios.schema)
    schema.add_argument(
        "--of", choices=("scenario", "sweep", "cluster"), default="scenario", help="of what"
    )
    measures = commands.add_parser("measures", help="show every measure as a Markdown table")
    measures.set_defaults(command=scenarios.measures)
    told = "list the ports, cities and airports that a scenario may name with 'at'"
    places = commands.add_parser("places", help=told)
    places.set_defaults(command=scenarios.places)
    told = "only those with this in their name, id, code, country or kind"
    places.add_argument("text", nargs="?", default="", metavar="TEXT", help=told)
    return parser


def _add_run(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("run", help="simulate a scenario and compare its regimes")
    parser.set_defaults(command=run.run)
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a scenario file")
    add("--regime", action="append", metavar="NAME", help="a regime to run (default: all)")
    add("--against", metavar="NAME", help="the regime to compare with (default: the first)")
    add("--replications", type=whole, metavar="N", help="instead of those of the scenario")
    add("--seed", type=whole, metavar="S", help="instead of that of the scenario")
    _add_set(parser)
    add("--jobs", type=at_least_one, metavar="N", help="processes (default: one for each core)")
    add("--out", type=Path, metavar="DIR", help="results folder (default: results/<scenario>)")
    add("--format", choices=("text", "json"), default="text", help="what to print")
    add(
        "--log",
        action="store_true",
        help="keep the events and books of all replications, not of the first",
    )
    add("--ablate", action="store_true", help="tell what each choice of each regime is worth")
    add("--order", metavar="CHOICES", help="with --ablate: switched first, such as trials,doubt")
    add("--quiet", action="store_true", help="show no progress")


def _add_sweep(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "sweep",
        # A command that goes on with a sweep is made of the words that began it.
        allow_abbrev=False,
        help="run a scenario at many points, in a folder that the sweep can be resumed from",
        epilog="A run is one replication of one point, under all regimes. What fails is tried once "
        "more, and then listed; the rest goes on.",
    )
    parser.set_defaults(command=sweep.sweep)
    add = parser.add_argument
    add("sweep", metavar="SWEEP", help="a sweep file")
    add("--out", type=Path, metavar="DIR", help="results folder (default: results/<sweep>)")
    told = "where it runs: on this machine, by workers of dask, or in Slurm's jobs (default: local)"
    add("--on", choices=("local", "dask", "slurm"), default="local", help=told)
    told = "with --on dask: the address of a scheduler that runs, or its file (default: one here)"
    add("--scheduler", metavar="ADDRESS", help=told)
    told = "processes; on dask runs at a time, on slurm jobs (default: one for each core)"
    add("--jobs", type=at_least_one, metavar="N", help=told)
    told = "do this share alone; any number of processes may work on shares of one DIR at once"
    apart = parser.add_mutually_exclusive_group()
    apart.add_argument("--shard", type=shard.shard_of, metavar="K/N", help=told)
    add("--resume", action="store_true", help="go on with what was begun in DIR, if anything was")
    add("--dry-run", action="store_true", help="tell points, runs, time and disk; run a few only")
    told = "make DIR ready and show a script for sbatch, an array whose jobs share the runs"
    apart.add_argument("--script", action="store_true", help=told)
    told = "what jobs are given (default: cluster.yaml); with --dry-run: tell what it takes there"
    add("--cluster", metavar="FILE", help=told)
    told = "seconds that a run may take (default: an hour)"
    add("--timeout", type=seconds, default=3600.0, metavar="S", help=told)
    told = "memory that a run may hold, as 800M or 2G (default: 80 %% of all, divided by processes)"
    add("--max-memory", type=size, metavar="SIZE", help=told)
    told = "with --resume: try once more what failed"
    add("--retry-failed", action="store_true", help=told)
    told = "with --resume: set aside what is damaged in the journals, and run it again"
    add("--repair", action="store_true", help=told)
    told = "with --resume: mix results with those of another version"
    add("--allow-mixed", action="store_true", help=told)
    told = "take DIR over from a sweep that cannot be shown to have ended"
    add("--force", action="store_true", help=told)
    told = "a function of your own that simulates a replication, called as simulation.simulate is"
    add("--simulate", metavar="MODULE:NAME", help=told)
    add("--format", choices=("text", "json"), default="text", help="what to print")
    add("--quiet", action="store_true", help="show no progress")


def _add_status(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("status", help="show how far a sweep is, running or not")
    parser.set_defaults(command=sweep.status)
    parser.add_argument("folder", type=Path, metavar="DIR", help="the results folder of a sweep")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="what to print")


def _add_cookbook(commands: _Commands[argparse.ArgumentParser]) -> None:
    told = "show the practices of a site: where each came from, since when, on what evidence"
    parser = commands.add_parser("cookbook", help=told)
    parser.set_defaults(command=cookbook.cookbook)
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="a results folder")
    add("site", metavar="SITE", help="whose book")
    add("--at", metavar="DATE", help="as in 2006-05-01, or 'year 4' for its end (default: the end)")
    add("--against", metavar="SITE", help="show the book of another site beside it")
    add("--regime", metavar="NAME", help="under which regime (default: the first)")
    add("--against-regime", metavar="NAME", help="the regime of the book beside it, if another")
    add("--replication", type=whole, default=0, metavar="N", help="which one (default: 0)")
    add("--all", action="store_true", help="list the operations without a change too")
    add("--format", choices=("text", "json", "csv"), default="text", help="what to print")


def _add_trace(commands: _Commands[argparse.ArgumentParser]) -> None:
    told = "show the events of a subject in order, a sentence each, and who knew them when"
    parser = commands.add_parser("trace", help=told)
    parser.set_defaults(command=story.trace)
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="a results folder")
    add("subject", nargs="?", metavar="SUBJECT", help="whose events, such as relation/housings")
    add("--from", dest="from_", metavar="DATE", help="as in 2006-05-01, or 'year 4' for its end")
    add("--to", metavar="DATE", help="the last day, likewise")
    add("--kind", action="append", metavar="KIND", help="a kind of event (default: all)")
    _add_which(parser)


def _add_why(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "why",
        help="show what led to an outcome, back to its first causes",
        epilog="Without --event or --kind the last event of the most telling kind is explained: an "
        "exit, else a change of the design share, else a target that was not corrected, and so on.",
    )
    parser.set_defaults(command=story.why)
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help="a results folder")
    told = "as relation/housings, or an event of it as .../x#123"
    add("subject", nargs="?", metavar="SUBJECT", help=told)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--event", type=whole, metavar="N", help="the number of the event")
    which.add_argument("--at", metavar="DATE", help="the last one up to then (default: the end)")
    add("--kind", metavar="KIND", help="of which kind, as trace shows, or 'late arrival'")
    add("--depth", type=at_least_one, default=10, metavar="N", help="steps back (default: 10)")
    told = "causes of a kind told at length for each effect (default: 1)"
    add("--width", type=at_least_one, default=1, metavar="N", help=told)
    _add_which(parser)


def _add_which(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--regime", metavar="NAME", help="under which regime (default: the first)")
    add("--replication", type=whole, default=0, metavar="N", help="which one (default: 0)")
    add("--format", choices=("text", "json"), default="text", help="what to print")


def _add_check(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="list every problem of scenarios; run nothing")
    parser.set_defaults(command=scenarios.check)
    told = "a scenario file, or the file of a sweep or a cluster"
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help=told)
    _add_set(parser)


def _add_explain(commands: _Commands[argparse.ArgumentParser]) -> None:
    told = "show every value with unit, provenance and source, and regimes side by side"
    parser = commands.add_parser("explain", help=told)
    parser.set_defaults(command=scenarios.explain)
    add = parser.add_argument
    add("scenario", metavar="SCENARIO", help="a scenario file")
    _add_set(parser)
    add("--format", choices=("text", "json", "csv"), default="text", help="what to print")


def _add_diff(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "diff",
        help="show how two scenarios differ in meaning",
        epilog="The exit code is 0 whether or not they differ: differences are an answer, no "
        "failure. '2 weeks' is '14 days', and a default that is written out is no difference.",
    )
    parser.set_defaults(command=scenarios.diff)
    add = parser.add_argument
    add("first", metavar="A", help="a scenario file")
    add("second", metavar="B", help="a scenario file")
    add("--format", choices=("text", "json"), default="text", help="what to print")


def _add_new(commands: _Commands[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("new", help="write a commented starter scenario that runs")
    parser.set_defaults(command=scenarios.new)
    parser.add_argument("name", metavar="NAME", help="what it is called: NAME.yaml is written here")


def _add_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="PATH=VALUE",
        help='lay a value over the file, as in --set "horizon=2 years"; mappings merge, null '
        "removes",
    )


class _Version(argparse.Action):
    """Prints the version; looks it up only when asked."""

    def __init__(self, option_strings: Sequence[str], dest: str, **settings: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **settings)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from supplychain_sim.version import compiled, version

        show(f"supplychain_sim {version()}{', compiled' if compiled() else ''}\n")
        parser.exit()
