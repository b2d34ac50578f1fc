"""Events of a run, packed where it was run, and joined in one file.

In the file, each replication of a regime is a row group, so that one is read without
the others.  Facts stand as JSON, since they are numbers, text and truth values; causes
are the names of events.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from supplychain_sim.model.outcome import Outcome
from supplychain_sim.model.record import EventId, Record, written

OF_RUN: list[pa.Field[Any]] = [
    pa.field("regime", pa.string()),
    pa.field("replication", pa.int32()),
]
_OF_EVENTS: list[pa.Field[Any]] = [
    pa.field("entity", pa.string()),
    pa.field("number", pa.int32()),
    pa.field("time", pa.int64()),
    pa.field("kind", pa.string()),
    pa.field("known_at", pa.int64()),
    pa.field("known_to", pa.string()),
    pa.field("causes", pa.list_(pa.string())),
    pa.field("facts", pa.string()),
]
#: Half the size: what rises from row to row, or begins as the row before it.
_ENCODED = {
    **dict.fromkeys(("number", "time", "known_at"), "DELTA_BINARY_PACKED"),
    "causes.list.element": "DELTA_BYTE_ARRAY",
}
#: Columns of words; the stubs of pyarrow do not know that they can be named.
_REPEATED = ["regime", "entity", "kind", "known_to", "facts"]
_PACKED = pa.schema(_OF_EVENTS)
COLUMNS = pa.schema([*OF_RUN, *_OF_EVENTS])
#: Rows that go into a row group: however many events a run has.
_ALL = 1 << 26
_json = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def packed(record: Record) -> bytes:
    """Return all events of *record*, by entity and number."""
    names: dict[EventId, str] = {}
    rows: list[tuple[object, ...]] = []
    for entity in record:
        for number, event in enumerate(record.history(entity)):
            time, kind, known_at, known_to, causes, facts = event
            because = [
                names.get(cause) or names.setdefault(cause, written(cause)) for cause in causes
            ]
            rows.append((entity, number, time, kind, known_at, known_to, because, _json(facts)))
    columns = list(zip(*rows, strict=True)) or [()] * len(_PACKED)
    arrays = [pa.array(c, type=f.type) for c, f in zip(columns, _PACKED, strict=True)]
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
    with pa.ipc.new_stream(sink, _PACKED, options=options) as stream:
        stream.write_table(pa.Table.from_arrays(arrays, schema=_PACKED))
    return sink.getvalue().to_pybytes()


def unpacked(log: bytes) -> pa.Table:
    """Return the events of a packed log."""
    with pa.ipc.open_stream(log) as stream:
        return stream.read_all()


def joined(outcomes: Iterable[Outcome]) -> bytes:
    """Return the events that *outcomes* hold as Parquet, by regime and replication."""
    sink = pa.BufferOutputStream()
    # All settings are named, so that a new default does not change the bytes.
    with pq.ParquetWriter(
        sink,
        COLUMNS,
        version="2.6",
        data_page_version="1.0",
        compression="zstd",
        compression_level=3,
        use_dictionary=_REPEATED,  # type: ignore[arg-type]
        column_encoding=_ENCODED,
        write_statistics=True,
    ) as writer:
        for outcome in sorted(outcomes, key=lambda one: (one.regime, one.replication)):
            if outcome.log:
                writer.write_table(_of_run(outcome), row_group_size=_ALL)
    return sink.getvalue().to_pybytes()


def _of_run(outcome: Outcome) -> pa.Table:
    events = unpacked(outcome.log)
    count = len(events)
    regime = pa.array([outcome.regime], pa.string()).take(pa.array([0] * count, pa.int32()))
    replication = pa.array([outcome.replication] * count, pa.int32())
    return pa.Table.from_arrays([regime, replication, *events.columns], schema=COLUMNS)
