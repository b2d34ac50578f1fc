"""One replication: scenario and streams in, outcomes out.

The one place where things are wired.  What happens is in ``processes/``, what
is decided is in ``model/``.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from supplychain_sim.engine import Environment
from supplychain_sim.model.founding import (
    Ground,
    found_plants,
    found_relation,
    record_first_books,
)
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import Record
from supplychain_sim.model.reduction import Observer
from supplychain_sim.pools import Pool
from supplychain_sim.processes.reporting import reporting
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation.goods import wire_goods
from supplychain_sim.simulation.people import gather, wire_hiring
from supplychain_sim.simulation.run import Run
from supplychain_sim.simulation.turns import wire_turns
from supplychain_sim.simulation.wiring import (
    wire_governance,
    wire_learning,
    wire_plants,
)

__all__ = ["Run", "prepare", "simulate"]


def simulate(
    scenario: Scenario,
    replication: int,
    regimes: Sequence[str] | None = None,
    kept: Container[int] = (),
    pack: Callable[[Record], bytes] | None = None,
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
    kept
        Replications whose outcomes hold every change of every book, and all events.
    pack
        Packs a record into what an outcome holds of it; events are left out without it.
    """
    ground = Ground(scenario, replication)
    if replication not in kept:
        return [_outcome(ground, regime) for regime in regimes or scenario.regimes]
    return [_told(ground, regime, pack) for regime in regimes or scenario.regimes]


def _outcome(ground: Ground, regime: str) -> Outcome:
    with _run(ground, regime) as run:
        return run.outcome()


def _told(ground: Ground, regime: str, pack: Callable[[Record], bytes] | None) -> Outcome:
    """Return an outcome with what happened."""
    with _run(ground, regime) as run:
        outcome = run.outcome()
        log = b"" if pack is None else pack(run.record)
        return replace(outcome, books=run.books(), log=log)


@contextmanager
def _run(ground: Ground, regime: str) -> Iterator[Run]:
    """Give a run at its horizon, and let go of its record at the end.

    What a run holds refers to itself in circles, and its record is most of it.
    """
    with nothing_collected():
        run = prepare(ground, regime)
        run.until(ground.scenario.horizon)
        try:
            yield run
        finally:
            run.record.forget()


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let the collector of cycles rest: nothing of a run is garbage before its end.

    It would look through a record that only grows, again and again.
    """
    rests = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if rests:
            gc.enable()


def prepare(ground: Ground, regime: str) -> Run:
    """Return a replication of one regime, wired, before its first event."""
    scenario = ground.scenario
    streams = ground.streams()
    run = Run(
        scenario,
        regime,
        ground.replication,
        Environment(streams.names),
        streams,
        Record(),
        Observer(),
        ground.calendars(),
    )
    engineers = {
        name: Pool(run.env, firm.quality_engineers) for name, firm in scenario.firms.items()
    }
    gather(run)
    chosen = scenario.regimes[regime]
    for name, terms in sorted(scenario.relations.items()):
        home = scenario.firms[terms.customer].home
        if (terms.part, home) not in run.plants:
            found = found_plants(ground, terms.part, terms.customer, chosen.architecture, streams)
            found[home].learns = chosen.home_learns
            run.plants.update({(terms.part, site): plant for site, plant in found.items()})
            record_first_books(found, found[home], run.record)
        relation = found_relation(
            ground, name, chosen, run.plants[terms.part, home], streams, run.record
        )
        run.relations[relation.name] = relation
        pools = engineers[terms.customer], engineers[terms.supplier]
        wire_goods(run, relation)
        wire_learning(run, relation, pools)
        wire_governance(run, relation, pools)
        wire_turns(run, relation)
    wire_plants(run)
    wire_hiring(run)
    run.observer.watch(run.relations.values(), run.plants.values())
    run.env.process(reporting(run.env, run.observer.look))
    return run
