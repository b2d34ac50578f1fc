"""Processes, wired to the state and the streams of a run."""

from __future__ import annotations

from supplychain_sim.engine import Bell, Inbox, Phase, Process, as_long_as
from supplychain_sim.model.benchmark import Exchange
from supplychain_sim.model.change import Job
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.loop import Loop
from supplychain_sim.model.plant import Plant
from supplychain_sim.model.reading import BestSite
from supplychain_sim.model.relation import Relation
from supplychain_sim.model.succession import entity_of
from supplychain_sim.processes.benchmarking import benchmarking
from supplychain_sim.processes.introduction import Approved, approval, introduction, reversal
from supplychain_sim.processes.plant_trials import plant_trials
from supplychain_sim.processes.price_talks import price_talks
from supplychain_sim.processes.procedure_review import (
    Proposed,
    procedure_reviews,
    reviewing,
    submission,
)
from supplychain_sim.processes.root_cause import Luck, Pools, root_cause_loop
from supplychain_sim.processes.target_review import target_review
from supplychain_sim.processes.target_setting import negotiations
from supplychain_sim.processes.teaching import teacher
from supplychain_sim.processes.trials import team
from supplychain_sim.simulation.audits import wire_audits
from supplychain_sim.simulation.people import wire_contact, wire_turnover, wire_visits
from supplychain_sim.simulation.rounds import wire_rounds
from supplychain_sim.simulation.run import Bells, Run


def _start(run: Run, process: Process) -> None:
    run.env.process(process)


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
            if loop.settled():
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
    if any(phase.procedure_review for phase in relation.phases):
        _start(run, reviewing(env, relation, proposals, accept, refused, record))
        noise = streams.table(name, "session noise")
        revert = reversal(env, relation, record)
        _start(run, procedure_reviews(env, relation, noise, revert, record))

    def put_to_work(supplier: int) -> None:
        choice = streams.of(entity_of(name, supplier), "choice of operation")
        for number in range(run.scenario.firms[relation.terms.supplier].trial_teams or 0):
            team(env, relation, number, choice, bells.work, submit, decided, record)

    put_to_work(relation.supplier)
    run.beginnings[name].append(put_to_work)


def _wire_teaching(run: Run, relation: Relation, bells: Bells, engineers: Pools) -> None:
    """Wire teachers, and the newer book that each contract round brings."""
    env, streams, record, name = run.env, run.streams, run.record, relation.name
    campaigns, lessons = streams.of(name, "campaign time"), streams.table(name, "lessons")
    to_teach, work = bells.to_teach, bells.work
    quota = relation.law.government.local_content
    bound = quota is not None and any(phase.local_content for phase in relation.phases)
    more = quota.more_teachers if quota and bound else 0
    for number in range(relation.terms.teaching.teachers + more):
        teaching = teacher(
            env, relation, number, engineers[0], campaigns, lessons, to_teach, work, record
        )
        _start(run, teaching)


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
        _start(run, as_long_as(lambda: not loop.abandoned, loop_process))

    readings = streams.of(name, "cost readings"), streams.of(name, "own cost readings")
    _start(run, target_review(env, relation, rule, readings, open_loop, record))


def wire_governance(run: Run, relation: Relation, engineers: Pools) -> None:
    """Wire what is asked and agreed: targets, audits, benchmarking and contract rounds."""
    env, record, scenario = run.env, run.record, run.scenario
    home = run.home_of(relation)
    plants = run.plants_of(relation)
    work = run.bells[relation.name].work

    if any(phase.targets_move == "jointly" for phase in relation.phases):
        best = BestSite(relation, plants, scenario.targets.reviewed)
        luck = run.streams.table(relation.name, "readings at target setting")
        _start(run, negotiations(env, relation, scenario.targets, best.levels, luck, record))
    wire_audits(run, relation, engineers[1])
    if any(phase.benchmarking or phase.doubt for phase in relation.phases):
        exchange = Exchange(relation, home, plants)
        _start(run, benchmarking(env, relation, exchange, work, record))
    _start(run, price_talks(env, relation, scenario.targets, record))
    wire_rounds(run, relation)


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
