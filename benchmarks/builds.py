"""Two builds side by side: ten relations over fifteen years from source, and compiled.

``python -m benchmarks.builds`` takes what ``make compiled`` has made; each of the two does the
same work in processes of its own, in turn, so that a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
COMPILED = ROOT / ".venv-compiled" / "bin" / "python"
_PAIRS = 7
#: Run twice, since the first run of a process also imports and warms up.
_WORK = """
import json, sys, time
sys.path.append(sys.argv[1])
from benchmarks.crowd import ten_with_everything_on
from supplychain_sim.fingerprints import fingerprints
from supplychain_sim.simulation import simulate
from supplychain_sim.version import compiled
scenario, taken = ten_with_everything_on(), []
for _ in range(2):
    began = time.process_time()
    outcomes = simulate(scenario, 0)
    taken.append(time.process_time() - began)
found = fingerprints(outcomes)
told = [found.events, found.measures, found.draws]
print(json.dumps([compiled(), min(taken), outcomes[0].events, told]))
"""


def timed(python: Path) -> tuple[bool, float, list[object]]:
    """Return whether an interpreter's build is compiled, its processor seconds and what came out.

    Parameters
    ----------
    python
        The interpreter.
    """
    words = [str(python), "-P", "-c", _WORK, str(ROOT)]
    done = subprocess.run(words, cwd=ROOT / "benchmarks", capture_output=True, check=True)
    compiled, seconds, *found = json.loads(done.stdout)
    return compiled, seconds, found


def main() -> None:
    """Print the medians of both builds, and of the ratio within pairs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=_PAIRS)
    pairs = parser.parse_args().pairs
    if not COMPILED.exists():
        sys.exit("found nothing compiled, expected what make compiled makes")
    seconds: dict[bool, list[float]] = {False: [], True: []}
    results = []
    for number in range(pairs):
        both = (Path(sys.executable), COMPILED)
        for python in both if number % 2 else both[::-1]:
            compiled, taken, found = timed(python)
            seconds[compiled].append(taken)
            results.append(found)
    assert all(found == results[0] for found in results), "the builds do not do the same"
    ratio = median(one / other for one, other in zip(*seconds.values(), strict=True))
    for compiled, name in ((False, "source"), (True, "compiled")):
        sys.stdout.write(f"{name:9}{median(seconds[compiled]):6.2f} s\n")
    sys.stdout.write(f"ratio    {ratio:6.2f}\n")


if __name__ == "__main__":
    main()
