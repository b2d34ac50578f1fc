"""How far a sweep is, as its folder says: while it runs, and after it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from supplychain_sim.errors import ResultsError
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep.conduct import Progress, tally
from supplychain_sim.sweep.lock import ALIVE, Holder, holder
from supplychain_sim.sweep.store import LOCK, Store


@dataclass(frozen=True)
class Status:
    """What a folder says of its sweep.

    Parameters
    ----------
    name
        What the sweep is called.
    state
        ``running``, ``interrupted`` or ``finished``.
    progress
        How far it is.
    holder
        Who is at work there, if anybody says so.
    command
        What goes on with it; empty if it was not started by one.
    rate, seconds_left
        Runs in a second since this session began, and seconds until it ends; None unless it
        runs and something is done.
    """

    name: str
    state: str
    progress: Progress
    holder: Holder | None
    command: str
    rate: float | None = None
    seconds_left: float | None = None


def status(folder: Path) -> Status:
    """Return how far the sweep in *folder* is.

    Raises
    ------
    ResultsError
        If there is none, or a journal of it is damaged.
    """
    manifest = manifests.read(folder)
    if manifest is None:
        raise ResultsError(f"{folder}: found no sweep, expected the folder of one")
    progress = tally(Store(folder, manifest["sweep_hash"]), manifest["runs"]).progress
    at_work = holder(folder / LOCK)
    command = manifest["sessions"][-1]["command"]
    running = at_work is not None and not at_work.gone and at_work.silent < ALIVE
    if running:
        pace = _pace(manifest["sessions"][-1], progress)
        return Status(manifest["name"], "running", progress, at_work, command, *pace)
    state = "finished" if manifest["complete"] else "interrupted"
    return Status(manifest["name"], state, progress, at_work, command)


def _pace(
    session: Mapping[str, Any], progress: Progress
) -> tuple[float, float] | tuple[None, None]:
    """Return runs in a second, and how long the rest takes at that pace."""
    seconds = (datetime.now(UTC) - datetime.fromisoformat(session["started"])).total_seconds()
    settled = progress.total - progress.left - session["settled_before"]
    if seconds <= 0 or settled <= 0:
        return None, None
    return settled / seconds, progress.left * seconds / settled
