"""Processes, wired to the state and the streams of a run."""

from __future__ import annotations

from supplychain_sim.distributions import Poisson
from supplychain_sim.engine import Bell, Belt, Inbox, Phase, Process
from supplychain_sim.model import setting
from supplychain_sim.model.benchmark import Exchange
from supplychain_sim.model.change import Job
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.reading import BestSite
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.stock import Stock, order_up_to
from supplychain_sim.processes.benchmarking import benchmarking
from supplychain_sim.processes.contracting import contracting
from supplychain_sim.processes.demand import demand
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.processes.own_inspection import inspected
from supplychain_sim.processes.plant_trials import plant_trials
from supplychain_sim.processes.price_talks import price_talks
from supplychain_sim.processes.procedure_review import (
    Proposed,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.production import place_line, production
from supplychain_sim.processes.replenishment import replenishment
from supplychain_sim.processes.root_cause import Luck, Pools, root_cause_loop
from supplychain_sim.processes.shipping import dispatcher, shipping
from supplychain_sim.processes.sorting import sorting
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.processes.target_setting import target_setting
from supplychain_sim.processes.teaching import renewal, teacher
from supplychain_sim.processes.trials import team
from supplychain_sim.simulation.audits import wire_audits
from supplychain_sim.simulation.people import wire_contact, wire_turnover, wire_visits
from supplychain_sim.simulation.run import Bells, Run
from supplychain_sim.streams import Inverted
from supplychain_sim.units import WEEK


def _start(run: Run, process: Process) -> None:
    run.env.process(process)


def wire_goods(run: Run, relation: Relation) -> None:
    """Wire what moves: need, orders, lots and shipments."""
    env, streams, record = run.env, run.streams, run.record
    terms = relation.terms
    name, short = relation.name, relation.name.removeprefix("relation/")
    weekly = terms.demand.mean.over(WEEK)
    lane = relation.side.lane
    route = setting.build_route(run.scenario, name, lane, run.calendars, streams)
    covered = terms.quoted + route.promised + terms.stock.review + terms.stock.cover
    level = order_up_to(terms.demand.mean, covered)
    stock = Stock(level=level, on_hand=level, backorders=terms.stock.backorders)
    run.observer.stocks[name] = (f"stock/{short}", stock)
    run.observer.routes[name] = route

    receive = shipping(route, stock, relation.progress, relation.tally, record, name)
    under_way = Belt(env, Phase.RECEIPT, name, receive)
    leave = dispatcher(env, route, under_way, relation.tally, record, name)
    dispatch = sorting(env, relation, streams.of(name, "sorting"), leave, record)
    dispatch = inspected(relation, streams.of(name, "own inspection"), dispatch)
    finish = production(relation, streams.of(name, "defects"), dispatch, record)
    floor = Belt(env, Phase.PRODUCTION, name, finish)
    need = Inverted(streams.of(name, "demand"), Poisson(weekly).quantile)
    place = place_line(env, relation, floor, streams.of(name, "process time"))
    lines = max(1, round(terms.demand.order_lines.over(terms.stock.review)))

    demand(env, f"stock/{short}", stock, need, relation.tally, record)
    replenishment(env, name, stock, terms.stock.review, lines, place, record)


def wire_learning(run: Run, relation: Relation, engineers: Pools) -> None:
    """Wire what is learned: trials and their review, teaching, visits, talk, root-cause loops."""
    bells = Bells(Bell(run.env), Bell(run.env), Bell(run.env))
    run.bells[relation.name] = bells
    _wire_trials(run, relation, bells)
    _wire_teaching(run, relation, bells, engineers)
    _wire_targets(run, relation, bells, engineers)
    wire_visits(run, relation)
    wire_contact(run, relation)


def _wire_trials(run: Run, relation: Relation, bells: Bells) -> None:
    """Wire teams, the way of their proposals through review and approval, and sessions."""
    env, streams, record, name = run.env, run.streams, run.record, relation.name

    def decided(loop: Loop | None) -> None:
        if loop is not None:
            loop.running -= 1
            bells.settled.ring()

    def refused(job: Job) -> None:
        relation.refused(job.idea)
        decided(job.loop)

    approvals: Inbox[Approved] = Inbox(env, Phase.WORK, f"{name}/approval")
    proposals: Inbox[Proposed] = Inbox(env, Phase.WORK, f"{name}/review")
    accept = approval(env, relation, approvals)
    introduced = wire_turnover(run, relation)
    submit = submission(env, relation, proposals, accept)
    _start(run, introduction(env, relation, approvals, decided, introduced, record))
    if relation.regime.procedure_review:
        _start(run, reviewing(env, relation, proposals, accept, refused, record))
        noise = streams.table(name, "session noise")
        revert = reversal(env, relation, record)
        _start(run, procedure_reviews(env, relation, noise, revert, record))

    choice = streams.of(name, "choice of operation")
    for number in range(run.scenario.firms[relation.terms.supplier].trial_teams or 0):
        _start(run, team(env, relation, number, choice, bells.work, submit, decided, record))


def _wire_teaching(run: Run, relation: Relation, bells: Bells, engineers: Pools) -> None:
    """Wire teachers, and the newer book that each contract round brings."""
    env, streams, record, name = run.env, run.streams, run.record, relation.name
    campaigns, lessons = streams.of(name, "campaign time"), streams.table(name, "lessons")
    to_teach, work = bells.to_teach, bells.work
    for number in range(relation.terms.teaching.teachers):
        teaching = teacher(
            env, relation, number, engineers[0], campaigns, lessons, to_teach, work, record
        )
        _start(run, teaching)
    home = run.home_of(relation)
    interval = run.scenario.contract.round
    _start(run, renewal(env, relation, interval, lambda: home.book.practices, to_teach, record))


def _wire_targets(run: Run, relation: Relation, bells: Bells, engineers: Pools) -> None:
    """Wire reviews of progress, and the root-cause loops that misses open."""
    env, streams, record, name = run.env, run.streams, run.record, relation.name
    rule = run.scenario.targets
    steps = ("containment time", "search time", "prevention time")
    times = [streams.table(name, step) for step in steps]

    def open_loop(loop: Loop) -> None:
        luck = Luck(*(table.uniform(loop.attribute, loop.number) for table in times))
        work, settled = bells.work, bells.settled
        loop_process = root_cause_loop(
            env, relation, loop, engineers, luck, work, settled, rule, record
        )
        _start(run, loop_process)

    readings = streams.of(name, "cost readings"), streams.of(name, "own cost readings")
    _start(run, target_review(env, relation, rule, readings, open_loop, record))


def wire_governance(run: Run, relation: Relation, engineers: Pools) -> None:
    """Wire what is asked and agreed: targets, audits, benchmarking and contract rounds."""
    env, record, scenario = run.env, run.record, run.scenario
    home = run.home_of(relation)
    plants = run.plants_of(relation)
    work = run.bells[relation.name].work

    best = BestSite(relation, plants, scenario.targets.reviewed)
    _start(
        run,
        target_setting(
            env,
            relation,
            scenario.targets,
            scenario.contract.round,
            best.levels,
            home.book.asked_levels,
            run.streams.table(relation.name, "readings at target setting"),
            record,
        ),
    )
    wire_audits(run, relation, engineers[1])
    if relation.regime.benchmarking or relation.regime.doubt:
        exchange = Exchange(relation, home, plants)
        _start(run, benchmarking(env, relation, exchange, work, record))
    _start(run, price_talks(env, relation, scenario.targets, record))
    _start(run, contracting(env, relation, scenario.contract, work, record))


def wire_plants(run: Run) -> None:
    """Wire the customer's own sites, whose trials serve all relations of the part."""

    def book_of(origin: str) -> Cookbook:
        if origin in run.relations:
            return run.relations[origin].book
        return next(plant.book for plant in run.plants.values() if plant.name == origin)

    defect = run.scenario.contract.accounts.defect

    def adopted(plant: Plant, origin: str, before: tuple[float, float]) -> None:
        if origin in run.relations:
            run.relations[origin].credit(plant, before, defect, int(run.env.now))

    for (part, site), plant in sorted(run.plants.items()):
        rule = run.scenario.parts[part].plant_trials
        choice = run.streams.of(f"part/{part}/site/{site}", "choice of operation")
        _start(run, plant_trials(run.env, plant, rule, choice, book_of, adopted, run.record))
