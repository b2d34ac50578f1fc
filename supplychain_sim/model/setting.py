"""What a replication is like before any regime: parts, books, calendars, lanes.

Everything here depends on the seed, the replication and the scenario alone, and
is the same for every regime that is compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import get_args

from supplychain_sim.model.calendar import Calendar, ClosureRule, months_between
from supplychain_sim.model.history import HomeHistory, home_history
from supplychain_sim.model.landscape import (
    Landscape,
    draw_dependencies,
    lay_out,
    opening_order,
)
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.trial import Draws
from supplychain_sim.scenario.fields import Month
from supplychain_sim.scenario.places import Hazard
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import MASK, Inverted, Streams

_MONTHS = get_args(Month)


def draw_landscape(scenario: Scenario, part: str, architecture: str, streams: Streams) -> Landscape:
    """Return the operations of *part* and their dependencies under an architecture."""
    product = scenario.parts[part]
    entity = f"part/{part}"
    areas = [(name, area.operations, area.owner) for name, area in sorted(product.areas.items())]
    operations = lay_out(areas, product.cell)
    cross = product.cross.integral if architecture == "integral" else product.cross.modular
    uniform = streams.of(entity, "dependencies").uniform
    dependencies = draw_dependencies(operations, product.interdependence, cross, uniform)
    seed = streams.key(entity, "outcomes") & MASK
    return Landscape(seed, operations, dependencies, product.site_share)


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
        Draws(streams, entity),
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
    ways = sorted({way(*h.between) for h in scenario.hazards.values() if h.between})
    return {
        name: _calendar(
            scenario,
            name,
            (h for h in scenario.hazards.items() if h[1].between and way(*h[1].between) == name),
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
    rules, sources = [], []
    for name, hazard in sorted(hazards, key=lambda pair: pair[0]):
        first, last = hazard.season or (_MONTHS[0], _MONTHS[-1])
        months = months_between(_MONTHS.index(first) + 1, _MONTHS.index(last) + 1)
        backlog = None if hazard.backlog is None else hazard.backlog.built()
        rules.append(
            ClosureRule(name, hazard.rate.yearly, months, hazard.duration.built(), backlog)
        )
        sources.append(streams.of(entity, f"closures by {name}"))
    return Calendar(datetime.combine(scenario.start, time()), rules, sources)


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
            delays = streams.of(relation, f"delays on {lane}, leg {number + 1}")
            late = Inverted(delays, leg.late.built().quantile).draw
        handling = scenario.ports[leg.to.removeprefix("port/")].handling if port else 0
        stretches.append(Stretch(leg.transit, leg.freight, port, handling, late))
    return Route(f"lane/{lane}", scenario.lanes[lane].lead_time, tuple(stretches), calendars)
