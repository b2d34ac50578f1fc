"""What holds for any scenario: it is taken or refused, and its layout decides nothing."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from flagship import FLAGSHIP
from hypothesis import given, settings
from hypothesis import strategies as st

from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.parse import Loaded, load, scenario_hash
from supplychain_sim.simulation import simulate

Path_ = tuple[str | int, ...]

SHORT = ("horizon=2 years", "contract.round=1 year")
#: Regimes that between them work from near and from far.
BOTH_WAYS = ("mutual_learning", "offshore_outsourcing")


def _without_claims() -> dict[str, Any]:
    """Return the flagship as written, but for claims about years that a short run has not."""
    tree: dict[str, Any] = yaml.safe_load(FLAGSHIP.read_text(encoding="utf-8"))
    del tree["claims"]
    return tree


TREE = _without_claims()


def _paths(value: Any, path: Path_ = ()) -> list[Path_]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    return [path, *(found for key, inner in inside for found in _paths(inner, (*path, key)))]


PATHS = [path for path in _paths(TREE) if path]
POOL: list[Any] = [
    *(None, True, 0, 1, -1, 0.5, 1e308, -0.0, 10**30),
    *("", " ", "x", "kassel", "port/shanghai", "<<", "\u202e", "{}", "%s {0}", "near", "a\nb"),
    *("14 days", "0 days", "every 9 days", "40 %", "9 USD", "9 USD/unit", "4 /year", "3 people"),
    *("9 operations", "2003-02-30", "2003-03-01", "drewry_2006", "0.9 x best site", "null"),
    *([], [[]], ["x", 3], {}, {"x": {}}, {"value": 3}, {"value": {"value": []}, "from": "text"}),
    *({"dist": "normal", "mean": "9 days", "sd": "1 day"}, {"dist": "mixture", "of": [{}, 3]}),
    *({"dist": "empirical", "values": ["1 day", 3]}, {"preset": "joint_venture"}, {"dist": []}),
    *({"extends": "mutual_learning"}, {"from": "yours"}),
]


def _edited(tree: Any, path: Path_, how: str, value: Any) -> None:
    """Replace, remove or double what is at *path*, if an earlier edit left anything there."""
    holder: Any = tree
    step: Any
    for step in path[:-1]:
        if not isinstance(holder, dict | list) or step not in _steps(holder):
            return
        holder = holder[step]
    last: Any = path[-1]
    if not isinstance(holder, dict | list) or last not in _steps(holder):
        return
    if how == "remove":
        del holder[last]
    elif how == "replace":
        holder[last] = value
    elif isinstance(holder, list):
        holder.insert(last, deepcopy(holder[last]))
    else:
        holder[f"{last}2"] = deepcopy(holder[last])


def _steps(holder: Any) -> Any:
    return holder if isinstance(holder, dict) else range(len(holder))


def _read(folder: Path, text: str, overrides: tuple[str, ...] = ()) -> Loaded:
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, overrides)


def _as_json(tree: Any) -> str:
    return json.dumps(tree, default=str, ensure_ascii=False)


EDITS = st.lists(
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["replace", "replace", "remove", "double"]),
        st.sampled_from(POOL),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=120, deadline=None)
@given(edits=EDITS)
def test_an_edited_scenario_is_taken_or_refused_with_problems(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[Path_, str, Any]]
) -> None:
    folder, tree = tmp_path_factory.getbasetemp(), deepcopy(TREE)
    for path, how, value in edits:
        _edited(tree, path, how, value)

    try:
        read = _read(folder, _as_json(tree))
    except ScenarioError as error:
        told = str(error).splitlines()
        count = len(error.problems)
    else:
        told, count = _read_again(folder, read), 0

    # One line for each problem, and one that counts them.
    assert len(told) == count + 1


def _read_again(folder: Path, read: Loaded) -> list[str]:
    """Check that what was taken means the same once it has been written out."""
    again = _read(folder, _as_json(read.tree))
    assert again.scenario == read.scenario
    return [scenario_hash(again.tree)] if again.tree == read.tree else []


@pytest.mark.parametrize("sort_keys", [True, False])
def test_a_scenario_that_is_dumped_and_loaded_is_the_same(tmp_path: Path, sort_keys: bool) -> None:
    read = load(FLAGSHIP)

    again = _read(tmp_path, yaml.safe_dump(read.tree, sort_keys=sort_keys, allow_unicode=True))

    assert again.scenario == read.scenario
    assert scenario_hash(again.tree) == scenario_hash(read.tree)


# Orders


def _shuffled(value: Any, rng: random.Random) -> Any:
    """Return a copy with every mapping in another order."""
    if isinstance(value, dict):
        keys = rng.sample(list(value), len(value))
        return {key: _shuffled(value[key], rng) for key in keys}
    return [_shuffled(inner, rng) for inner in value] if isinstance(value, list) else value


def _measured(folder: Path, tree: Any) -> dict[str, dict[tuple[Any, ...], str]]:
    """Return every measure of one short run of two regimes, undefined ones equal to each other."""
    scenario = _read(folder, _as_json(tree), SHORT).scenario
    names = list(scenario.regimes) if len(scenario.regimes) == len(BOTH_WAYS) else BOTH_WAYS
    return {
        outcome.regime: {(m.subject, m.measure, m.year): repr(m.value) for m in outcome.measures}
        for outcome in simulate(scenario, 0, names)
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[tuple[Any, ...], str]]:
    """What the flagship as written yields."""
    return _measured(tmp_path_factory.mktemp("plain"), TREE)


@settings(max_examples=3, deadline=None)
@given(order=st.integers(0, 2**32))
def test_the_order_of_what_is_no_sequence_changes_no_result(
    tmp_path_factory: pytest.TempPathFactory,
    plain: Mapping[str, Mapping[tuple[Any, ...], str]],
    order: int,
) -> None:
    rng = random.Random(order)
    tree = _shuffled(TREE, rng)
    rng.shuffle(tree["firms"]["gear-maker"]["plants"])
    rng.shuffle(tree["hazards"]["strikes"]["port"])
    rng.shuffle(tree["hazards"]["no-travel"]["people"])

    assert _measured(tmp_path_factory.getbasetemp(), tree) == plain
