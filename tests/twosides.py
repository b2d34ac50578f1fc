"""One world on both sides, by the production path and by the plain model, and what is seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any, NamedTuple

from legbyleg import Clock, Forwarder, Lot, Moment, Place, Plant
from legbyleg.clock import Process
from legbyleg.lot import Way
from worlds import Hazard, Lane, Ordering, Sent, World

from supplychain_sim.engine import Belt, Environment, Phase
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import Closure, Lasting
from supplychain_sim.model.forwarding import Chosen, Fast, Ways, choose_lane
from supplychain_sim.model.goods_counts import Line
from supplychain_sim.model.lane import Route
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit, on_leg
from supplychain_sim.processes.demand import demand
from supplychain_sim.processes.forwarding import Dispatch, diverting, forwarding
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.units import WEEK

RELATION = "relation/r"
#: A time by which all is over.
FOREVER = 20_000
#: Until when closures are watched: longer than any test looks.
_WATCHED = 20 * WEEK


class Arrived(NamedTuple):
    """A lot that is there, with all that it met."""

    number: int
    lane: str
    time: int
    waits: tuple[tuple[str, int], ...]
    held_by: tuple[EventId, ...]
    begun: tuple[int, ...]
    hits: tuple[tuple[int, str, int], ...]
    detours: int
    diverted: int


class UnderWay(NamedTuple):
    """A lot that is not there yet: where it is, and when it may be expected."""

    number: int
    lane: str
    leg: int
    begun: int
    expected: int


class Seen(NamedTuple):
    """What anybody can see at one time."""

    time: int
    under_way: tuple[UnderWay, ...]
    arrived: tuple[Arrived, ...]
    overdue: tuple[int, ...]
    held_by: tuple[EventId, ...]
    diversions: int
    expedites: int
    on_hand: int
    owed: int
    lost: int
    coming: int


class Needs:
    """The need of each week, as a stream that is drawn from."""

    def __init__(self, needs: Iterable[int]) -> None:
        self._needs = cycle(needs)

    def draw(self) -> float:
        return next(self._needs)


class Known:
    """Closures that were thought out, of a kind that is said to last so long."""

    def __init__(self, lasting: Lasting, closures: Iterable[Closure]) -> None:
        self.lasting = lasting
        self._closures = list(closures)

    def through(self, time: int) -> list[Closure]:
        return self._closures


def calendar_of(hazards: Iterable[Hazard]) -> Calendar:
    return Calendar([Known(lasting, closures) for lasting, closures in hazards])


class Lean:
    """The production path."""

    def __init__(self, world: World) -> None:
        self.env, self.record, self.tally = Environment(), Record(), Tally()
        self.stock = Stock(0, world.on_hand, backorders=world.backorders)
        self.arrived: list[Arrived] = []
        self._world = world
        self._calendars = {name: calendar_of(found) for name, found in world.closures.items()}
        self._transits: dict[str, Transit] = {}
        self._belts: dict[str, Belt[Shipment]] = {}
        for lane in world.lanes:
            self._wire(lane)
        self._dispatch = self._forwarded()
        for lot in world.lots:
            place = self.env.priority(Phase.PRODUCTION, RELATION)
            self.env.carry(lot, lot.time, place, self._send)
        for time, units in world.uses:
            place = self.env.priority(Phase.DEMAND, RELATION)
            self.env.carry(units, time, place, self._use)

    def _wire(self, lane: Lane) -> None:
        transit = Transit(Route(f"lane/{lane.name}", 0, lane.legs, self._calendars))
        receive = shipping(transit, self.stock, Progress(1), self.tally, self.record, RELATION)

        def take(shipment: Shipment, now: int) -> None:
            if shipment in transit.lots():
                self.arrived.append(_there(shipment, lane.name, now))
            receive(shipment, now)

        self._transits[lane.name] = transit
        self._belts[lane.name] = Belt(self.env, Phase.RECEIPT, RELATION, take)

    def _forwarded(self) -> Dispatch:
        world, numbers = self._world, count()
        by_lane = {
            name: dispatcher(
                self.env,
                transit,
                self._belts[name],
                self.tally,
                self.record,
                RELATION,
                numbers,
                0,
                may_turn=bool(world.otherwise),
            )
            for name, transit in self._transits.items()
        }
        fast = None if world.fast is None else Fast(world.fast.name, world.below)
        ways = Ways(world.own.name, tuple(lane.name for lane in world.otherwise), fast)

        def choose(now: int) -> tuple[Chosen, tuple[EventId, ...]]:
            return choose_lane(ways, self._transits, self.stock, world.need, now), ()

        if world.otherwise:
            self._watch()
        return forwarding(self.env, choose, by_lane, self.tally, self.record, RELATION)

    def _watch(self) -> None:
        own = self._transits[self._world.own.name]
        names = [lane.name for lane in self._world.otherwise]
        others = [(self._transits[name], self._belts[name]) for name in names]
        for port in dict.fromkeys(leg.port for leg in self._world.own.legs if leg.port is not None):
            calendar = self._calendars[port]
            process = diverting(
                self.env, port, calendar, _WATCHED, own, others, self.tally, self.record, RELATION
            )
            self.env.process(process)

    def _send(self, lot: Sent, now: int) -> None:
        finished = self.record.add(RELATION, now, "finished", lot.units)
        self._dispatch(lot.units, lot.defective, 0, lot.due, finished, 0)

    def _use(self, units: int, _: int) -> None:
        self.stock.use(units)

    def orders(self, ordering: Ordering) -> None:
        """Let the plant order from now on, by the processes that runs are made of."""
        self.stock.level, takes = ordering.level, cycle(ordering.takes)
        making = self.env.priority(Phase.PRODUCTION, RELATION)

        def place(lines: Sequence[int], ordered: EventId, now: int) -> None:
            for units in lines:
                made = now + next(takes)
                self.env.carry(
                    Sent(made, units, ordering.defective(units), made), made, making, self._send
                )

        needs: Any = Needs(ordering.needs)
        demand(
            self.env,
            "stock/r",
            self.stock,
            needs,
            lambda since, until: 1.0,
            lambda now: (),
            Line(self.tally),
            self.tally,
            self.record,
        )
        replenishment(
            self.env, RELATION, self.stock, ordering.review, ordering.lines, place, self.record
        )

    def seen(self, time: int) -> Seen:
        """Go on to the end of a minute, and look."""
        self.env.go_on(time + 1)
        under_way, late, held_by = [], [], set[EventId]()
        for name, transit in self._transits.items():
            numbers = {lot.finished: lot.number for lot in transit.lots()}
            expected = [when for when, _ in transit.expectations(time)]
            for lot, when in zip(transit.lots(), expected, strict=True):
                leg = on_leg(lot.passage, time)
                under_way.append(UnderWay(lot.number, name, leg, lot.passage.begun[leg], when))
            for event in transit.overdue(time):
                if event in numbers:
                    late.append(numbers[event])
                elif event[0] != RELATION:
                    held_by.add(event)
        return Seen(
            time,
            tuple(sorted(under_way)),
            tuple(sorted(self.arrived)),
            tuple(sorted(late)),
            tuple(sorted(held_by)),
            round(self.tally.of("diversions")),
            round(self.tally.of("expedites")),
            self.stock.on_hand,
            self.stock.owed,
            self.stock.lost,
            self.stock.on_order,
        )


def _there(lot: Shipment, lane: str, now: int) -> Arrived:
    way = lot.passage
    hits = tuple(sorted(way.hits))
    assert now == way.arrival
    return Arrived(
        lot.number, lane, now, way.waits, way.held_by, way.begun, hits, way.detours, len(lot.turns)
    )


@dataclass
class Plain:
    """The plain model."""

    world: World
    clock: Clock = field(default_factory=Clock)
    arrived: list[Arrived] = field(default_factory=list)

    def __post_init__(self) -> None:
        world, clock = self.world, self.clock
        self.plant = Plant(world.on_hand, world.backorders)
        places = {
            name: Place(clock, name, [(how, one) for how, found in hazards for one in found])
            for name, hazards in world.closures.items()
        }
        own, *others = (Way(lane.name, lane.legs) for lane in world.lanes)
        fast = None if world.fast is None else others.pop()
        self.forwarder = Forwarder(
            clock, places, own, others, fast, self._runs_short, self._receive
        )
        for lot in world.lots:
            clock.process(self._send(lot))
        for time, units in world.uses:
            clock.process(self._use(time, units))

    def _send(self, lot: Sent) -> Process:
        yield self.clock.at(lot.time, Moment.LEAVES)
        self.forwarder.send(lot.units, lot.defective, lot.due)

    def _use(self, time: int, units: int) -> Process:
        yield self.clock.at(time, Moment.IS_USED)
        self.plant.use(units)

    def orders(self, ordering: Ordering) -> None:
        """Let the plant order from now on, week by week and review by review."""
        self.clock.process(self._weeks(ordering))
        self.clock.process(self._reviews(ordering))

    def _weeks(self, ordering: Ordering) -> Process:
        for need in cycle(ordering.needs):
            yield self.clock.at(self.clock.minute + WEEK, Moment.IS_USED)
            self.plant.use(need)

    def _reviews(self, ordering: Ordering) -> Process:
        takes = cycle(ordering.takes)
        while True:
            yield self.clock.at(self.clock.minute + ordering.review, Moment.IS_ORDERED)
            left = self.plant.order_up_to(ordering.level)
            for others in range(ordering.lines - 1, -1, -1):
                # What cannot be split evenly is in the later lines.
                line = left // (others + 1)
                left -= line
                if line:
                    self.clock.process(self._make(line, next(takes), ordering))

    def _make(self, units: int, minutes: int, ordering: Ordering) -> Process:
        made = self.clock.minute + minutes
        yield self.clock.at(made, Moment.LEAVES)
        self.forwarder.send(units, ordering.defective(units), made)

    def _runs_short(self, due: int) -> bool:
        lots = self.forwarder.under_way
        coming = sum(
            lot.units - lot.defective for lot in lots if self.forwarder.expected(lot) <= due
        )
        used = self.world.need.over(due - self.clock.minute)
        return self.plant.on_hand - self.plant.owed + coming - used < self.world.below

    def _receive(self, lot: Lot) -> None:
        self.plant.receive(lot.units, lot.defective)
        self.arrived.append(
            Arrived(
                lot.number,
                lot.way.lane,
                self.clock.minute,
                tuple(lot.waits),
                tuple(lot.met),
                tuple(lot.begun),
                tuple(sorted(lot.hits)),
                lot.detours,
                lot.diverted,
            )
        )

    def seen(self, time: int) -> Seen:
        """Go on to the end of a minute, and look."""
        self.clock.go_on(time)
        lots, expected = self.forwarder.under_way, self.forwarder.expected
        late = [lot for lot in lots if lot.promised < time]
        return Seen(
            time,
            tuple(
                sorted(
                    UnderWay(lot.number, lot.way.lane, lot.leg, lot.begun[-1], expected(lot))
                    for lot in lots
                )
            ),
            tuple(sorted(self.arrived)),
            tuple(sorted(lot.number for lot in late)),
            tuple(sorted({one for lot in late for one in lot.met})),
            self.forwarder.diversions,
            self.forwarder.expedites,
            self.plant.on_hand,
            self.plant.owed,
            self.plant.lost,
            self.plant.coming,
        )
