"""What holds for any sweep file: it is taken or refused, whatever stands in it."""

from __future__ import annotations

import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flagship import FLAGSHIP
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sweepfile import RATE, SHARE, TIME

from supplychain_sim.errors import ScenarioError
from supplychain_sim.sweep.load import load_sweep

ASPECTS = {
    "measure": "gap",
    "subject": "site/foundry",
    "regime": "near_apprenticeship",
    "window": "last year",
}
TREE: dict[str, Any] = {
    "schema": 1,
    "base": "housings.yaml",
    "question": "Does it matter?",
    "set": {"contract.round": "2 years"},
    "factors": {
        TIME: {"dist": "uniform", "min": "1 day", "max": "9 days"},
        SHARE: {"from": "10 %", "to": "70 %"},
        "way": {"at": ["a", "b"], "sets": {RATE: ["0.1 /year", "0.2 /year"]}},
    },
    "design": {"latin_hypercube": "4 points"},
    "regimes": ["mutual_learning", "near_apprenticeship"],
    "best": {
        "measure": "gap",
        "subject": "site/foundry",
        "window": "last year",
        "is": "lowest",
    },
    "claims": {
        "C": {
            **ASPECTS,
            "says": "It does",
            "against": {"regime": "mutual_learning"},
            "along": TIME,
            "interaction": {"with": SHARE, "expect": "above 0"},
        }
    },
}
POOL: list[Any] = [
    *(None, True, 0, 1, -1, 0.5, 1e308, 10**30, "", "x", "a.b", "...", "0 days", "5 %", "grid"),
    *("way", "gap", "1_0 days", "٣ points", TIME, [], [1], [None], ["1 day", "2 days"], {}),
    *({"a": 1}, {"dist": [1]}, {"dist": "uniform"}, {"from": 1, "to": 2}, {"csv": "."}),
    *({"at": [None, 2], "sets": {"seed": [1, 2]}}, {"value": [3], "from": "text"}),
    *({"dist": "lognormal", "mean": "1e300 days", "sd": "1e-300 days"}, {"sobol": 1}),
    {"from": "1e-320 days", "to": "1e300 days", "scale": "log", "steps": 3},
    {"dist": "integers", "min": 0, "max": 1e300},
]
PLACES = ["x", "way", "seed", "a.b", "slope", "at", "sets", "dist", "from", "value", ".."]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    return [path, *(found for key, inner in inside for found in paths(inner, (*path, key)))]


PATHS = [path for path in paths(TREE) if path]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(PATHS),
        st.sampled_from(["replace", "remove", *PLACES]),
        st.sampled_from(POOL),
    ),
    min_size=1,
    max_size=3,
)


def edited(tree: Any, path: tuple[str | int, ...], how: str, value: Any) -> None:
    """Replace or remove what is at *path*, or put something new beside it, if it is there."""
    holder: Any = tree
    step: Any
    for step in path[:-1]:
        if not isinstance(holder, dict | list) or step not in steps(holder):
            return
        holder = holder[step]
    last: Any = path[-1]
    if not isinstance(holder, dict | list) or last not in steps(holder):
        return
    if how == "remove":
        del holder[last]
    elif how == "replace":
        holder[last] = value
    elif isinstance(holder, list):
        holder.append(value)
    else:
        holder[how] = value


def steps(holder: Any) -> Any:
    return holder if isinstance(holder, dict) else range(len(holder))


@settings(max_examples=40, deadline=None)
@given(edits=EDITS)
@example(edits=[(("schema",), "value", [3])])
def test_an_edited_sweep_is_taken_or_refused_with_problems(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[tuple[str | int, ...], str, Any]]
) -> None:
    folder, tree = tmp_path_factory.getbasetemp(), deepcopy(TREE)
    shutil.copy(FLAGSHIP, folder / "housings.yaml")
    for path, how, value in edits:
        edited(tree, path, how, deepcopy(value))
    file: Path = folder / "sweep.yaml"
    file.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")

    try:
        plan = load_sweep(file)
    except ScenarioError as error:
        lines, count = str(error).splitlines(), len(error.problems)
    else:
        assert len(plan.point(plan.size - 1).values) == len(plan.factors)
        assert json.loads(json.dumps(plan.tree, allow_nan=False)) == plan.tree
        return

    # One line for each problem, and one that counts them.
    assert len(lines) == count + 1 > 1


def test_the_sweep_that_is_edited_is_taken(tmp_path: Path) -> None:
    shutil.copy(FLAGSHIP, tmp_path / "housings.yaml")
    (tmp_path / "sweep.yaml").write_text(json.dumps(TREE), encoding="utf-8")

    assert load_sweep(tmp_path / "sweep.yaml").size == 4
