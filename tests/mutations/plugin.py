"""Disables one mechanism before any test is collected: ``-p mutations.plugin --disable NAME``."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import pytest

from mutations.catalogue import MUTATIONS, Change


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--disable", help="test whose mechanism is disabled")


def pytest_configure(config: pytest.Config) -> None:
    for change in MUTATIONS[config.getoption("--disable")]:
        _apply(change)


def place_of(change: Change) -> tuple[Any, str]:
    """Return the module or class that has what is disabled, and by which name."""
    *owners, name = change.name.split(".")
    holder: Any = import_module(f"supplychain_sim.{change.module}")
    for owner in owners:
        holder = getattr(holder, owner)
    return holder, name


def _apply(change: Change) -> None:
    """Put the neutral element in place, wherever the original has been imported by now."""
    holder, name = place_of(change)
    original = vars(holder)[name]
    neutral = change.neutral(original)
    setattr(holder, name, neutral)
    if isinstance(holder, type):
        return
    # Tests and their conftest have imported it as well by now.
    for other in list(sys.modules.values()):
        if getattr(other, "__dict__", {}).get(name) is original:
            setattr(other, name, neutral)
