"""The reference of the language of clusters as Markdown, made from the language itself."""

from __future__ import annotations

import sys

from supplychain_sim.cluster.language import Cluster
from supplychain_sim.report.language import HEAD, row
from supplychain_sim.scenario.meanings import summary

_INTRODUCTION = """\
# The language of clusters

A cluster file, `cluster.yaml` unless another is named, says what jobs of Slurm's are given.
Quantities carry their unit, and messages are those of scenarios ([language.md](language.md));
`check` tells whatever is wrong with one.
"""


def cluster_reference() -> str:
    """Return the reference."""
    rows = [row(Cluster, name) for name in Cluster.model_fields]
    return "\n".join([_INTRODUCTION, "## The file", "", summary(Cluster), "", *HEAD, *rows]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(cluster_reference())
