"""What the avenues of the texts amount to, where that is no process of its own."""

from __future__ import annotations

import pytest
from flagship import SHIPPED
from processes.stage import better, set_stage
from running import finished, shortened, told

from supplychain_sim.model.founding import Ground
from supplychain_sim.scenario.parse import load
from supplychain_sim.units import YEAR

SCENARIO = load(SHIPPED).scenario
#: What one defective unit costs, so that no other number of the flagship gives the same.
DEFECT = 731.0


@pytest.mark.parametrize("side", ["near", "far"])
def test_a_relation_works_with_the_side_that_its_regime_says(side: str) -> None:
    relation = set_stage(Ground(SCENARIO, 0), work_from=side).relation

    assert relation.side == getattr(relation.terms, side)
    assert relation.terms.near != relation.terms.far


def test_offshore_outsourcing_is_near_apprenticeship_from_afar() -> None:
    near = dict(SCENARIO.regimes["near_apprenticeship"])
    far = dict(SCENARIO.regimes["offshore_outsourcing"])

    assert {choice: far[choice] for choice in far if far[choice] != near[choice]} == {
        "work_from": "far"
    }


def test_what_another_site_saves_with_a_suppliers_change_counts_in_its_account() -> None:
    stage = set_stage(Ground(SCENARIO, 0))
    relation, home = stage.relation, stage.home
    operation = stage.weak[0]
    before = home.book.asked_levels()
    cost, defects = relation.outcomes.cost_of(home.book), relation.outcomes.defects_of(home.book)
    home.book.adopt(home.book.effect(((operation, better(home.book, operation)),)))

    relation.credit(home, before, DEFECT, YEAR)

    fewer = (defects - relation.outcomes.defects_of(home.book)) / 1e6
    cheaper = cost - relation.outcomes.cost_of(home.book)
    expected = 150_000 * (cheaper + DEFECT * fewer)
    assert relation.network_saving == pytest.approx(expected)
    assert abs(expected) > 100
    assert relation.tally.of("adopted elsewhere") == 1


def test_the_country_of_a_site_changes_nothing() -> None:
    exchanged = ("sites.kassel.country=CN", "sites.foundry.country=DE")

    _, plain = finished(shortened("1 year"), "mutual_learning")
    _, found = finished(shortened("1 year", *exchanged), "mutual_learning")

    assert told(found) == told(plain)
