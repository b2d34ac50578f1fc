"""The sign of life that this process gives while it works on a shard.

It is given when no other process gives one; whoever gave one and fell silent is waited for.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from supplychain_sim.durable import created, unwritable, write_whole
from supplychain_sim.errors import ForeignFolderError, OutputError
from supplychain_sim.sweep.lock import ALIVE, HeldError
from supplychain_sim.sweep.presence import (
    DONE,
    WORKING,
    Presence,
    Standing,
    clock,
    file_of,
    presence_at,
    standing,
)
from supplychain_sim.sweep.shards import Shard

#: Seconds between two looks at whether another process gives a sign.
_LOOKED_EVERY = 1.0


class Sign:
    """The sign of life of this process, which works on a shard."""

    def __init__(self, folder: Path, shard: Shard) -> None:
        self.path = file_of(folder, shard, WORKING)
        self._done = file_of(folder, shard, DONE)
        self._shard = shard
        self._told = {
            "shard": shard.number,
            "of": shard.count,
            "state": "working",
            "pid": os.getpid(),
            "host": platform.node(),
            "since": _now(),
            **_slurm(),
            "settled_before": 0,
            "token": secrets.token_hex(8),
        }

    @property
    def content(self) -> bytes:
        """What the file says."""
        return json.dumps(self._told, indent=1).encode()

    def began(self, settled: int) -> None:
        """Say how much of the share was *settled* when work began."""
        self._see_that_it_is_ours()
        self._told["settled_before"] = settled
        write_whole(self.path, self.content)

    def sign(self) -> None:
        """Give a sign of life.

        Raises
        ------
        ForeignFolderError
            If another process has taken the shard over.
        OutputError
            If the sign is gone, with its folder or without.
        """
        self._see_that_it_is_ours()
        try:
            os.utime(self.path)
        except OSError as error:
            raise unwritable(self.path, error) from error

    def done(self) -> None:
        """Say that nothing of the share is left."""
        told = {**self._told, "state": "done", "finished": _now()}
        write_whole(self._done, json.dumps(told, indent=1).encode())
        self.withdraw()

    def not_done(self) -> None:
        """Take back that nothing is left."""
        try:
            self._done.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(self._done, error) from error

    def withdraw(self) -> None:
        """Be at work no more."""
        with contextlib.suppress(OSError):
            if self.path.read_bytes() == self.content:
                self.path.unlink()

    def _see_that_it_is_ours(self) -> None:
        try:
            found = self.path.read_bytes()
        except FileNotFoundError:
            raise OutputError(
                f"{self.path.parent.parent}: results cannot be written: the folder is gone, or "
                f"the sign of life of shard {self._shard}"
            ) from None
        except OSError as error:
            raise unwritable(self.path, error) from error
        if found != self.content:
            other = presence_at(self.path, self._shard, None)
            raise ForeignFolderError(
                f"{self.path}: found the sign of another process ({other}), expected that of this "
                "one: the other goes on with the shard"
            )


@contextmanager
def signed(
    folder: Path, shard: Shard, say: Callable[[str], None], *, force: bool = False
) -> Iterator[Sign]:
    """Give the sign of life of a *shard* in the *folder* of a sweep, and take it away at the end.

    Parameters
    ----------
    folder, shard
        Where, and which.
    say
        Called with what is to be told while it waits.
    force
        Take the shard over, whoever is at work on it.

    Raises
    ------
    HeldError
        If another process is at work on it.
    OutputError
        If nothing can be written there.
    """
    sign = Sign(folder, shard)
    if not created(sign.path, sign.content):
        if not force:
            _wait_until_ended(sign.path, shard, say)
        write_whole(sign.path, sign.content)
    try:
        # Taken back before anything is looked at: who finishes looks after it holds the lock.
        sign.not_done()
        yield sign
    finally:
        sign.withdraw()


def _wait_until_ended(path: Path, shard: Shard, say: Callable[[str], None]) -> None:
    """Wait until the process that says it works on a shard is known to have ended.

    Raises
    ------
    HeldError
        If it gives a sign of life.
    """
    job = _slurm().get("slurm_job", "")
    earlier: Presence | None = None
    while (found := presence_at(path, shard, clock(path))) is not None:
        known = standing(found, earlier, job)
        if known is Standing.ENDED:
            return
        if known is Standing.AT_WORK:
            raise HeldError(
                f"{path.parent.parent}: shard {shard} is at work already ({found}); wait until "
                "it ends, or use --force"
            )
        if earlier is None:
            say(
                f"shard {shard} was at work elsewhere ({found}); waiting for {ALIVE:.0f} s "
                "without a sign of life"
            )
            earlier = found
        time.sleep(_LOOKED_EVERY)


def mark_done(folder: Path, shard: Shard) -> None:
    """Say that nothing of a shard is left, of which nothing was left to begin with."""
    if not file_of(folder, shard, DONE).exists():
        Sign(folder, shard).done()


def _slurm() -> dict[str, str]:
    """Return the Slurm job that this process belongs to, if it does, with its place in an array."""
    names = {
        "slurm_job": "SLURM_JOB_ID",
        "slurm_array": "SLURM_ARRAY_JOB_ID",
        "slurm_array_task": "SLURM_ARRAY_TASK_ID",
    }
    return {key: os.environ[name] for key, name in names.items() if os.environ.get(name)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
