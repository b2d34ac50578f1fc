"""The results folder: what was run, on what, and what came out.

A file appears whole or not at all.  The manifest is taken away first and written
last, so that a folder with a manifest holds what the manifest says.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from supplychain_sim.ablation import Worth
from supplychain_sim.durable import unwritable, write_whole
from supplychain_sim.errors import ForeignFolderError
from supplychain_sim.experiment import Experiment
from supplychain_sim.report import columns, packing
from supplychain_sim.report.results import as_json, results
from supplychain_sim.version import versions

MANIFEST = "manifest.json"
COOKBOOKS = "cookbooks.parquet"
ABLATIONS = "ablations.parquet"
EVENTS = "events.parquet"


@dataclass(frozen=True)
class Origin:
    """Where an experiment comes from.

    Parameters
    ----------
    name
        What the scenario is called.
    tree
        The scenario as resolved, as JSON can hold it.
    hash
        Of that tree.
    owners
        Provenance and source of each single value, by its path in the tree.
    started, finished
        When it ran.
    """

    name: str
    tree: Mapping[str, Any]
    hash: str
    owners: Mapping[str, Mapping[str, str]]
    started: datetime
    finished: datetime


def prepare(folder: Path, scenario_hash: str) -> str | None:
    """Make *folder*, or see that it can be used, before anything is run.

    Returns
    -------
    str or None
        How much the run did whose results are there and will be replaced.

    Raises
    ------
    ForeignFolderError
        If it holds the results of a scenario of another hash.
    OutputError
        If nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = _manifest_in(folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    if found is not None and found.get("scenario_hash") != scenario_hash:
        what = (
            f"results of {found['name']} with other values"
            if "name" in found
            else ("a manifest of something else")
        )
        raise ForeignFolderError(
            f"{folder}: found {what}, expected results of this very scenario or none; "
            "name another folder with --out"
        )
    trial = folder / f".trial-{os.getpid()}"
    write_whole(trial, b"")
    trial.unlink()
    return None if found is None else _extent(found)


def write(
    experiment: Experiment, origin: Origin, folder: Path, worths: Sequence[Worth] | None = None
) -> None:
    """Write the results of *experiment* to *folder*, in place of earlier ones.

    Parameters
    ----------
    experiment, origin
        What was run.
    folder
        Prepared for it.
    worths
        What switches were worth; None if that was not asked, and then none are left there.

    Raises
    ------
    OutputError
        If a file could not be written; those written before it are whole.
    """
    for name in (MANIFEST, ABLATIONS):
        try:
            (folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(folder / name, error) from error
    contents = {
        "result.json": as_json(results(experiment, origin.name, worths)).encode(),
        "measures.parquet": columns.measures(experiment.outcomes),
        "series.parquet": columns.series(experiment.outcomes),
        COOKBOOKS: columns.cookbooks(experiment.outcomes),
        **({} if worths is None else {ABLATIONS: columns.ablations(worths)}),
        EVENTS: packing.joined(experiment.outcomes),
        MANIFEST: as_json(_manifest(experiment, origin)).encode(),
    }
    for name, content in contents.items():
        write_whole(folder / name, content)


def _manifest_in(folder: Path) -> dict[str, Any] | None:
    """Return the manifest in *folder*; None without one, an empty one if it cannot be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _extent(manifest: Mapping[str, Any]) -> str:
    """Return how much an earlier run did, in words."""
    regimes = manifest.get("regimes")
    names = ", ".join(map(str, regimes)) if isinstance(regimes, list) else "unknown"
    seed = manifest.get("seed")
    count = manifest.get("replications")
    noun = "replication" if count == 1 else "replications"
    return f"{count} {noun} of {names} with seed {seed}"


def _manifest(experiment: Experiment, origin: Origin) -> dict[str, Any]:
    first = experiment.scenario.start
    last = first + timedelta(minutes=experiment.scenario.horizon - 1)
    return {
        "name": origin.name,
        "scenario": origin.tree,
        "scenario_hash": origin.hash,
        "provenance": origin.owners,
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "seed": experiment.scenario.seed,
        "replications": experiment.scenario.replications,
        "failed": [failure.replication for failure in experiment.failures],
        "regimes": experiment.regimes,
        "against": experiment.against,
        "versions": versions(),
        "host": {
            "name": platform.node(),
            "system": platform.platform(),
            "machine": platform.machine(),
        },
        "started": origin.started.isoformat(timespec="seconds"),
        "finished": origin.finished.isoformat(timespec="seconds"),
        "entities": experiment.fingerprints.entities,
    }
