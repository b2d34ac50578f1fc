"""The results of a sweep: tables for a terminal and a spreadsheet, and an object for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any

from supplychain_sim.estimates import Estimate
from supplychain_sim.report.grid import WIDTH, aligned, grid
from supplychain_sim.report.numbers import UNDEFINED
from supplychain_sim.report.sweep_verdicts import claims, table
from supplychain_sim.report.tables import in_cell, labels
from supplychain_sim.scenario.parse import for_json
from supplychain_sim.sweep.claims import Verdict
from supplychain_sim.sweep.effects import Effect, Judged, Mean
from supplychain_sim.sweep.factors import Factor
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.values import shown

if TYPE_CHECKING:
    import pyarrow as pa

#: Points shown at either end.
_SHOWN = 3


def text(plan: Plan, judged: Judged | None, verdicts: Sequence[Verdict]) -> str:
    """Return the tables of a sweep.

    Parameters
    ----------
    plan
        The sweep.
    judged
        Its points and factors by one measure; None if the sweep names none.
    verdicts
        On its claims.
    """
    sections = [_head(plan)]
    if judged is not None:
        sections += [_ranked(plan, judged, regime) for regime in plan.regimes]
        sections += [_main_effects(plan, judged, factor) for factor in plan.factors]
        sections.append(_standardised(plan, judged))
    if verdicts:
        sections.append(table(verdicts, plan))
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def as_object(plan: Plan, judged: Judged | None, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return what :func:`text` tells as an object that JSON can hold."""
    found: dict[str, Any] = {
        "sweep": plan.name,
        "points": plan.size,
        "regimes": list(plan.regimes),
        "replications": plan.replications,
        "seed": plan.seed,
        "factors": [factor.name for factor in plan.factors],
        "claims": claims(verdicts),
    }
    if judged is not None:
        best = judged.best
        found["judged_by"] = {
            "measure": best.measure,
            "subject": best.subject,
            "window": best.window.words,
            "is": best.is_,
        }
        found["ranked"] = {
            regime: [_of_mean(plan, mean) for mean in means]
            for regime, means in judged.ranked.items()
        }
        found["main_effects"] = [_of_effect(effect) for effect in judged.effects]
        found["explained"] = {name: _of(one) for name, one in judged.explained.items()}
    return found


def csv(tables: Iterable[pa.Table], stream: IO[bytes]) -> None:
    """Write *tables* of the same columns to *stream* as one CSV, a table after another."""
    from pyarrow.csv import CSVWriter, WriteOptions

    options = WriteOptions(quoting_style="needed")
    writer = None
    for one in tables:
        if writer is None:
            writer = CSVWriter(stream, one.schema, write_options=options)
        writer.write_table(one)
    if writer is not None:
        writer.close()


def _head(plan: Plan) -> list[str]:
    entries = {
        "sweep": plan.name,
        "base": plan.loaded.name,
        "points": f"{plan.size:,}",
        "replications": f"{plan.replications:,}",
        "seed": str(plan.seed),
        "regimes": ", ".join(plan.regimes),
        "factors": ", ".join(factor.name for factor in plan.factors),
    }
    lines = [*textwrap.wrap(plan.question, WIDTH), ""]
    for word, value in entries.items():
        lines += textwrap.wrap(
            value, WIDTH, initial_indent=f"{word:<14}", subsequent_indent=" " * 14
        )
    return lines


def _measured(plan: Plan, judged: Judged) -> str:
    best = judged.best
    (name,) = labels([(best.measure, best.subject)], plan.loaded.scenario.currency)
    return f"{name} of {best.subject}, {best.window.words}"


def _ranked(plan: Plan, judged: Judged, regime: str) -> list[str]:
    means = judged.ranked[regime]
    if not means:
        return [f"No point of {regime} has a value of {_measured(plan, judged)}."]
    # Of few points each is shown once.
    ends = means if len(means) <= 2 * _SHOWN else [*means[:_SHOWN], *means[-_SHOWN:]]
    columns = [
        [shown(plan.levels(mean.point)[index].value) for mean in ends]
        for index in range(len(plan.factors))
    ]
    columns = [[cell.rjust(max(map(len, cells))) for cell in cells] for cells in columns]
    columns.append(_cells(judged, [mean.found for mean in ends]))
    which = "lowest" if judged.best.is_ == "lowest" else "highest"
    left_out = judged.counts[regime] - len(ends)
    between = f"; {left_out:,} between them are left out" if left_out else ""
    title = (
        f"Points of {regime}, the best first: {which} {_measured(plan, judged)} (mean ± half-width "
        f"of the 95 % interval){between}"
    )
    heads = [*(factor.name for factor in plan.factors), judged.best.measure]
    names = [f"point {mean.point}" for mean in ends]
    return [*textwrap.wrap(title, WIDTH), "", *grid(names, heads, columns)]


def _main_effects(plan: Plan, judged: Judged, factor: Factor) -> list[str]:
    """Return the means at the levels of a factor; nothing if it has none."""
    effects = _by_regime(judged, factor)
    levels = next(iter(effects.values())).levels
    if not levels:
        return []
    names = [shown(level.value) for level in levels]
    columns = [_cells(judged, [level.found for level in one.levels]) for one in effects.values()]
    title = (
        f"Main effect of {factor.name}: mean of {_measured(plan, judged)} over all points at each "
        "level (± half-width of the 95 % interval)"
    )
    return [*textwrap.wrap(title, WIDTH), "", *grid(names, list(effects), columns)]


def _standardised(plan: Plan, judged: Judged) -> list[str]:
    """Return the standardised coefficients of all factors that are amounts."""
    rows = [factor for factor in plan.factors if _is_amount(judged, factor)]
    if not rows:
        return []
    columns = []
    for regime in plan.regimes:
        effects = [_by_regime(judged, factor)[regime].standardised for factor in rows]
        columns.append(_plain_cells([*effects, judged.explained[regime]]))
    title = (
        f"What goes with the variation of {_measured(plan, judged)} between points: deviations for "
        "one of each factor, and the share that a sum of all factors explains (± half-width of "
        "the 95 % interval)"
    )
    names = [*(factor.name for factor in rows), "R²"]
    return [*textwrap.wrap(title, WIDTH), "", *grid(names, plan.regimes, columns)]


def _is_amount(judged: Judged, factor: Factor) -> bool:
    return any(one.standardised is not None for one in _by_regime(judged, factor).values())


def _by_regime(judged: Judged, factor: Factor) -> dict[str, Effect]:
    return {one.regime: one for one in judged.effects if one.factor == factor.name}


def _cells(judged: Judged, estimates: Sequence[Estimate | None]) -> list[str]:
    measure = judged.best.measure
    return aligned(
        [
            (UNDEFINED, "") if one is None else in_cell(measure, one.mean, one.half_width)
            for one in estimates
        ]
    )


def _plain_cells(estimates: Sequence[Estimate | None]) -> list[str]:
    cells = []
    for one in estimates:
        half = "" if one is None or one.half_width is None else f"{one.half_width:.2f}"
        cells.append((UNDEFINED, "") if one is None else (f"{round(one.mean, 2) + 0.0:.2f}", half))
    return aligned(cells)


def _of(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"mean": found.mean, "half_width": found.half_width, "n": found.n}


def _of_mean(plan: Plan, mean: Mean) -> dict[str, Any]:
    return {
        "point": mean.point,
        "values": dict(plan.point(mean.point).values),
        **(_of(mean.found) or {}),
    }


def _of_effect(effect: Effect) -> dict[str, Any]:
    return {
        "regime": effect.regime,
        "factor": effect.factor,
        "levels": [
            {"value": for_json(level.value), **(_of(level.found) or {})} for level in effect.levels
        ],
        "standardised": _of(effect.standardised),
    }
