"""The production path against a plain model of the same world, at every time at which one looks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twosides import FOREVER, Lean, Plain
from worlds import SPAN, World, worlds

times = st.lists(st.integers(0, 3 * SPAN), max_size=8, unique=True).map(sorted)


@given(world=worlds(choices=False), looks=times)
@settings(max_examples=300, deadline=None)
def test_lots_on_one_lane_go_as_they_do_leg_by_leg(world: World, looks: list[int]) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*looks, FOREVER]:
        assert lean.seen(time) == plain.seen(time)


@given(world=worlds(), looks=times)
@settings(max_examples=300, deadline=None)
def test_lots_that_are_sent_by_other_lanes_go_as_they_do_leg_by_leg(
    world: World, looks: list[int]
) -> None:
    lean, plain = Lean(world), Plain(world)

    for time in [*looks, FOREVER]:
        assert lean.seen(time) == plain.seen(time)
