"""From the state and the counts of a run to its measures: what is looked at, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from supplychain_sim.model import definitions
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.capability import idle
from supplychain_sim.model.lane import Route
from supplychain_sim.model.measures import Measured, Point, evaluate
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.units import MONTH, YEAR


@dataclass
class Observer:
    """Looks at the state at month ends; looking changes nothing.

    Attributes
    ----------
    points
        Every value seen, in order.
    """

    points: list[Point] = field(default_factory=list)
    stocks: dict[str, tuple[str, Stock]] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    plants: list[Plant] = field(default_factory=list)

    def watch(self, relations: Iterable[Relation], plants: Iterable[Plant]) -> None:
        """Say what to look at."""
        self.relations = sorted(relations, key=lambda relation: relation.name)
        self.plants = sorted(plants, key=lambda plant: plant.name)

    def look(self, month: int) -> None:
        """Note the state at the end of *month*."""
        for relation in self.relations:
            for series, value in _state(relation, month).items():
                self.points.append(Point(relation.name, series, month, value))
            self.points.append(Point(relation.site, "gap", month, relation.book.gap))
            subject, stock = self.stocks[relation.name]
            self.points.append(Point(subject, "on_hand", month, stock.on_hand))
            self.points.append(Point(subject, "backorders", month, stock.owed))
        for plant in self.plants:
            self.points.append(Point(plant.name, "gap", month, plant.book.gap))


def _state(relation: Relation, month: int) -> dict[str, float]:
    """Return what can be seen of a relation at a month's end."""
    now = month * MONTH
    level, asked = relation.level(), relation.asked()
    capability = relation.capability.at(now)
    return {
        "unit_cost_now": level.cost,
        "defects_per_million_now": level.defects,
        "target_cost": asked.cost,
        "target_defects_per_million": asked.defects,
        "target_delivery": asked.delivery,
        "capability": capability,
        "response": relation.response.index,
        "design_share": relation.design_share,
        "idle_capability": idle(relation.design_share, capability),
    }


def measured(
    observer: Observer, scenario: Scenario, horizon: int, calendars: Mapping[str, Calendar]
) -> tuple[Measured, ...]:
    """Return every measure of every subject of a run that has reached its *horizon*."""
    series: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for point in observer.points:
        series[point.subject][point.series].append(point.value)

    found: list[Measured] = []
    for relation in observer.relations:
        for started in relation.busy.values():
            relation.tally.span("team minutes", started, horizon)
        relation.busy.clear()
        teams = scenario.firms[relation.terms.supplier].trial_teams or 0
        constants = {year: {"teams": float(teams)} for year in _years(horizon)}
        tally = relation.tally
        name, stock = relation.name, observer.stocks[relation.name][0]
        found += evaluate(definitions.RELATION, name, tally, series[name], horizon, constants)
        found += evaluate(definitions.STOCK, stock, tally, series[stock], horizon)
        lane = observer.routes[relation.name].name
        found += evaluate(definitions.LANE, lane, tally, {}, horizon)
        found += evaluate(definitions.SITE, relation.site, Tally(), series[relation.site], horizon)
    for plant in observer.plants:
        found += evaluate(definitions.SITE, plant.name, plant.tally, series[plant.name], horizon)
        found += evaluate(definitions.PLANT, plant.name, plant.tally, {}, horizon)
    for port, calendar in sorted(calendars.items()):
        found += _of_port(port, calendar, observer.relations, horizon)
    return tuple(found)


def _years(horizon: int) -> list[int | None]:
    return [None, *range(1, horizon // YEAR + 1)]


def _of_port(
    port: str, calendar: Calendar, relations: Iterable[Relation], horizon: int
) -> list[Measured]:
    """Return the measures of a port over all goods that pass it."""
    total = Tally()
    constants: dict[int | None, dict[str, float]] = {}
    for year in _years(horizon):
        start, end = (0, horizon) if year is None else ((year - 1) * YEAR, year * YEAR)
        constants[year] = {"open": calendar.open_minutes(start, end) / (end - start)}
        if year is None:
            continue
        for name in ("shipments at", "minutes waited at", "shipments held at"):
            amount = sum(relation.tally.of(f"{name} {port}", year) for relation in relations)
            total.add(name, start, amount)
    return evaluate(definitions.PORT, port, total, {}, horizon, constants)
