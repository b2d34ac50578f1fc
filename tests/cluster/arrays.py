"""A sweep as an array of jobs, in a folder of its own."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import sweeping

from cluster.slurm import Slurm, wait_until
from supplychain_sim.sweep.reading import Reader
from supplychain_sim.sweep.store import JOURNALS, MANIFEST, MEASURES

#: Jobs of the array, points, and replications of each: a good second's work for each job.
SHARDS = 4
DAYS = (10, 11, 12, 13, 14, 15, 16, 17)
REPLICATIONS = 20
TASKS = len(DAYS) * REPLICATIONS
#: The file that gated runs wait for.
GO = "go"
#: Bytes of a journal with a few results.
_SOME = 600


@dataclass(frozen=True)
class SweptArray:
    """An array that was submitted.

    Parameters
    ----------
    slurm, folder
        Where it runs, and the folder that it works in.
    script, id
        The script, and the number of the job.
    """

    slurm: Slurm
    folder: Path
    script: str
    id: str

    @property
    def out(self) -> Path:
        """The folder of the results."""
        return self.folder / sweeping.OUT

    def go(self) -> None:
        """Let runs go on that wait for it."""
        (self.folder / GO).touch()

    def again(self) -> SweptArray:
        """Submit the same script once more."""
        return submitted(self.slurm, self.folder, self.script)

    def wait_for_results(self, *shards: int) -> None:
        """Wait until some *shards* have recorded a few results each."""
        names = [f"{number:05}-of-{SHARDS:05}" for number in shards]

        def have_some() -> bool:
            sizes = [
                max((file.stat().st_size for file in self._journals(name)), default=0)
                for name in names
            ]
            return min(sizes) > _SOME

        wait_until(have_some, f"results of {', '.join(names)}")

    def wait_for_the_end_of(self, *shards: int) -> None:
        """Wait until the jobs of some *shards* have ended for good."""
        wait_until(
            lambda: all(self.slurm.jobs(self.id)[shard].is_over for shard in shards),
            f"the end of {shards}",
        )

    def kill(self, shard: int) -> None:
        """End the program of a shard, and its workers, by SIGKILL."""
        wanted = f"--shard {shard}/{SHARDS} "
        (program,) = [
            pid
            for pid in _processes()
            if wanted in _words(pid) and str(self.out) in _words(pid) and "-m supply" in _words(pid)
        ]
        for pid in (*(pid for pid in _processes() if _parent(pid) == program), program):
            os.kill(pid, signal.SIGKILL)

    def measures(self) -> bytes:
        """Return the bytes of the results."""
        return (self.out / MEASURES).read_bytes()

    def is_complete(self) -> bool:
        """Return whether the manifest says that nothing is left to do."""
        manifest = json.loads((self.out / MANIFEST).read_text(encoding="utf-8"))
        return bool(manifest["complete"])

    def recorded(self) -> Counter[int]:
        """Return how often each task is in the journals."""
        manifest = json.loads((self.out / MANIFEST).read_text(encoding="utf-8"))
        return Counter(
            record.number
            for path in self._journals("")
            for record in Reader(path, manifest["sweep_hash"]).results()
        )

    def log(self, shard: int) -> str:
        """Return what the job of a *shard* wrote."""
        return (self.out / "logs" / f"{self.id}_{shard}.log").read_text(encoding="utf-8")

    def _journals(self, owner: str) -> list[Path]:
        return sorted((self.out / JOURNALS).glob(f"{owner}*"))


def begun(slurm: Slurm, folder: Path, simulate: str, partition: str = "debug") -> SweptArray:
    """Submit a sweep as an array of :data:`SHARDS` jobs that run at once."""
    sweeping.written(folder, DAYS, REPLICATIONS)
    lines = [
        "schema: 1",
        f"partition: {partition}",
        "time: 1 hour",
        "memory: 400 MB",
        f"jobs: {SHARDS}",
        "environment:",
        f"  PYTHONPATH: '{sweeping.environment()['PYTHONPATH']}'",
        "  PYTHONUTF8: 1",
    ]
    if simulate == "gated":
        lines.append(f"  SWEEP_FAULTS_GO: '{folder / GO}'")
    (folder / "cluster.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = ["sweep", "sweep.yaml", "--out", sweeping.OUT, "--script"]
    words += ["--simulate", f"sweep_faults:{simulate}"]
    written = sweeping.told([*sweeping.PROGRAM, *words], folder)
    assert written.returncode == 0, written.stderr
    return submitted(slurm, folder, written.stdout)


def submitted(slurm: Slurm, folder: Path, script: str) -> SweptArray:
    """Submit a *script* from a folder that has nothing to do with it."""
    return SweptArray(slurm, folder, script, slurm.submit(script, folder=Path("/")))


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
