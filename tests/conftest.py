"""What tests share."""

from __future__ import annotations

import pytest


@pytest.fixture
def seed() -> int:
    """The one seed of all tests, never chosen for an outcome."""
    return 20030106
