"""Distributions and closures as a scenario names them, in model units."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flagship import loaded

from supplychain_sim.model.hazards import calendars
from supplychain_sim.scenario.drawn import NumberDistribution, TimeDistribution
from supplychain_sim.scenario.reading import value_from
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("3 days", 3.0),
        ({"dist": "constant", "value": "36 hours"}, 1.5),
        ({"dist": "uniform", "min": "1 day", "max": "4 days"}, 2.5),
        ({"dist": "normal", "mean": "31 days", "sd": "10 days"}, 31.0),
        ({"dist": "lognormal", "mean": "60 days", "sd": "30 days"}, 60.0),
        ({"dist": "exponential", "mean": "1 week"}, 7.0),
        ({"dist": "erlang", "shape": 3, "mean": "2 days"}, 2.0),
        ({"dist": "empirical", "values": ("1 day", "1 day", "4 days")}, 2.0),
        (
            {
                "dist": "mixture",
                "of": (
                    {"weight": "25 %", "dist": "constant", "value": "8 days"},
                    {"weight": "75 %", "dist": "exponential", "mean": "4 days"},
                ),
            },
            5.0,
        ),
        ("drewry_2006", 0.42 * 2.5),
        ("sea_intelligence_2021", 0.65 * 7.0),
        ("sea_intelligence_2024", 0.46 * 5.0),
    ],
)
def test_a_time_that_is_drawn_has_the_mean_that_it_says(written: Any, days: float) -> None:
    read = value_from(TimeDistribution, written)

    assert read.expected() / DAY == pytest.approx(days, rel=1e-12)
    # What a normal distribution draws as zero adds less than a ten-thousandth.
    assert read.built().mean == pytest.approx(read.expected(), rel=1e-4)


@pytest.mark.parametrize(
    ("name", "on_time", "late_by"),
    [
        ("drewry_2006", 0.58, 2.5),
        ("sea_intelligence_2021", 0.35, 7.0),
        ("sea_intelligence_2024", 0.54, 5.0),
    ],
)
def test_a_named_delay_is_none_in_time_and_erlang_beyond(
    name: str, on_time: float, late_by: float
) -> None:
    quantile = value_from(TimeDistribution, name).built().quantile
    evenly = (2 * np.arange(10_000) + 1) / 20_000

    days = quantile(evenly) / DAY

    late = days[days > 0]
    assert 1 - len(late) / len(days) == pytest.approx(on_time, abs=1e-3)
    assert late.mean() == pytest.approx(late_by, rel=2e-3)
    # An Erlang distribution of two stages has half the square of its mean for a variance.
    assert late.var() == pytest.approx(late_by**2 / 2, rel=2e-2)


@pytest.mark.parametrize(
    ("written", "mean"),
    [
        (2.5, 2.5),
        (0, 0.0),
        ({"dist": "poisson", "mean": 3}, 3.0),
        ({"dist": "empirical", "values": (1, 2, 6)}, 3.0),
        (
            {
                "dist": "mixture",
                "of": (
                    {"weight": "50 %", "dist": "poisson", "mean": 2},
                    {"weight": "50 %", "dist": "uniform", "min": 4, "max": 8},
                ),
            },
            4.0,
        ),
    ],
)
def test_a_number_that_is_drawn_has_the_mean_that_it_says(written: Any, mean: float) -> None:
    read = value_from(NumberDistribution, written)

    assert read.expected() == pytest.approx(mean, rel=1e-12)
    assert read.built().mean == pytest.approx(mean, rel=1e-12)


def test_a_hazard_by_date_closes_its_ports_at_midnight(tmp_path: Path) -> None:
    days = (date(2004, 3, 1), date(2003, 1, 6))
    on = ("rate: 0.08 /year", f"on: [{days[0]}, {days[1]}]")
    scenario = loaded(tmp_path, on, settings=["hazards.strikes.duration=10 days"]).scenario

    hamburg = calendars(scenario, Streams(20030106, 0))["port/hamburg"]

    starts = [(day - scenario.start).days * DAY for day in reversed(days)]
    assert [(c.start, c.end) for c in hamburg.through(scenario.horizon)] == [
        (start, start + 10 * DAY) for start in starts
    ]
