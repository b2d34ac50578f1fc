"""What a scenario leaves out is filled in, owned, and told apart from what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.changes import Review
from supplychain_sim.scenario.defaults import OWNER, shipped, shipped_for
from supplychain_sim.scenario.parse import Loaded, load
from supplychain_sim.scenario.relation import Relation, Side
from supplychain_sim.scenario.schema import Scenario

COPY = Path(__file__).parent / "scenarios" / "housings.yaml"
REVIEW = "    review:                                    # how a proposed change is judged\n"


def edited(folder: Path, *edits: tuple[str, str], settings: tuple[str, ...] = ()) -> Loaded:
    """Return the copy of the flagship with parts of its text replaced."""
    text = COPY.read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "edited.yaml"
    path.write_text(text)
    return load(path, settings)


def told(folder: Path, *edits: tuple[str, str]) -> list[str]:
    """Return the problems of the same, without the name of the file."""
    with pytest.raises(ScenarioError) as raised:
        edited(folder, *edits)
    return [
        str(problem).partition("edited.yaml:")[2] or str(problem)
        for problem in raised.value.problems
    ]


def test_a_value_that_is_left_out_is_the_shipped_one_and_owned(tmp_path: Path) -> None:
    loaded = edited(tmp_path, (", quality_engineers: 3 people}", "}"))
    assert loaded.scenario.firms["gear-maker"].quality_engineers == 3
    owner = loaded.owners()["firms.gear-maker.quality_engineers"]
    assert owner == {"from": "assumed", "source": OWNER}


def test_a_shipped_value_keeps_the_source_that_it_has(tmp_path: Path) -> None:
    source = "McNerney et al. 2011: 2^(-1/(K+1)) = 79 %, a Wright curve"
    written = f'    interdependence: {{value: 2, from: literature, source: "{source}"}}\n'
    loaded = edited(tmp_path, (written, ""))
    owner = loaded.owners()["parts.housing.interdependence"]
    assert owner == {"from": "literature", "source": f"{OWNER}; {source}"}


def test_what_is_written_wins_over_what_is_shipped(tmp_path: Path) -> None:
    loaded = edited(tmp_path, ("quality_engineers: 3 people", "quality_engineers: 7 people"))
    assert loaded.scenario.firms["gear-maker"].quality_engineers == 7
    assert loaded.owners()["firms.gear-maker.quality_engineers"]["source"] == ""


def test_a_setting_wins_over_what_is_shipped(tmp_path: Path) -> None:
    edits = (", quality_engineers: 3 people}", "}")
    loaded = edited(tmp_path, edits, settings=("firms.gear-maker.quality_engineers=9 people",))
    assert loaded.scenario.firms["gear-maker"].quality_engineers == 9


def test_null_takes_a_value_back_to_what_is_shipped(tmp_path: Path) -> None:
    loaded = edited(tmp_path, settings=("parts.housing.site_share=null",))
    assert loaded.owners()["parts.housing.site_share"]["source"] == OWNER


def test_a_section_of_one_key_is_completed_and_does_not_lose_it(tmp_path: Path) -> None:
    jointly = "    delivery: {step: 1 %, least: 90 %, most: 98 %}\n"
    loaded = edited(tmp_path, (jointly, "    delivery: {least: 91 %}\n"))
    delivery = loaded.scenario.targets.jointly.delivery
    assert (delivery.step, delivery.least, delivery.most) == (0.01, 0.91, 0.98)


def test_an_empty_section_is_no_section_that_is_left_out(tmp_path: Path) -> None:
    stock = "stock: {policy: base_stock, review: 1 week, cover: 3 weeks"
    text = COPY.read_text()
    line = next(line for line in text.splitlines() if stock in line)
    number = text.splitlines().index(line) + 1
    found = told(tmp_path, (line, "    stock:"))
    assert found == [
        (
            f"{number}:11: relations.housings.stock: found nothing, expected a mapping; "
            "leave the key out for its default"
        )
    ]


def test_an_architecture_that_the_part_lacks_is_not_filled_in(tmp_path: Path) -> None:
    loaded = edited(tmp_path, ("cross: {integral: 40 %, modular: 0 %}", "cross: {integral: 40 %}"))
    cross = loaded.scenario.parts["housing"].cross
    assert (cross.integral, cross.modular) == (0.4, None)


def test_money_of_another_currency_is_asked_for_by_name(tmp_path: Path) -> None:
    text = COPY.read_text().replace("USD", "EUR")
    loops = "joint_loop: {per_crossing: 1.5, review: 3 days, costs: 100 EUR}"
    assert loops in text
    path = tmp_path / "edited.yaml"
    path.write_text(text.replace(loops, "joint_loop: {per_crossing: 1.5, review: 3 days}"))
    line = 1 + next(n for n, row in enumerate(text.splitlines()) if loops in row)
    with pytest.raises(ScenarioError) as raised:
        load(path)
    message = "missing key 'costs'; its default, 100 USD, is in another currency"
    expected = f"{path}:{line}:5: relations.housings.joint_loop: {message}"
    assert expected in [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "4:1: missing key 'currency'"),
        (
            "currency: usd\n",
            "11:11: currency: found 'usd', expected three capital letters such as 'USD'",
        ),
    ],
)
def test_a_currency_that_is_none_is_all_that_is_told(
    tmp_path: Path, written: str, message: str
) -> None:
    found = told(tmp_path, ("currency: USD\n", written), (", quality_engineers: 3 people}", "}"))
    assert [one for one in found if "currency" in one] == [message]
    assert len(found) == 1


def test_a_problem_with_a_shipped_value_says_that_it_is_one(tmp_path: Path) -> None:
    short = told(tmp_path, ("most: 80 %", "most: 10 %"))
    assert any("contract.design_share" in problem for problem in short)


def test_every_shipped_value_belongs_to_a_key_that_may_be_left_out() -> None:
    # Each is of a kind that the schema knows: the walk raises KeyError otherwise.
    parts = (Scenario, Relation, Side, Review)
    assert all(shipped_for(part) or part is Scenario for part in parts)
    assert "lasts" in shipped_for(Review)


def test_a_shipped_section_that_is_not_whole_is_not_made_up() -> None:
    assert "near" not in shipped_for(Relation)
    assert "review" in shipped_for(Relation)


def test_near_and_far_differ_in_what_is_shipped() -> None:
    told = {one.path[-2]: one.value for one in shipped_for(Side)["analysis"]}
    assert told == {"near": "5 days", "far": "10 days", "*": "10 days"}


def test_every_shipped_value_has_an_owner() -> None:
    _, owners = shipped()
    assert {owner.from_ for owner in owners.values()} <= {"assumed", "literature", "text"}
    unsourced = [o for o in owners.values() if o.from_ != "assumed" and o.source == OWNER]
    assert unsourced == []
