"""What a supplier begins with: drawings, machines from home, and what is to be taught."""

from __future__ import annotations

from itertools import pairwise

import pytest
from flagship import FLAGSHIP

from supplychain_sim.model.founding import Ground, found_plants, found_relation
from supplychain_sim.model.history import HomeHistory
from supplychain_sim.model.landscape import Landscape
from supplychain_sim.model.record import Record
from supplychain_sim.model.relation import Relation
from supplychain_sim.scenario.parse import load

MACHINES = "parts.housing.areas.machining.equipment=transferred"
NO_MACHINES = "parts.housing.areas.machining.equipment=own"
TWINS = ("trim", "maintenance")


def ground_of(*settings: str, replication: int = 0) -> Ground:
    return Ground(load(FLAGSHIP, settings).scenario, replication)


def founded(ground: Ground, **choices: str) -> Relation:
    """Return the relation under mutual learning, with *choices* made otherwise."""
    chosen = ground.scenario.regimes["mutual_learning"].model_copy(update=choices)
    streams, record = ground.streams(), Record()
    plants = found_plants(ground, "housing", "gear-maker", chosen.architecture, streams)
    return found_relation(ground, "housings", chosen, plants["kassel"], streams, record)


def history_of(ground: Ground) -> HomeHistory:
    return ground.history("housing", "integral", "kassel")


def practices_of(relation: Relation, operations: tuple[int, ...]) -> list[int]:
    return [relation.book.practices[i] for i in operations]


def area(relation: Relation, name: str) -> tuple[int, ...]:
    return relation.book.landscape.operations.of_area(name)


@pytest.mark.parametrize("teaches", ["none", "process", "current", "old"])
def test_transferred_machines_start_with_homes_practices_of_their_time(teaches: str) -> None:
    ground = ground_of(MACHINES)
    books = history_of(ground)
    expected = books.old if teaches == "old" else books.current

    relation = founded(ground, teaches=teaches)

    machining = area(relation, "machining")
    assert len(machining) == 50
    assert practices_of(relation, machining) == [expected[i] for i in machining]
    assert relation.lessons.pending.isdisjoint(machining)


def test_machines_of_its_own_start_with_whatever_a_novice_picks() -> None:
    ground = ground_of(NO_MACHINES)
    current = history_of(ground).current

    relation = founded(ground)

    machining = area(relation, "machining")
    assert not any(relation.book.practices[i] == current[i] for i in machining)
    assert relation.lessons.pending >= set(machining)


def test_what_is_not_on_machines_from_home_starts_as_without_them() -> None:
    with_machines, without = founded(ground_of(MACHINES)), founded(ground_of(NO_MACHINES))

    machining = set(area(without, "machining"))
    assert [p for i, p in enumerate(with_machines.book.practices) if i not in machining] == [
        p for i, p in enumerate(without.book.practices) if i not in machining
    ]


def test_machines_from_home_are_taught_again_once_home_does_otherwise() -> None:
    relation = founded(ground_of(MACHINES))
    machining = area(relation, "machining")
    newer = list(relation.lessons.book)
    newer[machining[3]] += 1

    relation.lessons.renew(newer, relation.book.practices, relation.book.landscape, own=())

    assert relation.lessons.pending.intersection(machining) == {machining[3]}


@pytest.mark.parametrize("moved", TWINS)
def test_of_areas_of_one_size_the_one_named_has_the_machines(moved: str) -> None:
    ground = ground_of(f"parts.housing.areas.{moved}.equipment=transferred")
    current = history_of(ground).current

    relation = founded(ground)

    for name in TWINS:
        same = [relation.book.practices[i] == current[i] for i in area(relation, name)]
        assert all(same) if name == moved else not any(same)


def process_of(ground: Ground) -> frozenset[int]:
    return ground.process_operations("housing", "integral")


def landscape_of(ground: Ground, architecture: str = "integral") -> Landscape:
    return ground.landscape("housing", architecture)


def test_each_area_has_the_stated_share_of_operations_of_the_process() -> None:
    ground = ground_of(
        "parts.housing.areas.trim.process=20 %", "parts.housing.areas.machining.process=0 %"
    )
    operations = landscape_of(ground).operations

    found = {
        name: len(process_of(ground).intersection(operations.of_area(name)))
        for name in ("melt_and_casting", "trim", "machining", "maintenance")
    }

    assert found == {"melt_and_casting": 27, "trim": 4, "machining": 0, "maintenance": 10}


def test_which_operations_are_of_the_process_is_drawn_anew_in_each_replication() -> None:
    first, second = ground_of(), ground_of(replication=1)

    assert process_of(first) != process_of(second)
    assert process_of(first) == process_of(ground_of())


def test_which_operations_are_of_the_process_does_not_depend_on_the_architecture() -> None:
    assert process_of(ground_of()) == ground_of().process_operations("housing", "modular")


def test_a_larger_share_adds_operations_and_takes_none_away() -> None:
    areas = load(FLAGSHIP).scenario.parts["housing"].areas
    shares = [
        process_of(ground_of(*(f"parts.housing.areas.{name}.process={share} %" for name in areas)))
        for share in (0, 30, 60, 100)
    ]

    assert [len(share) for share in shares] == sorted(len(share) for share in shares)
    assert all(less < more for less, more in pairwise(shares))
    assert (shares[0], len(shares[-1])) == (frozenset(), 240)


def test_where_the_process_is_taught_the_rest_is_left_to_the_supplier() -> None:
    ground = ground_of(NO_MACHINES)
    owned = set(landscape_of(ground).owned_by("supplier"))

    relation = founded(ground, teaches="process")

    assert relation.lessons.pending == owned & process_of(ground)
    assert founded(ground).lessons.pending == owned
    # A newer book is taught no further.
    newer = [practice + 1 for practice in relation.lessons.book]
    relation.lessons.renew(newer, relation.book.practices, relation.book.landscape, own=())
    assert relation.lessons.pending == owned & process_of(ground)


def test_the_customers_own_operations_come_with_the_drawing_all_the_same() -> None:
    ground = ground_of()
    current = history_of(ground).current
    drawn = landscape_of(ground).owned_by("customer")

    relation = founded(ground, teaches="process")

    assert len(drawn) == 96
    assert practices_of(relation, drawn) == [current[i] for i in drawn]


def test_with_a_share_of_all_the_process_is_all_that_is_taught() -> None:
    areas = load(FLAGSHIP).scenario.parts["housing"].areas
    ground = ground_of(*(f"parts.housing.areas.{name}.process=100 %" for name in areas))

    assert founded(ground, teaches="process").lessons.pending == founded(ground).lessons.pending
