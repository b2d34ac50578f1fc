"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from supplychain_sim.errors import OutputError


def write_whole(path: Path, content: bytes) -> None:
    """Write *content* to *path* so that it is there whole or not at all.

    Raises
    ------
    OutputError
        If it could not be written; an earlier file is as it was.
    """
    with whole(path) as file:
        file.write(content)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes the place of *path* once all is written, and only then.

    Raises
    ------
    OutputError
        If it could not be written; an earlier file is as it was.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        try:
            with partial.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
        keep_names(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def keep_names(folder: Path) -> None:
    """Have the names in *folder* survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Return what is told of an *error* in writing results to *path*."""
    return OutputError(f"{path}: results cannot be written: {error.strerror or error}")
