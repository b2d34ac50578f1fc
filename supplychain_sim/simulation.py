"""One replication: scenario and streams in, outcomes out.

The one place where things are wired.  What happens is in ``processes/``, what
is decided is in ``model/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import simpy

from supplychain_sim.distributions import Poisson
from supplychain_sim.engine import Bell, Environment, Inbox, Phase, Process
from supplychain_sim.model import setting
from supplychain_sim.model.benchmark import Exchange
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.contract import Level, yearly_saving
from supplychain_sim.model.cookbook import COST, DEFECTS, Cookbook
from supplychain_sim.model.founding import Ground, found_plants, found_relation, made_by
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.record import EventId, Record
from supplychain_sim.model.reduction import Observer, measured
from supplychain_sim.model.relation import Loop, Relation
from supplychain_sim.model.stock import Stock, order_up_to
from supplychain_sim.processes.auditing import auditing
from supplychain_sim.processes.benchmarking import benchmarking
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.demand import demand
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.processes.plant_trials import plant_trials
from supplychain_sim.processes.procedure_review import (
    Proposed,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.production import Lot, place_line, production
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.processes.reporting import reporting
from supplychain_sim.processes.root_cause import root_cause_loop
from supplychain_sim.processes.shipping import Shipment, dispatcher, shipping
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.processes.target_setting import target_setting
from supplychain_sim.processes.teaching import renewal, teacher
from supplychain_sim.processes.trials import team
from supplychain_sim.processes.visits import visits
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import Inverted, Streams
from supplychain_sim.units import MONTH, WEEK


@dataclass
class Run:
    """One replication of one regime, wired and ready to go.

    Parameters
    ----------
    scenario
        What is modelled.
    regime
        Name of the regime.
    replication
        Its number.
    """

    scenario: Scenario
    regime: str
    replication: int
    env: Environment
    streams: Streams
    record: Record
    observer: Observer
    calendars: dict[str, Calendar]
    ways: dict[str, Calendar]
    plants: dict[tuple[str, str], Plant] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    bells: dict[str, Bell] = field(default_factory=dict)

    def home_of(self, relation: Relation) -> Plant:
        """Return the customer's home plant, whose book is taught."""
        home = self.scenario.firms[relation.terms.customer].home
        return self.plants[relation.terms.part, home]

    def plants_of(self, relation: Relation) -> list[Plant]:
        """Return the customer's plants that make the relation's part."""
        part = relation.terms.part
        sites = made_by(self.scenario, part, relation.terms.customer)
        return [self.plants[part, site] for site in sites]

    def until(self, time: int) -> None:
        """Let the clock run to *time* in minutes; what happens at that very minute waits."""
        while self.env.peek() < time:
            self.env.step()

    def outcome(self) -> Outcome:
        """Return what the run yields, at the horizon."""
        horizon = self.scenario.horizon
        if horizon % MONTH == 0:
            self.observer.look(horizon // MONTH)
        self._record_closures(horizon)
        return Outcome(
            regime=self.regime,
            replication=self.replication,
            measures=measured(self.observer, self.scenario, horizon, self.calendars),
            series=tuple(self.observer.points),
            entities=self.record.fingerprints(),
            draws=self.streams.consumed(),
            events=self.env.steps,
        )

    def _record_closures(self, horizon: int) -> None:
        """Write the calendars into the record: their numbers are the causes that others name."""
        for entity, calendar in sorted({**self.calendars, **self.ways}.items()):
            for closure in calendar.through(horizon - 1):
                shut = (closure.hazard, closure.end - closure.start, closure.cleared - closure.end)
                self.record.add(entity, closure.start, "closed", *shut, known_to="all")


def simulate(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Return the outcomes of one replication under each regime.

    All regimes meet the same part, sites, hazards and ideas; home's history before
    the start is computed once.

    Parameters
    ----------
    scenario
        What is modelled.
    replication
        Its number, from 0; nothing depends on how many there are.
    regimes
        Names; all of the scenario's unless given.
    """
    ground = Ground(scenario, replication)
    outcomes = []
    for regime in regimes or scenario.regimes:
        run = prepare(ground, regime)
        run.until(scenario.horizon)
        outcomes.append(run.outcome())
    return outcomes


def prepare(ground: Ground, regime: str) -> Run:
    """Return a replication of one regime, wired, before its first event."""
    scenario = ground.scenario
    streams = ground.streams()
    run = Run(
        scenario,
        regime,
        ground.replication,
        Environment(),
        streams,
        Record(),
        Observer(),
        ground.ports(),
        ground.ways(),
    )
    engineers = {
        name: simpy.Resource(run.env, firm.quality_engineers)
        for name, firm in scenario.firms.items()
    }
    chosen = scenario.regimes[regime]
    for name, terms in sorted(scenario.relations.items()):
        home = scenario.firms[terms.customer].home
        if (terms.part, home) not in run.plants:
            found = found_plants(ground, terms.part, terms.customer, chosen.architecture, streams)
            run.plants.update({(terms.part, site): plant for site, plant in found.items()})
        relation = found_relation(
            ground, name, chosen, run.plants[terms.part, home], streams, run.record
        )
        run.relations[relation.name] = relation
        pools = engineers[terms.customer], engineers[terms.supplier]
        _wire_goods(run, relation)
        _wire_learning(run, relation, pools)
        _wire_governance(run, relation)
    _wire_plants(run)
    run.observer.watch(run.relations.values(), run.plants.values())
    run.env.process(reporting(run.env, run.observer.look))
    return run


def _start(run: Run, process: Process) -> None:
    run.env.process(process)


def _wire_goods(run: Run, relation: Relation) -> None:
    """Wire what moves: need, orders, lots and shipments."""
    env, streams, record = run.env, run.streams, run.record
    terms = relation.terms
    name, short = relation.name, relation.name.removeprefix("relation/")
    weekly = terms.demand.mean.over(WEEK)
    lane = relation.side.lane
    route = setting.build_route(run.scenario, name, lane, run.calendars, streams)
    covered = terms.quoted + route.promised + terms.stock.review + terms.stock.cover
    level = order_up_to(terms.demand.mean, covered)
    stock = Stock(level=level, on_hand=level)
    run.observer.stocks[name] = (f"stock/{short}", stock)
    run.observer.routes[name] = route

    floor: Inbox[Lot] = Inbox(env, Phase.PRODUCTION, name)
    under_way: Inbox[Shipment] = Inbox(env, Phase.RECEIPT, name)
    need = Inverted(streams.of(name, "demand"), Poisson(weekly).quantile)
    place = place_line(env, relation, floor, streams.of(name, "process time"))
    lines = max(1, round(terms.demand.order_lines.over(terms.stock.review)))
    dispatch = dispatcher(env, route, under_way, relation.tally, record, name)
    defects = streams.of(name, "defects")

    _start(run, demand(env, f"stock/{short}", stock, need, relation.tally, record))
    _start(run, replenishment(env, name, stock, terms.stock.review, lines, place, record))
    _start(run, production(env, relation, floor, defects, dispatch, relation.tally, record))
    _start(
        run,
        shipping(env, route, under_way, stock, relation.progress, relation.tally, record, name),
    )


def _wire_learning(
    run: Run, relation: Relation, engineers: tuple[simpy.Resource, simpy.Resource]
) -> None:
    """Wire what is learned: teaching, visits, trials, reviews and root-cause loops."""
    env, streams, record, name = run.env, run.streams, run.record, relation.name
    work, settled, to_teach = Bell(env), Bell(env), Bell(env)
    run.bells[name] = work

    def decided(loop: Loop | None) -> None:
        if loop is not None:
            loop.running -= 1
            settled.ring()

    approvals: Inbox[Approved] = Inbox(env, Phase.WORK, f"{name}/approval")
    proposals: Inbox[Proposed] = Inbox(env, Phase.WORK, f"{name}/review")
    accept = approval(env, relation, approvals)
    submit = submission(env, relation, proposals, accept)
    _start(run, introduction(env, relation, approvals, decided, record))
    if relation.regime.procedure_review:
        _start(
            run,
            reviewing(env, relation, proposals, accept, lambda job: decided(job.loop), record),
        )
        noise = streams.table(name, "session noise")
        revert = reversal(env, relation, record)
        _start(run, procedure_reviews(env, relation, noise, revert, record))

    choice = streams.of(name, "choice of operation")
    for number in range(run.scenario.firms[relation.terms.supplier].trial_teams or 0):
        _start(run, team(env, relation, number, choice, work, submit, decided, record))

    campaigns, lessons = streams.of(name, "campaign time"), streams.table(name, "lessons")
    for number in range(relation.terms.teaching.teachers):
        _start(
            run,
            teacher(env, relation, number, campaigns, lessons, to_teach, work, record),
        )
    contract_round = run.scenario.contract.round
    home = run.home_of(relation)
    _start(
        run,
        renewal(env, relation, contract_round, lambda: home.book.practices, to_teach, record),
    )

    searches = streams.table(name, "search time")

    def open_loop(loop: Loop) -> None:
        draw = searches.uniform(loop.attribute, loop.number)
        rule = run.scenario.targets
        _start(
            run,
            root_cause_loop(env, relation, loop, engineers, draw, work, settled, rule, record),
        )

    _start(
        run,
        target_review(
            env,
            relation,
            run.scenario.targets,
            streams.of(name, "cost readings"),
            open_loop,
            record,
        ),
    )
    for visitors, interval in sorted(relation.side.visits.items()):
        terms = run.scenario.visitors[visitors]
        supplier = run.scenario.firms[relation.terms.supplier].home
        way = setting.way(terms.site, supplier)
        calendar = (way, run.ways[way]) if way in run.ways else None
        _start(run, visits(env, relation, visitors, terms, interval, calendar, record))


def _wire_governance(run: Run, relation: Relation) -> None:
    """Wire what is asked and agreed: targets, audits, benchmarking and contract rounds."""
    env, streams, record, scenario = run.env, run.streams, run.record, run.scenario
    home = run.home_of(relation)
    plants = run.plants_of(relation)
    work = run.bells[relation.name]

    def levels(book: Cookbook) -> tuple[float, float]:
        return book.level(COST), book.level(DEFECTS)

    def best() -> tuple[float, float]:
        reached = [levels(book) for book in (relation.book, *(p.book for p in plants))]
        return min(cost for cost, _ in reached), min(defects for _, defects in reached)

    _start(
        run,
        target_setting(
            env,
            relation,
            scenario.targets,
            scenario.contract.round,
            best,
            lambda: levels(home.book),
            record,
        ),
    )
    auditors = streams.of(relation.name, "auditors")
    _start(run, auditing(env, relation, scenario.contract.audits, auditors, record))
    if relation.regime.benchmarking or relation.regime.doubt:
        exchange = Exchange(relation, home, plants)
        _start(run, benchmarking(env, relation, exchange, work, record))
    price_down = scenario.targets.price_down.yearly
    _start(run, contracting(env, relation, scenario.contract, price_down, work, record))


def _wire_plants(run: Run) -> None:
    """Wire the customer's own sites, whose trials serve all relations of the part."""

    def book_of(origin: str) -> Cookbook:
        if origin in run.relations:
            return run.relations[origin].book
        return next(plant.book for plant in run.plants.values() if plant.name == origin)

    def adopted(plant: Plant, origin: str, _: EventId, before: tuple[float, float]) -> None:
        relation = run.relations.get(origin)
        if relation is None:
            return
        outcomes = relation.outcomes
        was = Level(outcomes.unit_cost(before[0]), outcomes.defects_per_million(before[1]))
        now = Level(outcomes.cost_of(plant.book), outcomes.defects_of(plant.book))
        defect = run.scenario.contract.accounts.defect
        relation.network_saving += yearly_saving(was, now, plant.volume, defect)
        relation.tally.add("adopted elsewhere", int(run.env.now))

    for (part, site), plant in sorted(run.plants.items()):
        rule = run.scenario.parts[part].plant_trials
        choice = run.streams.of(f"part/{part}/site/{site}", "choice of operation")
        _start(run, plant_trials(run.env, plant, rule, choice, book_of, adopted, run.record))
