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
#: Whole numbers, and what is true or false, that are summed as they are made.
WHOLE_NUMBERS = {
    "_HUNDRED * given.numerator // given.denominator",
    "given is not None",
    "is_documented(relation, change)",
    "((practice != LEFT_OUT) - (self.practices[operation] != LEFT_OUT)) * self._weights[operation]",
    "closed <= action.due",
    "units",
    "owners[other] != owners[i]",
    "one.transit + one.handling",
    "now - started",
    "crossings[operation]",
}
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
    assert "cached_property" not in path.read_text(encoding="utf-8")


@EACH
def test_nothing_is_looked_for_in_what_is_made_as_it_is_read(path: Path) -> None:
    tree = _tree(path)
    yielding = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(part, ast.Yield | ast.YieldFrom) for part in ast.walk(node))
    }

    def is_made_as_it_is_read(node: ast.expr) -> bool:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            return name in yielding
        return isinstance(node, ast.GeneratorExp)

    sought = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        for how, other in zip(node.ops, node.comparators, strict=True)
        if isinstance(how, ast.In | ast.NotIn) and is_made_as_it_is_read(other)
    ]
    assert sought == []


#: What is compared by identity, none of it a tuple without a name.
IDENTITIES = {
    "self._lots.get(shipment.number) is not shipment",
    "of is book",
    "by is outcomes",
    "side is other",
    "teams is not relation.courting",
    "staff is not relation.staff",
    "other is kind",
}


@EACH
def test_no_tuples_are_compared_by_identity(path: Path) -> None:
    compared = {
        ast.unparse(node)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Compare)
        and any(isinstance(how, ast.Is | ast.IsNot) for how in node.ops)
        and not any(isinstance(other, ast.Constant) for other in node.comparators)
    }

    assert compared - IDENTITIES == set()


def test_the_list_of_what_is_compared_by_identity_is_no_longer_than_it_has_to_be() -> None:
    text = "\n".join(ast.unparse(_tree(path)) for path in COMPILED)

    assert [one for one in IDENTITIES if one not in text] == []


@EACH
def test_floats_are_summed_over_lists(path: Path) -> None:
    """Over a generator they are added up plainly; whole numbers may be."""
    summed = {
        ast.unparse(node.args[0].elt)
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "sum"
        and isinstance(node.args[0], ast.GeneratorExp)
    }

    assert summed - WHOLE_NUMBERS == set()


@EACH
def test_constants_are_final_so_that_nobody_looks_them_up(path: Path) -> None:
    assigned = {
        target.id
        for node in _tree(path).body
        if isinstance(node, ast.Assign)
        or (isinstance(node, ast.AnnAssign) and "Final" not in ast.unparse(node.annotation))
        for target in ast.walk(node)
        if isinstance(target, ast.Name) and isinstance(target.ctx, ast.Store)
    }

    assert {name for name in assigned if CONSTANT.fullmatch(name)} == set()
