"""Goods that are short: owed by the customer's plant to itself, or lost."""

from __future__ import annotations

import pytest
from running import finished, shortened

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.simulation import Run

RELATION, STOCK = "relation/housings", "stock/housings"
#: Ordered with far less time than production takes, so that something is short.
TIGHT = ("relations.housings.stock.cover=0 days", "relations.housings.quoted=1 day")
YEARS: tuple[int | None, ...] = (None, 1, 2)


def of(*settings: str) -> tuple[Run, Outcome]:
    return finished(shortened("900 days", *TIGHT, *settings), "offshore_outsourcing")


@pytest.fixture(scope="module")
def owing() -> tuple[Run, Outcome]:
    return of()


@pytest.fixture(scope="module")
def losing() -> tuple[Run, Outcome]:
    return of("relations.housings.stock.backorders=false")


def value(outcome: Outcome, measure: str, year: int | None = None) -> float:
    (found,) = (m.value for m in outcome.measures if m[:3] == (STOCK, measure, year))
    return found


def received(run: Run) -> float:
    """Return the good units that arrived."""
    tally = run.relations[RELATION].tally
    return tally.of("units received") - tally.of("defects")


def test_what_is_owed_is_demanded_and_neither_served_nor_lost(owing: tuple[Run, Outcome]) -> None:
    run, outcome = owing
    _, stock = run.observer.stocks[RELATION]
    demanded = run.relations[RELATION].tally.of("units demanded")
    served = stock.level + received(run) - stock.on_hand

    assert demanded == served + stock.owed
    assert value(outcome, "fill_rate") < 1
    assert [value(outcome, "lost_units", year) for year in YEARS] == [0, 0, 0]


def test_what_is_lost_is_demanded_and_not_served(losing: tuple[Run, Outcome]) -> None:
    run, outcome = losing
    tally = run.relations[RELATION].tally
    _, stock = run.observer.stocks[RELATION]
    served = stock.level + received(run) - stock.on_hand

    for year in YEARS:
        lost = value(outcome, "lost_units", year)
        assert tally.of("units demanded", year) == tally.of("units from stock", year) + lost
    assert value(outcome, "lost_units") == stock.lost > 0
    assert tally.of("units demanded") == served + stock.lost
    assert (value(outcome, "backorders"), stock.owed) == (0, 0)


def test_what_is_lost_is_not_ordered_again(
    owing: tuple[Run, Outcome], losing: tuple[Run, Outcome]
) -> None:
    ordered = {}
    for name, (run, _) in (("owing", owing), ("losing", losing)):
        events = run.record.history(RELATION)
        ordered[name] = sum(int(e.facts[0]) for e in events if e.kind == "ordered")

    # Both meet the same demand; the stock that lost some of it asks for so much less.
    assert ordered["losing"] < ordered["owing"]
