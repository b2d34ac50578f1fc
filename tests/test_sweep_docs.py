"""What docs/sweeps.md shows is what the reader of sweeps takes and tells."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from supplychain_sim.errors import ScenarioError
from supplychain_sim.sweep.load import load_sweep
from supplychain_sim.sweep.plan import Plan

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8")


def block(language: str, number: int) -> str:
    pattern = rf"^```{language}\n(.*?)^```$"
    found: list[str] = re.findall(pattern, PAGE, flags=re.DOTALL | re.MULTILINE)
    return found[number]


def read(folder: Path, text: str) -> Plan:
    """Return the sweep of *text*, beside the scenarios that are shipped."""
    for path in (ROOT / "scenarios").glob("*.yaml"):
        shutil.copy(path, folder / path.name)
    (folder / "sweep.yaml").write_text(text, encoding="utf-8")
    return load_sweep(folder / "sweep.yaml")


def test_the_example_of_a_file_is_read(tmp_path: Path) -> None:
    plan = read(tmp_path, block("yaml", 0))

    assert plan.size == 15
    assert plan.best is not None


def test_the_example_of_linked_paths_is_read(tmp_path: Path) -> None:
    text = block("yaml", 0)
    factors = text[text.index("factors:") : text.index("design:")]

    plan = read(tmp_path, text.replace(factors, block("yaml", 1)))

    assert [plan.point(number).values for number in range(3)] == [
        (("distance", "800 km"),),
        (("distance", "2000 km"),),
        (("distance", "8000 km"),),
    ]


def test_the_example_of_a_claim_is_read(tmp_path: Path) -> None:
    assert set(read(tmp_path, block("yaml", 0) + block("yaml", 2)).claims) == {"H7"}


@pytest.mark.parametrize(
    "written", re.findall(r"^\| `(\{(?:from|dist).*?\})`", PAGE, flags=re.MULTILINE)
)
def test_each_form_of_a_factor_is_read(written: str, tmp_path: Path) -> None:
    text = block("yaml", 0)
    factors = text[text.index("factors:") : text.index("design:")]
    path = "parts.housing.site_share" if "%" in written else "relations.housings.far.samples.time"

    plan = read(
        tmp_path,
        text.replace(factors, f"factors:\n  {path}: {written}\n").replace(
            "design: grid", "design: {latin_hypercube: 5 points}"
        ),
    )

    assert plan.size == 5


@pytest.mark.parametrize(
    "written",
    re.findall(r"^\| `((?:slope|interaction|cut_off|sign_change): .*?)` \|", PAGE, re.MULTILINE),
)
def test_each_form_of_a_claim_is_read(written: str, tmp_path: Path) -> None:
    claim = re.sub(r"    interaction: .*", f"    {written}", block("yaml", 2))
    claim = claim.replace("contract.design_share.start", "hazards.strikes.rate")

    assert set(read(tmp_path, block("yaml", 0) + claim).claims) == {"H7"}


def test_the_message_that_is_shown_is_told(tmp_path: Path) -> None:
    text = (
        "schema: 1\nbase: gear_unit_housings.yaml\nquestion: Is it told?\n\nfactors:\n"
        "  contract.design_share.start: [20 %, 60 %]\n"
        "  contract.design_share.most: [50 %, 80 %]\ndesign: grid\n"
    )

    with pytest.raises(ScenarioError) as told:
        read(tmp_path, text)

    first, *_ = str(told.value).splitlines()
    assert first.removeprefix(f"{tmp_path}/").replace(f"{tmp_path}/", "") + "\n" == block("text", 0)
