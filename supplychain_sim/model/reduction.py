"""From the state and the counts of a run to its measures: what is looked at, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from supplychain_sim.errors import NoWayError
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.capability import idle
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.definitions import KIT, LANE, PLANT, PORT, RELATION, SITE, STOCK
from supplychain_sim.model.function import WHOLE
from supplychain_sim.model.goods_counts import InTransit, Line
from supplychain_sim.model.kit import Kit
from supplychain_sim.model.measures import NOTHING, Measured, Point, Seen, evaluate
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stages import origins, stages
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally, combined
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.units import MONTH, YEAR


@dataclass
class Observer:
    """Looks at the state at month ends; looking changes nothing.

    Attributes
    ----------
    points
        Every value seen, in order.
    stocks
        The name of each relation's stock, and the stock.
    carried
        Of each lane, the relation that uses it, and what is counted of its goods there.
    in_transit
        What is under way on each lane, of each relation that uses it.
    lines
        The line of each relation's customer that uses the part.
    kits
        The kits that the customers' assemblies need, by entity.
    """

    points: list[Point] = field(default_factory=list)
    stocks: dict[str, tuple[str, Stock]] = field(default_factory=dict)
    carried: list[tuple[str, str, Tally]] = field(default_factory=list)
    in_transit: list[InTransit] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    kits: dict[str, Kit] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)

    def watch(self, relations: Iterable[Relation], plants: Iterable[Plant]) -> None:
        """Say what to look at."""
        self.relations = sorted(relations, key=lambda relation: relation.name)
        self.plants = sorted(plants, key=lambda plant: plant.name)

    def look(self, month: int) -> None:
        """Note the state at the end of *month*."""
        self.points += [
            Point(subject, series, month, value)
            for subject, series, value in self.state(month * MONTH)
        ]

    def end(self, horizon: int) -> None:
        """Count what the end of the *horizon* cuts off."""
        for under_way in self.in_transit:
            under_way.count(horizon)
        for line in self.lines:
            line.end(horizon)

    def state(self, now: int) -> Iterator[tuple[str, str, float]]:
        """Yield subject, series and value of all that can be seen at *now*."""
        for relation in self.relations:
            for series, value in _state(relation, now).items():
                yield relation.name, series, value
            yield from _of_book(relation.site, relation.book)
            subject, stock = self.stocks[relation.name]
            yield subject, "on_hand", stock.on_hand
            yield subject, "backorders", stock.owed
        for plant in self.plants:
            yield from _of_book(plant.name, plant.book)
            yield plant.name, "agenda", len(plant.agenda)


def _of_book(site: str, book: Cookbook) -> Iterator[tuple[str, str, float]]:
    """Yield site, series and value of what can be seen of a book."""
    yield site, "gap", book.gap
    if book.landscape.function is not None:
        yield site, "function", book.function / WHOLE


def _state(relation: Relation, now: int) -> dict[str, float]:
    """Return what can be seen of a relation at a minute."""
    level, asked = relation.level(), relation.asked()
    capability = relation.capability.at(now)
    return {
        "unit_cost_now": level.cost,
        "defects_per_million_now": level.defects,
        "target_cost": asked.level.cost,
        "target_defects_per_million": asked.level.defects,
        "target_delivery": asked.delivery,
        "capability": capability,
        "response": relation.response.index,
        "trust": relation.standing.trust,
        "ambition": relation.ambition.after(relation.capability.gained),
        "design_share": relation.design_share,
        "local_content": relation.lessons.content(),
        "other_customers": float(len(relation.courting.won)),
        "design_staff": float(relation.staff.people),
        "idle_capability": idle(relation.design_share, capability),
    }


def measured(
    observer: Observer, scenario: Scenario, horizon: int, calendars: Mapping[str, Calendar]
) -> tuple[Measured, ...]:
    """Return every measure of every subject of a run that has reached its *horizon*."""
    observer.end(horizon)
    seen: dict[str, Seen] = defaultdict(Seen)
    for point in observer.points:
        seen[point.subject].months[point.series].append(point.value)
    for subject, series, value in observer.state(horizon):
        seen[subject].final[series] = value

    found: list[Measured] = []
    for relation in observer.relations:
        for started in relation.busy.values():
            relation.tally.span("team minutes", started, horizon)
        relation.busy.clear()
        teams = scenario.firms[relation.terms.supplier].trial_teams or 0
        constants = {year: {"teams": float(teams)} for year in _years(horizon)}
        name, stock = relation.name, observer.stocks[relation.name][0]
        found += evaluate(RELATION, name, relation.tally, seen[name], horizon, constants)
        found += evaluate(STOCK, stock, relation.tally, seen[stock], horizon)
        found += evaluate(SITE, relation.site, Tally(), seen[relation.site], horizon)
    for plant in observer.plants:
        found += evaluate(SITE, plant.name, plant.tally, seen[plant.name], horizon)
        found += evaluate(PLANT, plant.name, plant.tally, seen[plant.name], horizon)
    for name, kit in sorted(observer.kits.items()):
        found += evaluate(KIT, name, kit.tally, Seen(), horizon)
    for lane in sorted({name for name, _, _ in observer.carried}):
        users = sorted((by, tally) for name, by, tally in observer.carried if name == lane)
        length = _constant("kilometres", _length(scenario, lane), horizon)
        found += evaluate(
            LANE, lane, combined(tally for _, tally in users), Seen(), horizon, length
        )
    everything = combined(relation.tally for relation in observer.relations)
    for place, calendar in sorted(calendars.items()):
        if place.startswith("port/"):
            found += _of_port(place, calendar, everything, horizon)
    return tuple(found)


def _years(horizon: int) -> list[int | None]:
    return [None, *range(1, horizon // YEAR + 1)]


def _constant(name: str, value: float, horizon: int) -> dict[int | None, dict[str, float]]:
    """Return a *value* that is the same in all years."""
    return {year: {name: value} for year in _years(horizon)}


def _length(scenario: Scenario, lane: str) -> float:
    """Return the kilometres of a lane, NOTHING if some stop is nowhere, or where no ship gets."""
    name = lane.removeprefix("lane/")
    passed = stages(scenario, name, origins(scenario)[name][0])
    if not all(stage.is_placed for stage in passed):
        return NOTHING
    try:
        return float(sum(stage.kilometres for stage in passed))
    except NoWayError:
        return NOTHING


def _of_port(port: str, calendar: Calendar, goods: Tally, horizon: int) -> list[Measured]:
    """Return the measures of a port over all *goods* that passed it."""
    constants: dict[int | None, dict[str, float]] = {}
    for year in _years(horizon):
        start, end = (0, horizon) if year is None else ((year - 1) * YEAR, year * YEAR)
        constants[year] = {"open": calendar.open_minutes(start, end) / (end - start)}
    return evaluate(PORT, port, goods.ending_with(f" {port}"), Seen(), horizon, constants)
