"""Each claim of the flagship comes out otherwise once what is said to bring it about is off."""

from __future__ import annotations

import pytest
from flagship import ROOT, SHIPPED

from supplychain_sim.claims import Verdict, decide
from supplychain_sim.experiment import run
from supplychain_sim.scenario.parse import load

#: By claim: settings that turn its mechanism off, as the page on validation tells them.
OFF = {
    "H3": (
        "regimes.near_apprenticeship.teaches=none",
        "regimes.near_apprenticeship.trials=never",
        "claims.H3.regime=near_apprenticeship",
    ),
    "H4": (
        "regimes.near_apprenticeship.trials=always",
        "regimes.offshore_outsourcing.trials=always",
    ),
    "H5": (
        "regimes.near_apprenticeship.trials=always",
        "regimes.offshore_outsourcing.trials=always",
        "regimes.joint_venture.trials=always",
    ),
    "H6": (
        "regimes.lifted_in_year_6.from year 6=home_as_taught",
        "regimes.home_as_taught={preset: near_apprenticeship}",
    ),
    "H8": ("regimes.distant_mutual_learning.work_from=near",),
    "H8_dearer": ("regimes.distant_mutual_learning.work_from=near",),
    "H9": ("parts.housing.cross.integral=0 %",),
    "H9_dearer": ("parts.housing.cross.integral=0 %",),
    "H12": ("government={CN: {procurement_lock: {from: year 12}}}",),
    "H14": ("regimes.mutual_learning.benchmarking=false", "regimes.mutual_learning.doubt=false"),
    "H14_per_test": ("parts.housing.site_share=100 %",),
    "H15": ("regimes.mutual_learning.benchmarks=customers", "regimes.mutual_learning.doubt=false"),
    "H22": ("contract.exit.response_below=0",),
    "H23": ("regimes.mutual_learning.design_share_moves=false",),
}
#: As many as tell; what is undone altogether tells with few.
REPLICATIONS = {"H14_per_test": 30}
FEW = 6


def verdict(claim: str, *settings: str) -> Verdict:
    """Return what a few replications say about one claim of the flagship."""
    scenario = load(SHIPPED, settings).scenario
    only = scenario.model_copy(update={"claims": {claim: scenario.claims[claim]}})
    contrasts = only.claims[claim].contrasts()
    named = {contrast.regime for contrast in contrasts}
    for contrast in contrasts:
        for aspect in (
            contrast.against,
            contrast.beyond,
            contrast.beyond and contrast.beyond.against,
        ):
            named.add(aspect.regime if aspect is not None else None)
    regimes = [name for name in scenario.regimes if name in named]
    (found,) = decide(run(only, regimes=regimes, replications=REPLICATIONS.get(claim, FEW)))
    return found


@pytest.mark.nightly
@pytest.mark.parametrize("claim", OFF)
def test_a_claim_is_not_supported_once_its_mechanism_is_off(claim: str) -> None:
    assert verdict(claim, *OFF[claim]).standing == "contradicted"


def test_every_claim_of_the_flagship_says_what_turns_it_off() -> None:
    assert list(OFF) == list(load(SHIPPED).scenario.claims)


def test_the_page_on_validation_tells_each_claim_and_what_turns_it_off() -> None:
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page[page.index("| Claim |") :].split("\n\n")[0].splitlines()[2:]
    ]

    told = {row[0]: tuple(row[-1].strip("`").split("`, `")) for row in rows}
    assert told == {
        claim: tuple(setting for setting in settings if not setting.startswith("claims."))
        for claim, settings in OFF.items()
    }
