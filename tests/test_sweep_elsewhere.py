"""Workers on other machines: what they wrote is seen here, if late, or that it is not is told."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sweeping import DAYS, RUNS, written

from supplychain_sim.errors import OutputError
from supplychain_sim.sweep import running
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.manifest import read
from supplychain_sim.sweep.protocol import Crew, Limits
from supplychain_sim.sweep.running import Permissions, Ways, sweep
from supplychain_sim.sweep.worker import Setup


@dataclass(frozen=True)
class Elsewhere:
    """Workers whose journals are seen here some seconds after they ended, or never."""

    after: float | None
    jobs: int = 1

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[Crew]:
        """Give a worker, and put away its journals at the end."""
        journals = setup.folder / "journals"
        away = setup.folder.parent / "away"
        with Local(1).open(setup, limits, tasks) as crew:
            yield crew
        journals.rename(away)
        journals.mkdir()
        if self.after is not None:
            threading.Timer(self.after, lambda: _shown(away, journals)).start()


def _shown(away: Path, journals: Path) -> None:
    for journal in away.iterdir():
        shutil.move(journal, journals / journal.name)


def _swept(folder: Path, after: float | None) -> None:
    plan = load_sweep(written(folder, DAYS) / "sweep.yaml")
    ways = Ways(Elsewhere(after), simulate="sweep_faults:quick")
    assert sweep(plan, folder / "results", ways, Permissions()).done == RUNS


def test_results_that_a_file_system_shows_late_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LOOKED_EVERY", 0.05)

    _swept(tmp_path, after=0.3)

    manifest = read(tmp_path / "results")
    assert manifest is not None
    assert manifest["complete"]


def test_results_that_are_on_another_disk_are_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SHOWN_WITHIN", 0.0)

    with pytest.raises(OutputError) as told:
        _swept(tmp_path, after=None)

    assert str(told.value) == (
        f"{tmp_path / 'results'}: found no results of {RUNS} runs that workers have done, expected "
        "them here; is this folder on a disk that all machines share?"
    )
    assert not (tmp_path / "results" / "measures.parquet").exists()
