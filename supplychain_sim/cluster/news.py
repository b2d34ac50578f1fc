"""What a crew hears of a scheduler and of its workers."""

from __future__ import annotations

from typing import Any, NamedTuple

from supplychain_sim.cluster.post import heard
from supplychain_sim.sweep.protocol import Broken, Result


class Joined(NamedTuple):
    """There is a worker more."""


class Gone(NamedTuple):
    """A worker is there no more; whether it was expected to leave."""

    address: str
    expected: bool


class Over(NamedTuple):
    """The scheduler is done with the task of a number, by an error or not."""

    number: int
    error: BaseException | None


class Told(NamedTuple):
    """What came of the task of a number."""

    number: int
    answer: Result | Broken


News = Joined | Gone | Over | Told


def told_of(event: dict[str, Any]) -> Told:
    """Return what a task told of its chunk."""
    return Told(event["number"], heard(event))


def noticed(event: dict[str, Any]) -> Joined | Gone | None:
    """Return what the scheduler says of its workers, if it is about them."""
    if event.get("action") == "add-worker":
        return Joined()
    if event.get("action") == "remove-worker":
        return Gone(event["worker"], bool(event["expected"]))
    return None
