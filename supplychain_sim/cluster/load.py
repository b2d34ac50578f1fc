"""Cluster files, with every problem found in one pass."""

from __future__ import annotations

from pathlib import Path

from supplychain_sim import units
from supplychain_sim.cluster.language import LEAST_MEMORY, Cluster
from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario.parse import MOST_TOLD
from supplychain_sim.scenario.provenance import Provenance, strip_at
from supplychain_sim.scenario.reading import Reading
from supplychain_sim.scenario.source import read
from supplychain_sim.scenario.validation import told


def load_cluster(path: str | Path) -> Cluster:
    """Return the cluster in a file.

    Raises
    ------
    ScenarioError
        With every problem, each at its place.
    """
    source, _ = strip_at((), read(path), Provenance("yours", Path(path).name))
    if not isinstance(source.tree, dict):
        message = f"found {units.found(source.tree)}, expected a mapping"
        raise ScenarioError([*source.problems, Problem(source.file, 1, 1, "", message)])
    reading = Reading()
    cluster: Cluster = reading.part(Cluster, source.tree, ())
    complaints = told(source, reading.refusals, MOST_TOLD, Cluster)
    problems = [*source.problems, *(problem for _, problem in complaints)]
    if not problems and cluster.memory < cluster.cores * LEAST_MEMORY:
        found, least = units.found(source.get("memory")), LEAST_MEMORY // 2**20
        message = (
            f"found {found}, expected {least} MB or more for each of cores, which is "
            f"{cluster.cores} ({source.line(('cores',))})"
        )
        problems.append(source.at_value(("memory",), message))
    if problems:
        raise ScenarioError(problems)
    return cluster
