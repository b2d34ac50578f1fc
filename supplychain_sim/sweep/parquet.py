"""The results of a sweep as one Parquet file, written piece by piece.

Rows are sorted by point, replication, regime, subject, measure and year, the whole horizon last.
Equal results give equal bytes; what is in memory at once does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supplychain_sim.durable import whole
from supplychain_sim.sweep.journal import Layout
from supplychain_sim.sweep.merge import Result
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.tasks import run_of
from supplychain_sim.sweep.values import shown

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows that are written together, but for what the last task among them yields beyond.
_GROUP = 65_536
#: All settings are named, so that a new default does not change the bytes.
_SETTINGS: dict[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
}


def schema(plan: Plan) -> pa.Schema:
    """Return the columns of the results of *plan*.

    A factor whose values are amounts in one unit is a number, with the unit beside it; any
    other one is text, as the file of the sweep says it.
    """
    import pyarrow as pa

    factors: list[pa.Field[Any]] = [
        pa.field(factor.name, pa.string())
        if factor.unit is None
        else pa.field(factor.name, pa.float64(), metadata={"unit": factor.unit})
        for factor in plan.factors
    ]
    before: list[pa.Field[Any]] = [pa.field("point", pa.int64())]
    after: list[pa.Field[Any]] = [
        pa.field("regime", pa.string()),
        pa.field("replication", pa.int32()),
        pa.field("subject", pa.string()),
        pa.field("measure", pa.string()),
        pa.field("year", pa.int32()),
        pa.field("value", pa.float64()),
    ]
    return pa.schema([*before, *factors, *after])


def write(path: Path, plan: Plan, results: Iterable[Result]) -> None:
    """Write *results*, in the order of their tasks, to *path*: whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    import pyarrow.parquet as pq

    columns = schema(plan)
    with whole(path) as file, pq.ParquetWriter(file, columns, **_SETTINGS) as writer:
        for group in grouped(results):
            writer.write_table(table(plan, group, columns), row_group_size=len(group) + 2 * _GROUP)


def grouped(results: Iterable[Result]) -> Iterator[list[Result]]:
    """Yield *results* in lists that hold a bounded number of rows, wherever they came from."""
    group: list[Result] = []
    rows = 0
    for result in results:
        group.append(result)
        rows += len(result.layout)
        if rows >= _GROUP:
            yield group
            group, rows = [], 0
    if group:
        yield group


def table(plan: Plan, results: Iterable[Result], columns: pa.Schema) -> pa.Table:
    """Return *results*, in their order, as a table."""
    import pyarrow as pa

    pieces = [
        _alike(plan, list(same), layout, columns)
        for layout, same in groupby(results, key=lambda result: result.layout)
    ]
    return pa.concat_tables(pieces) if pieces else columns.empty_table()


def _alike(plan: Plan, results: list[Result], layout: Layout, columns: pa.Schema) -> pa.Table:
    """Return *results* that all have one *layout* as a table."""
    import numpy as np
    import pyarrow as pa

    runs = [run_of(result.task, plan.replications) for result in results]
    levels = [plan.levels(run.point) for run in runs]
    task = pa.array(np.repeat(np.arange(len(runs)), len(layout)))
    row = pa.array(np.tile(np.arange(len(layout)), len(runs)))
    regimes, subjects, measures, years = zip(*layout, strict=True) if layout else ((),) * 4
    by_task: dict[str, list[object]] = {
        "point": [run.point for run in runs],
        "replication": [run.replication for run in runs],
    }
    for index, factor in enumerate(plan.factors):
        by_task[factor.name] = [
            shown(level[index].value) if factor.unit is None else level[index].number
            for level in levels
        ]
    by_row = {"regime": regimes, "subject": subjects, "measure": measures, "year": years}
    values = np.frombuffer(b"".join(result.values for result in results), "<f8")
    found = {
        **{name: (column, task) for name, column in by_task.items()},
        **{name: (column, row) for name, column in by_row.items()},
    }
    arrays = [
        pa.array(values, type=field.type, from_pandas=True)
        if field.name == "value"
        else pa.array(found[field.name][0], type=field.type).take(found[field.name][1])
        for field in columns
    ]
    return pa.Table.from_arrays(arrays, schema=columns)
