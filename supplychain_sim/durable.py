"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from supplychain_sim.errors import OutputError

#: Whose a partial file is: machine, process, and what tells apart two processes of one number
#: on two machines of one name, as containers have them.
_WHOSE = re.compile(r"\.([^.]+)\.(\d+)-[0-9a-f]+\.partial")
#: Seconds after which a partial file that does not change is nobody's any more.
_ABANDONED_AFTER = 3600.0
#: What file systems answer that cannot bring names to the disk, where no name is lost by it.
_NOT_OFFERED = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF}


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
    partial = partial_of(path)
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


def created(path: Path, content: bytes) -> bool:
    """Write *content* to *path* whole, unless something is there; return whether it was written.

    Of any number of processes on any number of machines that try, one writes.

    Raises
    ------
    OutputError
        If it could not be written.
    """
    partial = partial_of(path)
    try:
        try:
            with partial.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not _linked(partial, path):
                return False
        finally:
            partial.unlink(missing_ok=True)
        keep_names(path.parent)
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def _linked(partial: Path, path: Path) -> bool:
    """Give *partial* the name *path* too, unless somebody has it."""
    try:
        os.link(partial, path)
    except FileExistsError:
        # A network file system that missed its own answer asks twice, and finds what it did.
        with contextlib.suppress(OSError):
            return partial.samefile(path)
        return False
    except OSError:
        return _written(partial, path)
    return True


def _written(partial: Path, path: Path) -> bool:
    """Write *partial* to *path*, unless it is there: for file systems without links."""
    try:
        with path.open("xb") as file:
            try:
                file.write(partial.read_bytes())
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def machine() -> str:
    """Return the name of this machine as names of files hold it, without dots."""
    return re.sub(r"[^A-Za-z0-9-]", "-", platform.node()) or "host"


def partial_of(path: Path) -> Path:
    """Return the name of a file that this process writes before it takes the name *path*."""
    whose = f"{machine()}.{os.getpid()}-{secrets.token_hex(4)}"
    return path.with_name(f".{path.name}.{whose}.partial")


def abandoned(partial: Path) -> bool:
    """Return whether nobody writes a partial file any more.

    Only processes of this machine can be looked up; those of others have an hour.
    """
    whose = _WHOSE.search(partial.name)
    if whose is not None and whose[1] == machine() and not process_exists(int(whose[2])):
        return True
    try:
        return time.time() - partial.stat().st_mtime > _ABANDONED_AFTER
    except FileNotFoundError:
        return False


def process_exists(pid: int) -> bool:
    """Return whether this machine has a process of that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def keep_names(folder: Path) -> None:
    """Have the names in *folder* survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_OFFERED:
            raise
    finally:
        os.close(descriptor)


def unwritable(path: Path, error: OSError) -> OutputError:
    """Return what is told of an *error* in writing results to *path*."""
    return OutputError(f"{path}: results cannot be written: {error.strerror or error}")
