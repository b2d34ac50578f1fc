"""What each piece of work is known to do, kept in ``expected.json``."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.pieces import Account

FILE = Path(__file__).parent / "expected.json"


def assert_expected(name: str, found: Account) -> None:
    """Assert that a piece of work did what it did when the file was last renewed."""
    known = json.loads(FILE.read_text(encoding="utf-8")).get(name)
    assert found == known, (
        f"{name}: found {found}, expected {known}; what was timed is not what was timed before. "
        "The model changed: if that is meant, run python -m benchmarks.renew and say so in "
        "CHANGELOG.md"
    )


def write(accounts: dict[str, Account]) -> None:
    """Write what all pieces of work do."""
    FILE.write_text(json.dumps(accounts, indent=1) + "\n", encoding="utf-8")
