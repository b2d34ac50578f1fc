"""What a replication is like before any regime: parts, books, calendars, lanes.

Everything here depends on the seed, the replication and the scenario alone, and
is the same for every regime that is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import get_args

from supplychain_sim.model.calendar import Calendar, ClosureRule, Schedule, months_between
from supplychain_sim.model.function import function_shares
from supplychain_sim.model.history import HomeHistory, home_history
from supplychain_sim.model.landscape import (
    Landscape,
    Operations,
    draw_dependencies,
    lay_out,
    opening_order,
)
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.trial import Draws
from supplychain_sim.scenario.fields import Month
from supplychain_sim.scenario.places import Hazard, Port, Site
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.relation import Relation
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import MASK, Inverted, Names, Streams

_MONTHS = get_args(Month)


def stream_names(scenario: Scenario) -> Names:
    """Return the names under which renamed things keep their luck."""
    kept = {}
    kinds: tuple[tuple[str, Mapping[str, Site | Product | Relation | Port]], ...] = (
        ("site", scenario.sites),
        ("part", scenario.parts),
        ("relation", scenario.relations),
        ("stock", scenario.relations),
        ("port", scenario.ports),
    )
    for kind, named in kinds:
        for name, thing in named.items():
            if thing.stream is not None:
                kept[f"{kind}/{name}"] = f"{kind}/{thing.stream}"
    for hazard in scenario.hazards.values():
        if hazard.people:
            one, other = (scenario.sites[site].stream or site for site in hazard.people)
            kept[way(*hazard.people)] = way(one, other)
    return Names(kept)


def operations_of(product: Product) -> Operations:
    """Return the operations of a part, laid out by its areas."""
    # Not by name: areas that agree in all of these are alike, so renaming one changes nothing.
    areas = sorted(
        product.areas.items(),
        key=lambda named: (
            named[1].owner,
            named[1].operations,
            named[1].equipment,
            named[1].process,
            named[0],
        ),
    )
    laid_out = [(name, area.operations, area.owner) for name, area in areas]
    return lay_out(laid_out, product.cell)


def draw_landscape(scenario: Scenario, part: str, architecture: str, streams: Streams) -> Landscape:
    """Return the operations of *part* and their dependencies under an architecture."""
    product = scenario.parts[part]
    entity = f"part/{part}"
    operations = operations_of(product)
    cross = product.cross.of(architecture)
    uniform = streams.of(entity, "dependencies").uniform
    dependencies = draw_dependencies(operations, product.interdependence, cross, uniform)
    seed = streams.key(entity, "outcomes") & MASK
    rule = product.function
    function = None if rule is None else function_shares(rule, seed, len(operations))
    return Landscape(seed, operations, dependencies, product.site_share, function)


def draw_process_operations(
    scenario: Scenario, part: str, operations: Operations, streams: Streams
) -> frozenset[int]:
    """Return the operations of *part* that are know-how of the process, area by area."""
    draws = streams.table(f"part/{part}", "process operations")
    chosen: set[int] = set()
    for name, area in scenario.parts[part].areas.items():
        of_area = operations.of_area(name)
        drawn = sorted(of_area, key=lambda operation: draws.uniform(operation, 0))
        chosen.update(drawn[: round(area.process * len(drawn))])
    return frozenset(chosen)


def draw_opening_order(landscape: Landscape, part: str, streams: Streams) -> tuple[int, ...]:
    """Return the order in which a growing design share opens the cells of *part*."""
    return opening_order(landscape, streams.of(f"part/{part}", "opening order").uniform)


def site_seed(part: str, site: str, streams: Streams) -> int:
    """Return the seed of outcomes of *part* that are the own of *site*."""
    return streams.key(f"part/{part}/site/{site}", "outcomes") & MASK


def draw_history(
    scenario: Scenario, part: str, site: str, landscape: Landscape, streams: Streams
) -> HomeHistory:
    """Return how far the books of *part* have come at *site* when the run starts."""
    entity = f"part/{part}/site/{site}"
    maturity = scenario.parts[part].home_maturity
    return home_history(
        landscape,
        site_seed(part, site, streams),
        streams.table(entity, "first practices"),
        streams.table(entity, "history"),
        Draws(streams, entity, len(landscape)),
        (maturity.old, maturity.current),
    )


def port_calendars(scenario: Scenario, streams: Streams) -> dict[str, Calendar]:
    """Return the calendar of each port, by entity."""
    return {
        f"port/{port}": _calendar(
            scenario,
            f"port/{port}",
            (h for h in scenario.hazards.items() if port in h[1].ports),
            streams,
        )
        for port in scenario.ports
    }


def way_calendars(scenario: Scenario, streams: Streams) -> dict[str, Calendar]:
    """Return the calendar of each connection that some hazard stops, by entity."""
    ways = sorted({way(*h.people) for h in scenario.hazards.values() if h.people})
    return {
        name: _calendar(
            scenario,
            name,
            (h for h in scenario.hazards.items() if h[1].people and way(*h[1].people) == name),
            streams,
        )
        for name in ways
    }


def way(one: str, other: str) -> str:
    """Return the entity of the connection between two sites, either way round."""
    return "/".join(("way", *sorted((one, other))))


def _calendar(
    scenario: Scenario, entity: str, hazards: Iterable[tuple[str, Hazard]], streams: Streams
) -> Calendar:
    rules, sources, schedules = [], [], []
    for name, hazard in sorted(hazards, key=lambda pair: pair[0]):
        duration = hazard.duration.built()
        backlog = None if hazard.backlog is None else hazard.backlog.built()
        purpose = f"closures by {hazard.stream or name}"
        if hazard.on is not None:
            schedule = Schedule(name, hazard.on, duration, backlog)
            schedules.append((schedule, streams.table(entity, purpose)))
        if hazard.rate is not None:
            rules.append(ClosureRule(name, hazard.rate.yearly, _months(hazard), duration, backlog))
            sources.append(streams.of(entity, purpose))
    return Calendar(datetime.combine(scenario.start, time()), rules, sources, schedules)


def _months(hazard: Hazard) -> frozenset[int]:
    first, last = hazard.season or (_MONTHS[0], _MONTHS[-1])
    return months_between(_MONTHS.index(first) + 1, _MONTHS.index(last) + 1)


def build_route(
    scenario: Scenario, relation: str, lane: str, calendars: dict[str, Calendar], streams: Streams
) -> Route:
    """Return a lane with the delays and closures that goods of a *relation* meet on it.

    Delays belong to the relation, so that another one on the same lane moves none.
    """
    stretches = []
    for number, leg in enumerate(scenario.lanes[lane].legs):
        port = leg.to if leg.to in calendars else None
        late = None
        if leg.late is not None:
            delays = streams.of(relation, f"delays on leg {number + 1}")
            late = Inverted(delays, leg.late.built().quantile).draw
        handling = scenario.ports[leg.to.removeprefix("port/")].handling if port else 0
        stretches.append(Stretch(leg.transit, leg.freight, port, handling, late))
    return Route(f"lane/{lane}", scenario.lanes[lane].lead_time, tuple(stretches), calendars)
