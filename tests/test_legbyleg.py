"""The production path against a plain model of the same world, at every time at which one looks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from twosides import FOREVER, Lean, Plain
from worlds import SPAN, Ordering, World, looks, orderings, other_futures, partings, worlds

from supplychain_sim.units import DAY


@given(world=worlds(choices=False), times=looks)
@settings(max_examples=200, deadline=None)
def test_lots_on_one_lane_go_as_they_do_leg_by_leg(world: World, times: list[int]) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*times, FOREVER]:
        assert lean.seen(time) == plain.seen(time)


@given(world=worlds(), times=looks)
@settings(max_examples=200, deadline=None)
def test_lots_that_are_sent_by_other_lanes_go_as_they_do_leg_by_leg(
    world: World, times: list[int]
) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*times, FOREVER]:
        assert lean.seen(time) == plain.seen(time)


@given(world=partings(), times=looks)
@settings(max_examples=150, deadline=None)
def test_ships_that_turn_for_another_port_go_as_they_do_leg_by_leg(
    world: World, times: list[int]
) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*times, FOREVER]:
        assert lean.seen(time) == plain.seen(time)


@pytest.mark.nightly
@given(world=worlds(), times=looks)
@settings(max_examples=10_000, deadline=None)
def test_ten_thousand_worlds_go_as_they_do_leg_by_leg(world: World, times: list[int]) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*times, FOREVER]:
        assert lean.seen(time) == plain.seen(time)


# A plant that orders


@given(
    world=worlds(steps=(DAY // 2,)),
    ordering=orderings,
    times=st.lists(st.integers(0, 50 * DAY), max_size=8, unique=True).map(sorted),
)
@settings(max_examples=60, deadline=None)
def test_stock_and_orders_are_those_counted_unit_by_unit(
    world: World, ordering: Ordering, times: list[int]
) -> None:
    world = replace(world, lots=(), uses=())
    lean, plain = Lean(world), Plain(world)
    lean.orders(ordering)
    plain.orders(ordering)

    for time in [*times, 51 * DAY]:
        assert lean.seen(time) == plain.seen(time)


# Nobody is clairvoyant


@given(world=worlds(), now=st.integers(0, 2 * SPAN), future=st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_done_or_expected_depends_on_closures_that_have_not_begun(
    world: World, now: int, future: st.DataObject
) -> None:
    one, other = Lean(world), Lean(future.draw(other_futures(world, now)))

    for time in (now // 2, now):
        assert one.seen(time) == other.seen(time)
