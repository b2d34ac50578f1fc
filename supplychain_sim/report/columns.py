"""Values of all replications as Parquet: equal experiments give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from supplychain_sim.ablation import Worth
from supplychain_sim.experiment import ComparisonRow, EstimateRow
from supplychain_sim.model.chronicle import Entry
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.report.ablations import rows as ablated


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


_OF_BOOKS: list[pa.Field[Any]] = [
    pa.field("regime", pa.string()),
    pa.field("replication", pa.int32()),
    pa.field("site", pa.string()),
    pa.field("event", pa.int32()),
    pa.field("time", pa.int64()),
    pa.field("operation", pa.int32()),
    pa.field("area", pa.string()),
    pa.field("practice", pa.uint64()),
    pa.field("origin", pa.string()),
    pa.field("source", pa.string()),
    pa.field("approved", pa.string()),
    pa.field("estimate", pa.float64()),
    pa.field("standard_error", pa.float64()),
    pa.field("observations", pa.int32()),
]
COOKBOOKS = pa.schema(_OF_BOOKS)
_OF_ABLATIONS: list[pa.Field[Any]] = [
    pa.field("regime", pa.string()),
    pa.field("against", pa.string()),
    pa.field("kind", pa.string()),
    pa.field("position", pa.int32()),
    pa.field("choice", pa.string()),
    pa.field("from", pa.string()),
    pa.field("to", pa.string()),
    pa.field("measure", pa.string()),
    pa.field("subject", pa.string()),
    pa.field("year", pa.int32()),
    pa.field("replication", pa.int32()),
    pa.field("before", pa.float64()),
    pa.field("after", pa.float64()),
]
ABLATIONS = pa.schema(_OF_ABLATIONS)
_TYPES = {
    **dict.fromkeys(("year", "n"), pa.int32()),
    **dict.fromkeys(("mean", "half_width", "difference"), pa.float64()),
}


def _of_row(row: type[EstimateRow | ComparisonRow]) -> pa.Schema:
    return pa.schema([pa.field(name, _TYPES.get(name, pa.string())) for name in row._fields])


ESTIMATES = _of_row(EstimateRow)
COMPARISONS = _of_row(ComparisonRow)
_UNTESTED = (None, None, None, None)
MEASURES = _schema("measure", "year")
SERIES = _schema("series", "month")


def measures(outcomes: Sequence[Outcome]) -> bytes:
    """Return the measures of *outcomes*: a missing year is the whole horizon.

    Rows are sorted by regime, replication, subject, measure and year, the whole
    horizon last; a value that is not defined is missing.
    """
    return _parquet(measures_of(outcomes))


def measures_of(outcomes: Sequence[Outcome]) -> pa.Table:
    """Return the measures of *outcomes* as a table, as :func:`measures` orders them."""
    rows = (
        (outcome.regime, outcome.replication, *measured)
        for outcome in _sorted(outcomes)
        for measured in sorted(
            outcome.measures,
            key=lambda row: (row.subject, row.measure, row.year is None, row.year or 0),
        )
    )
    return _table(rows, MEASURES)


def series(outcomes: Sequence[Outcome]) -> bytes:
    """Return the monthly values of *outcomes*, sorted by all columns but the value."""
    return _parquet(series_of(outcomes))


def series_of(outcomes: Sequence[Outcome]) -> pa.Table:
    """Return the monthly values of *outcomes* as a table, in the same order."""
    rows = (
        (outcome.regime, outcome.replication, *point)
        for outcome in _sorted(outcomes)
        for point in sorted(outcome.series, key=lambda row: (row.subject, row.series, row.month))
    )
    return _table(rows, SERIES)


def cookbooks(outcomes: Sequence[Outcome]) -> bytes:
    """Return every change of the books that *outcomes* hold.

    Rows are sorted by regime, replication, site and event, as things happened; those
    of one event changed together.
    """
    rows = (
        (outcome.regime, outcome.replication, *_of_book(area, entry))
        for outcome in _sorted(outcomes)
        for area, entry in outcome.books
    )
    return _parquet(_table(rows, COOKBOOKS))


def ablations(worths: Sequence[Worth]) -> bytes:
    """Return the values before and after each switch, replication by replication.

    Rows are in the order of regimes, kinds, choices, measures and subjects; *position* numbers the
    switches, so that the steps of a way stand in their order.
    """
    return _parquet(_table(ablated(worths), ABLATIONS))


def _of_book(area: str, entry: Entry) -> tuple[object, ...]:
    site, event, time, operation, practice, origin, source, evidence = entry
    what = (area, practice, origin, source or None)
    return site, event, time, operation, *what, *(evidence or _UNTESTED)


def _sorted(outcomes: Sequence[Outcome]) -> list[Outcome]:
    return sorted(outcomes, key=lambda outcome: (outcome.regime, outcome.replication))


def estimates(rows: Sequence[EstimateRow]) -> pa.Table:
    """Return estimates as a table; a missing year is the whole horizon."""
    return _table(rows, ESTIMATES)


def comparisons(rows: Sequence[ComparisonRow]) -> pa.Table:
    """Return paired differences as a table; a missing year is the whole horizon."""
    return _table(rows, COMPARISONS)


def _table(rows: Iterable[tuple[object, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        pa.array(column, type=field.type, from_pandas=True)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    # All settings are named, so that a new default does not change the bytes.
    pq.write_table(
        table,
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
