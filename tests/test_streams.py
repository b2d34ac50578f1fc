from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.streams import MASK, Inverted, Stream, Streams, Table, key_of, mix64

GOLDEN = 0x9E3779B97F4A7C15
parts = st.lists(st.one_of(st.integers(), st.text()), max_size=5)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            1234567,
            [
                6457827717110365317,
                3203168211198807973,
                9817491932198370423,
                4593380528125082431,
                16408922859458223821,
            ],
        ),
        (0, [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]),
    ],
)
def test_the_mixer_is_that_of_splitmix64(state: int, expected: list[int]) -> None:
    # The published first outputs of the generator, which adds the golden ratio and mixes.
    found = [mix64((state + (k + 1) * GOLDEN) & MASK) for k in range(len(expected))]

    assert found == expected


@given(number=st.integers(0, MASK))
@settings(deadline=None)
def test_the_mixer_can_be_undone(number: int) -> None:
    def unshifted(z: int, by: int) -> int:
        found = z
        for _ in range(64 // by + 1):
            found = z ^ (found >> by)
        return found

    z = unshifted(mix64(number), 31)
    z = unshifted(z * pow(0x94D049BB133111EB, -1, 1 << 64) & MASK, 27)
    z = unshifted(z * pow(0xBF58476D1CE4E5B9, -1, 1 << 64) & MASK, 30)

    assert z == number


@given(one=parts, other=parts)
@settings(deadline=None)
def test_two_names_have_one_key_only_if_they_are_the_same(
    one: list[int | str], other: list[int | str]
) -> None:
    typed = [(type(p), p) for p in one] == [(type(p), p) for p in other]

    assert (key_of(*one) == key_of(*other)) == typed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((1,), ("1",)),
        ((12, 3), (1, 23)),
        (("a", ""), ("a",)),
        (("a", "b"), ("b", "a")),
    ],
)
def test_a_key_knows_where_each_part_ends_and_what_it_is(
    one: tuple[int | str, ...], other: tuple[int | str, ...]
) -> None:
    assert key_of(*one) != key_of(*other)


def test_a_key_has_128_bits_and_stays_what_it_was(seed: int) -> None:
    # Written down once: another value is another history for every scenario ever run.
    assert key_of(seed, 0, "relation/housings", "trial") == 0x91B29C40DCE615A01E907A17671E332D


@given(sizes=st.lists(st.integers(0, 150), min_size=1, max_size=12), key=st.integers(0, 1 << 100))
@settings(max_examples=60, deadline=None)
def test_blocks_cannot_be_observed(sizes: list[int], key: int) -> None:
    one_by_one, mixed = Stream(key), Stream(key)

    found: list[float] = []
    for size in sizes:
        found += (
            mixed.uniforms(size).tolist() if size % 2 else [mixed.uniform() for _ in range(size)]
        )

    assert found == [one_by_one.uniform() for _ in range(sum(sizes))]
    assert mixed.consumed == one_by_one.consumed == sum(sizes)


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
def test_neither_can_the_block_of_an_inverted_stream(block: int, seed: int) -> None:
    def doubled(uniforms: np.ndarray) -> np.ndarray:
        return 2 * uniforms

    streams = Streams(seed, 0)
    inverted = Inverted(streams.of("lane/a", "delay"), doubled, block)

    found = [inverted.draw() for _ in range(150)]

    plain = Streams(seed, 0).of("lane/a", "delay")
    assert found == [2 * plain.uniform() for _ in range(150)]
    assert streams.consumed() == {"lane/a delay": 150}


def test_draws_lie_inside_the_unit_interval(seed: int) -> None:
    streams = Streams(seed, 0)
    table = streams.table("a", "t")

    draws = [*streams.of("a", "s").uniforms(20_000), *(table.uniform(0, c) for c in range(20_000))]

    assert 0 < min(draws) < 0.001
    assert 0.999 < max(draws) < 1


@given(
    places=st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=40, unique=True
    ),
    key=st.integers(0, 1 << 100),
    pick=st.data(),
)
@settings(max_examples=50, deadline=None)
def test_a_table_is_the_same_in_whatever_order_it_is_read(
    places: list[tuple[int, int]], key: int, pick: st.DataObject
) -> None:
    shuffled = pick.draw(st.permutations(places))
    forwards, otherwise = Table(key), Table(key)

    found = {place: forwards.uniform(*place) for place in places}

    assert {place: otherwise.uniform(*place) for place in shuffled} == found
    assert len(set(found.values())) == len(places)


def test_a_table_tells_rows_from_columns(seed: int) -> None:
    table = Streams(seed, 0).table("site/a", "idea")

    square = {table.bits(row, column) for row in range(100) for column in range(100)}

    assert len(square) == 10_000


def test_a_table_is_read_at_once_as_often_as_one_likes(seed: int) -> None:
    table = Streams(seed, 0).table("site/a", "idea")

    assert table.bits(3, 4) == table.bits(3, 4)
    assert table.consumed == 2


ENTITIES = [("relation/a", "trial"), ("relation/b", "trial"), ("relation/a", "review")]


@given(order=st.permutations(ENTITIES * 4), seed=st.integers(0, 1 << 62))
@settings(max_examples=30, deadline=None)
def test_who_draws_first_does_not_matter(order: list[tuple[str, str]], seed: int) -> None:
    streams = Streams(seed, 3)
    found: dict[tuple[str, str], list[float]] = {name: [] for name in ENTITIES}
    for name in order:
        found[name].append(streams.of(*name).uniform())

    for name in ENTITIES:
        alone = Streams(seed, 3).of(*name)
        assert found[name] == [alone.uniform() for _ in range(4)]


def test_one_entity_more_moves_no_other_draw(seed: int) -> None:
    few, many = Streams(seed, 0), Streams(seed, 0)
    for number in range(50):
        many.of(f"relation/new-{number}", "trial").uniforms(number)
        many.table(f"relation/new-{number}", "idea").bits(0, 0)

    for name in ENTITIES:
        assert few.of(*name).uniforms(100).tolist() == many.of(*name).uniforms(100).tolist()
        assert few.table(*name).bits(5, 6) == many.table(*name).bits(5, 6)


def test_seed_replication_entity_and_purpose_each_give_another_stream(seed: int) -> None:
    firsts = {
        Streams(root, replication).of(entity, purpose).uniform()
        for root in (seed, seed + 1)
        for replication in (0, 1)
        for entity in ("a", "b")
        for purpose in ("x", "y")
    }

    assert len(firsts) == 16


def test_a_seed_and_a_replication_do_not_add_up(seed: int) -> None:
    assert Streams(seed, 1).key("a", "x") != Streams(seed + 1, 0).key("a", "x")


def test_a_stream_is_opened_once_and_kept(seed: int) -> None:
    streams = Streams(seed, 0)

    assert streams.of("a", "x") is streams.of("a", "x")
    assert streams.table("a", "x") is streams.table("a", "x")


def test_only_streams_that_gave_draws_are_counted(seed: int) -> None:
    streams = Streams(seed, 0)
    streams.of("b", "idle")
    streams.of("b", "busy").uniforms(3)
    streams.table("a", "idea").uniform(1, 1)

    assert streams.consumed() == {"a idea": 1, "b busy": 3}


@given(
    key=st.integers(0, (1 << 128) - 1),
    rows=st.integers(0, 40),
    row=st.integers(0, 60),
    column=st.integers(0, 1 << 21),
)
def test_how_many_rows_are_read_often_changes_no_draw(
    key: int, rows: int, row: int, column: int
) -> None:
    often, seldom = Table(key, rows), Table(key)

    assert often.bits(row, column) == seldom.bits(row, column)
    assert often.uniform(row, column) == seldom.uniform(row, column)
    assert often.consumed == seldom.consumed


@given(counts=st.lists(st.integers(0, 20), max_size=12), block=st.integers(1, 30))
@settings(deadline=None)
def test_many_draws_at_once_are_those_that_come_one_by_one(counts: list[int], block: int) -> None:
    at_once, single = Stream(7), Stream(7)
    many = Inverted(at_once, lambda uniforms: 2 * uniforms, block)
    one = Inverted(single, lambda uniforms: 2 * uniforms, block)

    for count in counts:
        assert many.draws(count) == [one.draw() for _ in range(count)]
        assert at_once.consumed == single.consumed
