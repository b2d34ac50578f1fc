"""What a sweep found, of its folder: of all its runs, or of those that are done by now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, get_args

from supplychain_sim.durable import whole, write_whole
from supplychain_sim.errors import ResultsError
from supplychain_sim.report import sweeps
from supplychain_sim.report.results import as_json
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.sweep import manifest as manifests
from supplychain_sim.sweep import parquet
from supplychain_sim.sweep.claims import Verdict, decide
from supplychain_sim.sweep.conduct import Progress, tally
from supplychain_sim.sweep.effects import Judged, judge
from supplychain_sim.sweep.estimates import estimates
from supplychain_sim.sweep.merge import Index
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.store import MEASURES, Store

if TYPE_CHECKING:
    import pyarrow as pa

POINTS = "points.csv"
RESULT = "result.json"

#: What a sweep's result holds as a table.
Frame = Literal["measures", "estimates"]


@dataclass(frozen=True)
class SweepResult:
    """What came of a sweep.

    Parameters
    ----------
    plan
        What was swept.
    folder
        Where its results are.
    progress
        How many runs are done, have failed, and are left.
    file
        The values of the runs that are done: one Parquet file.
    """

    plan: Plan
    folder: Path
    progress: Progress
    file: Path

    def __repr__(self) -> str:
        return f"SweepResult({self.plan.name}: {self.progress})"

    @property
    def complete(self) -> bool:
        """Whether no run is left to be done; some may have failed."""
        return not self.progress.left

    @cached_property
    def claims(self) -> tuple[Verdict, ...]:
        """What the sweep says about each of its claims, in their order."""
        return decide(self.plan, self.file)

    @cached_property
    def judged(self) -> Judged | None:
        """Points and factors by the measure that the sweep names; None if it names none."""
        return None if self.plan.best is None else judge(self.plan, self.plan.best, self.file)

    def frame(self, of: Frame = "measures") -> pa.Table:
        """Return a table, a row for each value of each run, or for each estimate at each point.

        Raises
        ------
        ResultsError
            If there is no such table.
        """
        if of not in get_args(Frame):
            raise ResultsError(f"{self.plan.name}: {no_such('table', of, get_args(Frame))}")
        import pyarrow as pa
        import pyarrow.parquet as pq

        if of == "measures":
            return pq.read_table(self.file)
        return pa.concat_tables(estimates(self.plan, self.file))

    def text(self) -> str:
        """Return the tables that the command line prints."""
        return sweeps.text(self.plan, self.judged, self.claims)

    def as_json(self) -> str:
        """Return what :meth:`text` tells as JSON."""
        return as_json(sweeps.as_object(self.plan, self.judged, self.claims))


def write(result: SweepResult) -> None:
    """Write what is read off the values of a sweep into its folder.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with whole(result.folder / POINTS) as file:
        sweeps.csv(estimates(result.plan, result.file), file)
    write_whole(result.folder / RESULT, result.as_json().encode())


def read(plan: Plan, folder: Path) -> SweepResult:
    """Return what came of a sweep by now, whether it is running, finished or neither.

    Raises
    ------
    ResultsError
        If the folder does not hold it, or a journal is damaged.
    """
    manifest = manifests.read(folder)
    sweep = manifests.sweep_hash(plan)
    if manifest is None or manifest["sweep_hash"] != sweep:
        what = "none" if manifest is None else "another one"
        raise ResultsError(f"{folder}: expected results of this sweep, found {what}")
    store = Store(folder, sweep)
    progress = tally(store, manifest["runs"]).progress
    if manifest["complete"]:
        return SweepResult(plan, folder, progress, folder / MEASURES)
    return SweepResult(plan, folder, progress, _partial(plan, store))


#: Files of sweeps that are not finished: they go when this process ends.
_KEPT: list[TemporaryDirectory[str]] = []


def _partial(plan: Plan, store: Store) -> Path:
    """Return a file of what is done by now, which is there as long as this process is."""
    _KEPT.append(TemporaryDirectory(prefix="sweep-"))
    path = Path(_KEPT[-1].name) / MEASURES
    with closing(Index(store, plan).results()) as results:
        parquet.write(path, plan, results)
    return path
