"""Sweeps to measure with: written to a folder, and done without a process for each worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from supplychain_sim.scenario.starter import starter_text
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.plan import Plan
from supplychain_sim.sweep.protocol import Crew, Limits, Result
from supplychain_sim.sweep.tasks import Chunk
from supplychain_sim.sweep.worker import Setup, Worker

ROOT = Path(__file__).parent.parent
STARTER, FLAGSHIP = "starter", "flagship"
_FLAGSHIP_FILE = ROOT / "scenarios" / "gear_unit_housings.yaml"
#: What a sweep varies: the quoted time of the relation of each.
_RELATION = {STARTER: "castings", FLAGSHIP: "housings"}


def written(folder: Path, scenario: str, points: int, replications: int) -> Path:
    """Write a sweep over *scenario* to *folder*, and return its file."""
    text = (
        starter_text("starter.yaml")
        if scenario == STARTER
        else _FLAGSHIP_FILE.read_text(encoding="utf-8")
    )
    (folder / "base.yaml").write_text(text, encoding="utf-8")
    days = f"{{from: 10 days, to: 20 days, steps: {points}}}" if points > 1 else "[10 days]"
    lines = [
        "schema: 1",
        "base: base.yaml",
        "question: what does a sweep cost?",
        f"factors: {{relations.{_RELATION[scenario]}.quoted: {days}}}",
        "design: grid",
        f"replications: {replications}",
    ]
    path = folder / "sweep.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def planned(folder: Path, scenario: str, points: int, replications: int) -> Plan:
    """Write a sweep over *scenario* to *folder*, and return its plan."""
    return load_sweep(written(folder, scenario, points, replications))


@dataclass
class _Here:
    """A crew of one that does chunks when it is asked what came of them."""

    worker: Worker
    before_each: Callable[[int], None]
    slots: int = 1
    lasts: float = 0.2
    done: int = 0
    waiting: list[Chunk] = field(default_factory=list)

    def room(self) -> int:
        return 1 - len(self.waiting)

    def submit(self, chunk: Chunk) -> None:
        self.waiting.append(chunk)

    def results(self, seconds: float) -> Sequence[Result]:  # noqa: ARG002 - nothing to wait for
        chunk = self.waiting.pop()
        self.before_each(self.done)
        ended = self.worker.do(chunk)
        self.done += ended.done
        return [Result(chunk, ended.done, ended.failure, None, ended.seconds)]


@dataclass(frozen=True)
class InProcess:
    """An engine of one worker that is this process.

    Parameters
    ----------
    before_each
        Called before each chunk with how many runs this worker has done.
    """

    before_each: Callable[[int], None] = lambda _: None
    jobs: int = 1

    @contextmanager
    def open(self, setup: Setup, limits: Limits, tasks: int) -> Iterator[_Here]:  # noqa: ARG002
        worker = Worker(setup)
        try:
            yield _Here(worker, self.before_each)
        finally:
            worker.close()


@dataclass
class _InOnes:
    """A crew that takes chunks of a single run, and counts them."""

    crew: Crew
    submitted: int = 0
    #: So short that no chunk grows.
    lasts: float = 1e-9

    @property
    def slots(self) -> int:
        return self.crew.slots

    def room(self) -> int:
        return self.crew.room()

    def submit(self, chunk: Chunk) -> None:
        assert len(chunk) == 1
        self.submitted += 1
        self.crew.submit(chunk)

    def results(self, seconds: float) -> Sequence[Result]:
        return self.crew.results(seconds)


@contextmanager
def in_ones(crew: AbstractContextManager[Crew]) -> Iterator[_InOnes]:
    """Give a crew whose chunks are single runs, so that what a chunk costs can be counted."""
    with crew as workers:
        yield _InOnes(workers)
