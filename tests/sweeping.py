"""Sweeps as processes of their own, as a user starts them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any

from supplychain_sim.scenario.starter import starter_text

ROOT = Path(__file__).parent.parent
#: Quoted times, in days: a point each.
DAYS = (10, 11, 12, 13, 14, 15)
REPLICATIONS = 4
RUNS = len(DAYS) * REPLICATIONS
OUT = "results"
#: What starts the program.
PROGRAM = (sys.executable, "-m", "supplychain_sim")


def patience() -> float:
    """Return the two seconds in which a sweep answers who stops it, longer on a busy machine."""
    waiting, _, _ = os.getloadavg()
    return 2.0 * max(1.0, waiting / (os.cpu_count() or 1))


def written(folder: Path, days: Sequence[int] = DAYS, replications: int = REPLICATIONS) -> Path:
    """Write a scenario and a sweep over it to *folder*, and return it."""
    (folder / "starter.yaml").write_text(starter_text("starter.yaml"), encoding="utf-8")
    lines = [
        "schema: 1",
        "base: starter.yaml",
        "question: what is a quick quote worth?",
        f"factors: {{relations.castings.quoted: [{', '.join(f'{day} days' for day in days)}]}}",
        "design: grid",
        f"replications: {replications}",
    ]
    (folder / "sweep.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def command(simulate: str, *options: object, out: str = OUT, jobs: int = 2) -> list[str]:
    """Return the command that sweeps in the folder it is started in."""
    words = ["sweep", "sweep.yaml", "--out", out, "--jobs", jobs]
    words += ["--simulate", f"sweep_faults:{simulate}", *options]
    return [*PROGRAM, *map(str, words)]


def environment() -> dict[str, str]:
    """Return the variables that a sweep is started with, so that it finds its simulations."""
    path = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def start(
    words: Sequence[str],
    folder: Path,
    stderr: int = subprocess.PIPE,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[str]:
    """Start a command in *folder*, in a group of processes of its own, as a terminal does."""
    # Tests that were started by nohup would hand down that they hear no end of a terminal.
    heard = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        return subprocess.Popen(
            words,
            cwd=folder,
            env={**environment(), **variables},
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGHUP, heard)


def swept(
    folder: Path, simulate: str = "quick", *options: object, out: str = OUT, jobs: int = 2
) -> subprocess.CompletedProcess[str]:
    """Sweep in *folder*, and return how that ended."""
    return told(command(simulate, *options, out=out, jobs=jobs), folder)


def told(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Return how a command ended in *folder*."""
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def digest(folder: Path, out: str = OUT) -> str:
    """Return a hash of the results in *folder*."""
    return blake2b((folder / out / "measures.parquet").read_bytes()).hexdigest()


def undisturbed_digest(folder: Path, days: Sequence[int], replications: int) -> str:
    """Return the hash of what a sweep yields that nobody disturbs, in an empty *folder*."""
    done = swept(written(folder, days, replications), "quick")
    assert done.returncode == 0, done.stderr
    return digest(folder)


def quarantined(folder: Path, out: str = OUT) -> list[dict[str, Any]]:
    """Return what is told of each run that failed for good."""
    files = sorted((folder / out / "quarantine").iterdir())
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]
