"""The kinds of event that the code records, found by reading it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "supplychain_sim"
#: Where the kind stands among the arguments of ``record.add``.
_KIND = 2


def kinds() -> set[str]:
    """Return every kind that some ``record.add`` in the package may record.

    A kind that is no text where it is recorded is followed to the constant of its
    module, the assignment in its function, or the calls of that function.
    """
    return {kind for path in sorted(PACKAGE.rglob("*.py")) for kind in _of_module(path)}


def _of_module(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in _calls(tree):
        if ast.unparse(call.func).endswith("record.add"):
            inside = [one for one in functions if call in ast.walk(one)]
            # The innermost function comes last.
            yield from _texts(call.args[_KIND], inside[-1], tree)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _texts(value: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    """Yield what *value* may be in *function*."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from _texts(value.body, function, tree)
        yield from _texts(value.orelse, function, tree)
    elif isinstance(value, ast.Name):
        yield from _of_name(value.id, function, tree)
    else:
        raise TypeError(f"cannot tell what {ast.unparse(value)} is in {function.name}")


def _of_name(name: str, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    parameters = [argument.arg for argument in function.args.args]
    if name in parameters:
        place = parameters.index(name)
        for other in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in _calls(other):
                if isinstance(call.func, ast.Name) and call.func.id == function.name:
                    yield from _texts(call.args[place], other, tree)
        return
    found = [*_assigned(name, function), *_assigned(name, tree)]
    assert found, f"nothing says what {name} is in {function.name}"
    for value in found:
        yield from _texts(value, function, tree)


def _assigned(name: str, tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from _parts(name, target, node.value)
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield from _parts(name, node.target, node.value)


def _parts(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Name) and target.id == name:
        yield value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _parts(name, one, other)
