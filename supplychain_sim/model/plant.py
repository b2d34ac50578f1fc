"""A site of the customer's that makes the same part, and learns by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from supplychain_sim.model.agenda import Agenda, Retest
from supplychain_sim.model.cookbook import ONE, Cookbook, Effect
from supplychain_sim.model.function import LEFT_OUT, Kind
from supplychain_sim.model.gate import Gate
from supplychain_sim.model.ideas import own_idea, present
from supplychain_sim.model.record import EventId
from supplychain_sim.model.standards import Standards
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.trial import Draws, holds_at_plant, seen
from supplychain_sim.scenario.products import PlantTrials

#: Weights of the attributes where no target draws attention.
_EQUAL: Final = (1.0, 1.0, 1.0)


class Adoption(NamedTuple):
    """A change that a plant made its standard; *own* if the idea was its own.

    Where several operations were changed together, the *others* follow with their practices.
    """

    operation: int
    practice: int
    own: bool
    event: EventId
    others: tuple[tuple[int, int], ...] = ()
    kind: Kind = "replace"

    @property
    def made(self) -> tuple[tuple[int, int], ...]:
        """All that was changed, as pairs of operation and practice."""
        return (self.operation, self.practice), *self.others


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
    kind
        What kind of change it is.
    """

    change: tuple[tuple[int, int], ...]
    operation: int
    origin: str
    cause: EventId | None
    noise: float
    retest: Retest | None
    kind: Kind = "replace"


@dataclass(slots=True)
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
    learns
        Whether it tries ideas of its own when it has nobody else's to test.
    third_sites
        Plants that test others' changes after this one: at home, all others.
    operations
        All of them, which are open to trials here.
    gate
        Of the site, if anything ever shuts it: while it is shut, no trial is held.
    """

    name: str
    book: Cookbook
    volume: float
    interval: int | None
    draws: Draws
    attempts: list[int]
    agenda: Agenda = field(default_factory=Agenda)
    retests: list[int] = field(default_factory=list)
    adoptions: list[Adoption] = field(default_factory=list)
    handed_round: int = 0
    learns: bool = True
    third_sites: tuple[Plant, ...] = ()
    tally: Tally = field(default_factory=Tally)
    standards: Standards = field(default_factory=Standards)
    operations: range = range(0)
    gate: Gate | None = None

    def __post_init__(self) -> None:
        self.retests = [0] * len(self.attempts)
        self.operations = range(len(self.attempts))

    def receive(self, retest: Retest) -> None:
        """Put something on the agenda; it takes the place of what it supersedes."""
        self.agenda.receive(retest)

    def refuse(self, retest: Retest, event: EventId, *, once_more: bool) -> None:
        """Take note that others' change did not hold here.

        Parameters
        ----------
        once_more
            Whether what does not hold alone is tried again with the practices it depends
            on, in the next trial.
        """
        if retest.with_context or not once_more:
            self.pass_on(retest, event)
        else:
            self.agenda.put_back(retest._replace(with_context=True, cause=event))

    def pass_on(self, retest: Retest, verdict: EventId) -> None:
        """Hand what has been tested here, whatever came out, to the sites that come after."""
        for plant in self.third_sites:
            if plant.name != retest.origin:
                plant.receive(retest._replace(cause=verdict, with_context=False))

    def own_retests(self, since: int) -> list[Retest]:
        """Return, for others to test, its own ideas adopted since number *since* and in force."""
        return [
            Retest(a.made, a.operation, self.name, a.event, kind=a.kind)
            for a in self.adoptions[since:]
            if a.own and self.book.follows(a.made)
        ]

    def adopt(self, test: Test, effect: Effect, event: EventId) -> None:
        """Make what was tested standard practice."""
        self.book.adopt(effect)
        (operation, practice), *others = test.change
        own = test.origin == self.name
        self.adoptions.append(Adoption(operation, practice, own, event, tuple(others), test.kind))

    def next_attempt(self, operation: int) -> int:
        """Take the number of the next attempt at *operation* with an idea of the plant's own."""
        attempt = self.attempts[operation]
        self.attempts[operation] = attempt + 1
        return attempt


def adopted_since(plant: Plant) -> Callable[[], tuple[EventId, ...]]:
    """Return what returns the adoptions of *plant* since it was last called."""
    told = 0

    def learned() -> tuple[EventId, ...]:
        nonlocal told
        fresh = plant.adoptions[told:]
        told = len(plant.adoptions)
        return tuple(adoption.event for adoption in fresh)

    return learned


def next_test(plant: Plant, draw: float, book_of: Callable[[str], Cookbook]) -> Test | None:
    """Return what the plant's next trial is for: the oldest retest or doubt, else an own idea.

    None if it has nothing to test.

    Parameters
    ----------
    draw
        Uniform that chooses the operation of an own idea.
    book_of
        The book of the site where a change comes from, for its context.
    """
    while plant.agenda:
        retest = plant.agenda.take()
        if not retest.change:
            return _own_idea(plant, retest.operation, retest.cause)
        change, origin = retest.change, book_of(retest.origin)
        # What its own site has given up meanwhile is tested nowhere else.
        if not origin.follows(change):
            continue
        if retest.with_context:
            change = patch(origin, change)
            # The same again would only be a second chance for luck.
            if plant.book.follows(change[len(retest.change) :]):
                plant.pass_on(retest, retest.cause)
                continue
        # What is in force here already needs no trial, nor does what falls short of function.
        if plant.book.follows(change) or not plant.book.allows(change):
            plant.pass_on(retest, retest.cause)
            continue
        count = plant.retests[retest.operation]
        plant.retests[retest.operation] = count + 1
        noise = plant.draws.retest.uniform(retest.operation, count)
        noted = retest.origin, retest.cause, noise, retest, retest.kind
        return Test(change, retest.operation, *noted)
    if not plant.learns:
        return None
    there = present(plant.book, plant.operations)
    return _own_idea(plant, there[int(draw * len(there))], None)


def _own_idea(plant: Plant, operation: int, cause: EventId | None) -> Test:
    book, draws = plant.book, plant.draws
    thought = own_idea(book, operation, plant.operations, draws, plant.next_attempt)
    changed = thought.change[0][0]
    noise = plant.draws.noise.uniform(changed, thought.attempt)
    return Test(thought.change, changed, plant.name, cause, noise, None, thought.kind)


def tested(plant: Plant, test: Test, rule: PlantTrials) -> tuple[Effect, float] | None:
    """Return the effect of what was tried and what was seen of it; None if it does not hold."""
    book, change = plant.book, test.change
    error = seen(0.0, rule.noise, rule.observations, test.noise)
    if not book.may_fall(change, _EQUAL, rule.adopt_below - error):
        return None
    effect = book.effect(change)
    estimate = effect.total / ONE + error
    return (effect, estimate) if holds_at_plant(estimate, rule) else None


def patch(book: Cookbook, change: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return a change, and after it the practices it depends on, as they are in *book*.

    What is left out depends on nothing.
    """
    with_it = dict(change)
    for operation, practice in change:
        if practice == LEFT_OUT:
            continue
        for other in book.landscape.dependencies[operation]:
            with_it.setdefault(other, book.practices[other])
    return tuple(with_it.items())
