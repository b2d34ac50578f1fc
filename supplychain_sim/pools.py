"""People who serve one thing at a time, and the queues of what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Self

import simpy

from supplychain_sim.engine import Environment
from supplychain_sim.model.record import EventId

#: A place in a queue: the lesser is served first; what moves is asked for when queues are sorted.
Place = int | Callable[[], Any]
# Before any phase, as what SimPy schedules itself.
_AT_ONCE: Final = 1


class Claim(simpy.Event):
    """A claim on one of a pool: an event that comes when somebody is free for it.

    As a context, it lets go at the end of whom it holds, or of its place in the queue.

    Attributes
    ----------
    place, asked
        In the queue, and when it was asked for: the lesser is served first.
    """

    def __init__(self, pool: Pool, place: Place, take: Callable[[Claim], None] | None) -> None:
        super().__init__(pool.env)
        self.place = place
        self.asked = pool.env.now
        self._pool = pool
        self._take = take

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.release(self)

    def come(self) -> None:
        """Resume the process that waits, or hand the claim over at once to what takes it."""
        if self._take is None:
            self.succeed()
        else:
            self._ok = True
            self._value = None
            self._take(self)


def _turn(claim: Claim) -> tuple[Any, float]:
    place = claim.place
    return place if isinstance(place, int) else place(), claim.asked


class Pool:
    """People of whom each serves one claim at a time; who finds nobody free, queues.

    Letting go costs no event.

    Parameters
    ----------
    env
        The clock.
    people
        How many there are.
    """

    def __init__(self, env: Environment, people: int) -> None:
        self.env = env
        self.queue: list[Claim] = []
        self._people = people
        self._served: set[Claim] = set()

    @property
    def count(self) -> int:
        """How many are taken."""
        return len(self._served)

    def request(self, place: Place = 0, take: Callable[[Claim], None] | None = None) -> Claim:
        """Return a claim on one of them; the lesser *place* is served first, then the earlier.

        Parameters
        ----------
        take
            Is handed the claim when it comes, in the place of a process that waits for it.
        """
        claim = Claim(self, place, take)
        if not self.queue and len(self._served) < self._people:
            self._served.add(claim)
            claim.come()
        else:
            self.queue.append(claim)
            if len(self.queue) > 1:
                # All of them, since places may have moved meanwhile.
                self.queue.sort(key=_turn)
            self._serve()
        return claim

    def release(self, claim: Claim) -> None:
        """Let go of who serves *claim*, or give up its place in the queue."""
        if claim in self._served:
            self._served.remove(claim)
            if self.queue:
                # Once all that happens here is done: it may end with a claim that comes first.
                self.env.carry(None, int(self.env.now), _AT_ONCE, self._serve)
        elif claim in self.queue:
            self.queue.remove(claim)

    def _serve(self, _: None = None, __: int = 0) -> None:
        if self.queue and len(self._served) < self._people:
            first = self.queue.pop(0)
            self._served.add(first)
            first.come()


class Crew:
    """People who are sent out one at a time; who finds nobody free, queues.

    Attributes
    ----------
    people
        A claim holds one of them until it is released.
    taken
        The event that took the last one who was free: the cause while nobody is.
    """

    def __init__(self, env: Environment, people: int) -> None:
        self.people = Pool(env, people)
        self.taken: EventId | None = None
