"""Ten relations over fifteen years with everything on: the flagship's, ten times over."""

from __future__ import annotations

import tempfile
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from supplychain_sim.scenario.parse import load
from supplychain_sim.scenario.schema import Scenario

FLAGSHIP = Path(__file__).parent.parent / "scenarios" / "gear_unit_housings.yaml"
RELATIONS = 10
#: What the flagship leaves out: people who improve, the hired, function, and teams that rest.
_IMPROVERS = {
    "site": "kassel",
    "people": "3 people",
    "stay": "5 days",
    "travel": "2 days",
    "costs": "3000 USD",
    "good_at": "improvement",
}
_CONSULTANTS = {
    "hired": True,
    "people": "4 people",
    "stay": "10 days",
    "travel": "1 day",
    "costs": "9000 USD",
    "good_at": "improvement",
}
_HIRES_AWAY = {
    "from": "suzhou-engineers",
    "rate": "0.2 /year",
    "capability": "5 %",
    "replaced_after": "90 days",
}
_FUNCTION = {"least": "85 %", "leave_out": "10 %", "add": "10 %", "material": "10 %"}


@cache
def ten_with_everything_on() -> Scenario:
    """Return the scenario: ten suppliers of one customer, who share its sites and its people."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ten.yaml"
        path.write_text(yaml.safe_dump(crowd(), sort_keys=False), encoding="utf-8")
        return load(path).scenario


def crowd() -> dict[str, Any]:
    """Return what is written of it."""
    tree: dict[str, Any] = yaml.safe_load(FLAGSHIP.read_text(encoding="utf-8"))
    del tree["claims"]
    tree["horizon"] = "15 years"
    tree["regimes"] = {"mutual_learning": tree["regimes"]["mutual_learning"]}
    tree["parts"]["housing"]["function"] = _FUNCTION
    tree["visitors"] |= {"improvers": _IMPROVERS, "consultants": _CONSULTANTS}
    _multiply(tree)
    return tree


def _multiply(tree: dict[str, Any]) -> None:
    """Put ten suppliers, each at a site of its own, in the place of the one."""
    relation = tree["relations"].pop("housings")
    maker, foundry = tree["firms"].pop("housing-maker"), tree["sites"].pop("foundry")
    relation["near"]["visits"] |= {"improvers": "every 60 days", "consultants": "every 180 days"}
    relation["ambition"] = {"rest": "10 days"}
    tree["hazards"]["no-travel"]["people"] = ["kassel", "foundry-0"]
    for number in range(RELATIONS):
        home = f"foundry-{number}"
        tree["sites"][home] = deepcopy(foundry)
        tree["firms"][f"maker-{number}"] = {**maker, "home": home, "hires_away": _HIRES_AWAY}
        tree["relations"][f"housings-{number}"] = {**relation, "supplier": f"maker-{number}"}
