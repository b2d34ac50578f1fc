from __future__ import annotations

from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from statistical import assert_estimates

from supplychain_sim.distributions import Constant, Distribution, Exponential, Uniform
from supplychain_sim.model.calendar import Calendar
from supplychain_sim.model.closures import (
    Chained,
    Closure,
    Drawn,
    Lasting,
    Scheduled,
    Source,
    Trigger,
)
from supplychain_sim.streams import Streams
from supplychain_sim.units import DAY, YEAR

START = datetime(2003, 1, 6)  # noqa: DTZ001
ALL_YEAR = frozenset(range(1, 13))
PLANT, PORT = "gate/foundry", "port/kobe"


def earthquakes(streams: Streams, yearly: float) -> Source:
    lasting = Lasting("earthquake", Exponential(20 * DAY))
    return Drawn(lasting, yearly, ALL_YEAR, streams.of(PLANT, "earthquake"), START)


def damage(
    streams: Streams, *before: tuple[str, Source], chance: float = 1.0, lag: Distribution
) -> Chained:
    parents = [
        (entity, source, streams.table(PORT, f"damage after {entity}")) for entity, source in before
    ]
    return Chained(Lasting("damage", Uniform(DAY, 9 * DAY), Constant(2.0)), chance, lag, parents)


def test_a_closure_brings_about_another_after_its_lag_and_is_named_as_its_cause() -> None:
    streams = Streams(1, 0)
    lasting = Lasting("earthquake", Constant(20 * DAY))
    before = Scheduled(lasting, [date(2003, 1, 7)], streams.table(PLANT, "earthquake"), START)

    (found,) = damage(streams, (PLANT, before), lag=Constant(DAY)).through(YEAR)

    assert (found.start, found.hazard) == (2 * DAY, "damage")
    assert found.after == Trigger(PLANT, DAY, "earthquake")
    assert DAY <= found.end - found.start <= 9 * DAY
    assert found.cleared - found.end == 2 * (found.end - found.start)


def test_a_share_of_closures_has_the_consequence(seed: int) -> None:
    # 200 years of 5 a year: 1,000 chances in each of 20 replications; a share of 0.33 for 0.3
    # would be noticed.
    shares = []
    for replication in range(20):
        streams = Streams(seed, replication)
        before = earthquakes(streams, 5.0)
        after = damage(streams, (PLANT, before), chance=0.3, lag=Constant(0))
        count = len(after.through(200 * YEAR))
        shares.append(count / len(before.through(200 * YEAR)))

    assert_estimates(shares, 0.3, notices=0.03)


@given(yearly=st.floats(0.1, 5), more=st.floats(0, 5), replication=st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_more_of_the_first_keep_all_consequences_and_add_some(
    yearly: float, more: float, replication: int
) -> None:
    def found(rate: float) -> set[Closure]:
        streams = Streams(20030106, replication)
        before = earthquakes(streams, rate)
        after = damage(streams, (PLANT, before), chance=0.5, lag=Exponential(3 * DAY))
        return {one for one in after.through(20 * YEAR) if one.start <= 20 * YEAR}

    assert found(yearly) <= found(yearly + more)


def test_what_follows_at_several_places_follows_each_with_luck_of_its_own() -> None:
    streams = Streams(7, 0)
    lasting = Lasting("earthquake", Constant(DAY))
    places = [
        (entity, Scheduled(lasting, [date(2003, 2, 1)], streams.table(entity, "quake"), START))
        for entity in (PLANT, "gate/other")
    ]

    both = damage(streams, *places, lag=Constant(0)).through(YEAR)
    alone = damage(Streams(7, 0), places[0], lag=Constant(0)).through(YEAR)

    assert len(both) == 2
    assert alone[0] in both
    assert len({one.end for one in both}) == 2


def test_a_chain_goes_on_over_several_links(seed: int) -> None:
    streams = Streams(seed, 0)
    first = earthquakes(streams, 3.0)
    second = damage(streams, (PLANT, first), lag=Constant(DAY))
    table = streams.table("port/osaka", "queue")
    third = Chained(Lasting("queue", Constant(DAY)), 1.0, Constant(DAY), [(PORT, second, table)])

    starts = [one.start for one in first.through(5 * YEAR) if one.start <= 5 * YEAR]
    found = Calendar([third]).through(5 * YEAR + 2 * DAY)

    assert [one.start for one in found] == [start + 2 * DAY for start in starts]
    assert {one.after.entity for one in found if one.after} == {PORT}
