"""Estimates at each point of a sweep: means over replications, as tables of some points each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.estimates import CONFIDENCE
from supplychain_sim.model.measures import REGISTRY
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.samples import opened
from supplychain_sim.sweep.values import shown

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows of results that are read at once.
_MOST_READ = 1_000_000
#: What an estimate is of.
_KEYS = ["point", "regime", "measure", "subject", "year"]


def estimates(plan: Plan, results: Path) -> Iterator[pa.Table]:
    """Yield the estimates of a sweep, those of some points after another.

    Rows are sorted by point, regime (in the order of the scenario), measure, subject and year, the
    whole horizon last.  ``half_width`` is that of a Student interval of 95 %, missing where one
    value says nothing about the spread; what has no value in any replication has no row.

    Parameters
    ----------
    plan
        The sweep.
    results
        Its values, one Parquet file.

    Raises
    ------
    ResultsError
        If they cannot be read.
    """
    import pyarrow.compute as pc

    found = opened(results)
    rows = found.count_rows()
    each = max(1, int(_MOST_READ * plan.size / max(1, rows)))
    for first in range(0, plan.size, each):
        last = min(first + each, plan.size)
        within = (pc.field("point") >= first) & (pc.field("point") < last)
        table = found.to_table(columns=[*_KEYS, "value"], filter=within)
        if len(table):
            yield _estimated(table, plan)


def _estimated(table: pa.Table, plan: Plan) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    sample = pc.VarianceOptions(ddof=1, min_count=2)
    # By one thread: sums of several, put together as they end, differ in their last digits.
    groups = table.group_by(_KEYS, use_threads=False).aggregate(
        [("value", "mean"), ("value", "stddev", sample), ("value", "count")]
    )
    groups = groups.filter(pc.field("value_count") > 0)
    order = pa.array(plan.regimes, pa.string())
    groups = groups.append_column("order", pc.index_in(groups["regime"], order))
    keys = ("point", "order", "measure", "subject", "year")
    # Missing years come last.
    groups = groups.take(pc.sort_indices(groups, [(key, "ascending") for key in keys]))
    columns: dict[str, Any] = {"point": groups["point"], **_factors(groups["point"], plan)}
    columns |= {key: groups[key] for key in ("regime", "measure", "subject", "year")}
    currency = plan.loaded.scenario.currency
    columns["unit"] = pa.array(
        [_unit(str(name), currency) for name in groups["measure"].to_pylist()], pa.string()
    )
    columns["mean"] = groups["value_mean"]
    columns["half_width"] = _half_widths(groups["value_stddev"], groups["value_count"])
    columns["n"] = groups["value_count"]
    return pa.table(columns)


def _unit(measure: str, currency: str) -> str:
    """Return the unit of a measure; none of one that simulations of your own yield."""
    return REGISTRY[measure].unit_in(currency) if measure in REGISTRY else ""


def _half_widths(deviations: Any, counts: Any) -> pa.Array[Any]:
    import numpy as np
    import pyarrow as pa
    from scipy.special import stdtrit

    n = counts.to_numpy().astype(float)
    deviation = deviations.to_numpy()
    quantiles = stdtrit(np.maximum(n - 1, 1), (1 + CONFIDENCE) / 2)
    found: pa.Array[Any] = pa.array(quantiles * deviation / np.sqrt(n), from_pandas=True)
    return found


def _factors(points: Any, plan: Plan) -> dict[str, Any]:
    """Return a column for each factor: numbers of one unit, or else text."""
    import pyarrow as pa

    numbers = points.to_pylist()
    levels = {number: plan.levels(number) for number in set(numbers)}
    columns: dict[str, Any] = {}
    for index, factor in enumerate(plan.factors):
        at = {
            number: found[index].number if factor.unit is not None else shown(found[index].value)
            for number, found in levels.items()
        }
        kind = pa.string() if factor.unit is None else pa.float64()
        columns[factor.name] = pa.array([at[number] for number in numbers], kind)
    return columns
