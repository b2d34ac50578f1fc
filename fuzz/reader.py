"""Feeds the reader of scenarios with bytes that lead it ever deeper.

Run for a minute by ``make fuzz``.  Whatever is read has to come out as a scenario
or as problems of one line each; anything else is a fault of the reader, and the
bytes that led to it are left in a file named ``crash-…``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["yaml", "supplychain_sim"]):
    from supplychain_sim.errors import ScenarioError
    from supplychain_sim.scenario.parse import load

SCENARIOS = Path(__file__).parent.parent / "scenarios"
#: What has led somewhere so far; the next run goes on from it.
CORPUS = Path(__file__).parent / ".corpus"
#: Seconds that one input may take; instrumented code is several times slower.
LONGEST = 10
MEGABYTES = 1000


def read_bytes(content: bytes, path: Path) -> None:
    """Read *content* as a scenario at *path*.

    Raises
    ------
    AssertionError
        If a problem is told on more than one line.
    """
    path.write_bytes(content)
    try:
        load(path)
    except ScenarioError as error:
        wrong = [str(problem) for problem in error.problems if "\n" in str(problem)]
        assert not wrong, wrong


def main() -> None:
    """Fuzz until libFuzzer's options, given as arguments, say that it is enough."""
    # libFuzzer ends the process from inside, so that nothing here could tidy up after it.
    CORPUS.mkdir(exist_ok=True)
    for scenario in SCENARIOS.glob("*.yaml"):
        shutil.copy(scenario, CORPUS)
    limits = [f"-timeout={LONGEST}", f"-rss_limit_mb={MEGABYTES}"]
    arguments = [*sys.argv, *limits, str(CORPUS)]
    path = CORPUS.parent / ".read.yaml"
    atheris.Setup(arguments, lambda content: read_bytes(content, path))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
