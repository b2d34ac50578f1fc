"""Scenario files into scenarios, with every problem found in one pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario import inheritance, overrides, provenance
from supplychain_sim.scenario.plausibility import implausible
from supplychain_sim.scenario.provenance import Provenances
from supplychain_sim.scenario.references import check
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.source import read
from supplychain_sim.scenario.validation import validated

_HASH_BYTES = 16


@dataclass(frozen=True)
class Loaded:
    """A scenario that can be run, and what it was read from.

    Parameters
    ----------
    scenario
        In model units.
    provenance
        Where each single value comes from, by its path in *tree*.
    tree
        The values as written, with presets filled in and settings made; JSON can
        hold all of it.
    """

    scenario: Scenario
    provenance: Provenances
    tree: dict[str, Any]

    def owners(self) -> dict[str, dict[str, str]]:
        """Return provenance and source of each single value, by its dotted path."""
        return {
            ".".join(map(str, path)): {"from": owner.from_, "source": owner.source}
            for path, owner in self.provenance.items()
        }


def load(path: str | Path, settings: Sequence[str] = ()) -> Loaded:
    """Return the scenario in a file.

    Parameters
    ----------
    path
        A YAML file.
    settings
        ``PATH=VALUE`` each, in place of what the file says.

    Raises
    ------
    ScenarioError
        With every problem, each at its place.
    """
    source, provenances = provenance.strip(read(path))
    source, provenances = overrides.apply(source, provenances, settings)
    source, provenances = inheritance.expand(source, provenances)
    outcome = validated(source)
    complaints = [] if isinstance(outcome, Scenario) else outcome
    problems = [*source.problems, *(problem for _, problem in complaints)]
    # References are judged as far as the rest goes, and nothing is told twice.
    told = replace(source, refused=source.refused | {path for path, _ in complaints})
    found = list(check(told))
    if isinstance(outcome, Scenario):
        # A path of which something is wrong already is left at that.
        wrong = {path for path, _ in found}
        rest = dict(implausible(outcome, told))
        found += [(path, problem) for path, problem in rest.items() if path not in wrong]
    problems += [problem for path, problem in found if not told.is_refused(path)]
    if problems or not isinstance(outcome, Scenario):
        raise ScenarioError(problems)
    return Loaded(outcome, provenances, _for_json(source.tree))


def scenario_hash(tree: dict[str, Any]) -> str:
    """Return a fingerprint of a resolved scenario that comments and layout do not move."""
    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(canonical.encode(), digest_size=_HASH_BYTES).hexdigest()


def _for_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _for_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_for_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
