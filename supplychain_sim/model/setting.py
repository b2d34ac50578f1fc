"""What a replication is like before any regime: parts, books, lanes.

Everything here depends on the seed, the replication and the scenario alone, and
is the same for every regime that is compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.function import function_shares
from supplychain_sim.model.hazards import accidents, way
from supplychain_sim.model.history import HomeHistory, home_history
from supplychain_sim.model.landscape import (
    Landscape,
    Operations,
    draw_dependencies,
    lay_out,
    opening_order,
)
from supplychain_sim.model.lane import Route, Stretch
from supplychain_sim.model.stages import stages
from supplychain_sim.model.trial import Draws
from supplychain_sim.model.voyages import course
from supplychain_sim.scenario.places import Port, Site
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.relation import Relation
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.streams import MASK, Names, Streams


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


def build_route(
    scenario: Scenario, relation: str, lane: str, calendars: dict[str, Calendar], streams: Streams
) -> Route:
    """Return a lane with the delays and closures that goods of a *relation* meet on it.

    Luck belongs to the relation and the number of the shipment, so that another relation on
    the same lane moves none, and one shipment more or less on the lane moves none of the others'.
    """
    shuttable = {name for hazard in scenario.hazards.values() for name in hazard.passages}
    supplier = scenario.relations[relation.removeprefix("relation/")].supplier
    found = stages(scenario, lane, scenario.firms[supplier].home)
    stretches = []
    for number, stage in enumerate(found):
        leg = stage.leg
        port, handling = None, 0
        if leg.to in calendars:
            port, handling = leg.to, scenario.ports[leg.to.removeprefix("port/")].handling
        elif number == len(found) - 1 and f"gate/{leg.to}" in calendars:
            port = f"gate/{leg.to}"
        late = None
        if leg.late is not None:
            delays = streams.numbered(relation, f"delays on leg {number + 1}")
            late = delays.through(leg.late.built().quantile)
        hits = accidents(scenario, relation, lane, number, stage.transit, streams)
        sails = None if leg.mode != "sea" else course(stage, shuttable)
        stretches.append(
            Stretch(stage.transit, leg.freight, port, handling, late, leg.mode, hits, sails)
        )
    return Route(f"lane/{lane}", scenario.lanes[lane].lead_time, tuple(stretches), calendars)
