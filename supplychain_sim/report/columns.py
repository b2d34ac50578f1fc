"""Values of all replications as Parquet: equal experiments give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from supplychain_sim.model.outcome import Outcome


def _schema(name: str, when: str) -> pa.Schema:
    """Return the columns of values called *name*, at a time called as *when* says."""
    fields: list[pa.Field[Any]] = [
        pa.field("regime", pa.string()),
        pa.field("replication", pa.int32()),
        pa.field("subject", pa.string()),
        pa.field(name, pa.string()),
        pa.field(when, pa.int32()),
        pa.field("value", pa.float64()),
    ]
    return pa.schema(fields)


MEASURES = _schema("measure", "year")
SERIES = _schema("series", "month")


def measures(outcomes: Sequence[Outcome]) -> bytes:
    """Return the measures of *outcomes*: a missing year is the whole horizon.

    Rows are sorted by regime, replication, subject, measure and year, the whole
    horizon last; a value that is not defined is missing.
    """
    rows = (
        (outcome.regime, outcome.replication, *measured)
        for outcome in _sorted(outcomes)
        for measured in sorted(
            outcome.measures,
            key=lambda row: (row.subject, row.measure, row.year is None, row.year or 0),
        )
    )
    return _parquet(rows, MEASURES)


def series(outcomes: Sequence[Outcome]) -> bytes:
    """Return the monthly values of *outcomes*, sorted by all columns but the value."""
    rows = (
        (outcome.regime, outcome.replication, *point)
        for outcome in _sorted(outcomes)
        for point in sorted(outcome.series, key=lambda row: (row.subject, row.series, row.month))
    )
    return _parquet(rows, SERIES)


def _sorted(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: (outcome.regime, outcome.replication))


def _parquet(rows: Iterable[tuple[object, ...]], schema: pa.Schema) -> bytes:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        pa.array(column, type=field.type, from_pandas=True)
        for column, field in zip(columns, schema, strict=True)
    ]
    sink = pa.BufferOutputStream()
    # All settings are named, so that a new default does not change the bytes.
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=schema),
        sink,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=True,
        write_statistics=True,
        row_group_size=1_000_000,
    )
    return sink.getvalue().to_pybytes()
