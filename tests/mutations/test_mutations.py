"""Each mechanism is disabled in a process of its own, and the tests of all are run there."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from flagship import ROOT
from table import rows

from mutations.built_on import BUILT_ON
from mutations.catalogue import MUTATIONS, NOTHING_TO_DISABLE
from mutations.plugin import place_of

OWN = [row.test for row in rows() if row.here]
#: Whole runs, which are held without their own mechanism alone.
LONG = (
    "tests/test_kinds_in_runs.py",
    "tests/test_chronicle.py",
    "tests/test_learning_core.py",
    "tests/test_regimes.py",
    "tests/test_avenues.py::test_the_country_of_a_site_changes_nothing",
)


def name_of(test: str) -> str:
    return test.partition("::")[2]


def failing_without(disabled: str) -> set[str]:
    """Return the names of the tests, of all mechanisms, that fail once one is disabled."""
    tests = [test for test in OWN if test == disabled or not test.startswith(LONG)]
    plugin = ("-p", "mutations.plugin", "--disable", disabled)
    options = ("-n", "0", "-p", "no:cacheprovider", "-rfE", "--tb=no", "-W", "default")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *options, *tests],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "tests")},
    )
    assert ran.returncode in {0, 1}, ran.stdout + ran.stderr
    return set(re.findall(r"^FAILED [^\[\s]+::([^\[\s]+)", ran.stdout, re.MULTILINE))


def test_every_mechanism_of_the_table_can_be_disabled() -> None:
    assert set(MUTATIONS) | NOTHING_TO_DISABLE == set(OWN)
    assert not set(MUTATIONS) & NOTHING_TO_DISABLE


def test_what_is_disabled_is_there() -> None:
    places = [(change, *place_of(change)) for changes in MUTATIONS.values() for change in changes]

    assert len(places) >= len(MUTATIONS)
    assert [change for change, holder, name in places if name not in vars(holder)] == []


def test_what_is_related_is_the_test_of_another_mechanism() -> None:
    names = {name_of(test) for test in OWN}
    strays = {test: set(others) - (names - {test}) for test, others in BUILT_ON.items()}

    assert len(names) == len(OWN)
    assert set(BUILT_ON) <= names
    assert {test: others for test, others in strays.items() if others} == {}


@pytest.mark.nightly
@pytest.mark.parametrize("test", MUTATIONS)
def test_without_its_mechanism_a_test_fails_and_no_unrelated_one(test: str) -> None:
    failed = failing_without(test)

    assert name_of(test) in failed
    assert failed - {name_of(test)} <= set(BUILT_ON.get(name_of(test), ()))
