"""What a sweep file says, and all that is told about one that cannot be run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from sweepfile import RATE, SHARE, TIME, planned, written

from supplychain_sim.cli import main
from supplychain_sim.report.sweep_language import sweep_reference
from supplychain_sim.scenario.parse import scenario_hash
from supplychain_sim.scenario.source import read
from supplychain_sim.sweep.json_schema import json_schema
from supplychain_sim.sweep.load import load_sweep

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "scenarios" / "distance_and_design_share.yaml"
RATES = f"  {RATE}: [0.1 /year, 0.2 /year]\n"
A_RATE = "expected a rate: a number per minute, hour, day, week, month or year, such as '4 /year'"
CLAIM = f"""\
  kind:
    at: [a, b, c]
    sets:
      {SHARE}: [10 %, 20 %, 30 %]
design: grid
claims:
  C:
    says: It matters
    measure: gap
    subject: site/foundry
    regime: mutual_learning
    window: last year
"""


def test_a_huge_grid_is_planned_at_once(tmp_path: Path) -> None:
    factors = "".join(
        f"  {path}: {{from: {low}, to: {high}, steps: 100000}}\n"
        for path, low, high in (
            (RATE, "0.1 /year", "0.2 /year"),
            (TIME, "1 day", "9 days"),
            (SHARE, "10 %", "20 %"),
        )
    )

    plan = planned(tmp_path, factors)

    assert plan.size == 10**15
    assert plan.point(10**15 - 1).values == ((RATE, "0.2 /year"), (TIME, "9 days"), (SHARE, "20 %"))


def test_claims_comments_and_question_move_no_result(tmp_path: Path) -> None:
    hashes = set()
    for rest in ("design: grid\n", "design: grid  # all\n" + CLAIM.partition("design: grid\n")[2]):
        text = rest + (f"    along: {RATE}\n    slope: above 0\n" if "C:" in rest else "")
        plan = planned(tmp_path, RATES, text)
        hashes.add(scenario_hash(plan.tree))

    assert len(hashes) == 1


@pytest.mark.parametrize(
    ("factors", "rest"),
    [
        (f"  {RATE}: [0.1 /year, 0.3 /year]\n", "design: grid\n"),
        (RATES, "design: {latin_hypercube: 2}\n"),
        (RATES, "design: grid\nseed: 5\n"),
        (RATES, "design: grid\nreplications: 5\n"),
        (RATES, "design: grid\nregimes: [mutual_learning]\n"),
        (RATES, "design: grid\nset: {contract.round: 2 years}\n"),
    ],
)
def test_whatever_moves_results_moves_the_fingerprint(
    factors: str, rest: str, tmp_path: Path
) -> None:
    before = scenario_hash(planned(tmp_path, RATES).tree)

    assert scenario_hash(planned(tmp_path, factors, rest).tree) != before


def test_the_order_of_factors_moves_the_fingerprint_since_it_numbers_the_points(
    tmp_path: Path,
) -> None:
    shares = f"  {SHARE}: [20 %, 60 %]\n"

    one, two = planned(tmp_path, RATES + shares), planned(tmp_path, shares + RATES)

    assert one.point(1).values != two.point(1).values
    assert scenario_hash(one.tree) != scenario_hash(two.tree)


def test_a_sweep_says_only_what_differs_from_its_base(tmp_path: Path) -> None:
    plan = planned(tmp_path, RATES)

    base = plan.loaded.scenario
    assert (plan.seed, plan.replications) == (base.seed, base.replications)
    assert plan.regimes == tuple(base.regimes)
    assert plan.name == "sweep"


def test_regimes_run_in_the_order_of_the_base(tmp_path: Path) -> None:
    rest = "design: grid\nregimes: [joint_venture, mutual_learning]\n"

    assert planned(tmp_path, RATES, rest).regimes == ("mutual_learning", "joint_venture")


def test_the_shipped_sweep_is_taken_and_is_as_its_schema_says() -> None:
    schema = json_schema()
    Draft7Validator.check_schema(schema)

    assert load_sweep(SHIPPED).size == 12
    assert list(Draft7Validator(schema).iter_errors(read(SHIPPED).tree)) == []


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("design",), "gird", "design"),
        (("factors", "distance", "att"), [1], "factors.distance"),
        (("factors", "x"), {"dist": "uniform", "min": 1}, "factors.x"),
        (("factors", "x"), {"dist": "unifrm"}, "factors.x.dist"),
        (("factors", "x"), {"from": 1}, "factors.x"),
        (("factors", "x"), [], "factors.x"),
        (("claims", "H7", "alng"), "x", "claims.H7"),
        (("best", "is"), "good", "best.is"),
        (("repplications",), 3, ""),
    ],
)
def test_the_schema_finds_what_is_wrong(path: tuple[str, ...], value: object, place: str) -> None:
    tree = read(SHIPPED).tree
    holder = tree
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value

    found = Draft7Validator(json_schema()).iter_errors(tree)

    assert [".".join(map(str, error.absolute_path)) for error in found] == [place]


def test_every_key_of_the_schema_is_described() -> None:
    schema = json_schema()
    mappings = [schema, *schema["definitions"].values()]

    described = [
        (key, entry)
        for mapping in mappings
        if mapping.get("additionalProperties") is False
        for key, entry in mapping["properties"].items()
    ]

    assert len(described) > 50
    assert [key for key, entry in described if not entry.get("description")] == []


def test_the_reference_is_that_of_the_language() -> None:
    text = (ROOT / "docs" / "sweep_language.md").read_text(encoding="utf-8")

    assert text == sweep_reference(), "renew it with: make docs"


def test_check_tells_of_sweeps_beside_scenarios(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, f"  {RATE}: [high]\n")
    good = tmp_path / "housings.yaml"

    code = main(["check", str(good), str(path)])

    found = capsys.readouterr()
    assert code == 2
    assert found.out == f"{good}: no problems\n"
    assert found.err == f"{path}:5:26: {RATE}: found 'high', {A_RATE}\n1 problem; nothing was run\n"


def test_check_lays_no_setting_over_a_sweep(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, RATES)

    code = main(["check", str(path), "--set", "horizon=2 years"])

    told = f"--set: found a setting, which {path} says itself under 'set'; expected none"
    assert code == 2
    assert capsys.readouterr().err == f"{told}\n1 problem; nothing was run\n"


def test_the_schema_of_sweeps_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--of", "sweep"]) == 0
    assert '"title": "A sweep of supplychain_sim"' in capsys.readouterr().out


def test_checking_a_grid_takes_no_numpy(tmp_path: Path) -> None:
    path = written(tmp_path, RATES)
    program = (
        "import sys; from supplychain_sim.cli import main; "
        f"main(['check', {str(path)!r}]); "
        "print([m for m in ('numpy', 'scipy', 'simpy', 'pyarrow') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.splitlines() == [f"{path}: no problems", "[]"]
