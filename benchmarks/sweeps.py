"""What sweeps cost besides the runs: ``python -m benchmarks.sweeps``.

Each figure is of a process of its own. The first runs are not counted: workers start meanwhile.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from supplychain_sim.model.measures import Measured
from supplychain_sim.model.outcome import Outcome
from supplychain_sim.scenario.schema import Scenario
from supplychain_sim.scenario.starter import starter_text
from supplychain_sim.sweep.conduct import Progress
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.local import Local
from supplychain_sim.sweep.running import Permissions, Ways, sweep

#: How long a run lasts that keeps its worker busy.
LASTS = 0.05
TRIVIAL, BUSY = "benchmarks.sweeps:trivial", "benchmarks.sweeps:busy"
#: Share of the runs that is not counted: workers start meanwhile.
_AT_FIRST = 0.1


def trivial(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Return one value for each regime."""
    return [
        Outcome(
            regime=regime,
            replication=replication,
            measures=(Measured("relation/castings", "unit_cost", None, float(replication)),),
            series=(),
            entities={},
            draws={},
            events=0,
        )
        for regime in regimes or scenario.regimes
    ]


def busy(
    scenario: Scenario, replication: int, regimes: Sequence[str] | None = None
) -> list[Outcome]:
    """Take as long as a short run does, whoever else is at work on this machine."""
    time.sleep(LASTS)
    return trivial(scenario, replication, regimes)


def swept(simulate: str, points: int, replications: int, jobs: int) -> dict[str, float]:
    """Run a sweep in a process of its own, and return what it cost."""
    words = [simulate, points, replications, jobs]
    command = [sys.executable, "-m", "benchmarks.sweeps", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _swept(simulate: str, points: int, replications: int, jobs: int) -> dict[str, float]:
    seen: list[tuple[float, int]] = []
    runs = points * replications

    def note(progress: Progress) -> None:
        if not seen or progress.done - seen[-1][1] >= runs * _AT_FIRST / 2 or not progress.left:
            seen.append((time.monotonic(), progress.done))

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "starter.yaml").write_text(starter_text("starter.yaml"), encoding="utf-8")
        days = f"{{from: 10 days, to: 20 days, steps: {points}}}"
        lines = [
            "schema: 1",
            "base: starter.yaml",
            "question: what does a sweep cost?",
            f"factors: {{relations.castings.quoted: {days}}}",
            "design: grid",
            f"replications: {replications}",
        ]
        (folder / "sweep.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        plan = load_sweep(folder / "sweep.yaml")
        began = time.monotonic()
        done = sweep(
            plan,
            folder / "out",
            Ways(Local(jobs), simulate=simulate, progress=note),
            Permissions(),
        )
        took = time.monotonic() - began
        size = sum(file.stat().st_size for file in (folder / "out" / "journals").iterdir())
    started = next(entry for entry in seen if entry[1] >= runs * _AT_FIRST)
    last = seen[-1]
    return {
        "runs": done.done,
        "seconds": took,
        "processor_seconds": _processor_seconds(),
        "seconds_a_run": (last[0] - started[0]) / (last[1] - started[1]),
        "largest_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "journal_bytes_a_run": size / runs,
    }


def _processor_seconds() -> float:
    """Return what this process and the workers that have ended took."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main() -> None:
    """Print what sweeps cost on this machine."""
    few, many = (swept(TRIVIAL, 100, replications, 2) for replications in (100, 1000))
    alone = swept(TRIVIAL, 100, 200, 1)
    overhead = (many["processor_seconds"] - few["processor_seconds"]) / (many["runs"] - few["runs"])
    kept_busy = swept(BUSY, 20, 60, 2)
    for told in (
        f"overhead of a run         {alone['seconds_a_run'] * 1000:.3f} ms, one worker",
        f"of a processor's time     {overhead * 1000:.3f} ms",
        f"share of two kept busy    {LASTS / 2 / kept_busy['seconds_a_run']:.1%}, runs of 50 ms",
        f"most memory, 10,000 runs  {few['largest_mb']:.0f} MB",
        f"most memory, 100,000 runs {many['largest_mb']:.0f} MB in {many['seconds']:.0f} s",
        f"journals                  {many['journal_bytes_a_run']:.0f} bytes a run of two values",
    ):
        print(told)  # noqa: T201


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("sweep", nargs="*")
    given = parser.parse_args().sweep
    if given:
        simulate, *numbers = given
        print(json.dumps(_swept(simulate, *map(int, numbers))))  # noqa: T201
    else:
        main()
