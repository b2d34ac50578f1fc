"""The production path against a plain model of the same world, at every time at which one looks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from twosides import FOREVER, Lean, Plain
from worlds import SPAN, World, looks, other_futures, worlds


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


# Nobody is clairvoyant


@given(world=worlds(), now=st.integers(0, 2 * SPAN), future=st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_that_is_done_or_expected_depends_on_closures_that_have_not_begun(
    world: World, now: int, future: st.DataObject
) -> None:
    one, other = Lean(world), Lean(future.draw(other_futures(world, now)))

    for time in (now // 2, now):
        assert one.seen(time) == other.seen(time)
