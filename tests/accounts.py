"""A program that gives accounts of runs, whichever build of the package it is run with.

Reads lines of JSON, each the path of a scenario, settings and regimes (null: all); for each
it writes a line, one account for each regime: whatever an outcome holds, every value whole.
"""

from __future__ import annotations

import json
import sys
from hashlib import blake2b
from typing import Any

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.packing import packed
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import simulate


def _account(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome, its long parts hashed as they stand, with types and last digits."""
    return {
        "regime": outcome.regime,
        "events": outcome.events,
        "entities": _hash(outcome.entities),
        "draws": _hash(outcome.draws),
        "measures": _hash(outcome.measures),
        "series": _hash(outcome.series),
        "books": _hash(outcome.books),
        "log": _hash(outcome.log),
    }


def _hash(value: object) -> str:
    return blake2b(repr(value).encode(), digest_size=8).hexdigest()


def main() -> None:
    """Give the accounts that are asked for."""
    for line in sys.stdin:
        path, settings, regimes = json.loads(line)
        outcomes = simulate(load(path, settings).scenario, 0, regimes, kept=[0], pack=packed)
        sys.stdout.write(json.dumps([_account(outcome) for outcome in outcomes]) + "\n")


if __name__ == "__main__":
    main()
