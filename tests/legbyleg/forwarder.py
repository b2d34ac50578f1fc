"""Who decides by which lane a lot goes, and sends on another way what gets there sooner so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from legbyleg.clock import Clock, Moment, Process
from legbyleg.lot import Lot, Way, in_common, part
from legbyleg.place import Place
from supplychain_sim.model.course import Course


@dataclass
class Forwarder:
    """Sends lots, and keeps an eye on them.

    Parameters
    ----------
    own, otherwise, fast
        The lane that goods take as usual, those past a closure, and the one that is quick and dear.
    runs_short
        Tells whether the plant would, if a lot came at a minute, by what is expected until then.
    receive
        Takes what has arrived.
    """

    clock: Clock
    places: Mapping[str, Place]
    own: Way
    otherwise: Sequence[Way]
    fast: Way | None
    runs_short: Callable[[int], bool]
    receive: Callable[[Lot], None]
    under_way: list[Lot] = field(default_factory=list)
    sent: int = 0
    diversions: int = 0
    expedites: int = 0

    def __post_init__(self) -> None:
        if self.otherwise:
            for port in {leg.port for leg in self.own.legs if leg.port is not None}:
                self.clock.process(self._watch(self.places[port]))

    def send(self, units: int, defective: int, promised: int) -> Lot:
        """Send a lot that leaves now by the lane that seems best."""
        way = self._choose()
        others = self.otherwise if way is self.own else ()
        lot = Lot(
            self.clock,
            self.places,
            self.sent,
            units,
            defective,
            promised,
            way,
            others,
            self._arrive,
        )
        self.sent += 1
        self.under_way.append(lot)
        self.clock.process(lot.go())
        return lot

    def _arrive(self, lot: Lot) -> None:
        self.under_way.remove(lot)
        self.receive(lot)

    def _choose(self) -> Way:
        now = self.clock.minute
        best, due = self.own, self.foreseen(self.own, 0, now)
        by_plan = now + sum(leg.transit + leg.handling for leg in self.own.legs)
        if due > by_plan:
            for way in self.otherwise:
                if self.foreseen(way, 0, now) < due:
                    best, due = way, self.foreseen(way, 0, now)
        self.diversions += best is not self.own
        fast = self.fast
        if fast is None or self.foreseen(fast, 0, now) >= due or not self.runs_short(due):
            return best
        self.diversions -= best is not self.own
        self.expedites += 1
        return fast

    def _watch(self, place: Place) -> Process:
        """Whenever a place on the usual way shuts, see whether what is under way should turn."""
        while True:
            yield place.shuts
            yield self.clock.at(self.clock.minute, Moment.IS_FORWARDED)
            for lot in self.under_way:
                if lot.way is self.own:
                    self._reconsider(lot)

    def _reconsider(self, lot: Lot) -> None:
        leg, begun = lot.leg, lot.begun[-1]
        best, soonest = None, self.foreseen(self.own, leg, begun)
        for way in lot.may_take:
            shares = leg < in_common(self.own, way)
            at_sea = self.clock.minute < begun + self.own.legs[leg].transit
            if not shares and not (part(self.own, way, leg) and at_sea):
                continue
            if self.foreseen(way, leg, begun) < soonest:
                best, soonest = way, self.foreseen(way, leg, begun)
        if best is not None:
            self.diversions += 1
            lot.turn(best)

    def expected(self, lot: Lot) -> int:
        """Return when a lot may be expected, by plan and by what is known now."""
        return self.foreseen(lot.way, lot.leg, lot.begun[-1])

    def foreseen(self, way: Way, leg: int, begun: int) -> int:
        """Return when who began a *leg* then should be there."""
        time = begun
        for stretch in way.legs[leg:]:
            if stretch.course is None:
                time += stretch.transit
            else:
                time = self._by_ship(stretch.course, time)
            if stretch.port is not None:
                time = self.places[stretch.port].foreseen(time) + stretch.handling
        return max(time, self.clock.minute)

    def _by_ship(self, course: Course, start: int) -> int:
        now = self.clock.minute
        is_at = max(0, now - start)
        waited = 0
        for mouth in course.mouths:
            comes = start + mouth.after + waited
            if comes < now:
                continue
            goes_on = self.places[mouth.passage].foreseen(comes)
            if goes_on == comes:
                continue
            detour = course.around(mouth.passage, is_at)
            around = None if detour is None else max(start, now) + detour.minutes
            if around is not None and around < goes_on + course.minutes - mouth.after:
                return around
            waited += goes_on - comes
        return start + course.minutes + waited
