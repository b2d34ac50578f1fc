"""What may stand where a scenario asks for something that is drawn.

A distribution, the name of one that is shipped, or a plain value that is always the same.
"""

from __future__ import annotations

from typing import Annotated, Any

from supplychain_sim import kinds, units
from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.draws import (
    Mixture,
    OneNumber,
    OneTime,
)
from supplychain_sim.scenario.readers import Shorthand
from supplychain_sim.scenario.wording import did_you_mean


def _late(on_time: int, days: float) -> dict[str, Any]:
    """Return a delay of none in so many per cent of voyages, else Erlang with a mean in *days*.

    References
    ----------
    Song & Wang (2021), JRSS A 184(1), 354-367, for the shape.
    """
    return {
        "dist": "mixture",
        "of": (
            {"weight": f"{on_time} %", "dist": "constant", "value": "0 days"},
            {"weight": f"{100 - on_time} %", "dist": "erlang", "shape": 2, "mean": f"{days} days"},
        ),
    }


#: Delays that a scenario may name; each with where it comes from.
NAMED_DELAYS: dict[str, dict[str, Any]] = {
    # Drewry, December 2005 to April 2006: on time 57 %, +1 d 22 %, +2 d 7 %, 3 d and more 12 %.
    "drewry_2006": _late(on_time=58, days=2.5),
    # Sea-Intelligence, the whole of 2021: 35.8 % within a day of schedule, the rest 6.86 d late.
    "sea_intelligence_2021": _late(on_time=35, days=7),
    # Sea-Intelligence, March 2024: 54.6 %, the rest 5.03 d late; 50-55 % all through the year.
    "sea_intelligence_2024": _late(on_time=54, days=5),
}


def _shorthand(value: Any) -> Any:
    """Return the distribution behind a shipped name or a plain time; a mapping as it is."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str) and value in NAMED_DELAYS:
        return NAMED_DELAYS[value]
    try:
        units.duration(value)
    except UnitError as error:
        message = str(error)
        if not isinstance(value, str) or value[:1].isalpha():
            known = ", ".join(sorted(NAMED_DELAYS))
            message = (
                f"found {units.found(value)}, expected a time such as '14 days', a distribution "
                "such as {dist: exponential, mean: 14 days}, or the name of one: "
                f"{known}{did_you_mean(value, NAMED_DELAYS)}"
            )
        raise UnitError(message) from None
    return {"dist": "constant", "value": value}


def _number_shorthand(value: Any) -> Any:
    """Return the distribution behind a plain number; a mapping as it is."""
    if isinstance(value, dict):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = (
            f"found {units.found(value)}, expected a number, or a distribution such as "
            "{dist: uniform, min: 4, max: 7}"
        )
        raise UnitError(message)
    return {"dist": "constant", "value": value}


TimeDistribution = Annotated[
    OneTime | Mixture[OneTime],
    Shorthand(
        _shorthand,
        "a time, a distribution of times, or the name of one that is shipped",
        {
            "anyOf": [
                {"type": "string", "pattern": kinds.TIME.pattern},
                {"enum": sorted(NAMED_DELAYS)},
            ]
        },
        "1 day",
    ),
]
NumberDistribution = Annotated[
    OneNumber | Mixture[OneNumber],
    Shorthand(
        _number_shorthand,
        "a number or a distribution of numbers",
        {"type": "number", "minimum": 0},
        2,
    ),
]
