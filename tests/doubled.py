"""A scenario of two pairs of firms that have nothing to do with one another."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

#: How the entities of the second pair begin.
SECOND = ("relation/second", "stock/second", "lane/second", "site/second")
_OF_THE_FIRST = r"\b(kassel|suzhou|foundry|kazan|chennai|home-skilled-workers)\b"


def doubled(flagship: Path) -> dict[str, Any]:
    """Return *flagship* with a second customer, supplier and part, copied from the first."""
    text = flagship.read_text(encoding="utf-8")
    tree: dict[str, Any] = yaml.safe_load(text)
    copied = yaml.safe_load(re.sub(_OF_THE_FIRST, r"second-\1", text))
    tree["sites"].update(copied["sites"])
    tree["lanes"].update(copied["lanes"])
    tree["visitors"].update(copied["visitors"])
    tree["parts"]["second-housing"] = copied["parts"]["housing"]
    tree["firms"]["second-customer"] = copied["firms"]["gear-maker"]
    tree["firms"]["second-supplier"] = copied["firms"]["housing-maker"]
    relation = copied["relations"]["housings"]
    relation.update(part="second-housing", customer="second-customer", supplier="second-supplier")
    tree["relations"]["second"] = relation
    return tree
