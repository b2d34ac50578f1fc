"""The state at the start: the customer's plants, and the relation under its regime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from supplychain_sim.model import chronicle, setting
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.capability import Capability, Response
from supplychain_sim.model.contract import Level
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.courting import Courting
from supplychain_sim.model.design_staff import DesignStaff, needed
from supplychain_sim.model.history import HomeHistory, novice
from supplychain_sim.model.insight import Insight
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.model.law import Law
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.price import Price
from supplychain_sim.model.progress import OwnCount, Progress
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation, side_of
from supplychain_sim.model.standing import Ambition, Standing
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.targets import Targets
from supplychain_sim.model.teaching import Lessons
from supplychain_sim.model.trial import Draws, open_cells
from supplychain_sim.scenario.governance import Targets as AskedFor
from supplychain_sim.scenario.government import Government
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Names, Streams
from supplychain_sim.units import DAY, YEAR, Rate


@dataclass
class Ground:
    """What all regimes of a replication share, computed once and kept.

    Parameters
    ----------
    scenario
        What is modelled.
    replication
        Its number.
    """

    scenario: Scenario
    replication: int
    _names: Names = field(init=False)
    _ports: dict[str, Calendar] | None = None
    _ways: dict[str, Calendar] | None = None
    _landscapes: dict[tuple[str, str], Landscape] = field(default_factory=dict)
    _orders: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    _process: dict[str, frozenset[int]] = field(default_factory=dict)
    _histories: dict[tuple[str, str, str], HomeHistory] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = setting.stream_names(self.scenario)

    def ports(self) -> dict[str, Calendar]:
        """Return the calendar of each port, by entity."""
        if self._ports is None:
            self._ports = setting.port_calendars(self.scenario, self.streams())
        return self._ports

    def ways(self) -> dict[str, Calendar]:
        """Return the calendar of each connection that some hazard stops, by entity."""
        if self._ways is None:
            self._ways = setting.way_calendars(self.scenario, self.streams())
        return self._ways

    def streams(self) -> Streams:
        """Return streams of this replication, from their beginning."""
        return Streams(self.scenario.seed, self.replication, self._names)

    def landscape(self, part: str, architecture: str) -> Landscape:
        """Return the operations of a part and their dependencies."""
        name = (part, architecture)
        if name not in self._landscapes:
            self._landscapes[name] = setting.draw_landscape(
                self.scenario, part, architecture, self.streams()
            )
        return self._landscapes[name]

    def order(self, part: str, architecture: str) -> tuple[int, ...]:
        """Return the order in which a design share opens the cells of a part."""
        name = (part, architecture)
        if name not in self._orders:
            landscape = self.landscape(part, architecture)
            self._orders[name] = setting.draw_opening_order(landscape, part, self.streams())
        return self._orders[name]

    def process_operations(self, part: str, architecture: str) -> frozenset[int]:
        """Return the operations of a part that are know-how of the process."""
        if part not in self._process:
            # An architecture moves dependencies, and no operation.
            operations = self.landscape(part, architecture).operations
            self._process[part] = setting.draw_process_operations(
                self.scenario, part, operations, self.streams()
            )
        return self._process[part]

    def history(self, part: str, architecture: str, site: str) -> HomeHistory:
        """Return how far the customer's books have come at home."""
        name = (part, architecture, site)
        if name not in self._histories:
            landscape = self.landscape(part, architecture)
            self._histories[name] = setting.draw_history(
                self.scenario, part, site, landscape, self.streams()
            )
        return self._histories[name]


def made_by(scenario: Scenario, part: str, customer: str) -> list[str]:
    """Return the sites of the *customer* that make *part*."""
    firm = scenario.firms[customer]
    sites = set(scenario.parts[part].made_at) & {firm.home, *firm.plants}
    return sorted(sites, key=lambda site: scenario.sites[site].stream or site)


def found_plants(
    ground: Ground, part: str, customer: str, architecture: str, streams: Streams
) -> dict[str, Plant]:
    """Return the customer's sites that make *part*, all with home's book of today, by site.

    Home goes on where its history stopped; the others begin with ideas of their own.
    """
    landscape = ground.landscape(part, architecture)
    home = ground.scenario.firms[customer].home
    history = ground.history(part, architecture, home)
    plants = {}
    for site in made_by(ground.scenario, part, customer):
        made = ground.scenario.parts[part].made_at[site]
        seed = setting.site_seed(part, site, streams)
        attempts = list(history.attempts) if site == home else [0] * len(landscape)
        plants[site] = Plant(
            name=_label(ground.scenario, site, part),
            book=Cookbook(landscape, seed, history.current),
            volume=made.volume.yearly,
            interval=_interval(made.trials),
            draws=Draws(streams, f"part/{part}/site/{site}", len(landscape)),
            attempts=attempts,
        )
    if home in plants:
        plants[home].third_sites = tuple(plants[site] for site in plants if site != home)
    return plants


def found_relation(
    ground: Ground, name: str, regime: Regime, home: Plant, streams: Streams, record: Record
) -> Relation:
    """Return the relation as it stands before the first day.

    The supplier is a novice with practices picked at random, but for the
    customer's own operations, which come with its drawings, and for those on
    machines from its home, which arrive with the practices in force there.
    """
    scenario = ground.scenario
    terms = scenario.relations[name]
    supplier = scenario.firms[terms.supplier]
    customer_home = scenario.firms[terms.customer].home
    entity = f"relation/{name}"
    landscape = ground.landscape(terms.part, regime.architecture)
    history = ground.history(terms.part, regime.architecture, customer_home)
    taught = history.old if regime.teaches == "old" else history.current

    seed = setting.site_seed(terms.part, supplier.home, streams)
    product = scenario.parts[terms.part]
    book = first_book(entity, product, landscape, seed, taught, streams)
    process = ground.process_operations(terms.part, regime.architecture)
    lessons = Lessons(only=process if regime.teaches == "process" else None)
    if regime.teaches != "none":
        lessons.renew(taught, book.practices, landscape, own=())

    outcomes = Outcomes(product.at_gap_1)
    targets = first_targets(scenario.targets, Cookbook(landscape, home.book.site_seed, taught))
    reviewed = scenario.targets.reviewed
    months = max(1, round(reviewed.over / reviewed.every))
    erosion = supplier.staff_turnover.yearly * terms.capability.undocumented / YEAR
    tally = Tally()
    order = ground.order(terms.part, regime.architecture)
    share = scenario.contract.design_share.start
    began = record.add(entity, 0, "began")
    designers = needed(open_cells(share, len(order)), terms.design_staff)
    relation = Relation(
        name=entity,
        terms=terms,
        side=side_of(terms, regime),
        regime=regime,
        phases=regime.phases(scenario.regimes),
        law=law_for(scenario, supplier.home),
        site=_label(scenario, supplier.home, name),
        home=home.name,
        book=book,
        outcomes=outcomes,
        draws=Draws(streams, entity, len(book.practices)),
        order=order,
        design_share=share,
        capability=Capability(terms.capability.start, erosion),
        response=Response(terms.response.start, terms.response.weight, terms.root_cause.norm / DAY),
        standing=Standing(terms.trust, tally, terms.trust.start),
        ambition=Ambition(terms.ambition, terms.ambition.start),
        targets=targets,
        progress=Progress(months),
        own_count=OwnCount(months, reviewed.suppliers_inspection),
        price=Price(outcomes.cost_of(book)),
        lessons=lessons,
        insight=Insight(terms.root_cause.freshness),
        # Those who are hired have no access to what is one customer's own (G:598-603).
        generic=process.intersection(landscape.owned_by("supplier")),
        process=process,
        staff=DesignStaff(terms.design_staff, designers, outcomes.cost_of(book), began),
        courting=Courting(supplier.trial_teams or 0),
        yearly_units=terms.demand.mean.yearly,
        agreed=began,
        share_set=began,
        round_level=Level(outcomes.cost_of(book), outcomes.defects_of(book)),
        tally=tally,
    )
    record_first_book(relation, taught, 0, record)
    relation.agree("set", 0, record)
    return relation


def record_first_books(plants: Mapping[str, Plant], home: Plant, record: Record) -> None:
    """Record with which books the customer's *plants* begin: home's, as far as it has come."""
    for plant in plants.values():
        source = "" if plant is home else home.name
        practices = enumerate(plant.book.practices)
        chronicle.write(record, plant.name, 0, "home history", practices, source=source)


def first_book(
    entity: str,
    product: Product,
    landscape: Landscape,
    site_seed: int,
    taught: Sequence[int],
    streams: Streams,
) -> Cookbook:
    """Return the book of a novice: picked at random, but for what comes from the customer.

    Parameters
    ----------
    entity
        Whose luck it is.
    taught
        The customer's book, whose drawings come along, and the practices of machines from home.
    """
    practices = novice(streams.table(entity, "first practices"), len(landscape))
    from_home = _on_machines_from_home(product, landscape)
    for operation in (*landscape.owned_by("customer"), *from_home):
        practices[operation] = taught[operation]
    return Cookbook(landscape, site_seed, practices)


def first_targets(asked: AskedFor, taught: Cookbook) -> Targets:
    """Return what a supplier is asked for that is *taught* a book, by its levels at home."""
    levels = [asked.cost_and_quality * level for level in taught.asked_levels()]
    return Targets(levels, asked.delivery)


def record_first_book(relation: Relation, taught: Sequence[int], now: int, record: Record) -> None:
    """Record with which book the supplier begins; what it shares with home came from there."""
    came: dict[chronicle.Origin, list[tuple[int, int]]] = {}
    owners = relation.book.landscape.operations.owners
    for operation, practice in enumerate(relation.book.practices):
        origin: chronicle.Origin = "first practice"
        if practice == taught[operation]:
            origin = "drawing" if owners[operation] == "customer" else "machine"
        came.setdefault(origin, []).append((operation, practice))
    for origin, practices in came.items():
        source = "" if origin == "first practice" else relation.home
        cause = relation.agreed
        chronicle.write(record, relation.site, now, origin, practices, cause, source=source)


def _on_machines_from_home(product: Product, landscape: Landscape) -> list[int]:
    """Return the operations on machines that were moved to the supplier."""
    moved = [name for name, area in product.areas.items() if area.equipment == "transferred"]
    return [operation for name in moved for operation in landscape.operations.of_area(name)]


def law_for(scenario: Scenario, site: str) -> Law:
    """Return what the government asks and gives where *site* is."""
    government = scenario.government.get(scenario.sites[site].country, Government())
    return Law(government, scenario.start)


def _label(scenario: Scenario, site: str, what: str) -> str:
    """Return what results call a site: with the part or relation too, if it has several."""
    made = sum(site in part.made_at for part in scenario.parts.values())
    supplied = sum(
        scenario.firms[relation.supplier].home == site for relation in scenario.relations.values()
    )
    return f"site/{site}" if made + supplied == 1 else f"site/{site}/{what}"


def _interval(trials: Rate) -> int | None:
    """Return the minutes between two trials, None where there are none."""
    return max(1, round(trials.per / trials.amount)) if trials.amount else None
