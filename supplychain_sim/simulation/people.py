"""People, wired: who visits, who leaves with what they know, and who is hired away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from supplychain_sim.engine import Inbox, Phase
from supplychain_sim.model import geography
from supplychain_sim.model.change import Change
from supplychain_sim.model.forgetting import Memory
from supplychain_sim.model.journey import Journey, journey
from supplychain_sim.model.relation import Relation
from supplychain_sim.pools import Crew
from supplychain_sim.processes.hiring import hiring
from supplychain_sim.processes.informal_contact import informal_contact
from supplychain_sim.processes.turnover import turnover, undocumented
from supplychain_sim.processes.visits import visits
from supplychain_sim.scenario.places import Visitors
from supplychain_sim.scenario.relation import Side
from supplychain_sim.simulation.run import Run

#: So few contacts expected in a whole run are none.
_NEVER: Final = 1e-9


def gather(run: Run) -> None:
    """Gather the groups of visitors, which all relations of the run share."""
    for name, visitors in run.scenario.visitors.items():
        run.crews[name] = Crew(run.env, visitors.people)


def wire_visits(run: Run, relation: Relation) -> None:
    """Wire the visits that a relation asks for."""
    supplier = run.scenario.firms[relation.terms.supplier].home
    for side in relation.sides():
        for name, interval in sorted(side.visits.items()):
            visitors, crew = run.scenario.visitors[name], run.crews[name]
            way = _journey(run, visitors.site, supplier)
            there = partial(_works_from, relation, side)
            visits(run.env, relation, name, visitors, interval, way, crew, run.record, there)


def _works_from(relation: Relation, side: Side) -> bool:
    return relation.side is side


def wire_contact(run: Run, relation: Relation) -> None:
    """Wire informal contact with those who visit, from each of their sites."""
    rule, sites = relation.terms.contact, run.scenario.sites
    supplier = sites[run.scenario.firms[relation.terms.supplier].home]
    for side in relation.sides():
        for site, there in sorted(_by_site(run, side).items()):
            distance = geography.great_circle(sites[site], supplier)
            rate = rule.rate.over(1) * geography.left_over_distance(distance, rule.halves_over)
            if rate * run.scenario.horizon < _NEVER:
                continue
            gaps = run.streams.of(f"{relation.name}/site/{site}", "informal contact")
            asked_for = partial(_works_from, relation, side)
            informal_contact(run.env, relation, site, there, 1 / rate, gaps, run.record, asked_for)


def _by_site(run: Run, side: Side) -> dict[str, list[Visitors]]:
    """Return those who visit from a side, by where they set out."""
    people: dict[str, list[Visitors]] = {}
    for name in sorted(side.visits):
        visitors = run.scenario.visitors[name]
        if visitors.site is not None:
            people.setdefault(visitors.site, []).append(visitors)
    return people


def _journey(run: Run, site: str | None, supplier: str) -> Journey:
    """Return the way of travellers from a site; nothing stops those who are hired."""
    if site is None:
        return Journey()
    return journey(run.scenario.sites, site, supplier, run.calendars)


def wire_turnover(run: Run, relation: Relation) -> Callable[[Change], None]:
    """Return what is told of each change, and lets it be forgotten where nobody writes it down."""
    turns = run.scenario.firms[relation.terms.supplier].staff_turnover
    rate = turns.over(1) * relation.terms.capability.undocumented
    if all(phase.procedure_review for phase in relation.phases) or not rate:
        return lambda _: None
    env, memory = run.env, Memory()
    leaving: Inbox[Change] = Inbox(env, Phase.WORK, f"{relation.name}/turnover")
    env.process(turnover(env, relation, memory, leaving, run.record))
    run.beginnings[relation.name].append(lambda _: memory.start_anew())
    lives = run.streams.table(relation.name, "undocumented")
    return undocumented(env, memory, leaving, lives, rate)


def wire_hiring(run: Run) -> None:
    """Wire the suppliers that hire the customers' people away."""
    for name, firm in sorted(run.scenario.firms.items()):
        rule = firm.hires_away
        if rule is None or not rule.rate.amount:
            continue
        relations = [r for r in run.relations.values() if r.terms.supplier == name]
        # By its site, whose name renaming keeps.
        draws = run.streams.of(f"site/{firm.home}", "hiring away")
        crew = run.crews[rule.from_]
        run.env.process(hiring(run.env, f"firm/{name}", rule, crew, relations, draws, run.record))
