"""Traps in luck and bookkeeping: what concerns nobody changes nothing, and totals are right."""

from __future__ import annotations

import pytest

from supplychain_sim.model.rebuilt import rebuilt_totals
from supplychain_sim.simulation import prepare
from traps.runs import (
    REGIMES,
    choosing,
    finished,
    ground_of,
    measures,
    outcome,
    relation_of,
    told,
)


@pytest.mark.parametrize("regime", REGIMES)
def test_t13_totals_kept_are_those_of_the_books_computed_anew(regime: str) -> None:
    run = prepare(ground_of(), regime)

    run.until(run.scenario.horizon)

    books = [relation_of(run).book, *(plant.book for plant in run.plants.values())]
    assert [book.totals for book in books] == [rebuilt_totals(book) for book in books]
    assert relation_of(run).changes


def test_t13_some_changes_meet_another_context_than_they_were_tried_in() -> None:
    run = prepare(ground_of(), "joint_venture")

    run.until(run.scenario.horizon)

    assert relation_of(run).tally.of("bad changes") > 0


@pytest.mark.parametrize("regime", REGIMES)
def test_t14_a_regime_against_itself_under_another_name_differs_in_nothing(regime: str) -> None:
    ground = ground_of()
    named, renamed = outcome(ground, regime), outcome(choosing(ground, regime))

    assert measures(renamed) == measures(named)
    assert renamed.series == named.series
    assert renamed.entities == named.entities
    assert (renamed.draws, renamed.events) == (named.draws, named.events)


def test_t14_a_larger_design_share_changes_nothing_for_a_supplier_that_may_only_correct() -> None:
    # All that is counted of the share: more cells to look after ask for more designers, who cost.
    share = ("design_share", "idle_capability", "design_staff", "designers_cost")
    found = []
    for start in ("20 %", "65 %"):
        ground = ground_of(f"contract.design_share.start={start}")
        run = prepare(ground, "near_apprenticeship")
        values = measures(finished(run), *share)
        found.append((values, told(run, "tried", "introduced", "missed", "corrected")))

    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("regime", "setting"),
    [
        ("near_apprenticeship", "relations.housings.benchmark.every=90 days"),
        ("near_apprenticeship", "relations.housings.procedure_review.every=30 days"),
        ("near_apprenticeship", "relations.housings.review.costs=900 USD"),
        ("near_apprenticeship", "relations.housings.far.samples.time=40 days"),
        ("near_apprenticeship", "targets.jointly.most=50 %"),
        ("near_apprenticeship", "targets.jointly.customer_weight=0 %"),
        ("mutual_learning", "relations.housings.far.analysis=60 days"),
        ("mutual_learning", "lanes.foundry-kassel.lead_time=80 days"),
        ("offshore_outsourcing", "lanes.foundry-suzhou.lead_time=30 days"),
        ("offshore_outsourcing", "visitors.suzhou-engineers.costs=9000 USD"),
    ],
)
def test_t14_what_concerns_nobody_under_a_regime_changes_nothing(regime: str, setting: str) -> None:
    before, after = outcome(ground_of(), regime), outcome(ground_of(setting), regime)

    assert after.entities == before.entities
    assert measures(after) == measures(before)
    assert (after.draws, after.events) == (before.draws, before.events)


def test_t14_a_lock_on_what_neither_moves_nor_is_taught_changes_nothing() -> None:
    still = {"teaches": "none", "targets_move": "fixed"}
    free, locked = (
        outcome(choosing(ground_of(), "joint_venture", **still, procurement_lock=lock))
        for lock in (False, True)
    )

    assert locked.entities == free.entities
    assert measures(locked) == measures(free)


def test_t14_more_strikes_touch_nobody_who_ships_by_road() -> None:
    calm, struck = (
        outcome(ground_of(*settings), "near_apprenticeship")
        for settings in ((), ("hazards.strikes.rate=3 /year",))
    )

    changed = {name for name in struck.entities if struck.entities[name] != calm.entities.get(name)}
    assert changed == {"port/hamburg", "port/shanghai"}
