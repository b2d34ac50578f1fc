"""Pieces of a scenario: frozen, equal by what they hold, and copied with changes."""

from __future__ import annotations

import pickle
from typing import Annotated, Any

import pytest

from supplychain_sim.errors import UnitError
from supplychain_sim.scenario.claims import Contrast
from supplychain_sim.scenario.drawn import TimeDistribution
from supplychain_sim.scenario.draws import Constant
from supplychain_sim.scenario.fields import Minutes
from supplychain_sim.scenario.parts import Part
from supplychain_sim.scenario.places import Firm, Hazard, Port
from supplychain_sim.scenario.reading import part_from, value_from
from supplychain_sim.units import DAY

PORT = part_from(Port, {"handling": "2 days"})


class Pair(Part):
    """Something of two numbers."""

    many: Annotated[tuple[int, int], "told"]
    """Two whole numbers."""


def test_a_piece_is_frozen() -> None:
    with pytest.raises(AttributeError, match="Port is frozen: found a new handling"):
        PORT.handling = 5  # type: ignore[misc]


def test_a_copy_differs_in_what_is_changed_alone() -> None:
    copied = PORT.model_copy({"name": "Hamburg"})

    assert (copied.handling, copied.name) == (2 * DAY, "Hamburg")
    assert copied != PORT
    assert copied.model_copy({"name": None}) == PORT
    assert hash(copied.model_copy({"name": None})) == hash(PORT)


def test_a_piece_tells_what_was_said_of_it() -> None:
    contrast = part_from(Contrast, {"as": "difference", "measure": "gap"})

    assert contrast.model_fields_set == {"as_", "measure"}
    assert part_from(Contrast, {}).as_ == contrast.as_


def test_a_piece_that_is_made_has_the_defaults_of_what_is_not_said() -> None:
    made = Port(handling=2 * DAY)

    assert made == PORT
    assert made.model_fields_set == {"handling"}


def test_a_piece_goes_to_another_process_and_comes_back_equal() -> None:
    delay = value_from(TimeDistribution, {"dist": "constant", "value": "1 day"})
    sent = pickle.loads(pickle.dumps((PORT, delay)))

    assert sent == (PORT, delay)
    assert type(sent[1]) is Constant
    assert repr(sent[1]) == "Constant(weight=None, dist='constant', value=1440)"


def test_what_is_generic_is_one_thing_for_each_kind_of_quantity() -> None:
    kind: Any = Constant

    assert kind[Minutes] is kind[Minutes]
    assert kind[Minutes].model_fields["value"].annotation is int


@pytest.mark.parametrize(
    ("part", "written", "message"),
    [
        (Port, 5, "found 5, expected a mapping"),
        (Pair, {"many": [1]}, "found 1 in the list, expected one more"),
        (Pair, {"many": [1, 2, 3]}, "found 3, expected at most 2"),
        (Pair, {"many": [1, True]}, "found true, expected a whole number"),
        (Firm, {"home": "a", "plants": 3, "quality_engineers": 2}, "found 3, expected a list"),
        (Hazard, {"port": [], "duration": "1 day"}, "found none, expected at least 1"),
    ],
)
def test_what_is_no_such_piece_is_refused(part: type[Part], written: Any, message: str) -> None:
    with pytest.raises(UnitError) as refused:
        part_from(part, written)

    assert str(refused.value) == message
