"""Slurm's queue, asked by its own commands."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from supplychain_sim.errors import ClusterError

#: Seconds in which Slurm has to answer.
_ANSWERS_WITHIN = 10.0
_PENDING = "PENDING"


class Queued(NamedTuple):
    """A job that waits or runs: its state, and why it waits, in Slurm's words."""

    state: str
    reason: str

    @property
    def waits(self) -> bool:
        """Whether it has not begun."""
        return self.state == _PENDING


def see_that_slurm_answers() -> None:
    """See that Slurm's commands are here, and that it answers them.

    Raises
    ------
    ClusterError
        If not, with what was said.
    """
    try:
        done = _asked(["sinfo", "--noheader"])
    except FileNotFoundError:
        raise ClusterError("found no sinfo, expected Slurm's commands on this machine") from None
    except (OSError, subprocess.TimeoutExpired):
        raise ClusterError(f"Slurm does not answer within {_ANSWERS_WITHIN:g} s") from None
    if done.returncode:
        raise ClusterError(f"Slurm does not answer: {' '.join(done.stderr.split())}")


def queued() -> Mapping[str, Queued] | None:
    """Return our jobs that wait or run, by their numbers; None if Slurm does not say."""
    try:
        done = _asked(["squeue", "--me", "--noheader", "--format=%A %T %r"])
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    rows = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    return {number: Queued(state, reason) for number, state, reason in rows}


def _asked(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - Slurm's own commands
        words, capture_output=True, text=True, timeout=_ANSWERS_WITHIN, check=False
    )
