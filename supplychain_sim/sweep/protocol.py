"""What an engine is: it has chunks of tasks done somewhere, and says what came of each.

Workers write results into the folder of the sweep themselves; an engine moves numbers of tasks
there and a few words back.  Whatever ends a worker, its chunk comes back: the one who conducts
the sweep finds out from the journals how far it got.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from supplychain_sim.errors import OutputError, SimulationError, SupplyChainError
from supplychain_sim.sweep.tasks import Chunk, Failure
from supplychain_sim.sweep.worker import Setup

#: The kind of failure of a task whose machine was lost again and again.
LOST = "lost"


class Loss(NamedTuple):
    """Why a worker ended before its chunk did.

    Parameters
    ----------
    kind, error
        The kind of failure, and what is told of it.
    certain
        Whether the task that it was at ended it; else it was lost with whatever it ran on, and
        that task is no more than suspect.
    """

    kind: str
    error: str
    certain: bool = True


class Result(NamedTuple):
    """What came of a chunk.

    Parameters
    ----------
    chunk
        As it was submitted.
    done
        How many of its tasks, from the first, are recorded for certain.
    failure
        What became of the task after those, if it failed.
    loss
        Why the worker ended, if it did: the task that it was at is the first one in the chunk
        that no journal holds, and none after it was begun.
    seconds
        How long the recorded ones took.
    """

    chunk: Chunk
    done: int = 0
    failure: Failure | None = None
    loss: Loss | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Broken:
    """A worker cannot go on: what is told of it, and whether writing is what failed."""

    error: str
    writing: bool

    def raised(self) -> SupplyChainError:
        """Return the error that ends the sweep."""
        return (OutputError if self.writing else SimulationError)(self.error)


@dataclass(frozen=True)
class Limits:
    """What a run may take.

    Parameters
    ----------
    seconds
        Wall-clock time; None for as long as it likes.
    memory
        Bytes that its process may hold beyond what it began with; None for all there is.
    """

    seconds: float | None = None
    memory: int | None = None


class Crew(Protocol):
    """Workers at work.

    Who ends on its own or is ended is replaced. A run that takes more than its limits is ended
    from outside, whatever it is doing.
    """

    @property
    def slots(self) -> int:
        """How many chunks are worked at together, by those who are there: at least one."""
        ...

    @property
    def lasts(self) -> float:
        """Seconds that a chunk is meant to take: long beside what it costs to hand it out."""
        ...

    def room(self) -> int:
        """Return how many more chunks can be submitted, so that all are busy and none piles up.

        There is room for at least one while nothing is under way.
        """
        ...

    def submit(self, chunk: Chunk) -> None:
        """Have the tasks of *chunk* done, in order."""
        ...

    def results(self, seconds: float) -> Sequence[Result]:
        """Wait up to so many *seconds* and return what came of chunks; each comes back once.

        A chunk that was submitted and that no worker began comes back with nothing done.

        Raises
        ------
        SupplyChainError
            If no more work can be done: results cannot be written, or workers cannot start.
        """
        ...


class Engine(Protocol):
    """A way to have work done."""

    @property
    def jobs(self) -> int:
        """How many workers there can be."""
        ...

    def open(self, setup: Setup, limits: Limits, tasks: int) -> AbstractContextManager[Crew]:
        """Give workers for so many *tasks*, and end them at once, whatever they do, at the end."""
        ...
