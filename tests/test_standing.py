from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.model.standing import Ambition, Standing
from supplychain_sim.model.tally import Tally
from supplychain_sim.scenario.reading import part_from
from supplychain_sim.scenario.supplier_states import Ambition as AmbitionTerms
from supplychain_sim.scenario.supplier_states import Trust
from supplychain_sim.units import DAY

RULE = part_from(
    Trust,
    {
        "start": 0.5,
        "closed_in_norm": "10 %",
        "change_held": "2 %",
        "overdue": "20 %",
        "recurrence": "30 %",
    },
)
UNMOVED = part_from(
    Trust,
    {
        **dict.fromkeys(("closed_in_norm", "change_held", "overdue", "recurrence"), "0 %"),
        "start": 0.5,
    },
)


def standing(rule: Trust = RULE) -> Standing:
    return Standing(rule, Tally(), rule.start)


def ambition(by_capability: float = 1.0, rest: str = "1 day") -> Ambition:
    terms = part_from(
        AmbitionTerms,
        {"start": 0.4, "by_capability": by_capability, "refusal": "25 %", "rest": rest},
    )
    return Ambition(terms, terms.start)


@pytest.mark.parametrize(
    ("event", "trust"),
    [
        ("closed_in_norm", 0.5 + 0.1 * 0.5),
        ("held", 0.5 + 0.02 * 0.5),
        ("overdue", 0.5 - 0.2 * 0.5),
        ("recurred", 0.5 - 0.3 * 0.5),
    ],
)
def test_each_event_moves_trust_by_its_share(event: str, trust: float) -> None:
    supplier = standing()

    getattr(supplier, event)(DAY)

    assert supplier.trust == pytest.approx(trust)


@given(st.lists(st.sampled_from(["closed_in_norm", "held", "overdue", "recurred"]), max_size=60))
@settings(deadline=None)
def test_trust_stays_between_none_and_all(events: list[str]) -> None:
    supplier = standing()
    for event in events:
        getattr(supplier, event)(DAY)

    assert 0.0 <= supplier.trust <= 1.0


@given(st.lists(st.sampled_from(["closed_in_norm", "held", "overdue", "recurred"]), max_size=20))
@settings(deadline=None)
def test_trust_that_no_event_moves_leaves_the_queue_in_its_order(events: list[str]) -> None:
    supplier = standing(UNMOVED)
    for event in events:
        getattr(supplier, event)(DAY)

    assert supplier.place()() == standing(UNMOVED).place()()


def test_the_trusted_come_before_others_in_a_queue() -> None:
    prompt, late = standing(), standing()
    prompt.closed_in_norm(DAY)
    late.overdue(DAY)

    # Who is served first has the lesser place.
    assert prompt.place()() < standing().place()() < late.place()()


def test_ambition_follows_gains_in_capability_up_to_its_limit() -> None:
    supplier = ambition(by_capability=2.0)

    assert supplier.after(0.1) == pytest.approx(0.4 + 2 * 0.1)
    assert supplier.after(0.1) == pytest.approx(0.6)
    assert supplier.after(0.9) == 1.0


def test_a_refusal_takes_a_share_of_ambition() -> None:
    supplier = ambition()

    supplier.refused(0.2, 0.0)

    assert supplier.after(0.2) == pytest.approx(0.75 * (0.4 + 0.2))


@pytest.mark.parametrize(("uniform", "rests"), [(0.29, 0), (0.31, DAY)])
def test_a_refused_team_rests_once_and_the_likelier_the_less_ambition_is_left(
    uniform: float, rests: int
) -> None:
    supplier = ambition()

    supplier.refused(0.0, uniform)

    assert (supplier.rest(), supplier.rest()) == (rests, 0)


def test_nobody_rests_for_no_time_at_all() -> None:
    supplier = ambition(rest="0 days")

    supplier.refused(0.0, 0.999)

    assert supplier.rest() == 0
