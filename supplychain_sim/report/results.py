"""An experiment as one JSON object, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from supplychain_sim.ablation import Worth
from supplychain_sim.claims import decide
from supplychain_sim.experiment import Experiment
from supplychain_sim.report import ablations
from supplychain_sim.report.verdicts import claims
from supplychain_sim.version import version


def results(
    experiment: Experiment, name: str, worths: Sequence[Worth] | None = None
) -> dict[str, Any]:
    """Return the object of *experiment*, for the scenario called *name*.

    A half-width is None where a single replication says nothing about the spread;
    a measure without a value has no row.  Ablations are there if *worths* are given.
    """
    ablated = {} if worths is None else {"ablations": ablations.as_objects(worths)}
    found = experiment.fingerprints
    return {
        "scenario": name,
        "version": version(),
        "seed": experiment.scenario.seed,
        "replications": experiment.scenario.replications,
        "failures": [
            {"replication": failure.replication, "error": failure.error}
            for failure in experiment.failures
        ],
        "fingerprints": {
            "events": found.events,
            "measures": found.measures,
            "draws": found.draws,
        },
        "estimates": [row._asdict() for row in experiment.estimates],
        "comparisons": [row._asdict() for row in experiment.comparisons],
        "claims": claims(decide(experiment)),
        **ablated,
    }


def as_json(content: Any) -> str:
    """Return *content* as text that every JSON reader takes.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    """
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
