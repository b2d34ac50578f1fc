"""Measures of goods, computed again from the log."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from running import finished, shortened

from supplychain_sim.model.goods_counts import InTransit, Line
from supplychain_sim.model.measures import NOTHING, Seen, View
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import Event
from supplychain_sim.model.tally import Tally, combined
from supplychain_sim.simulation import Run
from supplychain_sim.units import DAY, HOUR, WEEK, YEAR

RELATION, STOCK, LANE = "relation/housings", "stock/housings", "lane/foundry-kassel"
#: Ordered with far less time than the way takes, so that something is short.
TIGHT = ("relations.housings.stock.cover=0 days", "relations.housings.quoted=1 day")
HORIZON = 900 * DAY
YEARS: tuple[int | None, ...] = (None, 1, 2)


@pytest.fixture(scope="module", params=[True, False], ids=["owing", "losing"])
def short(request: pytest.FixtureRequest) -> tuple[Run, Outcome]:
    """A run whose stock is often short, where that is owed, and where it is lost."""
    owes = f"relations.housings.stock.backorders={str(request.param).lower()}"
    return finished(shortened("900 days", *TIGHT, owes), "offshore_outsourcing")


def value(outcome: Outcome, subject: str, measure: str, year: int | None = None) -> float:
    (found,) = (m.value for m in outcome.measures if m[:3] == (subject, measure, year))
    return found


def whole(event: Event, place: int) -> int:
    fact = event.facts[place]
    assert isinstance(fact, int)
    return fact


def of_year(year: int | None) -> Callable[[int], bool]:
    return lambda time: year in (None, time // YEAR + 1)


def arrivals(run: Run) -> list[Event]:
    return [event for event in run.record.history(RELATION) if event.kind == "arrived"]


def times_without_part(run: Run) -> list[tuple[int, int]]:
    """Return when the line lacked the part, from what was short and what came, in the log alone."""
    needs = [(e.time, 1, whole(e, 0), e.kind) for e in run.record.history(STOCK)]
    goods = [(e.time, 0, whole(e, 0) - whole(e, 1), "arrived") for e in arrivals(run)]
    found: list[tuple[int, int]] = []
    owed, since = 0, None
    # At the same minute, goods come before needs.
    for time, _, units, kind in sorted(needs + goods):
        if kind == "arrived":
            owed = max(0, owed - units)
            if since is not None and owed == 0 and units > 0:
                found.append((since, time))
                since = None
        else:
            owed += units if kind == "short" else 0
            since = time if since is None else since
    return found if since is None else [*found, (since, HORIZON)]


def test_a_line_is_down_from_a_need_that_is_not_covered_until_goods_cover_it(
    short: tuple[Run, Outcome],
) -> None:
    run, outcome = short
    times = times_without_part(run)

    assert len(times) > 3
    for year in YEARS:
        start, end = (0, HORIZON) if year is None else ((year - 1) * YEAR, year * YEAR)
        within = sum(max(0, min(b, end) - max(a, start)) for a, b in times)
        ended = [b - a for a, b in times if of_year(year)(min(b, HORIZON - 1))]
        assert value(outcome, STOCK, "line_down_hours", year) == pytest.approx(within / HOUR)
        longest = value(outcome, STOCK, "line_down_longest_hours", year)
        assert longest == pytest.approx(max(ended, default=0) / HOUR)


def test_weeks_short_are_those_with_a_shortage_in_the_log(short: tuple[Run, Outcome]) -> None:
    run, outcome = short
    for year in YEARS:
        weeks = [event for event in run.record.history(STOCK) if of_year(year)(event.time)]
        assert value(outcome, STOCK, "weeks_short", year) == len(weeks)


def test_quantiles_of_transit_are_those_of_the_shipments_in_the_log(
    short: tuple[Run, Outcome],
) -> None:
    run, outcome = short
    record = run.record
    for year in YEARS:
        days = sorted(
            (event.time - record.event(event.causes[0]).time) / DAY
            for event in arrivals(run)
            if of_year(year)(event.time)
        )
        for measure, share in (("transit_days_p50", 50), ("transit_days_p95", 95)):
            found = value(outcome, LANE, measure, year)
            # So many do not exceed it, and of those below it there are fewer.
            assert sum(day <= found for day in days) * 100 >= share * len(days)
            assert sum(day < found for day in days) * 100 < share * len(days)


def test_shipments_later_than_a_week_are_counted(short: tuple[Run, Outcome]) -> None:
    run, outcome = short
    for year in YEARS:
        late = [whole(e, 2) > WEEK for e in arrivals(run) if of_year(year)(e.time)]
        assert value(outcome, RELATION, "week_late_share", year) == pytest.approx(
            sum(late) / len(late)
        )
    assert 0 < value(outcome, RELATION, "week_late_share") < 1


# Single pieces


def test_units_under_way_are_counted_by_the_minute_and_the_year() -> None:
    tally, times = Tally(), iter((YEAR - 10, YEAR + 10, YEAR + 20))
    in_transit = InTransit(tally, lambda: next(times))

    in_transit.move(5)
    in_transit.move(2)
    in_transit.move(-5)
    in_transit.count(YEAR + 30)
    in_transit.count(YEAR + 30)

    counted = [tally.of("unit minutes in transit", year) for year in (1, 2)]
    assert counted == [5 * 10, 5 * 10 + 7 * 10 + 2 * 10]
    assert in_transit.units == 2


def test_a_line_that_lacks_its_part_twice_in_a_row_is_down_once() -> None:
    tally = Tally()
    line = Line(tally)

    line.runs(5)
    line.lacks(10)
    line.lacks(20)
    line.runs(25)
    line.runs(30)

    assert tally.of("weeks short") == 2
    assert tally.of("minutes down") == 15
    assert tally.values("minutes down at a stretch") == [15]


def test_a_line_that_is_down_at_the_end_is_down_until_then_in_the_last_year() -> None:
    tally = Tally()
    line = Line(tally)

    line.lacks(YEAR - 7)
    line.end(YEAR)
    line.end(YEAR)

    assert tally.of("minutes down", 1) == 7
    assert tally.values("minutes down at a stretch", 1) == [7]


def test_a_quantile_is_the_least_value_that_so_many_do_not_exceed() -> None:
    tally = Tally()
    for number in range(20, 0, -1):
        tally.note("transit", number, number)
    tally.note("transit", YEAR, 100)
    first, whole_run = (View(tally, Seen(), year, YEAR) for year in (1, None))

    assert [first.quantile("transit", share) for share in (0, 0.05, 0.5, 0.95, 1)] == [
        *(1, 1, 10, 19, 20)
    ]
    assert whole_run.quantile("transit", 0.95) == 20
    assert first.quantile("waits", 0.5) is NOTHING
    assert (first.most("transit"), whole_run.most("transit"), first.most("waits")) == (20, 100, 0)


def test_values_kept_singly_go_with_the_totals() -> None:
    one, other = Tally(), Tally()
    one.note("waits at port/a", 5, 1)
    one.note("waits at port/b", 5, 2)
    other.note("waits at port/a", YEAR, 3)

    both = combined([one, other]).ending_with(" port/a")

    assert [both.values("waits at", year) for year in (1, 2, 3, None)] == [[1], [3], [], [1, 3]]


def test_a_lane_is_as_long_as_its_legs_if_all_its_stops_are_placed() -> None:
    placed = [f"ports.{port}.at={port}" for port in ("shanghai", "hamburg")]
    somewhere, nowhere = (
        {
            one.subject: one.value
            for one in finished(shortened("1 year", *settings), "offshore_outsourcing")[1].measures
            if (one.measure, one.year) == ("distance_km", None)
        }
        for settings in (placed, [])
    )

    # 187 km by road to Shanghai, 20,096 by sea, and on to Kassel.
    assert 20_500 < somewhere["lane/foundry-kassel"] < 20_800
    assert math.isnan(nowhere["lane/foundry-kassel"])
