"""Every command and example of the documentation is run as it stands."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from once import Once

from supplychain_sim import simulation
from supplychain_sim.cli import main
from supplychain_sim.model.geography import Place
from supplychain_sim.model.seaways import barred, track
from supplychain_sim.report.explain import as_text
from supplychain_sim.report.reference import measures_table
from supplychain_sim.scenario import gazetteer
from supplychain_sim.scenario.drawn import NAMED_DELAYS
from supplychain_sim.scenario.inheritance import preset_names
from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.passages import PASSAGES
from supplychain_sim.scenario.provenance import Provenance
from supplychain_sim.scenario.regime import Regime
from supplychain_sim.units import DAY

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SCENARIO = "scenarios/gear_unit_housings.yaml"
PROGRAM = "python -m supplychain_sim "
RUN = f"{PROGRAM}run "


def _blocks(page: Path, language: str) -> list[str]:
    pattern = rf"^```{language}\n(.*?)^```$"
    return re.findall(pattern, page.read_text(), flags=re.DOTALL | re.MULTILINE)


def _commands(program: str) -> list[str]:
    found = {
        line.removeprefix("$ ")
        for page in PAGES
        for block in _blocks(page, "console")
        for line in block.splitlines()
        if line.startswith(f"$ {program} ")
    }
    return sorted(found)


def _sessions() -> list[tuple[str, ...]]:
    """Return the commands of each block: those below one another build on one another."""
    found = {
        tuple(line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ python"))
        for page in PAGES
        # It needs a cluster, and is run where there is one: tests/cluster/test_cluster_docs.py.
        if page.name != "cluster.md"
        for block in _blocks(page, "console")
    }
    return sorted(found - {()})


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenarios, where commands may leave results."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    _, variant, rules = _blocks(ROOT / "docs" / "scenarios.md", "yaml")
    (folder / "scenarios" / "short_quote.yaml").write_text(variant)
    (folder / "scenarios" / "rules.yaml").write_text(rules)
    (computed,) = _blocks(ROOT / "docs" / "lanes.md", "yaml")
    (folder / "scenarios" / "computed_lane.yaml").write_text(computed)
    (mishaps,) = _blocks(ROOT / "docs" / "hazards.md", "yaml")
    (folder / "scenarios" / "mishaps.yaml").write_text(mishaps)
    return folder


@pytest.fixture(scope="module")
def once() -> Once:
    """What simulates for all pages, of which many run the same."""
    return Once()


@pytest.mark.parametrize("commands", _sessions())
def test_the_commands_of_the_documentation_run(
    commands: tuple[str, ...],
    checkout: Path,
    once: Once,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # One folder for each block: who starts with it starts from an empty one too.
    shutil.copytree(checkout / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(simulation, "simulate", once)
    monkeypatch.setattr("supplychain_sim.cli.run.cores", lambda: 1)

    for command in commands:
        run = _run_here if command.startswith(RUN) else _run_in_a_process
        code, shown, said = run(command)

        assert code == 0, said
        assert shown


def _run_here(command: str) -> tuple[int, str, str]:
    """Return how a run ended, and what it printed."""
    with redirect_stdout(StringIO()) as shown, redirect_stderr(StringIO()) as said:
        code = main(shlex.split(command.removeprefix(PROGRAM)))
    return code, shown.getvalue(), said.getvalue()


def _run_in_a_process(command: str) -> tuple[int, str, str]:
    """Return how a command ended in a process of its own, and what it printed."""
    words = [sys.executable, *shlex.split(command)[1:]]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", _commands("make"))
def test_a_target_of_the_documentation_exists(command: str) -> None:
    plan = [*shlex.split(command), "--dry-run"]
    done = subprocess.run(plan, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_make_run_ends_in_the_flagship() -> None:
    plan = subprocess.run(
        ["make", "run", "--dry-run", "--no-print-directory"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert plan.stdout.rstrip().endswith(f"python -m supplychain_sim run {SCENARIO}")


def test_the_reference_of_measures_is_that_of_the_registry() -> None:
    written = (ROOT / "docs" / "measures.md").read_text()

    assert written == measures_table(), "renew it with: make docs"


def test_the_example_of_a_changed_value_is_read(tmp_path: Path) -> None:
    (example,) = _blocks(ROOT / "docs" / "tutorial.md", "yaml")
    text = (ROOT / SCENARIO).read_text()
    before = next(line for line in text.splitlines() if line.strip().startswith("demand:"))
    scenario = tmp_path / "mine.yaml"
    scenario.write_text(text.replace(before, f"    {example.strip()}"))

    demand = load(scenario).scenario.relations["housings"].demand

    assert demand.mean.amount == 900


def test_the_example_of_an_owner_is_read(tmp_path: Path) -> None:
    owned, *_ = _blocks(ROOT / "docs" / "scenarios.md", "yaml")
    text = (ROOT / SCENARIO).read_text()
    before = next(line for line in text.splitlines() if line.strip().startswith("quoted:"))
    scenario = tmp_path / "mine.yaml"
    scenario.write_text(text.replace(before, f"    {owned.strip()}"))

    told = load(scenario).provenance["relations", "housings", "quoted"]

    assert told == Provenance("literature", "trade survey, 2004")


def test_the_example_of_a_variant_changes_what_the_page_says(checkout: Path) -> None:
    variant = load(checkout / "scenarios" / "short_quote.yaml")

    scenario = variant.scenario
    assert scenario.relations["housings"].quoted == 10 * DAY
    assert list(scenario.hazards) == ["shanghai-weather", "no-travel"]
    assert scenario.regimes["mutual_learning"].doubt is False
    assert variant.provenance["relations", "housings", "quoted"] == Provenance("yours")


def test_the_lane_of_the_page_on_lanes_is_explained_as_it_says(checkout: Path) -> None:
    (shown,) = _blocks(ROOT / "docs" / "lanes.md", "text")

    explained = as_text(load(checkout / "scenarios" / "computed_lane.yaml"), "computed_lane")

    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert len(lines) == 3
    assert " ".join(lines[:1]) in " ".join(explained.split())
    assert " ".join(lines[1:]) in " ".join(explained.split())


def test_the_ways_of_the_page_on_lanes_are_those_that_ships_take() -> None:
    page = (ROOT / "docs" / "lanes.md").read_text()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.split("| From Shanghai to |")[1].split("\n\n")[0].splitlines()[2:]
    ]
    ports = {one.name: Place(one.lat, one.lon) for one in gazetteer.table() if one.kind == "port"}

    assert len(rows) == 5
    for destination, shut, way, distance in rows:
        ends = ports["Shanghai"], ports[destination]
        found = track(*ends, barred(*ends) | frozenset(shut.split()))
        assert [passed.name for passed in found.passages] == way.replace(",", "").split()
        assert f"{found.kilometres:,} km" == distance


def test_the_page_on_lanes_names_all_that_can_be_named() -> None:
    page = (ROOT / "docs" / "lanes.md").read_text()

    assert {name for name in (*PASSAGES, *NAMED_DELAYS) if f"`{name}`" not in page} == set()


def test_the_example_in_python_reads_what_a_run_wrote(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (example,) = _blocks(ROOT / "docs" / "results.md", "python")
    run = [sys.executable, "-m", "supplychain_sim", "run", SCENARIO]
    short = ["--replications", "1", "--regime", "joint_venture", "--set", "horizon=3 years"]
    short += ["--set", "claims=null", "--set", "regimes.lifted_in_year_6=null"]
    subprocess.run([*run, *short], cwd=checkout, capture_output=True, check=True)
    monkeypatch.chdir(checkout)

    names: dict[str, list[object]] = {}
    exec(example, names)

    assert len(names["gaps"]) == 4


def test_the_examples_of_the_page_on_python_build_on_one_another(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)

    names: dict[str, Any] = {}
    for example in _blocks(ROOT / "docs" / "python.md", "python"):
        exec(example, names)

    assert {row["subject"] for row in names["gaps"]} >= {"site/foundry", "site/kassel"}
    assert {row["against"] for row in names["paired"]} == {"joint_venture"}
    assert (names["folder"] / "events.parquet").exists()


def test_every_link_of_the_documentation_leads_somewhere() -> None:
    links = [
        (page, link) for page in PAGES for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    ]

    assert links
    assert [link for page, link in links if not (page.parent / link).exists()] == []


def test_the_table_of_regimes_is_that_of_the_presets() -> None:
    page = (ROOT / "docs" / "model.md").read_text()
    folder = ROOT / "supplychain_sim" / "scenario" / "presets"
    presets = {
        name: yaml.safe_load((folder / f"{name}.yaml").read_text()) for name in preset_names()
    }
    told = []
    for table in page.split("| Choice |")[1:]:
        heads, _, *rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in table.split("\n\n")[0].splitlines()
        ]
        told += heads
        for choice, *values in rows:
            found = [presets[name][choice]["value"] for name in heads]
            assert values == [str(value).lower() for value in found], choice
        assert {row[0] for row in rows} == set(Regime.choices())

    assert sorted(told) == list(preset_names())


def test_help_imports_nothing_slow() -> None:
    slow = ["numpy", "scipy", "pyarrow", "simpy", "yaml", "pebble", "tqdm", "networkx", "searoute"]
    slow += ["dask", "distributed"]
    code = (
        "import sys; from supplychain_sim.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: sys.exit(any(name in sys.modules for name in {slow}))"
    )

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode
        == 0
    )


def test_check_imports_neither_numpy_nor_simpy() -> None:
    slow = ("numpy", "scipy", "pyarrow", "simpy", "pebble", "networkx", "searoute")
    code = (
        "import sys; from supplychain_sim.cli import main\n"
        f"code = main(['check', {str(ROOT / SCENARIO)!r}])\n"
        f"sys.exit(code or any(name in sys.modules for name in {slow}))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0


def test_the_message_of_the_tutorial_is_the_one_that_is_told(tmp_path: Path) -> None:
    (example,) = _blocks(ROOT / "docs" / "tutorial.md", "text")
    folder = tmp_path / "scenarios"
    folder.mkdir()
    misspelt = (ROOT / SCENARIO).read_text().replace("    quoted: ", "    quotted: ")
    (tmp_path / SCENARIO).write_text(misspelt)

    command = [sys.executable, "-m", "supplychain_sim", "check", SCENARIO]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    begin, end = example.strip().split("...")
    told = done.stderr.splitlines()[0]
    assert told.startswith(begin)
    assert told.endswith(end)
