"""What is compiled does the same as its source, whatever is switched on or off."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from doubled import doubled
from flagship import NOTHING_LATER, ROOT, SHIPPED
from table import rows

from benchmarks.crowd import crowd

pytestmark = pytest.mark.nightly

PROGRAM = "supplychain_sim"
#: As in tests/test_mechanisms.py: what comes at the end of the long run comes at that of the short.
HORIZON, SHORTER = "=12 years", "=3 years"
SHORT = (f"horizon{SHORTER}", "contract.round=1 year", *NOTHING_LATER)
BUILDS = (SOURCE, COMPILED) = ("source", "compiled")

SWEEP = """\
schema: 1
base: gear_unit_housings.yaml
question: Do more observations help?
set: {horizon: 3 years, contract.round: 1 year, regimes.lifted_in_year_6: null}
factors: {relations.housings.trial.observations: [3, 4]}
design: grid
regimes: [mutual_learning]
replications: 2
"""

#: A part so large that its totals are no longer exact as floats.
LARGE = """
from supplychain_sim.model.cookbook import Cookbook
from supplychain_sim.model.landscape import Landscape, Operations
count = 40_000
operations = Operations(("supplier",) * count, tuple(i // 10 for i in range(count)), ("a",) * count)
landscape = Landscape(7, operations, tuple(((i + 1) % count,) for i in range(count)), 0.3)
for seed in range(9):
    book = Cookbook(landscape, seed, range(1, count + 1))
    assert min(book.totals) > 2**53
    print([book.level(attribute).hex() for attribute in range(3)], book.gap.hex())
"""
#: A clock that does not go on, because of a process that is compiled where processes are.
STUCK = """
from supplychain_sim.engine import Environment, as_long_as
from supplychain_sim.errors import SimulationError
env = Environment()
def process():
    while True:
        yield env.timeout(0)
env.process(as_long_as(lambda: True, process()))
try:
    env.go_on(10)
except SimulationError as error:
    print(error)
"""

#: A run: the path of its scenario, settings, and regimes; None for all.
Run = tuple[str, Sequence[str], Sequence[str] | None]


@pytest.fixture(scope="module")
def builds() -> dict[str, Path]:
    """The interpreters of the two builds."""
    plan = ["make", "--no-print-directory", "compiled", f"PYTHON={sys.executable}"]
    done = subprocess.run(plan, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(", compiled")
    return {SOURCE: Path(sys.executable), COMPILED: ROOT / ".venv-compiled" / "bin" / "python"}


def _said(
    python: Path, words: Sequence[str], folder: Path, given: str = "", ends_with: int = 0
) -> str:
    """Return what a program wrote, which no source that lies around has had a part in."""
    done = subprocess.run(
        [str(python), "-P", *words],
        input=given,
        cwd=folder,
        env={**os.environ, "PYTHONSAFEPATH": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ends_with, done.stderr
    return done.stdout + done.stderr


def _accounts(builds: dict[str, Path], runs: Sequence[Run], folder: Path) -> dict[str, list[Any]]:
    """Return what the builds tell of each of the *runs*."""
    given = "".join(f"{json.dumps(run)}\n" for run in runs)
    program = [str(ROOT / "tests" / "accounts.py")]
    told = {build: _said(python, program, folder, given) for build, python in builds.items()}
    return {build: [json.loads(line) for line in told[build].splitlines()] for build in BUILDS}


def test_each_build_says_which_it_is(builds: dict[str, Path], tmp_path: Path) -> None:
    said = {
        build: _said(python, ["-m", PROGRAM, "--version"], tmp_path)
        for build, python in builds.items()
    }

    assert said[COMPILED].strip() == f"{said[SOURCE].strip()}, compiled"


def test_the_scenarios_that_are_shipped_go_the_same(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    shipped = sorted((ROOT / "scenarios").glob("*.yaml"))
    paths = [path for path in shipped if "factors:" not in path.read_text(encoding="utf-8")]
    told = _accounts(builds, [(str(path), (), None) for path in paths], tmp_path)

    assert len(paths) > 4
    assert told[COMPILED] == told[SOURCE]


def test_ten_relations_with_everything_on_go_the_same(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "ten.yaml"
    path.write_text(yaml.safe_dump(crowd(), sort_keys=False), encoding="utf-8")
    told = _accounts(builds, [(str(path), (), None)], tmp_path)

    assert told[COMPILED] == told[SOURCE]


def test_every_mechanism_goes_the_same_on_and_off(builds: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "pairs.yaml"
    path.write_text(yaml.safe_dump(doubled(SHIPPED), sort_keys=False), encoding="utf-8")
    switched = [row for row in rows() if row.here and row.off]
    wanted = {
        (row.regime, settings): None for row in switched for settings in (row.on, row.on + row.off)
    }
    runs: list[Run] = [
        (str(path), [*SHORT, *(one.replace(HORIZON, SHORTER) for one in settings)], [regime])
        for regime, settings in wanted
    ]
    told = _accounts(builds, runs, tmp_path)

    different = [run for run, *both in zip(runs, *told.values(), strict=True) if both[0] != both[1]]
    assert different == []
    assert len({json.dumps(one) for one in told[SOURCE]}) > len(switched)


def test_the_files_of_a_run_by_two_processes_differ_in_how_they_were_computed_alone(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    files: dict[str, dict[str, bytes]] = {}
    for build, python in builds.items():
        folder = tmp_path / build
        folder.mkdir()
        short = [word for setting in SHORT for word in ("--set", setting)]
        how = ["--replications", "4", "--jobs", "2", "--out", "results", "--log", *short]
        _said(python, ["-m", PROGRAM, "run", str(SHIPPED), *how], folder)
        files[build] = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    how_computed = {
        build: json.loads(found.pop("results/manifest.json")) for build, found in files.items()
    }
    assert len(files[SOURCE]) > 4
    assert files[COMPILED] == files[SOURCE]
    assert how_computed[COMPILED]["versions"].pop("compiled") == "yes"
    for times in how_computed.values():
        del times["started"], times["finished"]
    assert how_computed[COMPILED] == how_computed[SOURCE]


def test_a_sweep_is_the_same_and_not_gone_on_with_by_the_other_build_unasked(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    shutil.copy(SHIPPED, tmp_path)
    (tmp_path / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    for build, python in builds.items():
        _said(python, ["-m", PROGRAM, "sweep", "sweep.yaml", "--out", build], tmp_path)
    resume = ["-m", PROGRAM, "sweep", "sweep.yaml", "--out", SOURCE, "--resume"]
    refused = _said(builds[COMPILED], resume, tmp_path, ends_with=3)

    for name in ("measures.parquet", "points.csv", "result.json"):
        assert (tmp_path / COMPILED / name).read_bytes() == (tmp_path / SOURCE / name).read_bytes()
    assert 'compiled: was absent, is "yes"' in refused
    assert "--allow-mixed" in refused


@pytest.mark.parametrize(
    "setting",
    [
        "horizon=12 parsecs",
        "horizon=1e400 years",
        "relations.housings.demand.mean=many",
        "relations.housings.trial.team=-3 USD /day",
        "parts.housing.site_share=130 %",
    ],
)
def test_bad_values_are_told_in_the_same_words(
    builds: dict[str, Path], setting: str, tmp_path: Path
) -> None:
    words = ["-m", PROGRAM, "check", str(SHIPPED), "--set", setting]
    said = {build: _said(python, words, tmp_path, ends_with=2) for build, python in builds.items()}

    assert "found" in said[SOURCE]
    assert said[COMPILED] == said[SOURCE]


def test_beside_a_source_what_is_compiled_names_and_calls_itself(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "supplychain_sim").symlink_to(ROOT / "supplychain_sim")
    shutil.copy(SHIPPED, tmp_path)
    (tmp_path / "sweep.yaml").write_text(SWEEP, encoding="utf-8")
    (tmp_path / "cluster.yaml").write_text("schema: 1\ntime: 3 hours\nmemory: 4 GB\n")
    program = str(builds[COMPILED].with_name(PROGRAM))

    def told(words: Sequence[str], **more: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
        return subprocess.run(
            words, cwd=tmp_path, env=clean | more, capture_output=True, text=True, check=True
        )

    script = told([program, "sweep", "sweep.yaml", "--script", "--out", "results"]).stdout
    (tmp_path / "array.sh").write_text(script, encoding="utf-8")
    waiting = told([program, "status", "results"]).stdout
    for place in range(1, 5):
        told(["bash", "array.sh"], SLURM_ARRAY_TASK_ID=str(place), SLURM_ARRAY_JOB_ID="1")
    finished = told([program, "status", "results"]).stdout

    assert f"{program} sweep sweep.yaml --script --out results --resume | sbatch" in waiting
    assert finished.startswith("sweep: finished")


@pytest.mark.parametrize(("program", "says"), [(LARGE, "0x1."), (STUCK, ": as_long_as")])
def test_a_program_is_told_the_same(
    builds: dict[str, Path], program: str, says: str, tmp_path: Path
) -> None:
    said = {build: _said(python, ["-c", program], tmp_path) for build, python in builds.items()}

    assert says in said[SOURCE]
    assert said[COMPILED] == said[SOURCE]


def test_the_page_on_speed_says_what_is_so(builds: dict[str, Path], tmp_path: Path) -> None:
    page = (ROOT / "docs" / "speed.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    (tmp_path / ".venv-compiled").symlink_to(builds[COMPILED].parent.parent)

    for line in block.splitlines():
        done = subprocess.run(
            shlex.split(line, comments=True), cwd=tmp_path, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "results" / "compiled" / "manifest.json").read_bytes())
    assert manifest["versions"]["compiled"] == "yes"
