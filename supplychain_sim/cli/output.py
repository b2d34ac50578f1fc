"""Printing and exit codes, which every command shares."""

from __future__ import annotations

import os
import sys

from supplychain_sim.errors import ClusterError, ForeignFolderError, OutputError, SupplyChainError

DONE = 0
SOME_FAILED = 1
WRONG_INPUT = 2
FOREIGN_FOLDER = 3
NOT_WRITTEN = 4
NO_CLUSTER = 5
INTERRUPTED = 130
TERMINATED = 143


class Terminated(KeyboardInterrupt):
    """The system asked this process to end."""


def stopped(stop: KeyboardInterrupt) -> int:
    """Return the exit code of what was stopped."""
    return TERMINATED if isinstance(stop, Terminated) else INTERRUPTED


def failed(error: SupplyChainError) -> int:
    """Return the exit code of an *error*."""
    if isinstance(error, ClusterError):
        return NO_CLUSTER
    if not isinstance(error, OutputError):
        return WRONG_INPUT
    return FOREIGN_FOLDER if isinstance(error, ForeignFolderError) else NOT_WRITTEN


def say(message: str) -> None:
    """Write a line to stderr."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


def show(text: str) -> None:
    """Write *text* to stdout; a reader that has gone away has read what it wanted.

    Raises
    ------
    OutputError
        If it cannot be written for another reason, such as a full disk.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # Python would try once more when it ends, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise OutputError(f"stdout: results cannot be written: {error.strerror}") from error
