"""Results of sweeps for tests: one Parquet file, with values that a test knows or simulates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.values import shown

#: Regime, subject, measure, year and value.
Row = tuple[str, str, str, int | None, float]


def write(
    path: Path, plan: Plan, rows_of: Callable[[int, int], Iterable[Row]], row_group_size: int = 64
) -> Path:
    """Write what *rows_of* says of each point and replication, and return *path*."""
    columns: dict[str, list[object]] = {
        name: []
        for name in (
            "point",
            *(factor.name for factor in plan.factors),
            "regime",
            "replication",
            "subject",
            "measure",
            "year",
            "value",
        )
    }
    for number in range(plan.size):
        levels = plan.levels(number)
        at = {
            factor.name: shown(level.value) if factor.unit is None else level.number
            for factor, level in zip(plan.factors, levels, strict=True)
        }
        for replication in range(plan.replications):
            for regime, subject, measure, year, value in rows_of(number, replication):
                row = {"point": number, **at, "regime": regime, "replication": replication}
                row |= {"subject": subject, "measure": measure, "year": year}
                row["value"] = None if math.isnan(value) else value
                for name, cell in row.items():
                    columns[name].append(cell)
    kinds = {
        "point": pa.int64(),
        "replication": pa.int32(),
        "year": pa.int32(),
        "value": pa.float64(),
    }
    table = pa.table({name: pa.array(cells, kinds.get(name)) for name, cells in columns.items()})
    pq.write_table(table, path, row_group_size=row_group_size)
    return path
