from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.record import Event, EventId, Record

entries = st.lists(
    st.tuples(
        st.sampled_from(["relation/a", "relation/b", "port/c"]),
        st.integers(0, 5),
        st.sampled_from(["tried", "miss", "shipped"]),
        st.lists(st.one_of(st.integers(), st.text(max_size=4)), max_size=3),
    ),
    max_size=25,
)
Entry = tuple[str, int, str, list[int | str]]


def filled(found: list[Entry]) -> Record:
    """Return a record in which each entry comes some minutes after the last."""
    record, now = Record(), 0
    last: tuple[EventId, ...] = ()
    for entity, wait, kind, facts in found:
        now += wait
        last = (record.add(entity, now, kind, *facts, causes=last),)
    return record


def test_an_event_is_named_by_its_entity_and_number() -> None:
    record = Record()

    names = [
        record.add("relation/a", 3, "miss", 0),
        record.add("port/c", 3, "shut"),
        record.add("relation/a", 5, "tried", "own idea", 4),
    ]

    assert names == [("relation/a", 0), ("port/c", 0), ("relation/a", 1)]
    assert record.event(names[2]) == Event(5, "tried", 5, "both", (), ("own idea", 4))
    assert [event.kind for event in record.history("relation/a")] == ["miss", "tried"]
    assert record.history("relation/b") == []
    assert list(record) == ["port/c", "relation/a"]


def test_an_event_keeps_its_causes_and_they_can_be_followed() -> None:
    record = Record()
    miss = record.add("relation/a", 3, "miss")
    tried = record.add("relation/a", 9, "tried", causes=(miss,))
    port = record.add("port/c", 10, "shut")
    late = record.add("relation/a", 12, "late", causes=(tried, port))

    assert record.event(late).causes == (tried, port)
    assert [record.event(cause).kind for cause in record.event(late).causes] == ["tried", "shut"]
    assert record.event(record.event(tried).causes[0]).kind == "miss"


def test_an_event_is_known_at_once_unless_said_otherwise() -> None:
    record = Record()

    record.add("relation/a", 3, "shipped")
    record.add("relation/a", 3, "held", known_at=40, known_to="customer")

    assert [(e.time, e.known_at, e.known_to) for e in record.history("relation/a")] == [
        (3, 3, "both"),
        (3, 40, "customer"),
    ]


@pytest.mark.parametrize("count", [63, 64, 65, 200])
def test_a_long_history_is_read_as_it_was_written_however_much_of_it_is_packed(count: int) -> None:
    record = Record()
    expected = []
    for number in range(count):
        causes = (("relation/a", number - 1), ("port/c", 0)) if number else ()
        name = record.add("relation/a", number, "tried", "own idea", -number, True, causes=causes)
        expected.append(Event(number, "tried", number, "both", causes, ("own idea", -number, True)))
        assert name == ("relation/a", number)
        assert record.event(name) == expected[-1]

    found = record.history("relation/a")

    assert found == expected
    assert all(type(event) is Event and event.facts[2] is True for event in found)


@pytest.mark.parametrize("together", [1, 63, 64, 65, 150])
def test_a_history_that_is_read_as_it_grows_is_read_as_at_its_end(together: int) -> None:
    read, unread = Record(), Record()
    parts = []
    for number in range(300):
        for record in (read, unread):
            record.add("relation/a", number, "tried", number)
        if number % together == 0:
            parts.append(read.history("relation/a"))

    whole = unread.history("relation/a")

    assert read.history("relation/a") == whole
    # Nor does a part grow under the hands of who has read it.
    assert parts == [whole[: together * part + 1] for part in range(len(parts))]


def test_the_fingerprint_until_a_time_is_the_same_across_packed_events() -> None:
    long, short = Record(), Record()
    for record, count in ((long, 300), (short, 150)):
        for number in range(count):
            record.add("relation/a", number, "tried", number)

    assert long.fingerprints(150) == short.fingerprints()
    assert long.fingerprints(149) != short.fingerprints()


@given(found=entries)
@settings(max_examples=60, deadline=None)
def test_the_same_histories_have_the_same_fingerprints(found: list[Entry]) -> None:
    assert filled(found).fingerprints() == filled(found).fingerprints()


@given(found=entries, until=st.integers(0, 80))
@settings(max_examples=80, deadline=None)
def test_the_fingerprint_until_a_time_is_that_of_a_run_that_ended_then(
    found: list[Entry], until: int
) -> None:
    now, before = 0, []
    for entry in found:
        now += entry[1]
        if now < until:
            before.append(entry)

    assert filled(found).fingerprints(until) == filled(before).fingerprints()


def test_one_entity_more_changes_no_other_fingerprint() -> None:
    few, many = Record(), Record()
    few.add("relation/a", 3, "miss", 1)
    many.add("relation/b", 2, "miss", 1)
    many.add("relation/a", 3, "miss", 1)

    assert many.fingerprints()["relation/a"] == few.fingerprints()["relation/a"]
    assert set(many.fingerprints()) == {"relation/a", "relation/b"}


@pytest.mark.parametrize(
    "change",
    [
        {"time": 4},
        {"kind": "held"},
        {"facts": ("1",)},
        {"facts": (1, 2)},
        {"causes": (("port/c", 0),)},
        {"known_at": 9},
        {"known_to": "customer"},
    ],
    ids=lambda change: f"{change}",
)
def test_a_fingerprint_sees_everything_of_an_event(change: dict[str, object]) -> None:
    def fingerprint(event: Event) -> str:
        record = Record()
        record.add(
            "relation/a",
            event.time,
            event.kind,
            *event.facts,
            causes=event.causes,
            known_at=event.known_at,
            known_to=event.known_to,
        )
        return record.fingerprints()["relation/a"]

    event = Event(3, "miss", 3, "both", (), (1,))

    assert fingerprint(event) != fingerprint(event._replace(**change))  # type: ignore[arg-type]
