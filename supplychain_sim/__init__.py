"""Simulate how customers and suppliers learn to work together across distance.

    >>> from supplychain_sim import run
    >>> result = run("scenarios/gear_unit_housings.yaml", replications=4)  # doctest: +SKIP
    >>> print(result.why("relation/housings"))  # doctest: +SKIP

Importing this is instant: whatever it takes to run comes with the first name that needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from supplychain_sim.api import Result, compare, load, read_sweep, run, run_sweep
    from supplychain_sim.errors import (
        OutputError,
        ResultsError,
        ScenarioError,
        SimulationError,
        SupplyChainError,
        UnitError,
    )

__all__ = [
    "OutputError",
    "Result",
    "ResultsError",
    "ScenarioError",
    "SimulationError",
    "SupplyChainError",
    "UnitError",
    "compare",
    "load",
    "read_sweep",
    "run",
    "run_sweep",
]
#: Where names are that take no numerical library; all others are in ``api``.
_ELSEWHERE = {"load": "scenario.parse"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "errors" if name.endswith("Error") else _ELSEWHERE.get(name, "api")
    return getattr(import_module(f"{__name__}.{module}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
