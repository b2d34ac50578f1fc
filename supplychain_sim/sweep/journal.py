"""Journals: what a worker has finished, a record after another, each guarded by checksums.

A worker writes a journal of its own and only ever appends, so that whatever ends it can
tear the last record alone.  A torn tail is what a file that just ended looks like; anything
else that does not read is damage, and is never passed over in silence.

::

    journal   magic and version (8 bytes), hash of the sweep (16), CRC-32 of both (4), records
    record    magic (2), kind (1), 0 (1), length (4), number (8), CRC-32 of the payload (4),
              CRC-32 of the 20 bytes before (4); then the payload
    LAYOUT    what values are of: JSON rows of regime, subject, measure, year; deflated
    RESULT    of the task of that number: number of its layout (4), then its values (8 each)
"""

from __future__ import annotations

import json
import os
import struct
import threading
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from supplychain_sim.durable import keep_names, unwritable
from supplychain_sim.errors import OutputError

#: Where a value belongs: regime, subject, measure, and year; None for the whole horizon.
Row = tuple[str, str, str, int | None]
#: What a value is of, for all values of a result in their order.
Layout = tuple[Row, ...]

LAYOUT, RESULT = 1, 2
VERSION = 1
MAGIC = b"SCSWEEP" + bytes([VERSION])
_HASH_BYTES = 16
FILE_HEADER = struct.Struct(f"<8s{_HASH_BYTES}sI")
RECORD_MAGIC = b"\xa5R"
HEADER = struct.Struct("<2sBxIQII")
_NUMBER = struct.Struct("<I")
CHECKED = HEADER.size - 4
#: Layouts that are kept once read: there is one, unless points differ in what they yield.
_LAYOUTS_KEPT = 64
#: Seconds between two times that a journal is brought to the disk.
SYNCED_EVERY = 1.0


class Record(NamedTuple):
    """One record of a journal, and the place of its first byte."""

    kind: int
    number: int
    offset: int
    payload: bytes

    @property
    def end(self) -> int:
        """The place of the byte after its last."""
        return self.offset + HEADER.size + len(self.payload)


def layout_bytes(layout: Layout) -> bytes:
    """Return *layout* as the payload of its record."""
    return zlib.compress(json.dumps(layout, separators=(",", ":")).encode())


@lru_cache(_LAYOUTS_KEPT)
def layout_of(payload: bytes) -> Layout:
    """Return the layout that a record holds; of many journals that say the same, one and the same.

    One of twenty thousand values takes seven megabytes, and there may be ten thousand journals.
    """
    return tuple(
        (regime, subject, measure, year)
        for regime, subject, measure, year in json.loads(zlib.decompress(payload))
    )


def result_bytes(layout: int, values: Sequence[float]) -> bytes:
    """Return values in the order of a layout of that number as the payload of their record."""
    return _NUMBER.pack(layout) + struct.pack(f"<{len(values)}d", *values)


def layout_number(payload: bytes) -> int:
    """Return the number of the layout of a result."""
    number: int = _NUMBER.unpack_from(payload)[0]
    return number


def values_of(payload: bytes) -> bytes:
    """Return the values of a result, eight bytes each, lowest first."""
    return payload[_NUMBER.size :]


class Journal:
    """A journal that is being written, brought to the disk at least once a second.

    A record is handed to the system whole and at once: the end of this process takes none with it,
    and a power cut those of the last second.

    Parameters
    ----------
    path
        Where; there is nothing yet.
    sweep
        Hash of the sweep, in hexadecimal.

    Raises
    ------
    FileExistsError
        If there is something.
    OutputError
        If it cannot be written, here and from every method.
    """

    def __init__(self, path: Path, sweep: str) -> None:
        self.path = path
        self._layouts: dict[Layout, int] = {}
        self._unsynced = threading.Event()
        self._closed = threading.Event()
        self._failed: OutputError | None = None
        head = FILE_HEADER.pack(MAGIC, bytes.fromhex(sweep), 0)[:-4]
        try:
            self._file = path.open("xb", buffering=0)
            self._write(head + zlib.crc32(head).to_bytes(4, "little"))
            keep_names(path.parent)
        except FileExistsError:
            raise
        except OSError as error:
            raise unwritable(path, error) from error
        self._syncing = threading.Thread(target=self._keep_synced, daemon=True)
        self._syncing.start()

    def add(self, task: int, layout: Layout, values: Sequence[float]) -> None:
        """Record what a task yielded."""
        number = self._layouts.get(layout)
        if number is None:
            number = self._layouts[layout] = len(self._layouts)
            self._append(LAYOUT, number, layout_bytes(layout))
        self._append(RESULT, task, result_bytes(number, values))

    def sync(self) -> None:
        """Bring to the disk what was recorded."""
        self._unsynced.clear()
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise unwritable(self.path, error) from error

    def close(self) -> None:
        """Bring everything to the disk, and end."""
        self._closed.set()
        self._unsynced.set()
        self._syncing.join()
        self.sync()
        self._file.close()

    def _append(self, kind: int, number: int, payload: bytes) -> None:
        if self._failed is not None:
            raise self._failed
        try:
            self._write(packed(kind, number, payload))
        except OSError as error:
            # What was written of it stays a torn tail: nothing may follow it.
            self._failed = unwritable(self.path, error)
            raise self._failed from error
        self._unsynced.set()

    def _write(self, content: bytes) -> None:
        written = 0
        while written < len(content):
            written += self._file.write(content[written:]) or 0

    def _keep_synced(self) -> None:
        while True:
            self._unsynced.wait()
            if self._closed.wait(SYNCED_EVERY):
                return
            try:
                self.sync()
            except OutputError as error:
                self._failed = error
                return


def packed(kind: int, number: int, payload: bytes) -> bytes:
    """Return a record as a journal holds it."""
    head = HEADER.pack(RECORD_MAGIC, kind, len(payload), number, zlib.crc32(payload), 0)
    head = head[:CHECKED]
    return head + zlib.crc32(head).to_bytes(4, "little") + payload
