"""A site of the customer's that makes the same part, and learns by itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from supplychain_sim.model.cookbook import ONE, Cookbook, Effect
from supplychain_sim.model.record import EventId
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.trial import Draws, holds_at_plant, seen
from supplychain_sim.scenario.products import PlantTrials


class Retest(NamedTuple):
    """Somebody else's accepted change, or doubt about one's own operation.

    Parameters
    ----------
    change
        The operation and its practice; empty for doubt, which tries an idea of
        one's own on the operation in question.
    operation
        The operation in question.
    origin
        Site where the change was accepted.
    cause
        The event that handed it on.
    with_context
        Whether to test it with the practices it depends on where it comes from.
    """

    change: tuple[tuple[int, int], ...]
    operation: int
    origin: str
    cause: EventId
    with_context: bool = False


class Adoption(NamedTuple):
    """A change that a plant made its standard; *own* if the idea was its own."""

    operation: int
    practice: int
    own: bool
    event: EventId


class Test(NamedTuple):
    """What one trial of a plant is used for.

    Parameters
    ----------
    change
        Pairs of operation and practice.
    operation
        The operation in question.
    origin
        Where the change comes from: the plant's own name for its own ideas.
    cause
        The event that led to it, None for the plant's own accord.
    noise
        Uniform for what is observed.
    retest
        The agenda's entry, None for an own idea.
    """

    change: tuple[tuple[int, int], ...]
    operation: int
    origin: str
    cause: EventId | None
    noise: float
    retest: Retest | None


@dataclass
class Plant:
    """A site with its book and its yearly trials.

    Parameters
    ----------
    name
        Entity, such as ``site/kassel``.
    book
        Practices in force.
    volume
        Units a year.
    interval
        Minutes between two trials; None where there are none.
    attempts
        How often each operation was tried here with an idea of one's own.
    handed_round
        How many of its adoptions have been shown to the other plants.
    """

    name: str
    book: Cookbook
    volume: float
    interval: int | None
    draws: Draws
    attempts: list[int]
    agenda: deque[Retest] = field(default_factory=deque)
    retests: list[int] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    handed_round: int = 0
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.retests = [0] * len(self.attempts)

    def receive(self, retest: Retest) -> None:
        """Put something on the agenda; it takes the place of what it supersedes."""
        for number, waiting in enumerate(self.agenda):
            same = (waiting.operation, waiting.origin) == (retest.operation, retest.origin)
            if same and bool(waiting.change) == bool(retest.change):
                self.agenda[number] = retest
                return
        self.agenda.append(retest)

    def own_retests(self, since: int) -> list[Retest]:
        """Return, for others to test, its own ideas adopted since number *since* and in force."""
        return [
            Retest(((a.operation, a.practice),), a.operation, self.name, a.event)
            for a in self.adoptions[since:]
            if a.own and self.book.practices[a.operation] == a.practice
        ]

    def adopt(self, test: Test, effect: Effect, event: EventId) -> None:
        """Make what was tested standard practice."""
        self.book.adopt(effect)
        self.adoptions.append(
            Adoption(test.operation, test.change[0][1], test.origin == self.name, event)
        )

    def take_idea(self, operation: int) -> tuple[int, int]:
        """Return the next idea for *operation* and the number of the attempt."""
        attempt = self.attempts[operation]
        self.attempts[operation] = attempt + 1
        return self.draws.idea(operation, attempt), attempt


def next_test(plant: Plant, draw: float, book_of: Callable[[str], Cookbook]) -> Test:
    """Return what the plant's next trial is for: the oldest retest or doubt, else an own idea.

    Parameters
    ----------
    draw
        Uniform that chooses the operation of an own idea.
    book_of
        The book of the site where a change comes from, for its context.
    """
    while plant.agenda:
        retest = plant.agenda.popleft()
        if not retest.change:
            return _own_idea(plant, retest.operation, retest.cause)
        change, origin = retest.change, book_of(retest.origin)
        # What its own site has given up meanwhile is tested nowhere else.
        if any(origin.practices[operation] != practice for operation, practice in change):
            continue
        if retest.with_context:
            change = patch(origin, *change[0])
        # What is in force here already needs no trial.
        if all(plant.book.practices[operation] == practice for operation, practice in change):
            continue
        count = plant.retests[retest.operation]
        plant.retests[retest.operation] = count + 1
        noise = plant.draws.retest.uniform(retest.operation, count)
        return Test(change, retest.operation, retest.origin, retest.cause, noise, retest)
    return _own_idea(plant, int(draw * len(plant.attempts)), None)


def _own_idea(plant: Plant, operation: int, cause: EventId | None) -> Test:
    practice, attempt = plant.take_idea(operation)
    noise = plant.draws.noise.uniform(operation, attempt)
    return Test(((operation, practice),), operation, plant.name, cause, noise, None)


def tested(plant: Plant, test: Test, rule: PlantTrials) -> tuple[bool, Effect]:
    """Return whether a trial's result holds at the plant, and its effect.

    A change that does not hold alone is tried again with the practices it
    depends on, in the plant's next trial.
    """
    effect = plant.book.effect(test.change)
    estimate = seen(effect.total / ONE, rule.noise, rule.observations, test.noise)
    holds = holds_at_plant(estimate, rule)
    retest = test.retest
    if not holds and retest is not None and not retest.with_context:
        plant.agenda.appendleft(retest._replace(with_context=True))
    return holds, effect


def patch(book: Cookbook, operation: int, practice: int) -> tuple[tuple[int, int], ...]:
    """Return a practice with the practices it depends on, as they are in *book*."""
    others = book.landscape.dependencies[operation]
    return ((operation, practice), *((other, book.practices[other]) for other in others))
