"""What is compiled where that is asked for is written so that nothing gets lost by it."""

from __future__ import annotations

import ast
import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from flagship import ROOT

PACKAGE = ROOT / "supplychain_sim"
CONSTANT = re.compile(r"_*[A-Z][A-Z0-9]+(_[A-Z0-9]+)*")


def _compiled() -> list[Path]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]

    def among(path: Path, patterns: list[str]) -> bool:
        return any(fnmatch(f"/{path.relative_to(ROOT)}", f"*{one}") for one in patterns)

    found = [path for path in sorted(PACKAGE.rglob("*.py")) if among(path, hook["include"])]
    return [path for path in found if not among(path, hook["exclude"])]


COMPILED = _compiled()
EACH = pytest.mark.parametrize(
    "path", COMPILED, ids=lambda path: str(path.relative_to(PACKAGE).with_suffix(""))
)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_what_happens_in_a_run_is_compiled() -> None:
    names = {str(path.relative_to(PACKAGE)) for path in COMPILED}

    assert {"engine.py", "model/cookbook.py", "processes/trials.py"} < names
    assert not names & {"model/outcome.py", "model/reduction.py", "processes/__init__.py"}


@EACH
def test_nothing_is_kept_by_a_property_which_a_compiled_class_would_compute_again(
    path: Path,
) -> None:
    imported = {
        name.name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }

    assert "cached_property" not in imported


@EACH
def test_constants_are_final_so_that_nobody_looks_them_up(path: Path) -> None:
    assigned = {
        target.id
        for node in _tree(path).body
        if isinstance(node, ast.Assign)
        for target in ast.walk(node)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }

    assert {name for name in assigned if CONSTANT.fullmatch(name)} == set()
