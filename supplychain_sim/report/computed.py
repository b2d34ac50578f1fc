"""What a scenario leaves to be computed, beside what it says."""

from __future__ import annotations

from supplychain_sim.errors import NoWayError
from supplychain_sim.model.stages import Stage, origins, stages
from supplychain_sim.report.values import Value, values
from supplychain_sim.scenario.located import KeyPath
from supplychain_sim.scenario.parse import Loaded
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.scenario.transport import AtSea
from supplychain_sim.units import DAY


def told(loaded: Loaded) -> list[Value]:
    """Return every value of a scenario in its order, and after each leg its computed transit."""
    computed = _transits(loaded)
    found = []
    for value in values(loaded):
        # Where a leg goes is told of each, and the freight that follows is needed.
        if value.path[-1] == "freight" and value.path[:-1] in computed:
            found += computed.pop(value.path[:-1])
        found.append(value)
    return found


def _transits(loaded: Loaded) -> dict[KeyPath, list[Value]]:
    """Return the computed transits by the path of their leg, one for each origin that differs."""
    found: dict[KeyPath, dict[str, Value]] = {}
    for lane, homes in origins(loaded.scenario).items():
        for home in homes:
            for number, stage in enumerate(stages(loaded.scenario, lane, home)):
                leg: KeyPath = ("lanes", lane, "legs", number)
                if stage.leg.transit is None:
                    value = _transit(stage, (*leg, "transit"))
                    found.setdefault(leg, {})[value.owner.source] = value
    return {leg: list(by_way.values()) for leg, by_way in found.items()}


def _transit(stage: Stage, path: KeyPath) -> Value:
    mode = stage.leg.mode
    try:
        kilometres, minutes = stage.kilometres, stage.transit
    except NoWayError as error:
        return Value(path, "no way", None, Provenance("assumed", str(error)))
    way = f"computed: {kilometres:,} km by {mode}"
    if isinstance(stage.pace, AtSea):
        passed = ", ".join(one.name for one in stage.track().passages)
        way += f" by way of {passed}" if passed else ""
    source = f"{way}, at {stage.pace.speed:,.0f} km/day"
    return Value(path, f"{minutes / DAY:.3g} days", minutes, Provenance("assumed", source))
