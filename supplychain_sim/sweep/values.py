"""Values of factors, as results show them."""

from __future__ import annotations

import json


def shown(value: object) -> str:
    """Return the value of a factor as tables and columns show it."""
    return value if isinstance(value, str) else json.dumps(value, default=str)
