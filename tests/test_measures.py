from __future__ import annotations

import math
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from supplychain_sim.model import definitions, measures
from supplychain_sim.model.measures import Measured, Seen, View, evaluate, register
from supplychain_sim.model.tally import Tally
from supplychain_sim.units import DAY, YEAR

#: Two years and a bit of month-end values.
SEEN = Seen({"gap": [float(month) for month in range(1, 27)]}, {"gap": 26.5})


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, measures.Measure]:
    empty: dict[str, measures.Measure] = {}
    monkeypatch.setattr(measures, "REGISTRY", empty)
    return empty


def tally_of(*entries: tuple[str, int, float]) -> Tally:
    tally = Tally()
    for name, time, amount in entries:
        tally.add(name, time, amount)
    return tally


def view(year: int | None, tally: Tally | None = None) -> View:
    return View(tally or Tally(), SEEN, year, YEAR, {"teams": 3.0})


def test_a_measure_is_registered_once(registry: dict[str, measures.Measure]) -> None:
    register("gap", "1", "site", "at end", "The gap.", lambda v: v.at_end("gap"))

    with pytest.raises(ValueError, match="measure 'gap' is registered twice"):
        register("gap", "USD", "lane", "mean", "Another.", lambda v: 0.0)

    assert registry["gap"].definition == "The gap."


def test_every_measure_of_the_product_says_what_it_is() -> None:
    kinds = {
        definitions.RELATION,
        definitions.STOCK,
        definitions.LANE,
        definitions.SITE,
        definitions.PLANT,
        definitions.PORT,
        definitions.KIT,
    }

    assert measures.REGISTRY
    for name, measure in measures.REGISTRY.items():
        assert measure.name == name
        assert measure.subject in kinds
        assert measure.unit
        assert measure.definition.endswith(".")


def test_a_kind_of_subject_has_its_measures_for_the_horizon_and_each_whole_year(
    registry: dict[str, measures.Measure],
) -> None:
    register("trials", "1", "relation", "total", "Trials.", lambda v: v.total("trials"))
    register("gap", "1", "site", "at end", "The gap.", lambda v: v.at_end("gap"))
    tally = tally_of(("trials", 5, 2), ("trials", YEAR, 3), ("trials", 2 * YEAR + 5, 7))

    found = evaluate("relation", "relation/a", tally, Seen(), 2 * YEAR + 60 * DAY)

    assert found == [
        Measured("relation/a", "trials", None, 12),
        Measured("relation/a", "trials", 1, 2),
        Measured("relation/a", "trials", 2, 3),
    ]


def test_constants_are_those_of_the_year(registry: dict[str, measures.Measure]) -> None:
    register("open", "1", "port", "mean", "Open.", lambda v: v.constants["open"])

    found = evaluate("port", "p", Tally(), Seen(), YEAR, {None: {"open": 0.5}, 1: {"open": 0.25}})

    assert [(m.year, m.value) for m in found] == [(None, 0.5), (1, 0.25)]


def test_a_window_is_as_long_as_its_year_or_the_horizon(
    registry: dict[str, measures.Measure],
) -> None:
    register("length", "minutes", "port", "total", "Length.", lambda v: v.minutes)

    found = evaluate("port", "p", Tally(), Seen(), 2 * YEAR + 9)

    assert [m.value for m in found] == [2 * YEAR + 9, YEAR, YEAR]


def test_the_state_at_the_end_is_that_of_the_windows_last_month() -> None:
    assert view(1).at_end("gap") == 12
    assert view(2).at_end("gap") == 24
    assert view(None).at_end("gap") == 26.5


def test_the_mean_is_over_the_months_of_the_window() -> None:
    assert view(1).mean("gap") == 6.5
    assert view(2).mean("gap") == 18.5
    assert view(None).mean("gap") == 13.5


def test_what_was_not_seen_has_no_value() -> None:
    assert math.isnan(view(None).at_end("stock"))
    assert math.isnan(view(4).mean("gap"))
    assert math.isnan(view(4).at_end("gap"))


def test_a_ratio_is_taken_over_the_window_and_of_nothing_there_is_none() -> None:
    tally = tally_of(("paid", 5, 30), ("changes", 5, 2), ("paid", YEAR, 10))

    assert view(1, tally).ratio("paid", "changes") == 15
    assert view(None, tally).ratio("paid", "changes") == 20
    assert math.isnan(view(2, tally).ratio("paid", "changes"))
    assert view(1, tally).ratio("refused", "changes") == 0


# Tallies by year


def test_the_end_of_a_year_belongs_to_the_next() -> None:
    tally = tally_of(("trials", YEAR - 1, 1), ("trials", YEAR, 1), ("trials", YEAR + 1, 1))

    assert [tally.of("trials", year) for year in (1, 2, 3, None)] == [1, 2, 0, 3]
    assert tally.of("never") == 0


def test_a_span_is_cut_at_the_ends_of_years() -> None:
    tally = Tally()

    tally.span("busy", YEAR - 10, 2 * YEAR + 5)
    tally.span("busy", 7, 7)

    assert [tally.of("busy", year) for year in (1, 2, 3)] == [10, YEAR, 5]
    assert tally.of("busy") == YEAR + 15


def test_totals_can_be_added_up_by_how_their_names_start() -> None:
    tally = tally_of(("paid trials", 5, 3), ("paid samples", YEAR, 4), ("prepaid", 5, 100))

    assert tally.starting_with("paid ") == 7
    assert tally.starting_with("paid ", 1) == 3


def test_totals_and_states_always_have_a_value(results: Path) -> None:
    rows = pq.read_table(results / "measures.parquet").to_pylist()
    lacking = {row["measure"] for row in rows if row["value"] is None}

    assert lacking
    assert [name for name in lacking if not measures.REGISTRY[name].may_lack_value] == []
    assert not measures.REGISTRY["trials"].may_lack_value
    assert measures.REGISTRY["function"].may_lack_value
