"""What can go wrong, as one small tree.

::

    SupplyChainError
    ├── ScenarioError        the scenario cannot be used; carries every problem found
    ├── UnitError            a quantity does not read as the unit asked for
    ├── ResultsError         results that cannot be read, or lack what was asked for
    ├── NoWayError           no ship gets from one place to another
    ├── SimulationError      a replication stopped itself
    ├── ClusterError         the machines of a cluster cannot be had, or are gone
    └── OutputError          results could not be written
        └── ForeignFolderError   the folder is in use, or holds something else
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SupplyChainError(Exception):
    """Base of every error that this package raises on purpose."""


class UnitError(SupplyChainError):
    """A quantity that does not read as the unit asked for; says what was expected."""


class NoWayError(SupplyChainError):
    """No ship gets from one place to another; says which, and past what."""


class SimulationError(SupplyChainError):
    """A replication that stopped itself rather than go on wrongly."""


class ClusterError(SupplyChainError):
    """Machines of a cluster, or whoever hands out work to them, that cannot be had or are gone."""


class ResultsError(SupplyChainError):
    """Results that cannot be read, or that do not hold what was asked for."""


class OutputError(SupplyChainError):
    """Results that could not be written."""


class ForeignFolderError(OutputError):
    """A folder that is in use, or holds the results of something else."""


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with a scenario, and where.

    Parameters
    ----------
    file
        The file as the user named it.
    line, column
        Counted from 1, as editors do; 0 if the problem has no place.
    path
        The key path, such as ``relations.housings.quoted``; may be empty.
    message
        Found, expected, and what was probably meant.
    """

    file: str
    line: int
    column: int
    path: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.line else f"{self.file}: "
        return place + (f"{self.path}: " if self.path else "") + self.message


class ScenarioError(SupplyChainError):
    """A scenario that cannot be used, with every problem found in one pass."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        lines = [str(problem) for problem in self.problems]
        lines.append(f"{count} problem{'s' if count > 1 else ''}; nothing was run")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[Sequence[Problem]]]:
        return type(self), (self.problems,)
