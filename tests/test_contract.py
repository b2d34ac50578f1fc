from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.contract import (
    Audited,
    Level,
    account_of,
    customers_saving,
    exit_due,
    first_share,
    next_share,
    yearly_saving,
)
from supplychain_sim.scenario.governance import Accounts, Contract, DesignShare, Exit
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.units import YEAR, Rate

RULE = DesignShare.model_construct(start=0.2, step=0.1, most=0.6, capability=1.2, response=0.5)
EXIT = Exit.model_construct(response_below=0.3, audits=2, level_above=2.0)
ACCOUNTS = Accounts.model_construct(defect=100.0, leak=Rate(50_000.0, YEAR))
TERMS = Contract.model_construct(round=YEAR, **dict[str, Any](accounts=ACCOUNTS))
costs = st.floats(20, 60)
defects = st.floats(0, 5000)


# The account


def test_a_saving_is_that_of_cost_and_of_defects() -> None:
    before, after = Level(40.0, 600.0), Level(39.0, 100.0)

    # A dollar and 500 ppm of 100 dollars a unit.
    assert yearly_saving(before, after, 10_000, 100.0) == pytest.approx(10_000 * 1.05)


@given(cost=costs, defect=defects, better=costs, fewer=defects)
@settings(deadline=None)
def test_a_step_and_its_way_back_save_nothing(
    cost: float, defect: float, better: float, fewer: float
) -> None:
    one, other = Level(cost, defect), Level(better, fewer)

    there = yearly_saving(one, other, 10_000, 100.0)

    assert there + yearly_saving(other, one, 10_000, 100.0) == pytest.approx(0.0, abs=1e-6)


@given(
    before=costs,
    gain=st.floats(0, 10),
    conceded=st.floats(0, 0.2),
    more=st.floats(0, 0.2),
)
@settings(deadline=None)
def test_what_is_conceded_divides_the_gain(
    before: float, gain: float, conceded: float, more: float
) -> None:
    # What the customer is conceded comes out of the gain: never more than there was,
    # never negative, and the whole is the same whatever is conceded (trap T3).
    start, end = Level(before, 500.0), Level(before - gain, 500.0)
    whole = yearly_saving(start, end, 10_000, 100.0)

    customers = customers_saving(start, end, 10_000, 100.0, conceded)

    assert -1e-6 <= customers <= whole + 1e-6
    assert customers <= customers_saving(start, end, 10_000, 100.0, conceded + more) + 1e-6


def test_the_customer_gets_what_was_conceded_over_the_round() -> None:
    start, end = Level(40.0, 500.0), Level(30.0, 500.0)

    # Three per cent of 40, well within the gain of 10.
    found = customers_saving(start, end, 10_000, 100.0, conceded=0.03)

    assert found == pytest.approx(10_000 * 40 * 0.03)


def test_where_nothing_is_conceded_the_gain_in_cost_is_the_suppliers() -> None:
    start, end = Level(40.0, 500.0), Level(30.0, 500.0)

    assert customers_saving(start, end, 10_000, 100.0, 0.0) == 0.0


def test_better_quality_is_the_customers_in_full() -> None:
    start, end = Level(40.0, 600.0), Level(40.0, 100.0)

    for conceded in (0.0, 0.03):
        assert customers_saving(start, end, 10_000, 100.0, conceded) == pytest.approx(500.0)


def test_a_round_pays_what_it_saved_less_what_was_paid_and_what_leaked() -> None:
    account = account_of(70_000, 30_000, 60_000, design_share=0.4, years=2, terms=TERMS)

    assert account == pytest.approx((100_000, 140_000, 60_000, 60_000, 0.4 * 50_000 * 2))
    assert account.net == account.here + account.elsewhere - account.paid - account.leaked


def test_the_worse_of_two_levels_is_taken_in_each() -> None:
    assert Level(40.0, 100.0).no_better_than(Level(30.0, 500.0)) == Level(40.0, 500.0)


# The design share


def test_a_round_that_paid_raises_the_share_of_a_supplier_that_can_and_answers() -> None:
    assert next_share(0.3, 1.0, 0.48, 0.5, RULE.start, RULE) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("capability", "response"), [(0.47, 1.0), (1.0, 0.49)], ids=["unable", "does not answer"]
)
def test_a_supplier_that_cannot_carry_more_keeps_its_share(
    capability: float, response: float
) -> None:
    assert next_share(0.3, 1.0, capability, response, RULE.start, RULE) == 0.3


def test_a_round_that_neither_paid_nor_cost_leaves_the_share() -> None:
    assert next_share(0.3, 0.0, 1.0, 1.0, RULE.start, RULE) == 0.3


def test_a_round_that_did_not_pay_lowers_the_share_whoever_the_supplier_is() -> None:
    assert next_share(0.5, -1.0, 1.0, 1.0, RULE.start, RULE) == pytest.approx(0.4)
    assert next_share(0.25, -1.0, 1.0, 1.0, RULE.start, RULE) == 0.2
    assert next_share(0.2, -1.0, 0.0, 0.0, RULE.start, RULE) == 0.2


def test_a_share_falls_to_the_least_where_one_is_said() -> None:
    rule = RULE.model_copy(update={"least": 0.05})

    assert next_share(0.2, -1.0, 1.0, 1.0, 0.2, rule) == pytest.approx(0.1)
    assert next_share(0.1, -1.0, 1.0, 1.0, 0.2, rule) == 0.05
    assert next_share(0.02, -1.0, 1.0, 1.0, 0.2, rule) == 0.02


@pytest.mark.parametrize(("begins", "share"), [("none", 0.0), ("start", 0.2), ("most", 0.6)])
def test_a_supplier_begins_with_the_share_that_its_regime_says(begins: str, share: float) -> None:
    regime = Regime.model_construct(design_share_from=begins)

    assert first_share(RULE, regime) == share


@given(
    rounds=st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(0, 1), st.floats(0, 1)), max_size=20)
)
@settings(deadline=None)
def test_the_share_stays_between_its_start_and_its_most(
    rounds: list[tuple[float, float, float]],
) -> None:
    share = RULE.start
    for net, capability, response in rounds:
        before, share = share, next_share(share, net, capability, response, RULE.start, RULE)

        assert RULE.start <= share <= RULE.most
        assert abs(share - before) <= RULE.step + 1e-12


def test_a_share_that_was_agreed_above_the_most_is_not_taken_away_by_success() -> None:
    assert next_share(0.7, 1.0, 1.0, 1.0, RULE.start, RULE) == 0.7


# Exit


def audited(*responses: float, defects: float = 0.0) -> list[Audited]:
    return [Audited(response, ("relation/housings", 0), defects) for response in responses]


def test_a_customer_leaves_after_so_many_audits_of_poor_response_running() -> None:
    assert exit_due(audited(0.9, 0.29, 0.1), EXIT)
    assert not exit_due(audited(0.1, 0.3), EXIT)
    assert not exit_due(audited(0.1, 0.9), EXIT)
    assert not exit_due(audited(0.1, 0.9, 0.1), EXIT)


def test_on_level_the_customer_leaves_for_defects_however_prompt_the_response() -> None:
    prompt_and_poor = audited(0.9, 0.9, defects=2.1)
    slow_and_good = audited(0.1, 0.1, defects=1.9)

    assert [exit_due(found, EXIT) for found in (prompt_and_poor, slow_and_good)] == [False, True]
    assert exit_due(prompt_and_poor, EXIT, on_level=True)
    assert not exit_due(slow_and_good, EXIT, on_level=True)
    assert not exit_due(prompt_and_poor[:1], EXIT, on_level=True)


def test_one_audit_alone_ends_nothing() -> None:
    assert not exit_due(audited(), EXIT)
    assert not exit_due(audited(0.0), EXIT)
