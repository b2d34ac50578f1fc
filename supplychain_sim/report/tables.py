"""An experiment as text for a terminal: how it ended, its course, and what differs."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from supplychain_sim.claims import decide
from supplychain_sim.experiment import ComparisonRow, EstimateRow, Experiment
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.report.grid import WIDTH, aligned, grid
from supplychain_sim.report.numbers import UNDEFINED, in_row, plain, with_half_width
from supplychain_sim.report.verdicts import table
from supplychain_sim.units import YEAR

#: Measures shown, in the order in which a buyer asks for them.
SHOWN = (
    "gap",
    "function",
    "unit_cost",
    "defects_per_million",
    "within_quote_share",
    "on_time_share",
    "fill_rate",
    "capability",
    "design_share",
    "team_idle_share",
    "trials",
    "changes_accepted",
    "root_causes",
    "visits_cancelled",
    "collaboration_cost",
    "cost_per_change",
    "exited",
)
#: Measures whose course over the years is shown, and the years besides the last.
COURSE = ("gap", "defects_per_million", "unit_cost", "trials", "root_causes")
COURSE_YEARS = (1, 2, 4, 8)

#: A measure and its subject: one row of a table.
Row = tuple[str, str]


def text(experiment: Experiment, name: str) -> str:
    """Return the tables of *experiment*, for the scenario called *name*."""
    sections = [_head(experiment, name)]
    if experiment.estimates:
        year = _last_year(experiment)
        sections += [_levels(experiment, year), *_courses(experiment, year)]
        if len(experiment.regimes) > 1:
            sections.append(_differences(experiment, year))
        if experiment.scenario.claims:
            sections.append(table(decide(experiment), experiment))
    else:
        sections.append(["No replication finished: there is nothing to estimate."])
    return "\n\n".join("\n".join(lines) for lines in sections) + "\n"


def _head(experiment: Experiment, name: str) -> list[str]:
    scenario = experiment.scenario
    years = plain(scenario.horizon / YEAR)
    failed = f" ({len(experiment.failures)} failed)" if experiment.failures else ""
    entries = {
        "scenario": name,
        "seed": str(scenario.seed),
        "replications": f"{scenario.replications:,}{failed}",
        "horizon": f"{years} year{'' if years == '1' else 's'}",
        "regimes": ", ".join(experiment.regimes),
    }
    lines = [*textwrap.wrap(scenario.question, WIDTH), ""]
    for word, value in entries.items():
        lines += textwrap.wrap(
            value, WIDTH, initial_indent=f"{word:<14}", subsequent_indent=" " * 14
        )
    return lines


def _last_year(experiment: Experiment) -> int | None:
    """Return the last year with values; None, for the whole horizon, if it is below a year."""
    return max((row.year for row in experiment.estimates if row.year is not None), default=None)


def when(year: int | None) -> str:
    """Return what values of *year* are of."""
    return "over the whole horizon" if year is None else f"in year {year}"


def _rows(present: Sequence[Row], measures: Sequence[str]) -> list[Row]:
    """Return those of *present* that are of *measures*, in their order, by subject."""
    return sorted(
        {row for row in present if row[0] in measures},
        key=lambda row: (measures.index(row[0]), row[1]),
    )


def _names(rows: Sequence[Row]) -> list[str]:
    """Return a name for each row, with its subject where a measure has several."""
    measures = [measure for measure, _ in rows]
    return [
        measure.replace("_", " ")
        + (f", {subject.partition('/')[2] or subject}" if measures.count(measure) > 1 else "")
        for measure, subject in rows
    ]


def labels(rows: Sequence[Row], currency: str) -> list[str]:
    """Return the name of each row with the unit of its values."""
    named = []
    for (measure, _), label in zip(rows, _names(rows), strict=True):
        unit = _unit(measure, currency)
        said = not unit or unit in measure.split("_")
        named.append(label if said else f"{label} ({unit})")
    return named


def _unit(measure: str, currency: str) -> str:
    unit = REGISTRY[measure].unit_in(currency)
    return {"share": "%", "1": ""}.get(unit, unit)


def _scale(measure: str) -> float:
    """Return what turns values into those shown: shares are read in per cent."""
    return 100.0 if REGISTRY[measure].unit == "share" else 1.0


def in_cell(measure: str, mean: float, half_width: float | None) -> tuple[str, str]:
    """Return a value of *measure* and its half-width as a table shows them."""
    scale = _scale(measure)
    return with_half_width(mean * scale, None if half_width is None else half_width * scale)


def _levels(experiment: Experiment, year: int | None) -> list[str]:
    found = {
        (row.regime, row.measure, row.subject): row
        for row in experiment.estimates
        if row.year == year
    }
    rows = _rows([(measure, subject) for _, measure, subject in found], SHOWN)

    def cell(regime: str, row: Row) -> tuple[str, str]:
        estimate = found.get((regime, *row))
        if estimate is None:
            return UNDEFINED, ""
        return in_cell(row[0], estimate.mean, estimate.half_width)

    columns = [aligned([cell(regime, row) for row in rows]) for regime in experiment.regimes]
    return [
        f"How each regime stands {when(year)} (mean ± half-width of the 95 % interval)",
        "",
        *grid(labels(rows, experiment.scenario.currency), experiment.regimes, columns),
        "",
        "gap: 1 is a plant that picks every practice blindly; lower is better.",
        *(
            ["exited: the customer has given notice; without a replacement the relation runs on."]
            if any(row.measure == "exited" and row.mean > 0 for row in found.values())
            else []
        ),
        *_notes(
            experiment, rows, found, experiment.regimes, "defined in fewer than {} replications"
        ),
    ]


def _notes(
    experiment: Experiment,
    rows: Sequence[Row],
    found: Mapping[tuple[str, str, str], EstimateRow | ComparisonRow],
    regimes: Sequence[str],
    said: str,
) -> list[str]:
    """Return a line for each row that some finished replication leaves undefined."""
    finished = experiment.scenario.replications - len(experiment.failures)
    lines = []
    for row, label in zip(rows, _names(rows), strict=True):
        estimates = [(regime, found.get((regime, *row))) for regime in regimes]
        counts = [(regime, estimate.n if estimate else 0) for regime, estimate in estimates]
        partly = [f"{regime} {count}" for regime, count in counts if count < finished]
        if partly:
            lines.append(f"{label}: {said.format(finished)}: {', '.join(partly)}")
    return [line for note in lines for line in ("", *textwrap.wrap(note, WIDTH))]


def _courses(experiment: Experiment, last: int | None) -> list[list[str]]:
    """Return a table for each regime; none if the horizon holds a single year."""
    if last is None or last == 1:
        return []
    years = [*(year for year in COURSE_YEARS if year < last), last]
    return [_course(experiment, regime, years) for regime in experiment.regimes]


def _course(experiment: Experiment, regime: str, years: Sequence[int]) -> list[str]:
    found = {
        (row.year, row.measure, row.subject): row.mean * _scale(row.measure)
        for row in experiment.estimates
        if row.regime == regime
    }
    rows = _rows([(measure, subject) for _, measure, subject in found], COURSE)

    lines = [in_row([found.get((year, *row)) for year in years]) for row in rows]
    columns = [list(column) for column in zip(*lines, strict=True)]
    heads = [f"year {year}" for year in years]
    return [
        f"Course of {regime} (means)",
        "",
        *grid(labels(rows, experiment.scenario.currency), heads, columns),
    ]


def _differences(experiment: Experiment, year: int | None) -> list[str]:
    found = {
        (row.regime, row.measure, row.subject): row
        for row in experiment.comparisons
        if row.year == year
    }
    rows = _rows([(measure, subject) for _, measure, subject in found], SHOWN)
    against = experiment.against
    regimes = [regime for regime in experiment.regimes if regime != against]

    def cell(regime: str, row: Row) -> tuple[str, str]:
        compared = found.get((regime, *row))
        return (UNDEFINED, "") if compared is None else _starred(compared)

    columns = [aligned([cell(regime, row) for row in rows]) for regime in regimes]
    legend = (
        f"Positive: higher than under {against}, which met the same luck in each replication. "
        "Shares differ by points of per cent."
    )
    return [
        f"Difference from {against} {when(year)} (mean ± half-width of the 95 % interval)",
        "",
        *grid(labels(rows, experiment.scenario.currency), regimes, columns),
        "",
        "* the 95 % interval excludes zero",
        *textwrap.wrap(legend, WIDTH),
        *_notes(experiment, rows, found, regimes, "compared in fewer than {} replications"),
    ]


def _starred(row: ComparisonRow) -> tuple[str, str]:
    mean, half_width = in_cell(row.measure, row.difference, row.half_width)
    certain = row.half_width is not None and abs(row.difference) > row.half_width
    return mean, f"{half_width} *" if certain else half_width
