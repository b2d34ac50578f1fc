"""Which version of this package, and of those it computes with, is at work."""

from __future__ import annotations

import platform
from importlib import metadata
from importlib.util import find_spec

#: Packages that a result may depend on.
_CORE = ("networkx", "numpy", "pebble", "pyarrow", "pyyaml", "scipy", "searoute", "simpy")


def version() -> str:
    """Return the version as installed; ``source`` if run from a source tree."""
    return _of("supplychain_sim")


def versions() -> dict[str, str]:
    """Return the versions of Python, of this package and of those it computes with."""
    return {
        "python": platform.python_version(),
        "supplychain_sim": version(),
        **{package: _of(package) for package in _CORE},
        **({"compiled": "yes"} if compiled() else {}),
    }


def compiled() -> bool:
    """Return whether what happens in a run is compiled, or read from its source."""
    clock = find_spec("supplychain_sim.engine")
    return clock is not None and clock.origin is not None and not clock.origin.endswith(".py")


def _of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "source"
