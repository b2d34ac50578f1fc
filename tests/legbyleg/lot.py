"""A lot, and its way leg by leg."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import simpy

from legbyleg.clock import Clock, Moment, Process
from legbyleg.place import Place
from legbyleg.voyage import Voyage
from supplychain_sim.model.lane import Stretch


@dataclass(frozen=True)
class Way:
    """A lane, as the plain model knows it: a name, and the legs in order."""

    lane: str
    legs: Sequence[Stretch]


def in_common(one: Way, other: Way) -> int:
    """Return how many legs two ways have in common, from the start."""
    legs = 0
    while legs < min(len(one.legs), len(other.legs)) and _alike(one.legs[legs], other.legs[legs]):
        legs += 1
    return legs


def part(one: Way, other: Way, leg: int) -> bool:
    """Return whether on this *leg* two ways part that go on alike: ships for two ports, say."""
    if leg != in_common(one, other) or leg >= min(len(one.legs), len(other.legs)):
        return False
    return one.legs[leg].mode == other.legs[leg].mode


def _alike(one: Stretch, other: Stretch) -> bool:
    if (one.mode, one.port, one.transit) != (other.mode, other.port, other.transit):
        return False
    if one.course is None or other.course is None:
        return one.course is other.course
    return (one.course.minutes, one.course.mouths) == (other.course.minutes, other.course.mouths)


@dataclass(eq=False)
class Lot:
    """Units on their way, and what has happened to them so far.

    Parameters
    ----------
    number
        By which its luck is looked up.
    may_take
        Other ways that it may be sent on from where it is.
    """

    clock: Clock
    places: Mapping[str, Place]
    number: int
    units: int
    defective: int
    promised: int
    way: Way
    may_take: Sequence[Way]
    arrive: Callable[[Lot], None]
    left: int = 0
    leg: int = 0
    begun: list[int] = field(default_factory=list)
    waits: list[tuple[str, int]] = field(default_factory=list)
    hits: list[tuple[int, str, int]] = field(default_factory=list)
    detours: int = 0
    diverted: int = 0
    _met: list[tuple[str, int]] = field(default_factory=list)
    _voyages: dict[str, Voyage] = field(default_factory=dict)
    _delayed: int = 0

    def __post_init__(self) -> None:
        self.left = self.clock.minute
        self._rides = self.way
        #: Comes when something happens to it: an accident, or word to turn.
        self._news: simpy.Event = self.clock.event()

    def go(self) -> Process:
        """Go all the way."""
        while self.leg < len(self.way.legs):
            self.begun.append(self.clock.minute)
            yield from self._to_the_end_of_the_leg()
            port, handling = self.way.legs[self.leg].port, self.way.legs[self.leg].handling
            if port is not None:
                yield from self._through(port)
                yield self.clock.at(self.clock.minute + handling)
            self.leg += 1
        self.leg -= 1
        yield self.clock.at(self.clock.minute, Moment.ARRIVES)
        self.arrive(self)

    def _to_the_end_of_the_leg(self) -> Process:
        self._delayed, self._rides = 0, self.way
        # Where it may yet turn to another way, a ship is sent by that too, to see how far it comes.
        for way in (self.way, *(one for one in self.may_take if part(self.way, one, self.leg))):
            leg = way.legs[self.leg]
            self._voyages[way.lane] = Voyage(self.clock, leg, self.number, self.places)
            if leg.accidents:
                self.clock.process(self._accidents(way, self.leg))
        while True:
            voyage = self._voyages[self._rides.lane]
            if voyage.over is None:
                assert voyage.ended is not None
                yield voyage.ended | self._news
            elif self.clock.minute < voyage.over + self._delayed:
                yield self.clock.at(voyage.over + self._delayed) | self._news
            else:
                break
        self._met += voyage.met
        self.detours += voyage.detours
        self._voyages = {}

    def _accidents(self, way: Way, leg: int) -> Process:
        """Be hit, for as long as it is on this leg of this way."""
        start = self.clock.minute
        found = [
            (start + after, one.hazard, minutes)
            for one in way.legs[leg].accidents
            for after, minutes in one.of(self.number)
        ]
        for when, hazard, minutes in sorted(found):
            yield self.clock.at(when, Moment.HAPPENS)
            if self._rides is way and self.leg == leg:
                self.hits.append((when, hazard, minutes))
                self._delayed += minutes
                self._tell()

    def _through(self, port: str) -> Process:
        came = self.clock.minute
        yield from self.places[port].let_through(lambda *met: self._met.append(met))
        self.waits.append((port, self.clock.minute - came))

    def turn(self, way: Way) -> None:
        """Go on by another way: at once where the ways part here, else from there on."""
        if part(self.way, way, self.leg):
            self._rides = way
        self.way, self.may_take = way, ()
        self.diverted += 1
        self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, self.clock.event()
        news.succeed()

    @property
    def met(self) -> list[tuple[str, int]]:
        """The closures that it has met so far."""
        voyage = self._voyages.get(self._rides.lane)
        return self._met if voyage is None else self._met + voyage.met
