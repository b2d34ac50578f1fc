"""The commands about scenarios that run nothing."""

from __future__ import annotations

import argparse
import gc
import re
import shlex
from pathlib import Path

from supplychain_sim import units
from supplychain_sim.cli.output import DONE, show
from supplychain_sim.errors import OutputError, Problem, ScenarioError

#: What a scenario may be called, as its results folder will be.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
#: A key that sweeps have and scenarios have not, and one that neither has and clusters have.
_SWEEP = re.compile(r"^(?:base|factors)\s*:", re.MULTILINE)
_CLUSTER = re.compile(
    r"^(?:partition|account|time|memory|cores|jobs|modules|environment|setup|directives)\s*:",
    re.MULTILINE,
)


def check(options: argparse.Namespace) -> int:
    """Tell every problem of scenarios, sweeps and clusters."""
    # Most of what is made here stays until the end; to look for what does not takes longer.
    gc.disable()

    problems: list[Problem] = []
    for scenario in options.scenarios:
        try:
            _check_one(scenario, options.set)
        except ScenarioError as error:
            problems += error.problems
        else:
            show(f"{scenario}: no problems\n")
    if problems:
        raise ScenarioError(problems)
    return DONE


def _check_one(path: str, settings: list[str]) -> None:
    """Raise an error with every problem of a scenario, a sweep or a cluster."""
    from supplychain_sim.scenario.parse import load
    from supplychain_sim.scenario.textfile import text_of

    text = text_of(path)
    is_sweep = _SWEEP.search(text) is not None
    if not is_sweep and _CLUSTER.search(text) is None:
        load(path, settings)
        return
    if settings:
        own = "says itself under 'set'" if is_sweep else "says itself"
        message = f"found a setting, which {path} {own}; expected none"
        raise ScenarioError([Problem("--set", 0, 0, "", message)])
    if is_sweep:
        from supplychain_sim.sweep.load import load_sweep

        load_sweep(path)
    else:
        from supplychain_sim.cluster.load import load_cluster

        load_cluster(path)


def explain(options: argparse.Namespace) -> int:
    """Print every value of a scenario with its unit and owner, and its regimes side by side."""
    from supplychain_sim.report.explain import as_csv, as_json, as_text
    from supplychain_sim.scenario.parse import load

    loaded, name = load(options.scenario, options.set), Path(options.scenario).stem
    if options.format == "csv":
        show(as_csv(loaded))
    else:
        show((as_json if options.format == "json" else as_text)(loaded, name))
    return DONE


def diff(options: argparse.Namespace) -> int:
    """Print how two scenarios differ; the exit code does not tell."""
    from supplychain_sim.report.diff import as_json, as_text, differences
    from supplychain_sim.scenario.parse import load

    loaded = []
    problems: list[Problem] = []
    for scenario in (options.first, options.second):
        try:
            loaded.append(load(scenario))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    written = as_json if options.format == "json" else as_text
    show(written(differences(*loaded), options.first, options.second))
    return DONE


def schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of scenarios, of sweeps or of clusters."""
    if options.of == "cluster":
        from supplychain_sim.cluster.json_schema import schema_text as of_clusters

        show(of_clusters())
        return DONE
    if options.of == "sweep":
        from supplychain_sim.sweep.json_schema import schema_text as of_sweeps

        show(of_sweeps())
        return DONE
    from supplychain_sim.scenario.json_schema import schema_text

    show(schema_text())
    return DONE


def new(options: argparse.Namespace) -> int:
    """Write a starter scenario, and say how to run it."""
    from supplychain_sim.scenario.starter import starter_text

    if _NAME.fullmatch(options.name) is None:
        message = (
            f"found {units.found(options.name)}, expected a name of up to 64 letters, digits, - "
            "and _ without a folder or an ending, such as 'housings'"
        )
        raise ScenarioError([Problem("new", 0, 0, "", message)])
    path = Path(f"{options.name}.yaml")
    try:
        # Fails rather than replaces, and follows no link that leads to nothing.
        with path.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(str(path)))
    except FileExistsError:
        raise OutputError(f"{path}: found a file of that name; name another") from None
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {(error.strerror or '').lower()}") from None
    from supplychain_sim.version import called

    program = shlex.join(called())
    show(f"{path} is a scenario that runs; to run it: {program} run {path}\n")
    return DONE


def measures(_options: argparse.Namespace) -> int:
    """Print every measure as a Markdown table."""
    from supplychain_sim.report.reference import measures_table

    show(measures_table())
    return DONE


def places(options: argparse.Namespace) -> int:
    """Print the places of the shipped table, or those that a text is found in."""
    from supplychain_sim.report.listing import listing
    from supplychain_sim.scenario.gazetteer import matching

    found = matching(options.text)
    if not found:
        message = (
            f"found {units.found(options.text)} in no place of the table; expected part of a name, "
            "such as 'shang', a code, such as 'DEHAM', a country, such as 'CN', or a kind"
        )
        raise ScenarioError([Problem("places", 0, 0, "", message)])
    show(listing(found))
    return DONE
