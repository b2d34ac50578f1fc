"""Verdicts on the claims of a scenario, as a table and for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from supplychain_sim.claims import ERROR, Decided, Verdict
from supplychain_sim.contrasts import Side
from supplychain_sim.experiment import Experiment
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.report.grid import WIDTH, aligned, grid
from supplychain_sim.report.numbers import UNDEFINED, plain, with_half_width
from supplychain_sim.scenario.claims import EVERY, Aspect, Comparable

#: Units that a reader needs no word for.
_PLAIN_UNITS = ("1", "share")
_HEADS = ("verdict", "mean", "interval", "expected")


def claims(verdicts: Sequence[Verdict]) -> list[dict[str, Any]]:
    """Return an object for each claim.

    What stands beside the verdict is of the contrast that it rests on;
    ``contrasts`` has all of them.
    """
    return [
        {
            "id": verdict.id,
            "verdict": verdict.standing,
            "implied": verdict.implied,
            **_row(verdict.deciding),
            "level": verdict.level,
            "says": verdict.claim.says,
            "contrasts": [
                {"standing": one.standing, "implied": one.implied, **_row(one), **_details(one)}
                for one in verdict.contrasts
            ],
        }
        for verdict in verdicts
    ]


def _row(one: Decided) -> dict[str, Any]:
    side, against = one.compared.side, one.compared.against
    return {
        "regime": side.regime,
        "against": None if against is None else against.regime,
        "subject": side.subject,
        "difference": None if one.found is None else one.found.mean,
        "half_width": None if one.found is None else one.found.half_width,
        "level": one.level,
    }


def _details(one: Decided) -> dict[str, Any]:
    side, against = one.compared.side, one.compared.against
    return {
        "measure": side.measure,
        "window": side.window.words,
        "against_measure": None if against is None else against.measure,
        "against_subject": None if against is None else against.subject,
        "against_window": None if against is None else against.window.words,
        "beyond": None if one.compared.beyond is None else [*map(_side, one.compared.beyond)],
        "ratio": one.compared.ratio,
        "expect": one.compared.expect.words,
        "n": len(one.sample.values),
        "undefined": one.sample.undefined,
        "zero": one.sample.zero,
    }


def _side(side: Side) -> dict[str, str]:
    return {**side._asdict(), "window": side.window.words}


def table(verdicts: Sequence[Verdict], experiment: Experiment) -> list[str]:
    """Return the lines of a table of all claims, and below it what they say."""
    labels: list[str] = []
    rows: list[tuple[str, tuple[str, str], str, str]] = []
    for verdict in verdicts:
        labels.append(verdict.id)
        several = len(verdict.contrasts) > 1
        word = verdict.standing + (", implied" if verdict.implied else "")
        rows.append((word, ("", ""), "", "") if several else _cells(word, verdict.contrasts[0]))
        for number, one in enumerate(verdict.contrasts if several else (), start=1):
            label = f"{number} " if verdict.claim.all_ else ""
            labels.append(f"  {label}{one.compared.side.regime}")
            rows.append(_cells(one.standing, one))
    columns = [
        [row[0].ljust(max(len(row[0]) for row in rows)) for row in rows],
        aligned([row[1] for row in rows]),
        [row[2] for row in rows],
        [row[3].ljust(max(len(row[3]) for row in rows)) for row in rows],
    ]
    return [
        "What came of the claims (mean ± half-width of an interval at the claim's own level)",
        "",
        *grid(labels, _HEADS, columns),
        "",
        *_legend(),
        *_said(verdicts, experiment),
    ]


def _legend() -> list[str]:
    words = (
        "supported: the whole interval lies where it is expected; contradicted: none of it. The "
        f"verdicts share an error of {plain(100 * ERROR)} % by Holm's rule. implied: follows from "
        "the switches of the regimes alone, and is no finding."
    )
    return textwrap.wrap(words, WIDTH)


def _cells(word: str, one: Decided) -> tuple[str, tuple[str, str], str, str]:
    expect = one.compared.expect
    scale = 100 if expect.percent else 1
    found = one.found
    mean = (UNDEFINED, "")
    if found is not None:
        half_width = None if found.half_width is None else found.half_width * scale
        mean = with_half_width(found.mean * scale, half_width)
    return word, mean, f"{plain(100 * (1 - one.level))} %", expect.words


def _said(verdicts: Sequence[Verdict], experiment: Experiment) -> Iterator[str]:
    for verdict in verdicts:
        yield ""
        yield from textwrap.wrap(f"{verdict.id}: {verdict.claim.says}", WIDTH)
        contrasts = verdict.claim.contrasts()
        for contrast in contrasts:
            yield from _indented(described(contrast, experiment.scenario.currency))
        for one in verdict.contrasts:
            yield from _indented(_left_out(one, experiment))


def _indented(words: str) -> list[str]:
    return textwrap.wrap(words, WIDTH, initial_indent="  ", subsequent_indent="  ")


def described(contrast: Comparable, currency: str) -> str:
    """Return what a contrast looks at, and what it is compared with."""
    measure = str(contrast.measure)
    unit = REGISTRY[measure].unit_in(currency)
    said = contrast.as_ == "ratio" or unit in (*_PLAIN_UNITS, *measure.split("_"))
    shown = "" if said else f" ({unit})"
    regime = "every regime" if contrast.regime == EVERY else contrast.regime
    window = contrast.window.words if contrast.window else ""
    words = f"{measure}{shown} of {contrast.subject}, {regime}, {window}"
    if contrast.against is None:
        return words
    joined = "over" if contrast.as_ == "ratio" else "less"
    words = f"{words}; {joined} that of {_differing(contrast.against)}"
    if contrast.beyond is None:
        return words
    there = _differing(contrast.beyond) or "the same"
    return f"{words}; beyond: {there}, {joined} that of {_differing(contrast.beyond.against)}"


def _differing(aspect: Aspect) -> str:
    """Return what *aspect* says, of what it is compared with."""
    said = [aspect.measure, aspect.subject, aspect.regime]
    said.append(aspect.window.words if aspect.window else None)
    return ", ".join(word for word in said if word is not None)


def _left_out(one: Decided, experiment: Experiment) -> str:
    """Return why a contrast lacks values; nothing if it has one of each replication."""
    missing = [
        side.regime for side in one.compared.sides() if side.regime not in experiment.regimes
    ]
    if missing:
        return f"{' and '.join(dict.fromkeys(missing))}: not run"
    why = [
        f"{count} {word}"
        for count, word in (
            (one.sample.undefined, "undefined"),
            (one.sample.zero, "with nothing to divide by"),
        )
        if count
    ]
    if not why:
        return ""
    finished = len({outcome.replication for outcome in experiment.outcomes})
    left_out = one.sample.undefined + one.sample.zero
    return (
        f"{one.compared.side.regime}: {left_out} of {finished} replications left out: "
        f"{', '.join(why)}"
    )
