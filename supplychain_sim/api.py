"""From Python: load a scenario, run it, and ask what came out and because of what.

What a program needs is here; all of it is also what the command line does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from supplychain_sim import experiment as experiments
from supplychain_sim import simulation
from supplychain_sim.claims import Verdict, decide
from supplychain_sim.errors import ResultsError
from supplychain_sim.experiment import Experiment
from supplychain_sim.report import columns, sweep_folder, why
from supplychain_sim.report.files import Origin, prepare, write
from supplychain_sim.report.log import of_outcome
from supplychain_sim.report.packing import packed
from supplychain_sim.report.sweep_folder import SweepResult
from supplychain_sim.scenario.parse import Loaded, load, scenario_hash
from supplychain_sim.scenario.schema import MOST_REPLICATIONS
from supplychain_sim.scenario.wording import no_such
from supplychain_sim.sweep import running
from supplychain_sim.sweep.conduct import Progress
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.protocol import Engine, Limits
from supplychain_sim.sweep.running import Permissions, Ways
from supplychain_sim.sweep.store import MEASURES

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Result", "compare", "load", "read_sweep", "run", "run_sweep"]

#: What a result holds as a table.
Frame = Literal["measures", "series", "estimates", "differences"]


@dataclass(frozen=True)
class Result:
    """What was run, and what came out.

    Parameters
    ----------
    name
        What the scenario is called.
    loaded
        The scenario, with where its values come from.
    experiment
        All replications, estimated and compared.
    started, finished
        When it ran.
    """

    name: str
    loaded: Loaded
    experiment: Experiment
    started: datetime
    finished: datetime

    def __repr__(self) -> str:
        count, names = self.experiment.scenario.replications, ", ".join(self.regimes)
        return f"Result({self.name}: {count} replications of {names})"

    @property
    def regimes(self) -> tuple[str, ...]:
        """Names of the regimes that were run, in the order of the scenario."""
        return self.experiment.regimes

    @cached_property
    def claims(self) -> tuple[Verdict, ...]:
        """What the run says about each claim of the scenario, in its order."""
        return decide(self.experiment)

    def frame(self, of: Frame = "measures") -> pa.Table:
        """Return a table of values, a row each; ``to_pandas()`` turns it into a data frame.

        Parameters
        ----------
        of
            ``measures`` and ``series`` hold the values of each replication, as the files of
            a results folder do; ``estimates`` their means, ``differences`` the paired ones
            from the regime that was compared with, both with half-widths of 95 %.

        Raises
        ------
        ResultsError
            If there is no such table.
        """
        if of not in get_args(Frame):
            raise ResultsError(f"{self.name}: {no_such('table', of, get_args(Frame))}")
        outcomes = self.experiment.outcomes
        if of == "estimates":
            return columns.estimates(self.experiment.estimates)
        if of == "differences":
            return columns.comparisons(self.experiment.comparisons)
        return columns.measures_of(outcomes) if of == "measures" else columns.series_of(outcomes)

    def why(
        self,
        subject: str,
        *,
        regime: str | None = None,
        replication: int = 0,
        event: int | None = None,
        kind: str | None = None,
        at: str | None = None,
        depth: int = why.DEPTH,
        width: int = why.WIDTH,
    ) -> str:
        """Return what led to an outcome, back to its first causes, as text to be printed.

        Parameters
        ----------
        subject
            An entity such as ``relation/housings``, or an event of it with its number.
        regime
            The first unless given.
        replication
            Its number; the first is kept unless the run kept all.
        event, kind, at
            Number, kind and latest day of the event; the most telling outcome unless given.
        depth, width
            Steps back, and causes of a kind told at length for each effect.

        Raises
        ------
        ResultsError
            If there is no such regime, replication, subject, event, kind or day.
        """
        wanted = self.regimes[0] if regime is None else regime
        if wanted not in self.regimes:
            raise ResultsError(f"{self.name}: {no_such('regime', wanted, self.regimes)}")
        kept = {(one.regime, one.replication): one for one in self.experiment.outcomes if one.log}
        if (wanted, replication) not in kept:
            known = ", ".join(str(number) for name, number in sorted(kept) if name == wanted)
            raise ResultsError(
                f"{self.name}: no events of replication {replication}, expected one of {known}; "
                "run(..., log=True) keeps those of all"
            )
        log = of_outcome(self.name, self.experiment.scenario, kept[wanted, replication])
        asked = why.chosen(log, subject, event, kind, at)
        return why.as_text(log, asked, why.Limits(depth, width))

    def save(self, folder: str | Path) -> Path:
        """Write the results folder that the command line would write, and return it.

        Raises
        ------
        OutputError
            If it cannot be written, or holds the results of another scenario.
        """
        path = Path(folder)
        fingerprint = scenario_hash(self.loaded.tree)
        prepare(path, fingerprint)
        owners = self.loaded.owners()
        origin = Origin(
            self.name, self.loaded.tree, fingerprint, owners, self.started, self.finished
        )
        write(self.experiment, origin, path)
        return path


def run(
    scenario: str | Path | Loaded,
    *,
    regimes: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    against: str | None = None,
    jobs: int = 1,
    log: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Return what comes out of a scenario under each of its regimes.

    Parameters
    ----------
    scenario
        A file, or what :func:`load` made of one.
    regimes
        Names of those to run; all unless given.
    replications, seed
        Instead of those of the scenario.
    against
        The regime that the others are compared with; the first one unless given.
    jobs
        Number of processes.  It cannot be seen in the results; above 1, a script has to
        run under ``if __name__ == "__main__":``, as processes import it anew.
    log
        Whether events and books of all replications are kept, and not of the first alone.
    progress
        Called with the number of replications that are finished, and of all.

    Raises
    ------
    ScenarioError
        If the scenario cannot be used, a regime is unknown or a number out of range.
    """
    loaded = scenario if isinstance(scenario, Loaded) else load(scenario)
    name = loaded.name
    kept = range(MOST_REPLICATIONS if log else 1)
    started = datetime.now(UTC)
    done = experiments.run(
        loaded.scenario,
        regimes=regimes,
        replications=replications,
        seed=seed,
        against=against,
        jobs=jobs,
        progress=progress,
        simulate=partial(simulation.simulate, kept=kept, pack=packed),
    )
    return Result(name, loaded, done, started, datetime.now(UTC))


def compare(result: Result, against: str) -> pa.Table:
    """Return how each other regime of a result differs from one, in pairs of replications.

    Parameters
    ----------
    against
        The regime that the others are compared with.

    Raises
    ------
    ResultsError
        If the result has no such regime.
    """
    if against not in result.regimes:
        raise ResultsError(f"{result.name}: {no_such('regime', against, result.regimes)}")
    return columns.comparisons(experiments.compared(result.experiment, against))


def run_sweep(
    sweep: str | Path,
    out: str | Path,
    *,
    jobs: int = 1,
    resume: bool = False,
    timeout: float | None = None,
    max_memory: int | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    engine: Engine | None = None,
) -> SweepResult:
    """Run a sweep, write its results, and return what it found.

    Parameters
    ----------
    sweep
        The file of a sweep.
    out
        The folder for its results, which it can be resumed from.
    jobs
        Number of processes; it cannot be seen in the results.
    resume
        Go on with what was begun in *out*, if anything was.
    timeout, max_memory
        Seconds that a run may take, and bytes that it may hold.
    progress
        Called with how many runs are done, have failed and are left.
    engine
        Who works, such as :class:`supplychain_sim.cluster.dask_engines.Scheduler`; *jobs*
        processes of this machine unless given.

    Raises
    ------
    ScenarioError
        If the sweep cannot be used; nothing was run.
    OutputError
        If results cannot be written, or the folder is in use or holds something else.
    ClusterError
        If the machines of the engine cannot be had, or are gone.
    """
    plan, folder = load_sweep(sweep), Path(out)

    def result(got: Progress) -> SweepResult:
        return SweepResult(plan, folder, got, folder / MEASURES)

    ways = Ways(
        engine or Local(jobs),
        Limits(timeout, max_memory),
        progress=progress,
        finish=lambda got: sweep_folder.write(result(got)),
    )
    return result(running.sweep(plan, folder, ways, Permissions(resume=resume)))


def read_sweep(sweep: str | Path, out: str | Path) -> SweepResult:
    """Return what came of a sweep by now; its ``complete`` says whether that is all.

    Parameters
    ----------
    sweep
        The file of the sweep.
    out
        The folder of its results.

    Raises
    ------
    ResultsError
        If the folder does not hold it, or a journal is damaged.
    """
    return sweep_folder.read(load_sweep(sweep), Path(out))
