"""Scenario files into scenarios, with every problem found in one pass."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from supplychain_sim.errors import Problem, ScenarioError
from supplychain_sim.scenario import ancestry, defaults, gazetteer, inheritance, overrides
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.plausibility import implausible
from supplychain_sim.scenario.provenance import Provenances
from supplychain_sim.scenario.reading import Reading
from supplychain_sim.scenario.references import check
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.validation import validated
from supplychain_sim.scenario.wording import dotted

_HASH_BYTES = 16
#: Most problems of values, and most of what refers to what, that are worth reading at once.
MOST_TOLD = 100


@dataclass(frozen=True)
class Loaded:
    """A scenario that can be run, and what it was read from.

    Parameters
    ----------
    name
        What the file is called, without its ending.
    scenario
        In model units.
    provenance
        Where each single value comes from, by its path in *tree*.
    tree
        The values as written, with what the file extends and presets and defaults
        filled in, and settings made; JSON can hold all of it.
    """

    name: str
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
        A YAML file, which may extend others beside it.
    settings
        ``PATH=VALUE`` each, in place of what the file says.

    Raises
    ------
    ScenarioError
        With every problem, each at its place.
    """
    source, provenances = ancestry.read_whole(path)
    if not source.whole:
        raise ScenarioError(_of_a_piece(source, provenances))
    source, provenances = overrides.apply(source, provenances, settings)
    return completed(Path(path).stem, source, provenances)


def completed(name: str, source: Source, provenances: Provenances) -> Loaded:
    """Return the scenario of what is written, with presets and defaults filled in.

    Parameters
    ----------
    name
        What the scenario is called.
    source
        A bare scenario, whole, with all that is laid over it.
    provenances
        Of its values.

    Raises
    ------
    ScenarioError
        With every problem, each at its place.
    """
    written = source
    source, provenances = inheritance.expand(source, provenances)
    source, provenances = gazetteer.placed(source, provenances)
    source, provenances = defaults.filled(source, provenances)
    outcome = validated(source, MOST_TOLD + 1)
    complaints = [] if isinstance(outcome, Scenario) else outcome
    # References are judged as far as the rest goes, and nothing is told twice.
    told = replace(source, refused=source.refused | {path for path, _ in complaints})
    complaints = inheritance.told_once(written, complaints)
    rest = ((path, problem) for path, problem in check(told) if not told.is_refused(path))
    found = inheritance.told_once(written, list(islice(rest, MOST_TOLD + 1)))
    if isinstance(outcome, Scenario):
        # A path of which something is wrong already is left at that.
        wrong = {path for path, _ in found}
        more = dict(implausible(outcome, told))
        found += [
            (path, problem)
            for path, problem in more.items()
            if path not in wrong and not told.is_refused(path)
        ]
    problems = [*source.problems, *_first(complaints, source), *_first(found, source)]
    if problems or not isinstance(outcome, Scenario):
        raise ScenarioError(problems)
    return Loaded(name, outcome, provenances, for_json(source.tree))


def from_tree(tree: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a resolved tree, such as a results folder holds.

    Raises
    ------
    ScenarioError
        If it is none.
    """
    reading = Reading()
    scenario: Scenario = reading.part(Scenario, tree, ())
    if reading.refusals:
        refusal = reading.refusals[0]
        raise ScenarioError([Problem("scenario", 0, 0, dotted(refusal.path), refusal.message)])
    return scenario


def _of_a_piece(source: Source, provenances: Provenances) -> list[Problem]:
    """Return the problems of what is written in a *source* that extends what cannot be read."""
    # A regime may start from one that could not be read: what is told of that counts for nothing.
    expanded, _ = inheritance.expand(source, provenances)
    outcome = validated(expanded, MOST_TOLD + 1)
    complaints = [] if isinstance(outcome, Scenario) else outcome
    return [*source.problems, *_first(complaints, source)]


def _first(found: Sequence[tuple[KeyPath, Problem]], source: Source) -> list[Problem]:
    """Return the problems in *found*, or the first of them and that there are more."""
    problems = [problem for _, problem in found]
    if len(problems) <= MOST_TOLD:
        return problems
    message = f"found more than {MOST_TOLD} problems alike, of which the first are told here"
    return [Problem(source.file, 0, 0, "", message), *problems[:MOST_TOLD]]


def scenario_hash(tree: dict[str, Any]) -> str:
    """Return a fingerprint of a resolved scenario that comments and layout do not move."""
    from hashlib import blake2b

    canonical = json.dumps(tree, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return blake2b(canonical.encode(), digest_size=_HASH_BYTES).hexdigest()


def for_json(value: Any) -> Any:
    """Return *value* with its dates as text."""
    if isinstance(value, dict):
        return {key: for_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [for_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
