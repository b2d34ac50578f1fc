"""The clock: SimPy in whole minutes, with a stated order at the same minute.

SimPy breaks ties by when an event was scheduled.  Here ties are broken by phase,
then by who is concerned, so that a model with fewer events, or one with an entity
more, cannot reorder what happens at the same minute.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Callable, Generator, Iterator
from enum import IntEnum
from hashlib import blake2b
from heapq import heappop, heappush
from typing import Any, Final, Generic, TypeVar

import simpy

from supplychain_sim.days import Carried, Later
from supplychain_sim.errors import SimulationError
from supplychain_sim.streams import Names
from supplychain_sim.units import DAY

T = TypeVar("T")

#: What a process is: it yields the events that it waits for.
Process = Generator[simpy.Event, Any, None]


class Phase(IntEnum):
    """What comes first at the same minute.

    A round is judged by the targets and the book that were in force until then,
    so books and targets are renewed last.  What SimPy schedules itself (bells,
    engineers who come free) comes before any phase.
    """

    REPORT = 1
    RECEIPT = 2
    DEMAND = 3
    ORDERING = 4
    PRODUCTION = 5
    WORK = 6
    SESSION = 7
    PROGRESS = 8
    AUDIT = 9
    BENCHMARK = 10
    PRICE = 11
    CONTRACT = 12
    GOVERNANCE = 13
    RENEWAL = 14


# SimPy's own priorities are 0, with which its processes begin, and 1.
_AT_FIRST: Final = 0
_PHASE_BITS: Final = 48
_ENTITY_BITS: Final = 24
_LOW_BITS: Final = _PHASE_BITS - _ENTITY_BITS
_LOW: Final = (1 << _LOW_BITS) - 1

#: Events of one minute from which on it is taken not to end, and how many more are looked at then.
MOST_AT_ONCE: Final = 1_000_000
_LOOKED_AT: Final = 1_000


def _who(callback: Callable[[Any], None]) -> str:
    """Return what waits for an event, as its author named it."""
    waiting = getattr(callback, "__self__", callback)
    name = getattr(waiting, "name", None) or getattr(waiting, "__qualname__", None)
    if not name and hasattr(waiting, "_generator"):
        # Compiled, a process is named by the class of its generator alone.
        name = type(waiting._generator).__name__.removesuffix("_gen")
    return name or type(waiting).__name__


class _Moment(simpy.Event):
    """An event that is bound to come: as SimPy's own, in one call instead of three."""

    def __init__(self, env: Environment, value: Any, time: int, priority: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = value
        self._ok = True
        # SimPy types priorities as its own two; it only ever compares them.
        heappush(env._queue, (time, priority, next(env._eid), self))  # type: ignore[misc]


class Environment(simpy.Environment):
    """A SimPy environment whose time is whole minutes and whose order is stated.

    Attributes
    ----------
    steps
        Events taken from the queue so far; what belts carry is none.
    """

    def __init__(self, names: Names | None = None) -> None:
        super().__init__(initial_time=0)
        self.steps = 0
        self._names = names or Names()
        self._order: dict[str, int] = {}
        # What belts carry: in order, what comes due before tomorrow, and the rest by day. Most of
        # it is put down once and sorted once, among few.
        self._carried: deque[Carried] = deque()
        self._later = Later()
        self._tomorrow = 0

    def step(self) -> None:
        """Process the next event, or hand over the next thing that a belt carries."""
        carried, queue = self._carried, self._queue
        if not carried and self._later:
            self._tomorrow = self._later.turn(self._carried)
        if carried and (not queue or carried[0] < queue[0]):
            self._now, _, _, take, value = carried.popleft()
            take(value, self._now)
            return
        super().step()
        self.steps += 1

    def peek(self) -> float:
        """Return when the next thing comes due, in minutes; infinity if nothing does."""
        due = super().peek()
        if not self._carried and self._later:
            self._tomorrow = self._later.turn(self._carried)
        return min(due, self._carried[0][0]) if self._carried else due

    def go_on(self, time: int) -> None:
        """Process all that comes due before *time*, in minutes."""
        carried, queue, later = self._carried, self._queue, self._later
        still: float = -1.0
        since = 0
        while True:
            if not carried and later:
                self._tomorrow = later.turn(carried)
            if carried and (not queue or carried[0] < queue[0]):
                if carried[0][0] >= time:
                    return
                now, _, _, take, value = carried.popleft()
                self._now = now
                take(value, now)
            elif queue and queue[0][0] < time:
                # What SimPy does in a step, without two calls for each event.
                self._now, _, _, event = heappop(queue)
                callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
                if not event._ok and not event.defused:
                    raise event._value
                self.steps += 1
                if self._now != still:
                    still, since = self._now, self.steps
                elif self.steps - since >= MOST_AT_ONCE:
                    raise self._stuck()
            else:
                return

    def _stuck(self) -> SimulationError:
        """Return the error of a clock that does not go on, and who keeps it."""
        names: set[str] = set()
        for _ in range(_LOOKED_AT):
            if not self._queue or self._queue[0][0] != self._now:
                break
            names.update(map(_who, self._queue[0][3].callbacks))
            self.step()
        return SimulationError(
            f"{MOST_AT_ONCE:,} events without time advancing, at day {int(self._now) // DAY} "
            f"(minute {self._now}): {', '.join(sorted(names))}"
        )

    def carry(self, value: T, time: int, priority: int, take: Callable[[T, int], None]) -> None:
        """Let *take* have *value* at *time*, in its place among the events of that minute."""
        due = time, priority, next(self._eid), take, value
        if time < self._tomorrow:
            carried = self._carried
            if carried and due < carried[-1]:
                insort(carried, due)
            else:
                carried.append(due)
        else:
            self._later[time // DAY].append(due)

    def begin(self, act: Callable[[None, int], None]) -> None:
        """Let *act* be done as processes begin: before all that comes due at this minute."""
        self.carry(None, int(self._now), _AT_FIRST, act)

    def priority(self, phase: Phase, entity: str, number: int = 0) -> int:
        """Return the place of an event among those of the same minute.

        By phase, then entity (in the order of a hash of its name, which no other
        entity can shift), then *number* within it.
        """
        order = self._order.get(entity)
        if order is None:
            name = self._names.of(entity)
            digest = blake2b(name.encode(), digest_size=_ENTITY_BITS // 8).digest()
            order = self._order[entity] = int.from_bytes(digest, "big") << _LOW_BITS
        return (phase << _PHASE_BITS) | order | (number & _LOW)

    def at(self, time: int, phase: Phase, entity: str, number: int = 0) -> simpy.Event:
        """Return an event at *time*, in minutes, in its place among those of that minute."""
        return _Moment(self, None, time, self.priority(phase, entity, number))

    def due(self, time: int, place: int) -> simpy.Event:
        """Return an event at *time*, in a place that :meth:`priority` has given."""
        return _Moment(self, None, time, place)

    def after(self, delay: int, phase: Phase, entity: str, number: int = 0) -> simpy.Event:
        """Return an event *delay* minutes from now."""
        return _Moment(self, None, int(self._now) + delay, self.priority(phase, entity, number))

    def post(self, value: T, time: int, priority: int, inbox: Inbox[T]) -> None:
        """Schedule *value* to reach *inbox* at *time*: one event, no process of its own."""
        _Moment(self, value, time, priority).callbacks.append(inbox.deliver)


class Belt(Generic[T]):
    """Carries things to whoever takes them at once, each at its time and in order of time.

    Nobody waits for them, so that they cost no event and resume no process: the clock hands
    over what has come due before it goes on to its next event.

    Parameters
    ----------
    env
        The clock.
    phase, entity
        The place of what comes due among the events of the same minute.
    take
        Takes each thing, with the time in minutes.
    """

    def __init__(
        self, env: Environment, phase: Phase, entity: str, take: Callable[[T, int], None]
    ) -> None:
        self._env = env
        self._take = take
        self._place = env.priority(phase, entity)
        self._posted = 0

    def post(self, value: T, time: int) -> None:
        """Let *value* come due at *time*; at the same minute, what was posted first comes first."""
        posted = self._posted
        self._posted = posted + 1
        env = self._env
        due = time, self._place | (posted & _LOW), next(env._eid), self._take, value
        # As the environment's carry does, for what is posted most.
        if time < env._tomorrow:
            insort(env._carried, due)
        else:
            env._later[time // DAY].append(due)


class Inbox(Generic[T]):
    """Things that come due at known times, taken by one process in order of time.

    Each costs one event: the scheduled event itself resumes the process that waits.

    Parameters
    ----------
    env
        The clock.
    phase, entity
        The place of its events among those of the same minute.
    """

    def __init__(self, env: Environment, phase: Phase, entity: str) -> None:
        self._env = env
        self._phase = phase
        self._entity = entity
        self._ready: deque[simpy.Event] = deque()
        self._waiting: simpy.Event | None = None
        self._posted = 0

    def post(self, value: T, time: int) -> None:
        """Let *value* come due at *time*; at the same minute, what was posted first comes first."""
        priority = self._env.priority(self._phase, self._entity, self._posted)
        self._posted += 1
        self._env.post(value, time, priority, self)

    def take(self) -> simpy.Event:
        """Return an event whose value is the next thing due; one process only may wait."""
        if self._ready:
            return self._ready.popleft()
        self._waiting = simpy.Event(self._env)
        return self._waiting

    def deliver(self, event: simpy.Event) -> None:
        """Resume the process that waits with the event that has come due."""
        waiting = self._waiting
        if waiting is None or not waiting.callbacks:
            self._ready.append(event)
            return
        self._waiting = None
        callbacks, waiting.callbacks = waiting.callbacks, []
        for resume in callbacks:
            resume(event)


class Bell:
    """Wakes everyone who waits for work, once; nobody polls."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        # None while nobody waits: it is rung far more often than it is heard.
        self._event: simpy.Event | None = None

    def wait(self) -> simpy.Event:
        """Return an event that comes when the bell is rung next."""
        if self._event is None:
            self._event = simpy.Event(self._env)
        return self._event

    def call(self, act: Callable[[None, int], None]) -> None:
        """Let *act* be done when the bell is rung next, in its turn among those who wait."""
        env = self._env
        self.wait().callbacks.append(lambda _: act(None, int(env.now)))

    def ring(self) -> None:
        """Wake those who wait, in the order in which they began to."""
        event, self._event = self._event, None
        if event is not None:
            event.succeed()


def repeat(
    env: Environment, interval: int, phase: Phase, entity: str, act: Callable[[int], None]
) -> None:
    """Let *act* be done every *interval* minutes, the first time after one; it takes the time.

    For what is done at once and waits for nothing, which costs no event.
    """
    place = env.priority(phase, entity)

    def again(_: None, now: int) -> None:
        env.carry(None, now + interval, place, again)
        act(now)

    env.carry(None, int(env.now) + interval, place, again)


def every(env: Environment, interval: int, phase: Phase, entity: str) -> Iterator[simpy.Event]:
    """Yield an event every *interval* minutes, the first after one.

    Whoever is still busy at its time misses it.
    """
    time, place = int(env.now) + interval, env.priority(phase, entity)
    while True:
        yield env.due(time, place)
        time += interval
        while time < env.now:
            time += interval


def as_long_as(goes_on: Callable[[], bool], process: Process) -> Process:
    """Go on with *process* as long as it *goes on*, which is asked after each of its waits.

    Whom it holds by then is free at once.
    """
    try:
        awaited = next(process)
        while True:
            value = yield awaited
            if not goes_on():
                process.close()
                return
            awaited = process.send(value)
    except StopIteration:
        return
