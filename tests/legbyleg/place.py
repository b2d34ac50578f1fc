"""A port, gate or passage that shuts and reopens as it happens, and traffic that waits there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import simpy

from legbyleg.clock import Clock, Moment, Process
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.outlook import Outlook


@dataclass
class Shut:
    """A closure that has begun, as far as it has come.

    Parameters
    ----------
    number
        Of the closure at its place, from 0.
    begun, ended
        In minutes; *ended* is None until it does.
    reopened
        Comes when it ends.
    backlog
        Minutes in which the traffic is served that has come meanwhile; nothing before it ends.
    cleared
        Whether that is done.
    """

    number: int
    outlook: Outlook
    usual_backlog: float
    begun: int
    reopened: simpy.Event
    ended: int | None = None
    backlog: int = 0
    cleared: bool = False

    def turn(self, came: int) -> int:
        """Return when it is the turn of who *came* at a minute, once the place has reopened."""
        assert self.ended is not None
        return self.ended + minutes_to_serve(
            came - self.begun, self.ended + self.backlog - self.begun, self.backlog
        )

    def foreseen(self, arrival: int, now: int) -> int:
        """Return when who comes at *arrival* should get through, for all that anybody knows now."""
        ended = self.ended
        if ended is None:
            ended = now + max(1, round(self.outlook.residual(now - self.begun)))
        cleared = max(now, ended + round(self.usual_backlog * (ended - self.begun)))
        if not self.begun <= arrival < cleared:
            return arrival
        queue, backlog = cleared - self.begun, cleared - ended
        return ended + minutes_to_serve(arrival - self.begun, queue, backlog)


def minutes_to_serve(ahead: int, queue: int, backlog: int) -> int:
    """Return after how many minutes those *ahead* are served, of a *queue* served in *backlog*.

    A minute of traffic has come in each minute, and is served in the order in which it came.
    """
    return ahead * backlog // queue


class Place:
    """What a port, gate or passage is like, minute by minute.

    Parameters
    ----------
    closures
        What will shut it; nobody but the processes that do so looks at them.
    """

    def __init__(
        self, clock: Clock, name: str, closures: Iterable[tuple[Lasting, Closure]]
    ) -> None:
        self.clock = clock
        self.name = name
        #: Closures that have begun, in the order in which they did.
        self.begun: list[Shut] = []
        #: Comes when the next closure begins.
        self.shuts = clock.event()
        outlooks: dict[str, tuple[Outlook, float]] = {}
        in_order = sorted(closures, key=lambda one: one[1])
        for number, (lasting, closure) in enumerate(in_order):
            if lasting.hazard not in outlooks:
                backlog = 0.0 if lasting.backlog is None else float(lasting.backlog.mean)
                outlooks[lasting.hazard] = Outlook(lasting), backlog
            clock.process(self._happen(number, closure, *outlooks[lasting.hazard]))

    def _happen(self, number: int, closure: Closure, outlook: Outlook, usual: float) -> Process:
        yield self.clock.at(closure.start, Moment.HAPPENS)
        shut = Shut(number, outlook, usual, closure.start, self.clock.event())
        self.begun.append(shut)
        news, self.shuts = self.shuts, self.clock.event()
        news.succeed()
        yield self.clock.at(closure.end, Moment.HAPPENS)
        shut.ended, shut.backlog = closure.end, closure.cleared - closure.end
        shut.reopened.succeed()
        yield self.clock.at(closure.cleared, Moment.HAPPENS)
        shut.cleared = True

    def holding(self) -> list[Shut]:
        """Return the closures that hold now, or whose backlogs do."""
        return [shut for shut in self.begun if not shut.cleared]

    def foreseen(self, arrival: int) -> int:
        """Return when who comes at *arrival* should get through, for all that anybody knows now."""
        for shut in self.holding():
            arrival = shut.foreseen(arrival, self.clock.minute)
        return arrival

    def let_through(self, meets: Callable[[str, int], None]) -> Process:
        """Wait for the reopening and then for the turn, until nothing more is in the way.

        Parameters
        ----------
        meets
            Is told of each closure that is met, when it is.
        """
        been_through: list[Shut] = []
        while waits_for := [shut for shut in self.holding() if shut not in been_through]:
            shut, came = waits_for[0], self.clock.minute
            been_through.append(shut)
            meets(self.name, shut.number)
            if shut.ended is None:
                yield shut.reopened
            yield self.clock.at(shut.turn(came))
