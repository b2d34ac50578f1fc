"""Names are labels: what is renamed, and keeps its old name as its stream, behaves as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from flagship import FLAGSHIP

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.parse import load
from supplychain_sim.simulation import simulate

SHORT = ["horizon=4 years", "contract.round=1 year"]
#: Sections whose entries have luck of their own.
LUCKY = ("sites", "parts", "relations", "ports", "hazards")
#: Sections whose names are labels and nothing else.
LABELS = ("firms", "lanes", "visitors")


def _renamed(tree: Any, names: dict[str, str]) -> Any:
    """Return *tree* with names replaced wherever they stand as keys or values."""
    if isinstance(tree, dict):
        return {names.get(key, key): _renamed(value, names) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_renamed(value, names) for value in tree]
    if not isinstance(tree, str):
        return tree
    port = tree.removeprefix("port/")
    return tree[: len(tree) - len(port)] + names.get(port, port)


def _outcomes(tree: dict[str, Any], folder: Path) -> list[Outcome]:
    path = folder / "renamed.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return simulate(load(path, SHORT).scenario, 0)


def _values(outcome: Outcome, names: dict[str, str]) -> set[tuple[str, str, int | None, str]]:
    """Return the values of an outcome under the new names."""
    return {
        (
            "/".join(names.get(word, word) for word in subject.split("/")),
            measure,
            year,
            f"{value:.9g}",
        )
        for subject, measure, year, value in outcome.measures
    }


def test_renaming_everything_changes_no_result_where_streams_are_kept(tmp_path: Path) -> None:
    tree = yaml.safe_load(FLAGSHIP.read_text(encoding="utf-8"))
    tree.pop("claims", None)
    areas = tree["parts"]["housing"]["areas"]
    names = {
        # Backwards, so that the order of names changes as well.
        name: f"z{99 - number}-{name[::-1]}"
        for number, name in enumerate(
            sorted({name for kind in (*LUCKY, *LABELS) for name in tree[kind]} | set(areas))
        )
    }
    before = simulate(load(FLAGSHIP, SHORT).scenario, 0)
    for kind in LUCKY:
        for name in tree[kind]:
            tree[kind][name]["stream"] = f"keep-{name}"
    kept = _renamed(tree, names)
    for kind in LUCKY:
        for thing in kept[kind].values():
            thing["stream"] = thing["stream"].removeprefix("keep-")

    after = _outcomes(kept, tmp_path)

    for one, other in zip(before, after, strict=True):
        assert _values(other, {}) == _values(one, names)


def test_a_new_name_without_its_stream_is_another_place(tmp_path: Path) -> None:
    tree = yaml.safe_load(FLAGSHIP.read_text(encoding="utf-8"))
    tree.pop("claims", None)

    found = _outcomes(_renamed(tree, {"housings": "castings"}), tmp_path)

    for one, other in zip(simulate(load(FLAGSHIP, SHORT).scenario, 0), found, strict=True):
        assert _values(other, {}) != _values(one, {"housings": "castings"})
