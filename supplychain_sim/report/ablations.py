"""What switches are worth, as text for a terminal, as JSON and as rows of a table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from supplychain_sim.ablation import Worth
from supplychain_sim.experiment import Experiment
from supplychain_sim.report.grid import WIDTH, aligned, grid
from supplychain_sim.report.numbers import UNDEFINED
from supplychain_sim.report.tables import in_cell, labels, when
from supplychain_sim.report.values import shown
from supplychain_sim.scenario.parts import Part

EXACTLY = "exactly 0"
WHOLE = "all together"

_OTHER_LANDSCAPE = " †"
_LEGEND = (
    "A line compares two runs of each replication that met the same luck and differ in one choice; "
    "positive: higher with the second value than with the first. Shares differ by points of per "
    f"cent. {EXACTLY}: no replication differs at all."
)
_LANDSCAPES = (
    "† another architecture is another landscape: a plant can get further on one than on the other "
    "whatever it is taught, so compare gaps within one architecture."
)


def text(worths: Sequence[Worth], experiment: Experiment) -> str:
    """Return what each choice is worth in the regimes of *experiment*, for 100 columns."""
    if not worths:
        return ""
    head = f"What choices are worth {when(worths[0].year)} (mean ± half-width of the 95 % interval)"
    sections = [[head, "", *textwrap.wrap(_LEGEND, WIDTH), "* the 95 % interval excludes zero"]]
    sections += [
        lines
        for regime, group in groupby(worths, key=lambda worth: worth.switch.regime)
        for lines in _of_regime(regime, list(group), experiment)
    ]
    return "".join("\n" + "\n".join(lines) + "\n" for lines in sections)


def _of_regime(regime: str, worths: Sequence[Worth], experiment: Experiment) -> Iterator[list[str]]:
    kinds = {kind: list(rows) for kind, rows in groupby(worths, key=lambda w: w.switch.kind)}
    against, differing = experiment.against, len(_switches(kinds.get("step", [])))
    if "whole" in kinds and not differing:
        yield _table(f"{regime} chooses all that {against} does", kinds["whole"], experiment)
    elif differing == 1:
        heading = f"Because of what does {regime} differ from {against}: of this one choice"
        yield _table(heading, kinds["step"], experiment)
    elif differing:
        heading = (
            f"Because of what does {regime} differ from {against}: what each choice in which they "
            f"differ is worth in {regime}, all else left as it is there"
        )
        yield _table(heading, kinds["alone"], experiment)
        heading = (
            f"Because of what does {regime} differ from {against}: choice after choice, from "
            f"{against} to {regime}; what a step is worth depends on those before it, and --order "
            "puts others first"
        )
        yield _table(heading, [*kinds["step"], *kinds["whole"]], experiment)
    if "off" in kinds:
        heading = f"What the switches of {regime} are worth: each of them turned off, and on again"
        yield _table(heading, kinds["off"], experiment)


def _switches(worths: Sequence[Worth]) -> list[str]:
    """Return the label of each switch, in order."""
    return list(dict.fromkeys(_label(worth) for worth in worths))


def _label(worth: Worth) -> str:
    switch = worth.switch
    if switch.choice is None:
        return WHOLE
    return f"{switch.choice}: {said(switch.from_)} -> {said(switch.to)}"


def _table(heading: str, worths: Sequence[Worth], experiment: Experiment) -> list[str]:
    """Return a line for each switch, and a column for each measure of a subject."""
    rows = list(dict.fromkeys((worth.measure, worth.subject) for worth in worths))
    found = {(_label(worth), worth.measure, worth.subject): worth for worth in worths}
    switches = _switches(worths)
    changed = _architectures(worths, experiment)
    columns = [aligned([_cell(found[switch, *row]) for switch in switches]) for row in rows]
    marked = [switch + (_OTHER_LANDSCAPE if switch in changed else "") for switch in switches]
    return [
        *textwrap.wrap(heading, WIDTH),
        "",
        *grid(marked, labels(rows, experiment.scenario.currency), columns),
        *(["", *textwrap.wrap(_LANDSCAPES, WIDTH)] if changed else []),
        *_counts(worths, experiment),
    ]


def _cell(worth: Worth) -> tuple[str, str]:
    if worth.found is None:
        return UNDEFINED, ""
    if worth.nothing:
        return EXACTLY, ""
    mean, half_width = in_cell(worth.measure, worth.found.mean, worth.found.half_width)
    certain = worth.found.half_width is not None and not worth.found.covers(0)
    return mean, f"{half_width} *" if certain else half_width


def _architectures(worths: Sequence[Worth], experiment: Experiment) -> set[str]:
    """Return the labels of switches that move the part to another landscape."""
    regimes = experiment.scenario.regimes
    return {
        _label(worth)
        for worth in worths
        if worth.switch.choice == "architecture"
        or (
            worth.switch.choice is None
            and regimes[worth.switch.before].architecture
            != regimes[worth.switch.after].architecture
        )
    }


def _counts(worths: Sequence[Worth], experiment: Experiment) -> list[str]:
    """Return a line for each measure that some finished replication leaves undefined."""
    finished = experiment.scenario.replications - len(experiment.failures)
    lines = []
    for (measure, subject), group in groupby(
        sorted(worths, key=lambda worth: (worth.measure, worth.subject)),
        key=lambda worth: (worth.measure, worth.subject),
    ):
        counts = [(_label(worth), worth.found.n if worth.found else 0) for worth in group]
        partly = [f"{label} {count}" for label, count in counts if count < finished]
        if partly:
            (name,) = labels([(measure, subject)], experiment.scenario.currency)
            told = f"{name}: compared in fewer than {finished} replications: {'; '.join(partly)}"
            lines += ["", *textwrap.wrap(told, WIDTH)]
    return lines


def said(value: Any) -> str:
    """Return what a regime chooses, in model units, as one line.

    >>> said(True), said("near"), said(("a", "b"))
    ('true', 'near', 'a; b')
    """
    if isinstance(value, Part):
        fields = type(value).model_fields
        value = {
            entry.alias: getattr(value, name)
            for name, entry in fields.items()
            if name in value.model_fields_set
        }
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {said(inner)}" for key, inner in value.items()) or "none"
    if isinstance(value, tuple | list):
        return "; ".join(map(said, value)) or "none"
    return shown(value)


def as_objects(worths: Sequence[Worth]) -> list[dict[str, Any]]:
    """Return an object for each switch and measure that has a value, as JSON can hold it."""
    return [
        {
            "regime": worth.switch.regime,
            "against": worth.switch.against,
            "kind": worth.switch.kind,
            "choice": worth.switch.choice,
            "from": _plain(worth.switch.from_),
            "to": _plain(worth.switch.to),
            "measure": worth.measure,
            "subject": worth.subject,
            "year": worth.year,
            "difference": worth.found.mean,
            "half_width": worth.found.half_width,
            "n": worth.found.n,
        }
        for worth in worths
        if worth.found is not None
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else said(value)


def rows(worths: Sequence[Worth]) -> Iterator[tuple[object, ...]]:
    """Yield the values before and after of each replication; missing where undefined."""
    for number, worth in enumerate(worths):
        switch = worth.switch
        values = (None if v is None else said(v) for v in (switch.from_, switch.to))
        what = (switch.regime, switch.against, switch.kind, number, switch.choice, *values)
        for replication, before, after in worth.pairs:
            yield (*what, worth.measure, worth.subject, worth.year, replication, before, after)
