"""Which version of this package, and of those it computes with, is at work."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from importlib.machinery import ExtensionFileLoader
from importlib.util import find_spec
from pathlib import Path

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
    return clock is not None and isinstance(clock.loader, ExtensionFileLoader)


def called() -> tuple[str, ...]:
    """Return the words by which this program is called here.

    What is compiled is called by its own program: in a clone, ``python -m`` takes the source
    that lies there.
    """
    if not compiled():
        return "python", "-m", "supplychain_sim"
    program, here = Path(sys.executable).with_name("supplychain_sim"), Path.cwd()
    return (str(program.relative_to(here) if program.is_relative_to(here) else program),)


def _of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "source"
