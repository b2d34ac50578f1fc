"""Sweep files beside a copy of the flagship, for tests."""

from __future__ import annotations

import shutil
from pathlib import Path

from flagship import FLAGSHIP

from supplychain_sim.errors import ScenarioError
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.plan import Plan

#: Lines of a sweep but for its factors, which begin in line 5.
HEAD = """\
schema: 1
base: housings.yaml
question: What does it matter?
factors:
"""
TIME, RATE, SHARE = (
    "relations.housings.far.samples.time",
    "hazards.strikes.rate",
    "contract.design_share.start",
)


def written(
    folder: Path, factors: str = "", rest: str = "design: grid\n", head: str = HEAD
) -> Path:
    """Write a sweep with *factors*, indented by two, and what is said below them."""
    shutil.copy(FLAGSHIP, folder / "housings.yaml")
    path = folder / "sweep.yaml"
    path.write_text(head + factors + rest, encoding="utf-8")
    return path


def planned(folder: Path, factors: str, rest: str = "design: grid\n") -> Plan:
    """Return the plan of a sweep."""
    return load_sweep(written(folder, factors, rest))


def complaints(
    folder: Path, factors: str, rest: str = "design: grid\n", head: str = HEAD
) -> list[str]:
    """Return what is said about a sweep that cannot be used, a line a problem."""
    return refusal(written(folder, factors, rest, head))


def refusal(path: Path) -> list[str]:
    """Return what is said about a file that cannot be used, without its folder."""
    try:
        load_sweep(path)
    except ScenarioError as error:
        *lines, count = str(error).splitlines()
        assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''}; nothing was run"
        return [line.replace(f"{path.parent}/", "") for line in lines]
    raise AssertionError("the sweep was taken")
