"""Hashes of what happened, to compare two experiments at a glance.

The regimes of an experiment enter as a sorted multiset of their own hashes, so
that neither their names nor their order matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from supplychain_sim.model.outcome import Outcome

#: Significant digits of a measure that are hashed: the rest may differ between processors.
_DIGITS = 9


@dataclass(frozen=True)
class Fingerprints:
    """Hashes over all regimes and replications, each of 16 hexadecimal digits.

    Parameters
    ----------
    events
        Of every entity's history.
    measures
        Of every value, rounded to nine significant digits.
    draws
        Of the number of draws from each stream.
    entities
        Of the history of each entity alone.
    """

    events: str
    measures: str
    draws: str
    entities: dict[str, str]


def fingerprints(outcomes: Sequence[Outcome]) -> Fingerprints:
    """Return the hashes of *outcomes*, in whatever order they come."""
    entities = sorted({entity for outcome in outcomes for entity in outcome.entities})
    return Fingerprints(
        events=_over_regimes(outcomes, _histories),
        measures=_over_regimes(outcomes, _values),
        draws=_over_regimes(outcomes, _draws),
        entities=dict(zip(entities, _entity_hashes(outcomes, entities), strict=True)),
    )


def _hash(lines: Iterable[str]) -> str:
    return blake2b("\n".join(lines).encode(), digest_size=8).hexdigest()


def _over_regimes(outcomes: Sequence[Outcome], lines: Callable[[Outcome], Iterable[str]]) -> str:
    regimes: defaultdict[str, list[str]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.replication):
        regimes[outcome.regime].append(f"{outcome.replication} {_hash(lines(outcome))}")
    return _hash(sorted(map(_hash, regimes.values())))


def _entity_hashes(outcomes: Sequence[Outcome], entities: Sequence[str]) -> list[str]:
    def history(entity: str) -> Callable[[Outcome], Iterable[str]]:
        return lambda outcome: [outcome.entities.get(entity, "")]

    return [_over_regimes(outcomes, history(entity)) for entity in entities]


def _histories(outcome: Outcome) -> Iterable[str]:
    return [f"{entity} {history}" for entity, history in sorted(outcome.entities.items())]


def _values(outcome: Outcome) -> Iterable[str]:
    # Adding zero turns -0.0 into 0.0.
    return sorted(
        f"{subject} {measure} {year} {value + 0.0:.{_DIGITS}g}"
        for subject, measure, year, value in outcome.measures
    )


def _draws(outcome: Outcome) -> Iterable[str]:
    return [f"{stream} {count}" for stream, count in sorted(outcome.draws.items())]
