from __future__ import annotations

import pytest

from supplychain_sim.model.price import Price


@pytest.mark.parametrize(
    ("read", "asked", "most", "conceded"),
    [(45.0, 0.02, 0.05, 0.02), (45.0, 0.05, 0.02, 0.02), (49.5, 0.05, 0.05, 0.01)],
    ids=["what is asked", "the most", "the fall of the cost"],
)
def test_a_supplier_concedes_the_least_of_three(
    read: float, asked: float, most: float, conceded: float
) -> None:
    assert Price(known=50.0).concede(read, asked, most) == pytest.approx(conceded)


def test_a_supplier_whose_cost_rose_or_that_has_not_read_it_concedes_nothing() -> None:
    price = Price(known=50.0)

    assert price.concede(51.0, 0.05, 0.05) == 0.0
    assert price.concede(None, 0.05, 0.05) == 0.0
    # Nor does it for the way back to where it was.
    assert price.concede(50.0, 0.05, 0.05) == 0.0


def test_a_fall_that_was_there_at_the_last_talk_is_not_conceded_again() -> None:
    price = Price(known=50.0)
    price.concede(40.0, 0.02, 0.02)

    assert price.concede(40.0, 0.02, 0.02) == 0.0
    assert price.concede(39.6, 0.02, 0.02) == pytest.approx(0.01)


def test_what_is_conceded_compounds_over_a_round_and_begins_anew_with_the_next() -> None:
    price = Price(known=50.0)
    for read in (45.0, 40.0):
        price.concede(read, 0.05, 0.015)

    assert price.conceded == pytest.approx(1.0 - 0.985**2)
    price.start_round()
    assert price.conceded == 0.0
