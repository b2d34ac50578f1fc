"""The same shipments leg by leg and by the production path: ``python -m benchmarks.side_by_side``.

The lane has four ports and four kinds of hazard.  Calendars and lateness are drawn before, for
both, so that what is timed is what each does for a shipment.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from hashlib import blake2b
from itertools import count
from statistics import median
from time import process_time
from typing import NamedTuple

from legbyleg import Clock, Forwarder, Lot, Moment, Place
from legbyleg.clock import Process
from legbyleg.lot import Way

from benchmarks.pieces import FLAGSHIP, Account
from supplychain_sim.engine import Belt, Environment, Phase
from supplychain_sim.model import hazards, setting
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.lane import Passage, Route
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import nothing_collected
from supplychain_sim.units import DAY

RELATION = "relation/housings"
SHIPMENTS = 4_000
APART = DAY // 2
#: By when the last one is there.
END = (SHIPMENTS + 1) * APART + 1_000 * DAY
ROUNDS = 9
UNITS = 500

_LEGS = """[
 {mode: road, to: port/shanghai, transit: 1 day, freight: 0.10 USD/unit},
 {mode: sea, to: port/singapore, transit: 7 days, late: drewry_2006, freight: 0.30 USD/unit},
 {mode: sea, to: port/hamburg, transit: 24 days, late: drewry_2006, freight: 0.80 USD/unit},
 {mode: rail, to: port/hannover, transit: 2 days, freight: 0.10 USD/unit},
 {mode: road, to: kassel, transit: 1 day, freight: 0.15 USD/unit}]"""
_EXPONENTIAL = "{dist: exponential, mean: %s}"
#: What the flagship has not: more ports, fog, accidents at sea, and lorries that break down.
_SETTINGS = (
    f"lanes.foundry-kassel.legs={_LEGS}".replace("\n", ""),
    "ports.singapore={handling: 1 day}",
    "ports.hannover={handling: 6 hours}",
    "hazards.strikes.port=[shanghai, singapore, hamburg, hannover]",
    "hazards.fog={port: [singapore, hamburg], rate: 6 /year, duration: %s}"
    % (_EXPONENTIAL % "12 hours"),
    "hazards.fire={mode: sea, rate: 0.5 /year, duration: %s}" % (_EXPONENTIAL % "6 days"),
    "hazards.breakdown={mode: road, rate: 4 /year, duration: %s}" % (_EXPONENTIAL % "8 hours"),
)


class Outcome(NamedTuple):
    """What a shipment met, and when it was there."""

    number: int
    passage: Passage


@dataclass(frozen=True)
class Given:
    """A lane with what shuts its ports, known to nobody yet."""

    route: Route
    closures: dict[str, list[tuple[Lasting, Closure]]]


@cache
def given() -> Given:
    """Return what both sides start from."""
    whole = load(FLAGSHIP, [*_SETTINGS, "claims=null"]).scenario
    streams = Ground(whole, 0).streams()
    calendars = hazards.calendars(whole, streams)
    lane = whole.relations["housings"].far.lane
    route = setting.build_route(whole, RELATION, lane, calendars, streams)
    for stretch in route.stretches:
        if stretch.late is not None:
            stretch.late(SHIPMENTS)
    ports = [stretch.port for stretch in route.stretches if stretch.port is not None]
    return Given(route, {port: _closures(calendars[port]) for port in ports})


def _closures(calendar: Calendar) -> list[tuple[Lasting, Closure]]:
    lasting = {source.lasting.hazard: source.lasting for source in calendar.sources}
    return [(lasting[closure.hazard], closure) for closure in calendar.through(END)]


@dataclass
class LegByLeg:
    """The plain model: a process for each shipment, which waits for any of what may happen."""

    recorded: bool = False
    arrived: list[Outcome] = field(default_factory=list)
    events: int = 0

    def run(self) -> None:
        """Send all shipments, and wait until all are there."""
        clock, world = Clock(), given()
        self._books = _Books(world.route)
        places = {name: Place(clock, name, found) for name, found in world.closures.items()}
        own = Way(world.route.name, world.route.stretches)
        forwarder = Forwarder(clock, places, own, (), None, lambda _: False, self._receive)

        def send() -> Process:
            for number in range(SHIPMENTS):
                yield clock.at((number + 1) * APART, Moment.LEAVES)
                forwarder.send(UNITS, 1, clock.minute + world.route.promised)

        clock.process(send())
        clock.go_on(END)
        self.events = clock.steps

    def _receive(self, lot: Lot) -> None:
        passage = Passage(
            lot.clock.minute,
            tuple(lot.waits),
            tuple(lot.met),
            tuple(lot.begun),
            tuple(lot.hits),
            lot.detours,
        )
        self.arrived.append(Outcome(lot.number, passage))
        if self.recorded:
            self._books.enter(lot, passage)


class _Books:
    """What production keeps of a shipment, for one that comes by the plain model."""

    def __init__(self, route: Route) -> None:
        self.transit = Transit(route)
        self.receive = shipping(self.transit, Stock(0, 0), Progress(1), Tally(), Record(), RELATION)

    def enter(self, lot: Lot, passage: Passage) -> None:
        """Enter one that is there."""
        finished, made = (RELATION, 0), (RELATION, 1)
        shipment = Shipment(
            lot.units,
            lot.defective,
            0,
            lot.promised,
            lot.left,
            passage,
            finished,
            made,
            0,
            lot.number,
        )
        self.transit.left(shipment)
        self.receive(shipment, lot.clock.minute)


def _in_turn(env: Environment, send: Callable[[int, int], None]) -> None:
    """Let each shipment be sent in its turn, by its time and number, until all are."""
    place = env.priority(Phase.PRODUCTION, RELATION)

    def again(number: int, now: int) -> None:
        if number + 1 < SHIPMENTS:
            env.carry(number + 1, now + APART, place, again)
        send(now, number)

    env.carry(0, APART, place, again)


@dataclass
class Resolved:
    """The production path, as far as the plain model goes: a passage, and a place on a belt."""

    arrived: list[Outcome] = field(default_factory=list)
    events: int = 0

    def run(self) -> None:
        """Send all shipments, and wait until all are there."""
        env, route = Environment(), given().route
        belt: Belt[Outcome] = Belt(env, Phase.RECEIPT, RELATION, self._receive)

        def send(now: int, number: int) -> None:
            passage = route.passage(now, number)
            belt.post(Outcome(number, passage), passage.arrival)

        _in_turn(env, send)
        env.go_on(END)
        self.events = env.steps

    def _receive(self, outcome: Outcome, _: int) -> None:
        self.arrived.append(outcome)


@dataclass
class Whole:
    """The production path with all that it does: dispatch, stock, tally, defects and record."""

    arrived: list[Outcome] = field(default_factory=list)
    events: int = 0

    def run(self) -> None:
        """Send all shipments, and wait until all are there."""
        env, route, record, tally = Environment(), given().route, Record(), Tally()
        transit = Transit(route)
        receive = shipping(transit, Stock(0, 0), Progress(1), tally, record, RELATION)

        def take(shipment: Shipment, now: int) -> None:
            receive(shipment, now)
            self.arrived.append(Outcome(shipment.number, shipment.passage))

        belt: Belt[Shipment] = Belt(env, Phase.RECEIPT, RELATION, take)
        dispatch = dispatcher(
            env, transit, belt, tally, record, RELATION, count(), route.promised, may_turn=False
        )

        def send(now: int, _: int) -> None:
            dispatch(UNITS, 1, 0, now, (RELATION, 0), 0)

        _in_turn(env, send)
        env.go_on(END)
        self.events = env.steps


#: Each way, alone and with the stock, the totals and the record that go with a shipment.
SIDES: dict[str, Callable[[], LegByLeg | Resolved | Whole]] = {
    "leg by leg": LegByLeg,
    "event-lean": Resolved,
    "leg by leg, recorded": partial(LegByLeg, recorded=True),
    "event-lean, recorded": Whole,
}


def account(name: str) -> Account:
    """Return what one way does: events, shipments that are there, and a hash of all they met."""
    side = SIDES[name]()
    side.run()
    told = repr(same(side.arrived)).encode()
    outcomes = blake2b(told, digest_size=8).hexdigest()
    return {"events": side.events, "arrived": len(side.arrived), "outcomes": outcomes}


def same(arrived: list[Outcome]) -> list[Outcome]:
    """Return outcomes in an order that both sides share, without what the plain model lacks."""
    return sorted(
        Outcome(number, passage._replace(hits=tuple(sorted(passage.hits)), met_at=()))
        for number, passage in arrived
    )


def seconds(name: str) -> float:
    """Return the time of the processor that one side takes for all shipments.

    The collector of cycles rests on either side, as it does during a run.
    """
    side = SIDES[name]()
    gc.collect()
    with nothing_collected():
        started = process_time()
        side.run()
        return process_time() - started


def ratio(recorded: str = "", rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the shipments in a second of the plain model and of the production path.

    Medians over rounds, in each of which both take their turn.
    """
    names = f"leg by leg{recorded}", f"event-lean{recorded}"
    taken = [tuple(map(seconds, names)) for _ in range(rounds)]
    plain, lean = (SHIPMENTS / median(times) for times in zip(*taken, strict=True))
    return plain, lean


def main() -> None:
    """Time both ways in turns, alone and recorded, and print how many times as fast one is."""
    given()
    for recorded in ("", ", recorded"):
        plain, lean = ratio(recorded)
        print(  # noqa: T201
            f"leg by leg{recorded}: {plain:.0f} shipments a second, event-lean: {lean:.0f}, "
            f"{lean / plain:.1f} times as many"
        )


if __name__ == "__main__":
    main()
