"""The reference of the language of sweeps as Markdown, made from the language itself."""

from __future__ import annotations

import sys
from typing import get_args

from supplychain_sim.report.language import HEAD, name_of_distribution, pattern_of, row, sections
from supplychain_sim.scenario.meanings import summary
from supplychain_sim.scenario.parts import Part
from supplychain_sim.sweep.language import Design, Sweep
from supplychain_sim.sweep.varied import Distributions, Linked, Range

_INTRODUCTION = """\
# The language of sweeps

A sweep is a YAML file beside the scenario that it varies; [sweeps.md](sweeps.md) tells how to write
one.
Units, `{value, from, source}` around a value, and messages are those of scenarios
([language.md](language.md)). `<id>` is a name of your own, `<factor>` the path of a value of the
scenario, or a name of your own where several paths are set together.
"""


def sweep_reference() -> str:
    """Return the reference."""
    lines = [_INTRODUCTION]
    for part, patterns in sections(Sweep).items():
        named = ", ".join(f"`{pattern_of(pattern)}`" for pattern in patterns)
        lines += _section(f"## {named or 'The file itself'}", part)
    lines += _section("## `design`, unless it is `grid`", Design)
    lines += _section("## `factors.<factor>`: a range", Range)
    lines += _section("## `factors.<factor>`: paths that are set together", Linked)
    lines += ["## `factors.<factor>`: a distribution", ""]
    for part in get_args(Distributions):
        lines += _section(f"### `dist: {name_of_distribution(part)}`", part)
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(title: str, part: type[Part]) -> list[str]:
    rows = [row(part, name) for name in part.model_fields]
    return [title, "", summary(part), "", *HEAD, *rows, ""]


if __name__ == "__main__":
    sys.stdout.write(sweep_reference())
