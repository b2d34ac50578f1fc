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

#: Delays that a scenario may name; each with where it comes from.
NAMED_DELAYS: dict[str, dict[str, Any]] = {
    # Drewry, December 2005 to April 2006: on time 57 %, +1 d 22 %, +2 d 7 %, 3 d and more 12 %.
    "drewry_2006": {
        "dist": "mixture",
        "of": (
            {"weight": "58 %", "dist": "constant", "value": "0 days"},
            {"weight": "42 %", "dist": "erlang", "shape": 2, "mean": "2.5 days"},
        ),
    },
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
