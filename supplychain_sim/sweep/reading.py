"""Journals read back: how far they are whole, where they are damaged, and how that is repaired."""

from __future__ import annotations

import os
import zlib
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

from supplychain_sim.durable import unwritable, write_whole
from supplychain_sim.errors import ResultsError
from supplychain_sim.sweep.journal import (
    CHECKED,
    FILE_HEADER,
    HEADER,
    LAYOUT,
    MAGIC,
    RECORD_MAGIC,
    VERSION,
    Layout,
    Record,
    layout_number,
    layout_of,
)

#: Read at once where the rest of a file is looked through.
_BLOCK = 1 << 20


class DamageError(ResultsError):
    """A record that was finished once and does not read any more."""


class Torn(Exception):  # noqa: N818 - no error: so ends a file whose writer was ended
    """A file that ends before its last record does."""


class Reader:
    """A journal that is read on from where it was left, as far as it is written by then.

    Parameters
    ----------
    path
        Where it is.
    sweep
        Hash of the sweep that it has to be of, in hexadecimal.
    """

    def __init__(self, path: Path, sweep: str) -> None:
        self.path = path
        self.layouts: dict[int, Layout] = {}
        #: How far it has been read.
        self.end = 0
        self._sweep = sweep
        self._record = 0

    def results(self) -> Generator[Record, None, None]:
        """Yield the results that came since the last time; a torn tail is left for the next.

        Raises
        ------
        DamageError
            If a finished record does not read, naming its place.
        ResultsError
            If this is no journal of the sweep.
        """
        with self.path.open("rb") as file:
            if not self.end:
                if not _headed(file.read(FILE_HEADER.size), self.path, self._sweep):
                    return
                self.end = FILE_HEADER.size
            file.seek(self.end)
            size = os.fstat(file.fileno()).st_size
            while (record := self._next(file, size)) is not None:
                self.end = record.end
                self._record += 1
                if record.kind == LAYOUT:
                    self.layouts[record.number] = layout_of(record.payload)
                else:
                    yield record

    def layout(self, record: Record) -> Layout:
        """Return the layout of a result of this journal."""
        return self.layouts[layout_number(record.payload)]

    def _next(self, file: BinaryIO, size: int) -> Record | None:
        try:
            return read_record(file, self.end, size)
        except Torn:
            return None
        except DamageError:
            if _blank_from(file, self.end):
                return None
            raise DamageError(
                f"{self.path}: record {self._record + 1} at byte {self.end} is damaged; to set "
                "it aside and run it again, resume with --repair"
            ) from None


def read_record(file: BinaryIO, offset: int, size: int) -> Record:
    """Return the record at *offset* of a file of *size* bytes, which is open there.

    Raises
    ------
    Torn
        If the file ends before it does.
    DamageError
        If it does not read.
    """
    head = file.read(HEADER.size)
    if len(head) < HEADER.size:
        raise Torn
    magic, kind, length, number, crc, own = HEADER.unpack(head)
    if magic != RECORD_MAGIC or own != zlib.crc32(head[:CHECKED]):
        raise DamageError
    if offset + HEADER.size + length > size:
        raise Torn
    payload = file.read(length)
    if crc != zlib.crc32(payload):
        raise DamageError
    return Record(kind, number, offset, payload)


def repair(path: Path, sweep: str, aside: Path) -> list[str]:
    """Set aside what is damaged in a journal, and return what was done about it.

    Results whose layout is lost go with it. A journal whose header does not read goes whole.

    Parameters
    ----------
    path, sweep
        The journal, and the hash of the sweep.
    aside
        The folder that damaged bytes are moved to.

    Raises
    ------
    OutputError
        If something cannot be written.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            if not _headed(file.read(FILE_HEADER.size), path, sweep):
                return []
        except DamageError:
            return [_set_aside(path, 0, path.read_bytes(), aside), _removed(path)]
        kept, damaged = _sorted_out(file, size)
    if not damaged:
        return []
    content = path.read_bytes()
    told = [_set_aside(path, begin, content[begin:end], aside) for begin, end in damaged]
    whole = [content[: FILE_HEADER.size], *(content[begin:end] for begin, end in kept)]
    write_whole(path, b"".join(whole))
    return told


#: From the first byte to the one after the last.
_Span = tuple[int, int]


def _sorted_out(file: BinaryIO, size: int) -> tuple[list[_Span], list[_Span]]:
    """Return the records of a journal that can be kept, and what has to go; no torn tail."""
    kept: list[_Span] = []
    damaged: list[_Span] = []
    layouts: set[int] = set()
    offset = FILE_HEADER.size
    while offset < size:
        file.seek(offset)
        try:
            record = read_record(file, offset, size)
        except Torn:
            break
        except DamageError:
            if _blank_from(file, offset):
                break
            begin, offset = offset, _next_record(file, offset + 1, size)
            damaged.append((begin, offset))
            continue
        if record.kind == LAYOUT:
            layouts.add(record.number)
        lost = record.kind != LAYOUT and layout_number(record.payload) not in layouts
        (damaged if lost else kept).append((offset, record.end))
        offset = record.end
    return kept, damaged


def _next_record(file: BinaryIO, start: int, size: int) -> int:
    """Return where the first record that reads begins, from *start*; the end if none does."""
    file.seek(start)
    rest = file.read()
    at = rest.find(RECORD_MAGIC)
    while at >= 0:
        file.seek(start + at)
        try:
            read_record(file, start + at, size)
        except (Torn, DamageError):
            at = rest.find(RECORD_MAGIC, at + 1)
        else:
            return start + at
    return size


def _set_aside(path: Path, offset: int, content: bytes, aside: Path) -> str:
    """Write damaged bytes to the folder for them, and return what is said of that."""
    kept = aside / f"{path.stem}-{offset}.damaged"
    try:
        aside.mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(aside, error) from error
    write_whole(kept, content)
    return f"{path}: {len(content)} damaged bytes at byte {offset} are set aside in {kept}"


def _removed(path: Path) -> str:
    path.unlink()
    return f"{path}: is removed, since its header does not read"


def _headed(head: bytes, path: Path, sweep: str) -> bool:
    """Return whether there is a whole header; the file of a worker may have just begun."""
    if len(head) < FILE_HEADER.size or not any(head):
        return False
    magic, of, crc = FILE_HEADER.unpack(head)
    if crc != zlib.crc32(head[:-4]):
        raise DamageError(
            f"{path}: its header is damaged; to set it aside and run again what it held, resume "
            "with --repair"
        )
    if magic != MAGIC:
        raise ResultsError(f"{path}: found a journal of version {magic[-1]}, expected {VERSION}")
    if of.hex() != sweep:
        raise ResultsError(f"{path}: found a journal of another sweep, expected one of this sweep")
    return True


def _blank_from(file: BinaryIO, offset: int) -> bool:
    """Return whether nothing but zeros follows, as after a power cut."""
    file.seek(offset)
    while block := file.read(_BLOCK):
        if any(block):
            return False
    return True
