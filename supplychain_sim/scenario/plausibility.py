"""Rules that several values of a readable scenario have to keep together."""

from __future__ import annotations

from collections.abc import Iterator

from supplychain_sim import units
from supplychain_sim.errors import Problem
from supplychain_sim.scenario.located import KeyPath, Source
from supplychain_sim.scenario.places import Hazard
from supplychain_sim.scenario.products import Product
from supplychain_sim.scenario.schema import Scenario

#: Calendars are those of the usual era: dates outside it are slips.
FIRST_YEAR, LAST_YEAR = 1900, 2200
#: A part of as many takes minutes to found.
_MOST_OPERATIONS = 10_000


def implausible(scenario: Scenario, source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Yield each problem of a *scenario* that the schema takes, at its place in *source*."""
    if not FIRST_YEAR <= scenario.start.year <= LAST_YEAR:
        message = f"found {scenario.start}, expected a date from {FIRST_YEAR} to {LAST_YEAR}"
        yield ("start",), source.at_value(("start",), message)
    most = ("targets", "jointly", "delivery", "most")
    if scenario.targets.jointly.delivery.most >= 1.0:
        message = f"found {units.found(source.get(*most))}, expected less than 100 %"
        yield most, source.at_value(most, message)
    for name, product in scenario.parts.items():
        yield from _small_cells(name, product, source)
        yield from _too_many_operations(name, product, source)
        yield from _owned_by_nobody(name, product, scenario, source)
    yield from _never_open(scenario, source)


def _small_cells(name: str, product: Product, source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Find areas whose cells have too few operations to depend on one another."""
    for area_name, area in product.areas.items():
        smallest = area.operations // max(1, round(area.operations / product.cell))
        if smallest > product.interdependence:
            continue
        at = ("parts", name, "areas", area_name)
        other = ("parts", name, "interdependence")
        message = (
            f"found cells of {smallest} operations, expected more than the "
            f"{product.interdependence} that each depends on ({source.line(other)})"
        )
        yield at, source.at_key(at, message)


def _too_many_operations(
    name: str, product: Product, source: Source
) -> Iterator[tuple[KeyPath, Problem]]:
    operations = sum(area.operations for area in product.areas.values())
    if operations > _MOST_OPERATIONS:
        at = ("parts", name, "areas")
        message = (
            f"found {operations} operations in all, expected at most {_MOST_OPERATIONS} in a part"
        )
        yield at, source.at_key(at, message)


def _owned_by_nobody(
    name: str, product: Product, scenario: Scenario, source: Source
) -> Iterator[tuple[KeyPath, Problem]]:
    owners = {site for firm in scenario.firms.values() for site in (firm.home, *firm.plants)}
    if not owners <= scenario.sites.keys():
        return  # told where the firm names a site that does not exist
    for site in product.made_at:
        if site in scenario.sites and site not in owners:
            at = ("parts", name, "made_at", site)
            message = f"found {units.found(site)}, expected the home or a plant of a firm"
            yield at, source.at_key(at, message)


def _never_open(scenario: Scenario, source: Source) -> Iterator[tuple[KeyPath, Problem]]:
    """Find places at which closures and backlogs would pile up for ever."""
    loads: dict[str, dict[str, float]] = {}
    for name, hazard in scenario.hazards.items():
        for place in (
            *(f"port {units.found(port)}" for port in hazard.ports),
            *(f"site {units.found(site)}" for site in hazard.sites),
            *(f"passage {units.found(passage)}" for passage in hazard.passages),
        ):
            loads.setdefault(place, {})[name] = _load(hazard, scenario)
    for place, shares in loads.items():
        whole = sum(shares.values())
        if whole < 1.0:
            continue
        worst = max(shares, key=shares.__getitem__)
        hazard = scenario.hazards[worst]
        key = "after" if hazard.after else "rate" if hazard.on is None else "on"
        at = ("hazards", worst, key)
        message = (
            f"found closures of {place} that take {100 * whole:.0f} % of the "
            "time with their backlogs, expected less than 100 %, or nothing gets through"
        )
        yield at, source.at_value(at, message)


def _load(hazard: Hazard, scenario: Scenario) -> float:
    """Return the share of time that closures of a hazard, drawn with their backlogs, take."""
    if hazard.on is not None:
        # A backlog of few closures is waited for, and no more come.
        return len(hazard.on) * hazard.duration.expected() / scenario.horizon
    backlog = hazard.backlog.expected() if hazard.backlog else 0.0
    return _yearly(hazard, scenario) * hazard.duration.expected() * (1.0 + backlog) / units.YEAR


def _yearly(hazard: Hazard, scenario: Scenario, seen: tuple[Hazard, ...] = ()) -> float:
    """Return how many closures of a hazard there are in a year at each place, on average."""
    if hazard.after is not None:
        first = scenario.hazards.get(hazard.after.hazard)
        # What follows nothing, accidents or itself is told where it is written.
        if any(first is one for one in (hazard, *seen)):
            return 0.0
        places = 0 if first is None else len((*first.ports, *first.sites, *first.passages))
        before = 0.0 if first is None else _yearly(first, scenario, (hazard, *seen))
        return hazard.after.chance * before * max(1, places)
    if hazard.on is not None:
        return len(hazard.on) * units.YEAR / scenario.horizon
    return 0.0 if hazard.rate is None else hazard.rate.yearly
