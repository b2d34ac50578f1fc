"""A copy of the flagship with faults put in by replacing its text.

A copy, so that the places in messages do not move with every edit of the flagship.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from supplychain_sim.errors import ScenarioError
from supplychain_sim.scenario.parse import Loaded, load

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "scenarios" / "gear_unit_housings.yaml"
FLAGSHIP = Path(__file__).parent / "scenarios" / "housings.yaml"
#: Settings that leave out what the shipped flagship has for its later years alone.
NOTHING_LATER = ("claims=null", "regimes.lifted_in_year_6=null")

Replacement = tuple[str, str]


def written(folder: Path, *replacements: Replacement) -> Path:
    """Write the flagship with each text replaced once; the text has to be there."""
    text = FLAGSHIP.read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, f"{old!r} is no longer in the flagship"
        text = text.replace(old, new, 1)
    path = folder / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, *replacements: Replacement, settings: Sequence[str] = ()) -> Loaded:
    """Return the flagship with its text replaced."""
    return load(written(folder, *replacements), settings)


def complaints(folder: Path, *replacements: Replacement, settings: Sequence[str] = ()) -> list[str]:
    """Return what is said about the flagship once its text is replaced, a line a problem."""
    return refusal(written(folder, *replacements), settings)


def refusal(path: Path, settings: Sequence[str] = ()) -> list[str]:
    """Return what is said about a file that cannot be used, without its folder."""
    try:
        load(path, settings)
    except ScenarioError as error:
        *lines, count = str(error).splitlines()
        assert count == f"{len(lines)} problem{'s' if len(lines) > 1 else ''}; nothing was run"
        return [line.removeprefix(f"{path.parent}/") for line in lines]
    raise AssertionError("the scenario was taken")


def single_values(tree: object) -> set[tuple[str | int, ...]]:
    """Return the path of each value in *tree* that is neither a mapping nor a list."""
    found = set()
    rest: list[tuple[tuple[str | int, ...], object]] = [((), tree)]
    while rest:
        path, value = rest.pop()
        if isinstance(value, dict):
            rest += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            rest += [((*path, index), inner) for index, inner in enumerate(value)]
        else:
            found.add(path)
    return found
