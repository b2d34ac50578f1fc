"""One sweep in one folder: a file says who is at work there, and that they still are.

No lock of the file system's is used, which network file systems may lack: the file appears
whole under its name or not at all, by a link, and its time of change is the sign of life.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from supplychain_sim.durable import created, partial_of, process_exists, unwritable
from supplychain_sim.errors import ForeignFolderError, OutputError

#: Seconds between two signs of life, and how long whoever gave none counts as alive.
SIGN_EVERY = 1.0
ALIVE = 60.0


class HeldError(ForeignFolderError):
    """A folder in which somebody else may be at work."""


@dataclass(frozen=True)
class Holder:
    """Who is at work in a folder.

    Parameters
    ----------
    pid, host
        The process, and the machine that it runs on.
    since
        When it began, as ISO 8601 tells it.
    silent
        Seconds since its last sign of life.
    """

    pid: int
    host: str
    since: str
    silent: float

    def __str__(self) -> str:
        return f"process {self.pid} on {self.host}, since {self.since}"

    @property
    def here(self) -> bool:
        """Whether it runs on this machine."""
        return self.host == platform.node()

    @property
    def gone(self) -> bool:
        """Whether it is known to have ended: only this machine's processes can be looked up."""
        return self.here and not process_exists(self.pid)


def holder(path: Path, now: float | None = None) -> Holder | None:
    """Return who holds the lock at *path*; None if nobody does.

    Parameters
    ----------
    path
        Where.
    now
        By the clock of its file system; by that of this machine unless given.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        silent = (time.time() if now is None else now) - path.stat().st_mtime
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError:
        return Holder(0, "", "an unknown time", ALIVE)
    return Holder(content["pid"], content["host"], content["since"], silent)


class Lock:
    """The lock of a folder, held by this process."""

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self.content = content

    def sign(self) -> None:
        """Give a sign of life.

        Raises
        ------
        OutputError
            If the lock is gone, with its folder or without, or is somebody else's by now.
        """
        try:
            if self._path.read_bytes() != self.content:
                raise OutputError(f"{self._path}: found another sweep's, expected this one's")
            os.utime(self._path)
        except FileNotFoundError:
            raise OutputError(
                f"{self._path.parent}: results cannot be written: the folder is gone, or its lock"
            ) from None
        except OSError as error:
            raise unwritable(self._path, error) from error

    def release(self) -> None:
        """Let go, if it is still this process's."""
        with contextlib.suppress(OSError):
            if self._path.read_bytes() == self.content:
                self._path.unlink()


@contextmanager
def held(path: Path, *, force: bool = False) -> Iterator[Lock]:
    """Give the lock at *path*, and let go of it at the end.

    Parameters
    ----------
    path
        Where; its folder is there.
    force
        Take it over from whoever cannot be shown to have ended.

    Raises
    ------
    HeldError
        If somebody else holds it.
    OutputError
        If it cannot be written.
    """
    content = {
        "pid": os.getpid(),
        "host": platform.node(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
        # Numbers of processes and of files come again.
        "token": secrets.token_hex(8),
    }
    lock = Lock(path, json.dumps(content).encode())
    try:
        while not created(path, lock.content):
            _take_over(path, force=force)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield lock
    finally:
        lock.release()


def refuse_unless_free(path: Path, *, force: bool = False) -> Holder | None:
    """Return who held the lock at *path* and has ended; None if nobody holds it.

    Raises
    ------
    HeldError
        If somebody holds it who may be at work.
    """
    found = holder(path)
    if found is not None and not (force or found.gone):
        raise HeldError(f"{path.parent}: {_why_not(found)}")
    return found


def _take_over(path: Path, *, force: bool) -> None:
    """Take away the lock of whoever has ended."""
    with contextlib.suppress(FileNotFoundError):
        content = path.read_bytes()
        if refuse_unless_free(path, force=force) is None:
            return
        away = partial_of(path)
        path.rename(away)
        if away.read_bytes() != content:
            # Somebody was faster, and this is theirs.
            with contextlib.suppress(FileExistsError):
                os.link(away, path)
        away.unlink(missing_ok=True)


def _why_not(found: Holder) -> str:
    if found.silent < ALIVE:
        return f"another sweep is running here ({found})"
    silent = f"has given no sign of life for {found.silent / 60:.0f} minutes"
    if found.here:
        return f"another sweep ({found}) {silent}, but its process exists; end it, or use --force"
    return (
        f"another sweep ({found}) {silent}; see on {found.host} whether its process runs "
        f"(ps -p {found.pid}); if it does not, use --force"
    )
