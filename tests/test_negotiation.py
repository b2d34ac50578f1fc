from __future__ import annotations

import pytest
from statistical import assert_estimates

from supplychain_sim.model.contract import Level
from supplychain_sim.model.negotiation import OwnRecord, levels_read, read_more
from supplychain_sim.model.outcomes import Outcomes
from supplychain_sim.model.targets import Proposal, Targets, Window
from supplychain_sim.scenario.products import AtGapOne
from supplychain_sim.scenario.reading import part_from
from supplychain_sim.streams import Streams

NOW = Targets([0.10, 0.10], 0.95)
ASKED = Proposal(0.08, 0.08, 0.96)
OUTCOMES = Outcomes(
    part_from(
        AtGapOne,
        {
            "cost": {"fixed": "30 USD/unit", "moving": "20 USD/unit"},
            "defects": {"level": "16000 ppm", "power": 4.0, "most": "200000 ppm"},
            "process_time": {"fixed": "4 days", "moving": "10 days", "cv": "28 %"},
        },
    )
)


def test_a_supplier_offers_its_present_level_as_long_as_nothing_is_known_of_its_past() -> None:
    offered = OwnRecord().offer((0.09, 0.085, 0.045), ASKED, NOW)

    assert offered == pytest.approx((0.09, 0.085, 0.955))


def test_it_offers_to_improve_as_it_did_since_the_last_negotiation() -> None:
    own = OwnRecord()
    own.offer((0.12, 0.10, 0.05), ASKED, NOW)

    offered = own.offer((0.108, 0.095, 0.05), ASKED, NOW)

    # A tenth, a twentieth and nothing less than now.
    assert offered == pytest.approx((0.108 * 0.9, 0.095 * 0.95, 0.95))


def test_what_got_worse_promises_nothing() -> None:
    own = OwnRecord()
    own.offer((0.08, 0.08, 0.04), ASKED, NOW)

    assert own.offer((0.09, 0.09, 0.045), ASKED, NOW) == pytest.approx((0.09, 0.09, 0.955))


def test_nobody_offers_more_than_is_asked_or_less_than_holds_already() -> None:
    assert OwnRecord().offer((0.02, 0.20, 0.0), ASKED, NOW) == pytest.approx((0.08, 0.10, 0.96))


def test_who_has_read_nothing_offers_nothing() -> None:
    own = OwnRecord([0.2, 0.2, 0.2])

    assert own.offer((None, None, None), ASKED, NOW) == pytest.approx((0.10, 0.10, 0.95))
    assert own.past == [0.2, 0.2, 0.2]


def test_levels_are_read_back_from_money_and_counts() -> None:
    # One for each delivered: 999.5 and a half in a million units are 1000 ppm, a sixteenth.
    window = Window((41.0, 43.0), 500_000, 1_999, 200, 9, counted=2.0)

    cost, defects, late = levels_read(window, OUTCOMES)

    assert cost == pytest.approx(0.25 * 12 / 20)
    assert defects == pytest.approx(0.25 * (1999.5 / 16000) ** 0.25)
    assert late == pytest.approx(0.045)
    assert OUTCOMES.unit_cost(cost or 0.0) == pytest.approx(42.0)
    assert OUTCOMES.defects_per_million(defects or 0.0) == pytest.approx(1999.5)


def test_no_defect_found_is_not_read_as_perfection_and_nothing_seen_not_at_all() -> None:
    _, defects, _ = levels_read(Window((), 10_000, 0, 0, 0), OUTCOMES)

    assert defects is not None
    assert defects > 0.05
    assert levels_read(Window((), 0, 0, 0, 0), OUTCOMES) == (None, None, None)


def test_further_readings_and_units_are_added_to_those_of_a_window() -> None:
    window = Window((40.0, 44.0), 1000, 3, 20, 1, counted=4.0)
    level = Level(50.0, 500.0)

    # Four readings for two, so 2000 further units in which 4 defects are to be expected.
    found = read_more(window, 4, level, 0.1, (0.5, 0.5))

    assert found.unit_cost() == pytest.approx((40 + 44 + 4 * 50) / 6)
    assert (found.units, found.defects, found.counted) == (3000, 3 + 4, 4.0)
    assert (found.lines, found.late) == (20, 1)


def test_nothing_is_added_where_nobody_looks_or_nothing_was_read() -> None:
    seen, unseen = Window((40.0,), 1000, 3, 20, 1), Window((), 0, 0, 0, 0)

    assert read_more(seen, 0, Level(50.0, 500.0), 0.1, (0.9, 0.9)) == seen
    assert read_more(unseen, 4, Level(50.0, 500.0), 0.1, (0.9, 0.9)) == unseen


def test_further_readings_are_as_sure_as_so_many_are(seed: int) -> None:
    stream = Streams(seed, 0).of("relation/a", "readings at target setting")
    level = Level(50.0, 500.0)
    errors, defects = [], []
    for _ in range(4000):
        draws = stream.uniform(), stream.uniform()
        found = read_more(Window((50.0,), 1000, 0, 0, 0, counted=4.0), 9, level, 0.03, draws)
        errors.append(((found.readings[-1] / 50 - 1) / 0.03) ** 2)
        defects.append(float(found.defects))

    assert_estimates(errors, 1 / 9, notices=0.02)
    assert_estimates(defects, 9000 * 4 * 500 / 1e6, notices=0.5)
