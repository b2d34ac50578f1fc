"""Ports against closed forms, through runs of scenarios.

Closures that start as a Poisson process and may overlap make of a port an M/G/infinity queue,
whose busy periods are the times in which it is shut.

References
----------
Takács, L. (1962), Introduction to the Theory of Queues, chapter 3: in M/G/infinity, how many are
there at a time, and the Laplace transform of a busy period. Ross, S. M. (1996), Stochastic
Processes, 2nd edition, example 2.3(B) and section 3.4: the same number, and what is left of a
period that one comes into.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pytest
from quiet import outcomes, ports_in_a_row, quiet, values
from statistical import assert_finds

from supplychain_sim.model.outcome import Outcome

#: In which single closures are looked at.
YEARS = 6
#: Times are in days here.
YEAR = 365.25
_STEPS = 40_001
#: A stock so large that nothing is ever short: what causes that is a third of a run's work.
PLENTY = "relations.castings.stock.cover=60 weeks"


class Lasting(NamedTuple):
    """How long a closure lasts: as a scenario says it, and the chance that it lasts longer."""

    written: str
    mean: float
    longer: Callable[[float], float]
    square: float


def exponential(mean: float) -> Lasting:
    written = f"{{dist: exponential, mean: {mean} days}}"
    return Lasting(written, mean, lambda t: math.exp(-t / mean), 2 * mean**2)


def constant(mean: float) -> Lasting:
    return Lasting(f"{mean} days", mean, lambda t: float(t < mean), mean**2)


def uniform(mean: float) -> Lasting:
    most = 2 * mean
    written = f"{{dist: uniform, min: 0 days, max: {most} days}}"
    return Lasting(written, mean, lambda t: max(0, 1 - t / most), most**2 / 3)


def mixture(mean: float) -> Lasting:
    """Three short ones for each one that lasts 20 times as long."""
    short, low, high = mean / 3, mean * 17 / 6, mean * 25 / 6
    written = (
        f"{{dist: mixture, of: [{{weight: 75 %, dist: uniform, min: 0 days, max: {short} days}}, "
        f"{{weight: 25 %, dist: uniform, min: {low} days, max: {high} days}}]}}"
    )

    def longer(time: float) -> float:
        return 0.75 * max(0, 1 - time / short) + 0.25 * min(1, max(0, (high - time) / (high - low)))

    square = 0.75 * short**2 / 3 + 0.25 * (((low + high) / 2) ** 2 + (high - low) ** 2 / 12)
    return Lasting(written, mean, longer, square)


LAWS = pytest.mark.parametrize("law", [exponential, constant, uniform, mixture])


def struck(law: Lasting, rate: float, ports: int, *settings: str) -> Iterator[Outcome]:
    """Yield runs with so many ports, each struck by a calendar of its own."""
    named = ", ".join(f"p{number}" for number in range(ports))
    hazard = f"{{port: [{named}], rate: {rate} /year, duration: {law.written}}}"
    told = (*ports_in_a_row(ports), f"hazards={{strikes: {hazard}}}", "contract=null", *settings)
    yield from outcomes(quiet(*told), 30)


def open_at(law: Lasting, rate: float, until: float) -> tuple[np.ndarray, np.ndarray]:
    """Return times, and the chances that a port which is new at 0 is open at them.

    Those closures hold at t that began at some u before and last longer than t - u: a Poisson
    number, whose mean is the rate times the integral of the chance to last longer, from 0 to t.
    """
    times = np.linspace(0, until, _STEPS)
    longer = np.array([law.longer(time) for time in times])
    integral = np.concatenate([[0], np.cumsum((longer[1:] + longer[:-1]) / 2) * times[1]])
    return times, np.exp(-rate / YEAR * integral)


# How much of the time a port is open

#: Goods that hardly ever come, where nobody asks about them.
FEW_GOODS = "relations.castings.demand={mean: 0.001 units/week, order_lines: 0.001 /week}"


@LAWS
def test_in_its_first_year_a_port_is_open_oftener_than_in_the_long_run(
    law: Callable[[float], Lasting],
) -> None:
    """That the long run is taken for the first year is found with a chance of 99 %."""
    closures, rate, ports = law(120), 2.0, 50
    times, chances = open_at(closures, rate, YEAR)
    expected = float(np.trapezoid(chances, times)) / YEAR
    long_run = math.exp(-rate * closures.mean / YEAR)

    shares = [
        values(outcome, f"port/p{port}", [1])["open_share"][0]
        for outcome in struck(closures, rate, ports, "horizon=1 year", FEW_GOODS)
        for port in range(ports)
    ]

    assert_finds(shares, expected, error=expected - long_run)


@LAWS
def test_in_the_long_run_a_port_is_open_by_the_mean_closure_alone(
    law: Callable[[float], Lasting],
) -> None:
    """An error of 0.04 is found with a chance of 99 %.

    Were closures not to overlap, 1 / (1 + lambda E[D]) would be 0.670 for 0.611.
    """
    closures, rate, ports = law(30), 6.0, 30

    shares = [
        math.fsum(values(outcome, f"port/p{port}", range(2, 7))["open_share"]) / 5
        for outcome in struck(closures, rate, ports, "horizon=6 years", FEW_GOODS)
        for port in range(ports)
    ]

    assert_finds(shares, math.exp(-rate * closures.mean / YEAR), error=0.04)


# How long one waits who finds it shut


def waits(outcome: Outcome, port: str, years: range) -> tuple[float, float, float]:
    """Return shipments that passed a port, those that were held, and the days they waited."""
    found = values(outcome, port, years)
    passed = values(outcome, "lane/way", years)["shipments"]
    # A year in which nothing passed, or nothing was held, has no mean wait.
    totals = [
        n * days if n else 0.0 for n, days in zip(passed, found["port_wait_days"], strict=True)
    ]
    held = [
        total / days if total else 0.0
        for total, days in zip(totals, found["port_wait_if_shut_days"], strict=True)
    ]
    return math.fsum(passed), math.fsum(held), math.fsum(totals)


@LAWS
def test_who_finds_a_port_shut_waits_for_the_rest_of_a_busy_period(
    law: Callable[[float], Lasting],
) -> None:
    """That overlaps are left out of the wait is found with a chance of 99 %.

    Expanding Takács' transform of a busy period B at 0 gives, with g the integral over all times
    of the chance to be open less that in the long run, and rho = lambda E[D],

        E[B] = (e^rho - 1) / lambda,     E[B^2] = 2 g e^(2 rho) / lambda,

    of which one who comes at any time finds E[B^2] / (2 E[B]) left (Ross, section 3.4). Of single
    closures it would be E[D^2] / (2 E[D]).
    """
    closures, rate, ports = law(20), 16.0, 4
    rho = rate * closures.mean / YEAR
    times, chances = open_at(closures, rate, 30 * closures.mean)
    above = float(np.trapezoid(chances - math.exp(-rho), times))
    expected = above * math.exp(2 * rho) / (math.exp(rho) - 1)
    single = closures.square / (2 * closures.mean)

    counts = [
        waits(outcome, f"port/p{port}", range(3, 11))
        for outcome in struck(closures, rate, ports, PLENTY)
        for port in range(ports)
    ]

    # Without a ratio of random sums, of which the mean is not the ratio of the means.
    held = float(np.mean([one for _, one, _ in counts]))
    off = [(total - expected * one) / held for _, one, total in counts]
    assert_finds(off, 0, error=expected - single)


def once(law: Lasting, backlog: str, replications: int) -> Iterator[Outcome]:
    """Yield runs in which each port is shut once, in a year of its own.

    Each shipment is late by up to a year, so that as many arrive on any day from year 2 on.
    """
    named = range(2, 2 + YEARS)
    more = f", backlog: {backlog}" if backlog else ""
    hazards = ", ".join(
        f"h{year}: {{port: p{year - 2}, on: [{2000 + year}-06-01], duration: {law.written}{more}}}"
        for year in named
    )
    late = "lanes.way.legs.0.late={dist: uniform, min: 0 days, max: 365.25 days}"
    lots = "relations.castings.demand.order_lines=2 /week"
    settings = (late, lots, PLENTY, f"hazards={{{hazards}}}", f"horizon={YEARS + 2} years")
    yield from outcomes(quiet(*ports_in_a_row(YEARS), *settings, "contract=null"), replications)


@pytest.mark.parametrize(
    ("backlog", "longer"),
    [("", 1.0), ("{dist: uniform, min: 4, max: 7}", 6.5)],
    ids=["none", "drawn"],
)
@pytest.mark.parametrize(
    ("law", "error", "replications"),
    [(exponential, 0.5, 170), (constant, 0.25, 60), (uniform, 0.25, 80)],
)
def test_of_single_closures_the_long_ones_are_met_more_often(
    law: Callable[[float], Lasting], error: float, replications: int, backlog: str, longer: float
) -> None:
    """An *error* of so much of the wait, or of half the share held, is found with a chance of 99 %.

    Who comes h after the start of a closure of length D with a backlog of b D is through
    h b / (1 + b) after its end: the wait falls evenly from D to nothing over a time of (1 + b) D.
    So of those held, one waits E[D^2] / (2 E[D]) with any backlog, and 1 + b times as many are
    held. Were each closure met alike, one would wait E[D] / 2: half of it where D is exponential,
    three quarters where it is uniform.
    """
    closures = law(8)
    expected = closures.square / (2 * closures.mean)

    counts = [
        waits(outcome, f"port/p{port}", range(port + 2, port + 4))
        for outcome in once(closures, backlog, replications)
        for port in range(YEARS)
    ]

    held = float(np.mean([one for _, one, _ in counts]))
    off = [(total - expected * one) / held for _, one, total in counts]
    assert_finds(off, 0, error=error * expected)
    met = longer * closures.mean / YEAR / 2
    assert_finds([one / passed for passed, one, _ in counts], met, error=0.5 * met)
