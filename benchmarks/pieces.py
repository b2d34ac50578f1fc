"""The pieces of work that are timed, each with an account of what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path

from benchmarks.crowd import ten_with_everything_on
from supplychain_sim.engine import Belt, Environment, Phase
from supplychain_sim.fingerprints import fingerprints
from supplychain_sim.model import hazards, setting
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.founding import Ground
from supplychain_sim.model.lane import Route
from supplychain_sim.model.progress import Progress
from supplychain_sim.model.record import Record
from supplychain_sim.model.stock import Stock
from supplychain_sim.model.tally import Tally
from supplychain_sim.model.transit import Shipment, Transit
from supplychain_sim.model.trial import Draws, choose, judge, pooled, seen
from supplychain_sim.processes.shipping import shipping
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.relation import Relation as Terms
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.simulation import simulate
from supplychain_sim.streams import Stream
from supplychain_sim.units import DAY

FLAGSHIP = Path(__file__).parent.parent / "scenarios" / "gear_unit_housings.yaml"
TRIALS = 2_000
SHIPMENTS = 1_000
#: Between two departures, so that the shipments of one run meet some closures.
_APART = DAY // 2
_INSIGHT = 0.3

#: What a piece of work did: counts, and hashes of what came out.
Account = dict[str, int | str]
#: Work that is set up and ready; it returns what tells, untimed, what it did.
Ready = Callable[[], Callable[[], Account]]


@cache
def scenario() -> Scenario:
    """Return the flagship over four years, with a contract round in each."""
    later = ("claims=null", "regimes.lifted_in_year_6=null")
    return load(FLAGSHIP, ["horizon=4 years", "contract.round=1 year", *later]).scenario


def regimes() -> tuple[str, ...]:
    """Return the names of the flagship's regimes."""
    return tuple(scenario().regimes)


def pieces() -> dict[str, Callable[[], Ready]]:
    """Return what sets up each piece of work, by name."""
    replications = {f"replication, {name}": partial(replication, name) for name in regimes()}
    return {
        "core trials": core_trials,
        "trials": trials,
        "shipments": shipments,
        **replications,
        "ten relations": ten_relations,
    }


@dataclass
class _Learning:
    """A book under trial, and how often effects were evaluated."""

    book: Cookbook
    terms: Terms
    draws: Draws
    choice: Stream
    evaluations: int = 0
    adopted: int = 0


def trials() -> Ready:
    """Set up trials with all that goes with them: choose, propose, judge, adopt."""
    streams = Ground(scenario(), 0).streams()
    terms = scenario().relations["housings"]
    state = _Learning(_book(), terms, Draws(streams, "bench"), streams.of("bench", "choice"))
    return partial(_try_all, state)


def core_trials() -> Ready:
    """Set up trials of the learning core alone: evaluate a practice, keep it if it is better."""
    book = _book()
    count = len(book.practices)
    table = Ground(scenario(), 0).streams().table("bench", "core")
    changes = [((table.bits(n, 0) % count, table.bits(n, 1)),) for n in range(TRIALS)]
    return partial(_keep_what_is_better, book, changes)


def _keep_what_is_better(
    book: Cookbook, changes: list[tuple[tuple[int, int]]]
) -> Callable[[], Account]:
    adopted = 0
    for change in changes:
        effect = book.effect(change)
        if effect.total < 0:
            book.adopt(effect)
            adopted += 1
    return lambda: {
        "evaluations": len(changes),
        "adopted": adopted,
        "totals": _hash(book.totals),
        "practices": _hash(book.practices),
    }


def _book() -> Cookbook:
    """Return the customer's old book at the supplier's site."""
    ground = Ground(scenario(), 0)
    part = "housing"
    landscape = ground.landscape(part, "integral")
    seed = setting.site_seed(part, "foundry", ground.streams())
    return Cookbook(landscape, seed, ground.history(part, "integral", "kassel").old)


def _try_all(state: _Learning) -> Callable[[], Account]:
    attempts = [0] * len(state.book.practices)
    eligible = tuple(range(len(attempts)))
    for _ in range(TRIALS):
        draws = state.choice.uniform(), state.choice.uniform()
        operation = choose(state.book, eligible, None, _INSIGHT, draws)
        _try_one(state, operation, attempts[operation])
        attempts[operation] += 1
    return lambda: {
        "evaluations": state.evaluations,
        "adopted": state.adopted,
        "totals": _hash(state.book.totals),
        "practices": _hash(state.book.practices),
    }


def _try_one(state: _Learning, operation: int, attempt: int) -> None:
    terms, draws = state.terms, state.draws
    noise, first, second = terms.trial.noise, terms.trial.observations, terms.trial.retest
    change = ((operation, draws.idea(operation, attempt)),)
    state.evaluations += 1
    effect = state.book.effect(change).weighted((1.0, 1.0, 1.0))
    estimate = seen(effect, noise, first, draws.noise.uniform(operation, attempt))
    if estimate >= terms.trial.submit_below:
        return
    central = seen(effect, noise, second, draws.retest.uniform(operation, attempt))
    evidence = pooled(estimate, first, central, second)
    if judge(evidence, noise, first + second, terms.review) == "accept":
        state.evaluations += 1
        state.adopted += 1
        state.book.adopt(state.book.effect(change))


def shipments() -> Ready:
    """Set up shipments over a lane with two ports: resolved when they leave, then received."""
    streams = Ground(scenario(), 0).streams()
    calendars = hazards.calendars(scenario(), streams)
    lane = scenario().relations["housings"].far.lane
    return partial(
        _ship_all, setting.build_route(scenario(), "relation/housings", lane, calendars, streams)
    )


def _ship_all(route: Route) -> Callable[[], Account]:
    env, record = Environment(), Record()
    stock = Stock(level=0, on_hand=0)
    transit = Transit(route)
    receive = shipping(transit, stock, Progress(1), Tally(), record, "relation/bench")
    under_way = Belt(env, Phase.RECEIPT, "relation/bench", receive)
    for number in range(SHIPMENTS):
        departure = number * _APART
        passage = route.passage(departure, number)
        due = departure + route.promised
        finished, made = ("relation/bench", 0), ("relation/bench", 1)
        shipment = Shipment(500, 1, 0, due, departure, passage, finished, made, 0, number)
        transit.left(shipment)
        under_way.post(shipment, passage.arrival)
    env.go_on(2 * SHIPMENTS * _APART)
    arrivals = [(e.time, *e.causes) for e in record.history("relation/bench")]
    return lambda: {"events": env.steps, "arrived": len(arrivals), "arrivals": _hash(arrivals)}


def replication(regime: str) -> Ready:
    """Set up one replication of the flagship under one regime, with all that comes before."""
    return partial(_simulate, scenario(), regime)


def ten_relations() -> Ready:
    """Set up ten relations over fifteen years with everything on, one replication."""
    return partial(_simulate, ten_with_everything_on(), "mutual_learning")


def _simulate(whole: Scenario, regime: str) -> Callable[[], Account]:
    (outcome,) = simulate(whole, 0, [regime])
    found = fingerprints([outcome])
    return lambda: {"events": outcome.events, "entities": found.events, "draws": found.draws}


def _hash(values: Iterable[object]) -> str:
    return blake2b(repr(tuple(values)).encode(), digest_size=8).hexdigest()
